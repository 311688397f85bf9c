/** What a dialect's reader makes of settings otherwise than their writer meant. */
import type { DotenvReader } from '../../data/dotenv-readers';
import type { Observation, Proposal, Setting } from '../../model';
import { misreadBoolean, readBoolean, spellBoolean } from './booleans';
import { decide, isBooleanKey } from './conditions';
import { type Found, type Gathered, known, spelledKey } from './gather';
import { mistaken } from './misspelt';
import { provesIn } from './proofs';
import { referenceObservations } from './references';
import { keyPlaceOf, settingOf } from './source';
import { isText } from './truth';

const TEXTS: ReadonlySet<Found['field']> = new Set(['host', 'hostPort', 'url', 'user', 'password', 'from']);

export function observe(
  gathered: Gathered,
  refusal: { readonly because: string; readonly conditions: readonly string[] } | undefined,
): Observation[] {
  const ofTheFile = [
    ...gathered.found.flatMap((found) => misreadings(gathered, found)),
    ...unencoded(gathered),
    ...duplicates(gathered),
    ...referenceObservations(gathered),
  ];
  if (gathered.dialect.verified === 'partial') return ofTheFile;
  return [
    ...(refusal ? conflict(gathered, refusal.because, refusal.conditions) : []),
    ...presetObservations(gathered),
    ...ofTheFile,
    ...unreadParameters(gathered),
    ...gathered.found.flatMap((found) => textForBoolean(gathered, found)),
    ...obsolete(gathered),
    ...mistaken(gathered),
  ];
}

/** The program refuses a combination, or a word: told at the first switch of the rule that says so. */
function conflict(gathered: Gathered, because: string, conditions: readonly string[]): Observation[] {
  const settings = conditions
    .map((name) =>
      name === '$scheme' ? gathered.url?.scheme : gathered.found.find(({ key }) => key === name)?.setting,
    )
    .filter((setting): setting is Setting<string> => setting !== undefined && setting.value !== undefined);
  const { port, url, host, found, source } = gathered;
  const [at, second] = settings;
  const other = second ?? (conditions.includes('$port') ? port : undefined) ?? at;
  if (at && other) return [{ kind: 'conflict', at, with: other.at, because, fix: agreement(gathered) }];
  // A rule without conditions that are written: the last one of a table, for all that is none of its words.
  const alone = found.find(({ field }) => field === 'tls')?.setting ?? url?.scheme ?? host;
  return alone && alone.at.uri === source.document.uri
    ? [{ kind: 'conflict', at: alone, with: alone.at, because }]
    : [];
}

/** What a provider preset makes useless, and a name that is none. */
function presetObservations({ dialect, service, unknownService, found }: Gathered): Observation[] {
  const isWritten = ({ field, setting }: Found) =>
    known(dialect, setting).set && (field === 'host' || field === 'port');
  const written = found.filter(isWritten);
  if (unknownService) {
    if (written.length === 0) return [];
    const because = `\`${unknownService.raw}\` is no provider that ${dialect.name} knows, so that host and port decide.`;
    return [{ kind: 'ignored', at: unknownService, because }];
  }
  if (!service) return [];
  const { setting, preset, wins } = service;
  if (wins)
    return written
      .filter(({ field }) => preset[field as 'host' | 'port'] !== undefined)
      .map((one) => ({
        kind: 'ignored',
        at: one.setting,
        because: `the provider that \`${setting.name}\` names sets it.`,
        by: setting.at,
      }));
  const isWhole = (['host', 'port'] as const).every((field) => written.some((one) => one.field === field));
  const because = 'host and port are written, and they win over those of the provider.';
  return isWhole && preset.secure === undefined ? [{ kind: 'ignored', at: setting, because }] : [];
}

/** Mail is off by default, and nothing turns it on. */
export function idle(gathered: Gathered, missing: string, near: Setting<unknown>): Observation {
  const { dialect } = gathered;
  const wanted = dialect.keys[missing] === 'transport' ? dialect.sends?.[0] : undefined;
  return withoutSwitch(gathered, missing, near, 'sends no mail', wanted);
}

/** The login is not used by default, and nothing says that it is. */
export function unusedLogin(gathered: Gathered): Observation {
  const { dialect, user, password } = gathered;
  const [missing] = Object.keys(dialect.keys).filter((key) => dialect.keys[key] === 'auth');
  return withoutSwitch(gathered, missing!, (user ?? password)!, 'does not log in');
}

function withoutSwitch(
  gathered: Gathered,
  missing: string,
  at: Setting<unknown>,
  what: string,
  value = spellBoolean(gathered.dialect.boolean, true, []),
): Observation {
  const { dialect, found, source } = gathered;
  const neighbour = found.find(({ located }) => source.own.has(located))?.located;
  const name = neighbour ? spelledKey(gathered, missing, neighbour) : missing;
  const edit = neighbour && value !== undefined ? source.insert(name, value, neighbour) : undefined;
  const set = value === undefined ? 'set' : `set to \`${value}\``;
  const fix: Proposal | undefined = edit && {
    title: `Set \`${name}\` to \`${value}\``,
    change: { kind: 'edits', edits: () => [edit] },
    suggestion: true,
  };
  return { kind: 'ignored', at, because: `${dialect.name} ${what} unless \`${name}\` is ${set}.`, fix };
}

/** The mode that belongs to the port settles a conflict. */
function agreement({ port }: Gathered): Proposal | undefined {
  if (port?.value === 465)
    return {
      title: 'Use implicit TLS, as port 465 wants it',
      change: { kind: 'connection', tls: 'implicit' },
      suggestion: true,
    };
  if (port?.value === 587)
    return {
      title: 'Require STARTTLS, as port 587 wants it',
      change: { kind: 'connection', tls: 'starttls' },
      suggestion: true,
    };
  return undefined;
}

/** Readers of which nothing tells whether they are in use: they count only where a secret is at stake. */
const UNCERTAIN: readonly DotenvReader[] = ['dotenv-expand', 'compose'];

function misreadings(gathered: Gathered, { field, setting, located }: Found): Observation[] {
  if (!TEXTS.has(field)) return [];
  const { dialect, source } = gathered;
  // What runs in containers gets its variables from Compose, whatever library it brings.
  const inContainer = source.kind === 'environment' || dialect.recognise.images !== undefined;
  const own = dialect.reader ?? (inContainer ? 'compose' : undefined);
  const found = located.entry.misread?.find(({ readers }) => {
    if (!readers || (own && readers.includes(own))) return true;
    if (own) return false;
    return (
      readers.includes('dotenv') ||
      ((field === 'password' || field === 'url') && readers.some((reader) => UNCERTAIN.includes(reader)))
    );
  });
  if (!found || setting.origin.kind === 'variable') return [];
  const fix: Proposal | undefined =
    found.meant === undefined
      ? undefined
      : {
          title: 'Write the value so that it is read as meant',
          change: { kind: 'replace', setting, value: found.written ?? found.meant },
          suggestion: true,
        };
  return [{ kind: 'truncated', at: setting, because: found.because, fix }];
}

function unencoded({ url }: Gathered): Observation[] {
  const { unencoded: because } = url?.parts ?? {};
  if (!url || because === undefined) return [];
  const { password, user } = url;
  const at = password ?? user ?? url.whole;
  const fix: Proposal | undefined =
    password?.raw !== undefined
      ? {
          title: 'Percent-encode the password',
          change: { kind: 'replace', setting: password, value: password.raw },
          suggestion: true,
        }
      : undefined;
  return [{ kind: 'truncated', at, because, fix }];
}

function unreadParameters({ dialect, url }: Gathered): Observation[] {
  return Object.entries(dialect.parameters ?? {}).flatMap(([name, because]): Observation[] => {
    const at = url?.parameters.get(name);
    return at ? [{ kind: 'ignored', at: { ...at, name }, because }] : [];
  });
}

function textForBoolean({ dialect, source }: Gathered, { key, setting, located }: Found): Observation[] {
  if (isText(source, dialect, key, located, setting)) return falseText(setting);
  if (!setting.value || !known(dialect, setting).set || !isBooleanKey(dialect, key)) return [];
  const said = misreadBoolean(dialect.boolean, setting.value);
  if (said === undefined) return [];
  const word = spellBoolean(dialect.boolean, said, []);
  const fix: Proposal | undefined =
    word === undefined
      ? undefined
      : { title: `Write \`${word}\``, change: { kind: 'replace', setting, value: word }, suggestion: true };
  const means = `is not a boolean for ${dialect.name}, so that it does not mean what it says.`;
  return [{ kind: 'text-for-boolean', at: setting, means, fix }];
}

/** A text in code that says no, and is true as any text is. */
function falseText(setting: Setting<string>): Observation[] {
  if (readBoolean('generic', setting.raw) !== false) return [];
  const fix: Proposal | undefined =
    setting.origin.kind === 'variable'
      ? undefined
      : { title: 'Write a boolean', change: { kind: 'replace', setting, value: false }, suggestion: true };
  return [{ kind: 'text-for-boolean', at: setting, means: 'is text, which is true whatever it says.', fix }];
}

function obsolete(gathered: Gathered): Observation[] {
  const { dialect, found, source } = gathered;
  return found.flatMap(({ key, setting, located }): Observation[] => {
    const written = dialect.also?.[key]?.includes(located.entry.key) ? located.entry.key : key;
    const entry = dialect.obsolete?.[written];
    if (!entry || (entry.when && !provesIn(gathered.source, entry.when))) return [];
    if (entry.unless?.some((proof) => provesIn(gathered.source, proof))) return [];
    const taken = found.some((other) => other.key === entry.instead && other.located !== located);
    const name = entry.instead && source.prefix + spelledKey(gathered, entry.instead, located);
    const fix: Proposal | undefined =
      name && !taken && located.uri === source.document.uri
        ? { title: `Change to \`${name}\``, change: { kind: 'rename', setting, name }, suggestion: true }
        : renewal(gathered, key);
    return [{ kind: 'deprecated', at: setting, because: entry.because, fix }];
  });
}

/** Where the table knows what an obsolete switch means, the others can say the same. */
function renewal({ dialect, lookup }: Gathered, key: string): Proposal | undefined {
  const { mode } = decide(dialect, lookup);
  if (mode === 'error' || mode === 'unknown' || !dialect.tls.some((rule) => rule.if && key in rule.if))
    return undefined;
  const title = 'Say the same with the settings that are read now';
  return { title, change: { kind: 'connection', tls: mode, renewed: true }, suggestion: true };
}

/** The same key twice in one place; a later file, or an environment over its files, is meant to win. */
function duplicates({ source, found }: Gathered): Observation[] {
  return found.flatMap(({ located: winner }) =>
    source.earlier(winner).map((one): Observation => {
      return { kind: 'duplicate', at: settingOf(source, one), winner: keyPlaceOf(winner) };
    }),
  );
}
