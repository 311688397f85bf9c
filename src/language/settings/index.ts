/** Completion in settings files: keys of the application that a file is for, values of what they decide. */
import { TABLES } from '../../analyzer/data/dialects';
import type { TableDialect } from '../../analyzer/data/dialects-shape';
import { type Format, formatOf } from '../../analyzer/kinds';
import type { MailConfig, Setting, SourceDocument, Span } from '../../analyzer/model';
import { knownHosts, providerOf } from '../../analyzer/providers';
import { md } from '../../show/markdown';
import type { Offer } from '../offer';
import { FIELDS } from './fields';
import { keysBeside } from './keys';

/** Keys, and values. `configs`: what is known of the document. */
export function settingsAt(document: SourceDocument, offset: number, configs: readonly MailConfig[]): Offer[] {
  const keys = keysAt(document, offset, configs);
  if (keys) return keys;
  const offers = configs.flatMap((config) => valuesAt(config, document, offset));
  return [...new Map(offers.map((offer) => [offer.label, offer])).values()];
}

/** The same text with blanks for a key that is only begun, beside which most formats can be read no further. */
export function withoutHalfTypedKey(document: SourceDocument, offset: number): SourceDocument | undefined {
  const { text } = document;
  if (!NESTED.has(formatOf(document) ?? 'dotenv')) return undefined;
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  const line = text.slice(start, end < 0 ? text.length : end);
  if (!/^[ \t]*["']?[\w.$-]+["']?\s*$/.test(line)) return undefined;
  return { ...document, text: text.slice(0, start) + line.replace(/\S/g, ' ') + text.slice(start + line.length) };
}

const NESTED: ReadonlySet<Format> = new Set(['yaml', 'json', 'toml', 'ini', 'properties']);

const START = /^([ \t]*(?:export[ \t]+)?)[A-Za-z_0-9]*$/;

/** Undefined where no key can stand. */
function keysAt(document: SourceDocument, offset: number, configs: readonly MailConfig[]): Offer[] | undefined {
  const { text } = document;
  const format = formatOf(document);
  if (format !== undefined && NESTED.has(format))
    return keysBeside(document, offset, configs, (config) => tablesOf([config])[0]);
  if (format !== 'dotenv') return undefined;
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const start = START.exec(text.slice(lineStart, offset));
  if (!start) return undefined;
  const word = /^\w*/.exec(text.slice(offset))?.[0] ?? '';
  const hasValue = text[offset + word.length] === '=';
  const replace = { start: lineStart + (start[1] ?? '').length, end: offset + word.length };
  const written = new Set(Array.from(text.matchAll(/^[ \t]*(?:export[ \t]+)?(\w+)[ \t]*=/gm), ([, key]) => key));
  return tablesOf(configs).flatMap(({ keys, name }) =>
    Object.entries(keys)
      .filter(([key]) => /^\w+$/.test(key) && !written.has(key))
      .map(([key, field]) => ({
        label: key,
        kind: 'key',
        detail: name,
        insert: hasValue ? key : `${key}=`,
        replace,
        about: FIELDS[field] ? md`${name}: ${FIELDS[field]}` : undefined,
        rank: field === 'other' ? 6 : 5,
      })),
  );
}

function tablesOf(configs: readonly MailConfig[]): TableDialect[] {
  const ids = new Set(configs.map(({ dialect }) => dialect));
  return TABLES.filter(({ id }) => ids.has(id));
}

/** Values of the setting that an offset lies in. */
function valuesAt(config: MailConfig, document: SourceDocument, offset: number): Offer[] {
  const isHere = (setting: Setting<unknown> | undefined): setting is Setting<unknown> =>
    setting !== undefined &&
    setting.origin.kind !== 'default' &&
    setting.at.uri === document.uri &&
    setting.at.span.start <= offset &&
    offset <= setting.at.span.end;
  const { host, port } = config;
  if (isHere(host)) return hostsFor(innerOf(document, host.at.span));
  if (isHere(port)) return portsFor(config, innerOf(document, port.at.span));
  const setting = config.settings.find(isHere);
  return setting ? wordsFor(config, setting, innerOf(document, setting.at.span)) : [];
}

/** Without quotes. */
function innerOf({ text }: SourceDocument, { start, end }: Span): Span {
  const isQuoted = end - start > 1 && /["'`]/.test(text[start] ?? '') && text[start] === text[end - 1];
  return isQuoted ? { start: start + 1, end: end - 1 } : { start, end };
}

function hostsFor(replace: Span): Offer[] {
  return knownHosts().flatMap(([host, { name, endpoints }]) => {
    const best = endpoints.find(({ tls }) => tls !== 'none');
    if (!best || best.tls === 'none') return [];
    const { port, tls } = best;
    const way = tls === 'implicit' ? 'implicit TLS' : 'STARTTLS';
    return [
      {
        label: host,
        kind: 'host',
        detail: `${name}: ${port}, ${way}`,
        insert: host,
        replace,
        endpoint: { host, port, tls },
      },
    ];
  });
}

function portsFor({ host }: MailConfig, replace: Span): Offer[] {
  const provider = host?.value ? providerOf(host.value) : undefined;
  const served = provider?.endpoints.filter(({ tls }) => tls !== 'none') ?? [
    { port: 465, tls: 'implicit' },
    { port: 587, tls: 'starttls' },
  ];
  return served.map(({ port, tls }, rank) => ({
    label: String(port),
    kind: 'value',
    detail: tls === 'implicit' ? 'implicit TLS' : 'STARTTLS',
    insert: String(port),
    replace,
    rank,
  }));
}

/** Words that the application compares the setting with; true and false for a switch. */
function wordsFor(config: MailConfig, { name, value }: Setting<unknown>, replace: Span): Offer[] {
  const [table] = tablesOf([config]);
  const field = table?.keys[name];
  const compared = [...(table?.tls ?? []), ...(table?.verify?.rules ?? [])].flatMap(({ if: conditions }) => {
    const condition = conditions?.[name];
    if (Array.isArray(condition)) return condition.map(String);
    return condition === true || condition === false ? ['true', 'false'] : [];
  });
  const sending = field === 'transport' ? (table?.sends ?? []) : [];
  const switches = field === 'enabled' || field === 'auth' || typeof value === 'boolean' ? ['true', 'false'] : [];
  const words = new Set([...compared, ...sending, ...switches].filter((word) => /^[\w+.-]+$/.test(word)));
  return [...words].map((label) => ({ label, kind: 'value', insert: label, replace }));
}
