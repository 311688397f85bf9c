/**
 * Each application as a user meets it: a secure file of its own kind is silent, an insecure one is not, and what a fix
 * writes is read back as the mode that it promised.
 */
import assert from 'node:assert/strict';
import { parse as toObject } from 'yaml';
import { analyze } from '../src/analyzer/analyze';
import { TABLES } from '../src/analyzer/data/dialects';
import type { Condition, TableDialect } from '../src/analyzer/data/dialects-shape';
import { spellBoolean } from '../src/analyzer/dialects/table/booleans';
import { keyOfField } from '../src/analyzer/dialects/table/write';
import { applyEdits } from '../src/analyzer/edits';
import { type Format, type KINDS, kindOf } from '../src/analyzer/kinds';
import type { MailConfig, SourceDocument, TlsMode } from '../src/analyzer/model';
import { lint, projectOf } from './support/fixture';

type Settings = Readonly<Record<string, string>>;

const document = (name: string, text: string): SourceDocument => ({
  uri: `file:///project/${name}`,
  path: `/project/${name}`,
  text,
});

const isVariable = (key: string) => /^[A-Za-z_]\w*$/.test(key);

/** `at[].path` and its settings as nested YAML. */
function nested(path: string, settings: Settings): string {
  const lines: string[] = [];
  let indent = '';
  for (const name of path.split('.').filter((part) => part !== '')) {
    const isList = name.endsWith('[]');
    lines.push(`${indent}${isList ? name.slice(0, -2) : name.replaceAll('*', 'any')}:`);
    indent += isList ? '    ' : '  ';
  }
  const isItem = path.endsWith('[]');
  Object.entries(settings).forEach(([key, value], index) => {
    const lead = isItem && index === 0 ? `${indent.slice(0, -2)}- ` : indent;
    lines.push(`${lead}${key}: ${/^\d+$|^true$|^false$/.test(value) ? value : `'${value}'`}`);
  });
  return `${lines.join('\n')}\n`;
}

type WithOwnMaps = { [F in Format]: (typeof KINDS)[F] extends { hasOwnMaps: true } ? F : never }[Format];

const inCode = (value: string, plain: RegExp) => (plain.test(value) ? value : `'${value}'`);

/** `SMTPOptions.ssl.verify_peer` is an item of an array in an array. */
function asProperty([key, value]: readonly [string, string]): string {
  const [name, ...path] = key.split('.');
  return `$mail->${name} = ${path.reduceRight((inner, part) => `['${part}' => ${inner}]`, value)};\n`;
}

/** A map with its settings as text, in each kind of files that is not made of nested maps. */
const WRITERS: Readonly<Record<WithOwnMaps, (map: string, settings: readonly (readonly string[])[]) => string>> = {
  hjson: (map, settings) =>
    `{\n  ${map}: {\n${settings.map(([key, value]) => `    ${key}: ${JSON.stringify(value)}\n`).join('')}  }\n}\n`,
  ini: (map, settings) => `[${map}]\n${settings.map((pair) => `${pair.join(' = ')}\n`).join('')}`,
  msmtprc: (_, settings) => `account default\n${settings.map((pair) => `${pair.join(' ')}\n`).join('')}`,
  python: (map, settings) => {
    const spelt = (value: string) =>
      /^(?:true|false)$/.test(value) ? value[0]!.toUpperCase() + value.slice(1) : value;
    const pairs = settings.map(([key, value]) => [key, inCode(spelt(value!), /^(?:\d+|True|False)$/)] as const);
    if (map === '') return pairs.map(([key, value]) => `${key} = ${value}\n`).join('');
    if (map === 'ConnectionConfig')
      return `${map}(\n${pairs.map(([key, value]) => `  ${key}=${value},\n`).join('')})\n`;
    const options = pairs.map(([key, value]) => `'${key}': ${value},`).join('\n');
    return `MAILERS = {'default': {'OPTIONS': {\n${options}\n}}}\n`;
  },
  php: (map, settings) => {
    const pairs = settings.map(([key, value]) => [key!, inCode(value!, /^(?:true|false|\d+)$/)] as const);
    if (map === 'PHPMailer') return `<?php\n$mail->isSMTP();\n${pairs.map(asProperty).join('')}`;
    const [variable, ...path] = map.split(/\.(?=smtp\.settings|system\.mail)|\.(?=mailer_dsn)/);
    const steps = path.map((step) => `['${step}']`).join('');
    if (variable === 'CFG') return `<?php\n${pairs.map(([key, value]) => `$CFG->${key} = ${value};\n`).join('')}`;
    if (variable === 'config')
      return `<?php\n${pairs.map(([key, value]) => `$config${steps}['${key}'] = ${value};\n`).join('')}`;
    const isConstant = pairs.some(([key]) => key.startsWith('WPMS_'));
    return isConstant
      ? `<?php\n${pairs.map(([key, value]) => `define('${key}', ${value});\n`).join('')}`
      : `<?php\nreturn [\n${pairs.map(([key, value]) => `  '${key}' => ${value},\n`).join('')}];\n`;
  },
  elixir: (map, settings) =>
    `config :app, ${map},\n${settings.map(([key, value]) => `  ${key}: ${/^(?:true|false|\d+)$/.test(value!) ? value : /^(?:always|never|if_available)$/.test(value!) ? `:${value}` : `"${value}"`}`).join(',\n')}\n`,
  rails: (_, settings) =>
    `config.action_mailer.smtp_settings = {\n${settings.map(([key, value]) => `  ${key!.toLowerCase()}: ${inCode(value!, /^(?:true|false|\d+)$/)},\n`).join('')}}\n`,
  ruby: (map, settings) =>
    settings
      .map(([key, value]) => `${map}['${key}'] = ${/^(?:true|false|\d+)$/.test(value!) ? value : `'${value}'`}\n`)
      .join(''),
};

/** A file in which the dialect is recognised: its map, its container image, else a .env with its companions. */
function fileOf(table: TableDialect, settings: Settings): SourceDocument | undefined {
  const [place] = table.maps ?? [];
  const [image] = table.recognise.images ?? [];
  const entries = Object.entries(settings);
  if (entries.every(([key]) => isVariable(key)) && (!place || place.strip)) {
    if (!image) return document('.env', entries.map(([key, value]) => `${key}='${value}'\n`).join(''));
    const lines = entries.map(([key, value]) => `      ${key}: '${value}'\n`).join('');
    return document('compose.yml', `services:\n  app:\n    image: ${image}:1\n    environment:\n${lines}`);
  }
  if (!place || place.at[0]!.includes('with') || place.where?.['../image']) return undefined;
  const extra = Object.entries(place.where ?? {}).map(([key, pattern]) => [key, pattern.source.replace(/[\^$]/g, '')]);
  const own = entries.map(([key, value]) => [
    key.startsWith(place.strip ?? '') ? key.slice(place.strip?.length ?? 0) : key,
    value,
  ]);
  if (place.format && kindOf(place.format).hasOwnMaps)
    return document(table.recognise.files![0]!, WRITERS[place.format as WithOwnMaps](place.at[0]!, own));
  if (place.format === 'json') return document(table.recognise.files![0]!, JSON.stringify(settings, null, 2));
  if (place.format === 'properties')
    return document('mail.properties', entries.map(([key, value]) => `${key}=${value}\n`).join(''));
  const beside = place.beside ? `${place.beside[0]!.replace('../', '')}: x\n` : '';
  const name = table.recognise.files?.[0]?.replace('*', 'x') ?? 'config.yml';
  return document(
    /\.ya?ml$/.test(name) ? name : 'config.yml',
    beside + nested(place.at[0]!, Object.fromEntries([...extra, ...own])),
  );
}

const field = (table: TableDialect, name: Parameters<typeof keyOfField>[1]) => keyOfField(table, name);

/** Server, login and what marks the dialect; undefined for dialects that are only URLs. */
function baseOf(table: TableDialect, port: number): Settings | undefined {
  const host = field(table, 'host');
  const both = field(table, 'hostPort');
  const settings: Record<string, string> = {};
  if (host) {
    settings[host] = 'smtp.example.com';
    const key = field(table, 'port');
    if (key) settings[key] = String(port);
  } else if (both) settings[both] = `smtp.example.com:${port}`;
  else return undefined;
  for (const [name, value] of [
    ['user', 'postbox'],
    ['password', 'correct-horse-battery'],
  ] as const) {
    const key = field(table, name);
    if (key) settings[key] = value;
  }
  const transport = field(table, 'transport');
  if (transport && table.sends && !table.obsolete?.[transport]) settings[transport] = table.sends[0]!;
  const elsewhere = field(table, 'elsewhere');
  if (elsewhere && !field(table, 'password')) settings[elsewhere] = 'smtp-secret';
  const auth = field(table, 'auth');
  if (auth) settings[auth] = 'true';
  const enabled = field(table, 'enabled');
  if (enabled && table.defaults?.[enabled] !== undefined)
    settings[enabled] = spellBoolean(table.boolean, true, []) ?? 'true';
  const { keysAny, keysAll, companions } = table.recognise;
  for (const key of keysAll ?? []) settings[key] ??= 'x';
  if (!table.recognise.images && !table.recognise.prefixes && companions?.[0] && isVariable(Object.keys(settings)[0]!))
    settings[companions[0]] ??= 'x';
  for (const key of keysAny ?? [])
    if (table.keys[key] === 'other' || table.keys[key] === 'from') settings[key] ??= 'x@example.com';
  return settings;
}

function configOf(table: TableDialect, file: SourceDocument): MailConfig | undefined {
  const { configs, failures } = analyze(file, projectOf([file]));
  assert.deepEqual(failures, []);
  return configs.find(({ dialect }) => dialect === table.id);
}

/** The file after a change; undefined where the dialect has no words for it. */
function changed(table: TableDialect, file: SourceDocument, tls: TlsMode, port: number): SourceDocument | undefined {
  const config = configOf(table, file);
  const edits = config?.write({ kind: 'connection', tls, port });
  return edits && { ...file, text: applyEdits(file.text, edits) };
}

const SECURE = [
  ['starttls', 587],
  ['implicit', 465],
] as const;

/** They upgrade if they can and have no switch for more, or the switch is in the host's scheme, or the code decides. */
const NEVER_SECURE: ReadonlySet<string> = new Set([
  'activepieces',
  'ever-gauzy',
  'roundcube-docker',
  'lago',
  'appsmith',
  'ntfy',
  'homebox',
  'signoz',
  'namshi-smtp',
  'authjs-nextauth',
  'strapi',
  'laravel-config-of-old',
  'onetimesecret',
  'gotosocial',
  'diaspora',
]);

describe('each application', () => {
  for (const table of TABLES) {
    const base = baseOf(table, 587);
    const file = base && fileOf(table, base);
    if (!file || table.verified === 'partial' || table.unread) continue;
    it(`${table.id}: what is written is read back, and secure files are silent`, () => {
      assert.ok(configOf(table, file), `not recognised:\n${file.text}`);
      let written = 0;
      for (const [mode, port] of SECURE) {
        const after = changed(table, file, mode, port);
        if (!after) continue;
        written++;
        const config = configOf(table, after);
        assert.equal(config?.tls.value, mode, after.text);
        assert.equal(config?.port?.value, port, after.text);
        const findings = lint([after]).filter(({ severity }) => severity === 'error' || severity === 'warning');
        assert.deepEqual(
          findings.map(({ rule, headline }) => `${rule}: ${headline}`),
          [],
          after.text,
        );
        for (const weak of ['off', 'opportunistic'] as const) {
          const weakened = changed(table, after, weak, port);
          if (weakened) assert.notEqual(lint([weakened]).length, 0, weakened.text);
        }
      }
      assert.equal(written === 0, NEVER_SECURE.has(table.id), 'no encrypted mode can be written');
    });
  }
});

type Nested = { readonly [key: string]: Nested | readonly Nested[] | string | number | boolean };

/** An object as TOML: its own settings first, then its tables. */
function toToml(object: Nested, path = ''): string {
  const own: string[] = [];
  const tables: string[] = [];
  for (const [key, value] of Object.entries(object)) {
    const name = path + (/^[\w-]+$/.test(key) ? key : JSON.stringify(key));
    if (Array.isArray(value)) for (const item of value) tables.push(`[[${name}]]\n${toToml(item, `${name}.`)}`);
    else if (typeof value === 'object') tables.push(`[${name}]\n${toToml(value as Nested, `${name}.`)}`);
    else own.push(`${name.slice(path.length)} = ${JSON.stringify(value)}\n`);
  }
  return own.join('') + tables.join('');
}

describe('each map of an application', () => {
  for (const table of TABLES) {
    const base = baseOf(table, 587);
    const file = base && fileOf(table, base);
    const isMap =
      table.maps?.some(({ format }) => !format) && file && !/compose|\.env|\.(?:ini|cfg|conf)$/.test(file.path);
    if (!isMap || !configOf(table, file)) continue;
    it(`${table.id}: says the same in JSON and TOML, and is mended there`, () => {
      const content = toObject(file.text) as Nested;
      const others = [
        document('config.json', JSON.stringify(content)),
        document('config.json', JSON.stringify(content, undefined, 2)),
        document('config.toml', toToml(content)),
      ];
      const told = (one: SourceDocument) => {
        const config = configOf(table, one);
        const { host, port, tls, verify, auth } = config!;
        const known = [host, port, tls, verify, auth?.user, auth?.password].map((setting) => setting?.value);
        return [
          ...known,
          ...lint([one])
            .map(({ rule, severity }) => `${severity} ${rule}`)
            .sort(),
        ];
      };
      for (const other of others) {
        assert.deepEqual(told(other), told(file), other.text);
        for (const [mode, port] of SECURE) {
          const after = changed(table, other, mode, port);
          assert.equal(after === undefined, changed(table, file, mode, port) === undefined, other.text);
          if (!after) continue;
          const config = configOf(table, after);
          assert.deepEqual([config?.tls.value, config?.port?.value], [mode, port], after.text);
          if (after.path.endsWith('.json')) JSON.parse(after.text);
        }
      }
    });
  }
});

type Verification = NonNullable<NonNullable<TableDialect['verify']>['rules']>[number];

/** Texts with which a rule holds, in the dialect's own words. */
function settingsFor(table: TableDialect, { if: conditions }: Verification): Settings {
  const textOf = (condition: Condition) =>
    typeof condition === 'boolean'
      ? spellBoolean(table.boolean, condition, [])!
      : typeof condition === 'string'
        ? 'x'
        : String('anyCase' in condition ? condition.anyCase[0] : 'not' in condition ? 'x' : condition[0]);
  return Object.fromEntries(
    Object.entries(conditions).flatMap(([key, condition]) => (condition === 'unset' ? [] : [[key, textOf(condition)]])),
  );
}

/** A file with TLS and these settings, as parameters where the dialect is one of URLs. */
function unverifiedFile(table: TableDialect, settings: Settings): SourceDocument | undefined {
  const key = field(table, 'url');
  const base = baseOf(table, 465);
  if (base) {
    const file = fileOf(table, { ...base, ...settings });
    return file && (changed(table, file, 'implicit', 465) ?? changed(table, file, 'starttls', 587) ?? file);
  }
  const query = Object.entries(settings).map(([name, value]) => `${name.slice(1)}=${value}`);
  const url = `smtps://postbox:correct-horse-battery@smtp.example.com:465/?${query.join('&')}`;
  const beside = table.recognise.companions?.[0];
  return key && isVariable(key) ? document('.env', `${beside ? `${beside}=x\n` : ''}${key}='${url}'\n`) : undefined;
}

describe('each switch that turns the certificate check off', () => {
  for (const table of TABLES) {
    if (table.verified === 'partial' || table.unread) continue;
    for (const rule of table.verify?.rules ?? []) {
      const names = Object.keys(rule.if);
      const file = unverifiedFile(table, settingsFor(table, rule));
      const isOwn = (name: string) => name.startsWith('?') || (table.keys[name] && table.keys[name] !== 'tls');
      if (rule.is === 'full' || !file || !names.every(isOwn)) continue;
      const config = configOf(table, file);
      if (!config) continue;
      it(`${table.id} ${names.join(', ')}: is turned on again`, () => {
        assert.notEqual(config.verify?.value ?? 'full', 'full', file.text);
        const edits = config.write({ kind: 'connection', verify: 'full' });
        assert.ok(edits && edits.length > 0, `no fix:\n${file.text}`);
        const after = { ...file, text: applyEdits(file.text, edits) };
        assert.equal(configOf(table, after)?.verify?.value ?? 'full', 'full', after.text);
      });
    }
  }
});
