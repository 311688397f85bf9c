/** What a dialect's reader makes of settings otherwise than their writer meant. */
import type { Proof } from '../../data/dialects-shape';
import type { DotenvReader } from '../../data/dotenv-readers';
import type { Observation, Proposal, Setting, SourceDocument } from '../../model';
import { misreadBoolean, spellBoolean } from './booleans';
import { decide } from './conditions';
import { type Found, type Gathered, known, spelledKey, within } from './gather';
import { referenceObservations } from './references';
import { keyPlaceOf, settingOf } from './source';

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
  const [at] = settings;
  const other = settings[1] ?? gathered.port ?? gathered.host;
  return at && other ? [{ kind: 'conflict', at, with: other.at, because, fix: agreement(gathered) }] : [];
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

/** Switches that the table reads as booleans, and as nothing else. */
function isBoolean({ dialect }: Gathered, key: string): boolean {
  const rules = [...dialect.tls, ...(dialect.verify?.rules ?? [])];
  const conditions = rules.flatMap((rule) => (rule.if && key in rule.if ? [rule.if[key]] : []));
  return (
    conditions.length > 0 && conditions.every((condition) => typeof condition === 'boolean' || condition === 'unset')
  );
}

function textForBoolean(gathered: Gathered, { key, setting }: Found): Observation[] {
  const { dialect } = gathered;
  if (!setting.value || !known(dialect, setting).set || !isBoolean(gathered, key)) return [];
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

function obsolete(gathered: Gathered): Observation[] {
  const { dialect, found, source } = gathered;
  return found.flatMap(({ key, setting, located }): Observation[] => {
    const entry = dialect.obsolete?.[key];
    if (!entry || (entry.when && !proves(gathered, entry.when))) return [];
    if (entry.unless?.some((proof) => proves(gathered, proof))) return [];
    const taken = found.some((other) => other.key === entry.instead);
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

const answers = new WeakMap<SourceDocument, Map<RegExp, boolean>>();

/** Asked by every configuration of a document, of what may be a long file. */
function matchesText(pattern: RegExp, document: SourceDocument): boolean {
  const known = answers.get(document) ?? new Map<RegExp, boolean>();
  answers.set(document, known);
  const answer = known.get(pattern) ?? pattern.test(document.text);
  known.set(pattern, answer);
  return answer;
}

/** True where the nearest such file of the project, beside the document or above it, holds what is asked for. */
export function proves({ source }: Gathered, { file, matches }: Proof): boolean {
  if (source.isForeign) return false;
  const parts = source.document.uri.split('/').slice(0, -1);
  for (; parts.length > 3; parts.pop()) {
    const found = source.project.read([...parts, file].join('/'));
    if (found) return matchesText(matches, found);
  }
  return false;
}

function mistaken({ dialect, source, place }: Gathered): Observation[] {
  const own = (key: string) => {
    const located = source.get(key);
    return located && source.own.has(located) ? located : undefined;
  };
  const find = (key: string) => own(within(place, key)) ?? (source.kind === 'map' ? undefined : own(key));
  return Object.entries(dialect.mistaken ?? {}).flatMap(([wrong, right]): Observation[] => {
    const located = find(wrong);
    return located && !find(right)
      ? [{ kind: 'unknown-key', at: settingOf(source, located), nearest: source.prefix + within(place, right) }]
      : [];
  });
}

/** The same key twice in one place; a later file, or an environment over its files, is meant to win. */
function duplicates({ source, found }: Gathered): Observation[] {
  return found.flatMap(({ located: winner }) =>
    source.earlier(winner).map((one): Observation => {
      return { kind: 'duplicate', at: settingOf(source, one), winner: keyPlaceOf(winner) };
    }),
  );
}
