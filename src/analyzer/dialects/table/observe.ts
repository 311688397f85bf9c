/** What a dialect's reader makes of settings otherwise than their writer meant. */
import type { DotenvReader } from '../../data/dotenv-readers';
import type { ConflictFact, IgnoredFact } from '../../facts';
import type { Observation, Proposal, Setting } from '../../model';
import { misreadBoolean, readBoolean, spellBoolean } from './booleans';
import { decide, isBooleanKey } from './conditions';
import { known, spelledKey } from './gather';
import type { Found, Gathered } from './gathered';
import { mistaken } from './misspelt';
import { provesIn } from './proofs';
import { referenceObservations } from './references';
import { keyPlaceOf, settingOf } from './source';
import { isText } from './truth';

const TEXTS: ReadonlySet<Found['field']> = new Set(['host', 'hostPort', 'url', 'user', 'password', 'from']);

/** What the program refuses: in a sentence, and the names that the rule asks for. */
export interface Refusal {
  readonly note: string;
  readonly conditions: readonly string[];
}

export function observe(gathered: Gathered, refusal: Refusal | undefined): Observation[] {
  const ofTheFile = [
    ...gathered.found.flatMap((found) => misreadings(gathered, found)),
    ...unencoded(gathered),
    ...duplicates(gathered),
    ...referenceObservations(gathered),
  ];
  if (gathered.dialect.verified === 'partial') return ofTheFile;
  return [
    ...(refusal ? conflict(gathered, refusal) : []),
    ...presetObservations(gathered),
    ...ofTheFile,
    ...unreadParameters(gathered),
    ...gathered.found.flatMap((found) => textForBoolean(gathered, found)),
    ...obsolete(gathered),
    ...mistaken(gathered),
  ];
}

/** The program refuses a combination, or a word: reported at the first switch of the rule that says so. */
function conflict(gathered: Gathered, { note, conditions }: Refusal): Observation[] {
  const { dialect, port, url, host, found, source } = gathered;
  const settingOfKey = (name: string) =>
    name === '$scheme' ? url?.scheme : found.find(({ key }) => key === name)?.setting;
  const asked = conditions.map((name) => ({ name, setting: settingOfKey(name) }));
  const [at, second] = asked.flatMap(({ setting }) => (setting?.value === undefined ? [] : [setting]));
  const refused: ConflictFact = { code: 'refused', program: dialect.name, note };
  if (at) {
    const other = second ?? (conditions.includes('$port') ? port : undefined);
    const unset = asked.find(({ name, setting }) => /^\w/.test(name) && setting?.value === undefined);
    const name = other?.name ?? unset?.name;
    const fact: ConflictFact = name ? { code: 'excluded', other: name, note } : refused;
    return [{ kind: 'conflict', at, fact, with: other?.at, fix: agreement(gathered) }];
  }
  // A rule without conditions that are written: the last one of a table, for all that is none of its words.
  const alone = found.find(({ field }) => field === 'tls')?.setting ?? url?.scheme ?? host;
  return alone && alone.at.uri === source.document.uri ? [{ kind: 'conflict', at: alone, fact: refused }] : [];
}

/** What a provider preset makes useless, and a name that is none. */
function presetObservations({ dialect, service, unknownService, found }: Gathered): Observation[] {
  const isWritten = ({ field, setting }: Found) =>
    known(dialect, setting).set && (field === 'host' || field === 'port');
  const written = found.filter(isWritten);
  if (unknownService) {
    if (written.length === 0) return [];
    return [{ kind: 'ignored', at: unknownService, fact: { code: 'service-unknown', program: dialect.name } }];
  }
  if (!service) return [];
  const { setting, preset, wins } = service;
  if (wins)
    return written
      .filter(({ field }) => preset[field as 'host' | 'port'] !== undefined)
      .map((one) => ({
        kind: 'ignored',
        at: one.setting,
        fact: { code: 'set-by-service', service: setting.name },
        by: setting.at,
      }));
  const isWhole = (['host', 'port'] as const).every((field) => written.some((one) => one.field === field));
  return isWhole && preset.secure === undefined ? [{ kind: 'ignored', at: setting, fact: { code: 'host-wins' } }] : [];
}

/** Mail is off by default, and nothing turns it on. */
export function idle(gathered: Gathered, missing: string, near: Setting<unknown>): Observation {
  const { dialect } = gathered;
  const isOpen = dialect.defaults?.[missing] === '';
  const wanted = dialect.keys[missing] === 'transport' ? dialect.sends?.[0] : spellBoolean(dialect.boolean, true, []);
  return withoutSwitch(gathered, missing, near, 'mail', isOpen ? undefined : wanted);
}

/** The login is not used by default, and nothing says that it is. */
export function unusedLogin(gathered: Gathered): Observation {
  const { dialect, user, password } = gathered;
  const [missing] = Object.keys(dialect.keys).filter((key) => dialect.keys[key] === 'auth');
  const value = dialect.defaults?.[missing!] === '' ? undefined : spellBoolean(dialect.boolean, true, []);
  return withoutSwitch(gathered, missing!, (user ?? password)!, 'login', value);
}

function withoutSwitch(
  gathered: Gathered,
  missing: string,
  at: Setting<unknown>,
  what: 'mail' | 'login',
  value: string | undefined,
): Observation {
  const { dialect, found, source } = gathered;
  const neighbour = found.find(({ located }) => source.isOwn(located))?.located;
  const name = neighbour ? spelledKey(gathered, missing, neighbour) : missing;
  const edit = neighbour && value !== undefined ? source.insert(name, value, neighbour) : undefined;
  const fix: Proposal | undefined = edit && {
    title: `Set \`${name}\` to \`${value}\``,
    change: { kind: 'edits', edits: () => [edit] },
    suggestion: true,
  };
  const fact: IgnoredFact = { code: 'off-unless', program: dialect.name, what, name, value };
  return { kind: 'ignored', at, fact, fix };
}

/** The mode that belongs to the port settles a conflict. */
function agreement({ port }: Gathered): Proposal | undefined {
  if (port?.value === 465)
    return {
      title: 'Use implicit TLS, as port 465 expects',
      change: { kind: 'connection', tls: 'implicit' },
      suggestion: true,
    };
  if (port?.value === 587)
    return {
      title: 'Require STARTTLS, as port 587 expects',
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
          title: 'Quote the value',
          change: { kind: 'replace', setting, value: found.written ?? found.meant },
          suggestion: true,
        };
  return [{ kind: 'truncated', at: setting, fact: found.fact, fix }];
}

function unencoded({ url }: Gathered): Observation[] {
  const fact = url?.parts?.unencoded;
  if (!url || !fact) return [];
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
  return [{ kind: 'truncated', at, fact, fix }];
}

function unreadParameters({ dialect, url }: Gathered): Observation[] {
  return Object.entries(dialect.parameters ?? {}).flatMap(([name, note]): Observation[] => {
    const at = url?.parameters.get(name);
    return at ? [{ kind: 'ignored', at: { ...at, name }, fact: { code: 'note', note } }] : [];
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
  const reads = readBoolean(dialect.boolean, setting.value);
  return [
    { kind: 'text-for-boolean', at: setting, fact: { code: 'not-a-boolean', program: dialect.name, reads }, fix },
  ];
}

/** A text in code that says no, and is true as any text is. */
function falseText(setting: Setting<string>): Observation[] {
  if (readBoolean('generic', setting.raw) !== false) return [];
  const fix: Proposal | undefined =
    setting.origin.kind === 'variable'
      ? undefined
      : { title: 'Write a boolean', change: { kind: 'replace', setting, value: false }, suggestion: true };
  return [
    { kind: 'text-for-boolean', at: setting, fact: { code: 'text-is-true', text: setting.raw, where: 'object' }, fix },
  ];
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
    return [
      { kind: 'deprecated', at: setting, fact: { code: 'note', note: entry.because, use: entry.instead && name }, fix },
    ];
  });
}

/** Where the table knows what an obsolete switch means, the others can say the same. */
function renewal({ dialect, lookup }: Gathered, key: string): Proposal | undefined {
  const { mode } = decide(dialect, lookup);
  if (mode === 'error' || mode === 'unknown' || !dialect.tls.some((rule) => rule.if && key in rule.if))
    return undefined;
  const title = 'Replace with current settings';
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
