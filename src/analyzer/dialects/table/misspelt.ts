/** Names that nobody reads, with the ones that were meant: those that a table lists, and near misses of its keys. */
import type { Field, MapPlaces, TableDialect } from '../../data/dialects-shape';
import type { Observation, Place, Setting } from '../../model';
import { finderOf, nearest } from '../../nearest';
import type { Gathered } from './gathered';
import type { Located, Source } from './located';
import { asVariable, within } from './names';
import { settingOf } from './source';

/** The names that a table's reader takes for a key, as far as they are wrong. */
export const wrongNamesOf = ({ mistaken = {} }: TableDialect, key: string): string[] =>
  Object.keys(mistaken).filter((name) => mistaken[name] === key);

/** The table with the misspelt names of a source. */
export function withNearMisses(dialect: TableDialect, source: Source, place?: MapPlaces): TableDialect {
  const found = source.kind === 'map' ? misplaced(dialect, source, place) : missesIn(dialect, source);
  return found.length === 0 ? dialect : { ...dialect, mistaken: { ...dialect.mistaken, ...Object.fromEntries(found) } };
}

/** Variables of a habit may have any other name. */
const missesIn = (dialect: TableDialect, source: Source): Miss[] =>
  dialect.presumed ? [] : [...loginMiss(dialect, source), ...prefixed(dialect, source)];

type Miss = readonly [wrong: string, right: string];

/** The misspelt name of the half of a login that is missing beside the other one. */
function loginMiss(dialect: TableDialect, source: Source): Miss[] {
  const missing = (['user', 'password'] as const).filter((field) => {
    const names = keysOf(dialect, field);
    return names.length > 0 && !names.some((key) => isSet(dialect, source, key));
  });
  const [field] = missing;
  if (field === undefined || missing.length > 1) return [];
  const nearestOf = finderOf(keysOf(dialect, field));
  for (const { entry } of source.own) {
    const meant = dialect.keys[entry.key] === undefined ? nearestOf(entry.key) : undefined;
    if (meant !== undefined) return [[entry.key, meant]];
  }
  return [];
}

const keysOf = (dialect: TableDialect, field: Field): string[] =>
  Object.keys(dialect.keys).filter((key) => dialect.keys[key] === field);

const isSet = (dialect: TableDialect, source: Source, key: string): boolean =>
  [key, asVariable(key), ...(dialect.also?.[key] ?? [])].some((name) => source.get(name) !== undefined);

/** Switches and servers; the other names of an application are too many to be listed. */
const NAMED: ReadonlySet<Field> = new Set(['host', 'hostPort', 'port', 'tls', 'verify', 'enabled']);

/** `mail__options_secure` for `mail__options__secure`: both become the same. */
const withoutLevels = (name: string): string => name.replace(/_{2,}/g, '_');

/**
 * Variables with the application's prefix, a letter, the case or an underscore away from a key that is not set:
 * `GF_SMTP_enable`.
 */
function prefixed(dialect: TableDialect, source: Source): Miss[] {
  const { prefixes = [] } = dialect.recognise;
  const known = new Set([...Object.keys(dialect.keys), ...Object.values(dialect.also ?? {}).flat()]);
  const levels = Object.keys(dialect.keys).filter(
    (name) => name.includes('__') && NAMED.has(dialect.keys[name]!) && !isSet(dialect, source, name),
  );
  return source.own.flatMap(({ entry: { key } }): Miss[] => {
    if (known.has(key)) return [];
    const level = levels.find((name) => withoutLevels(name) === withoutLevels(key));
    if (level !== undefined) return [[key, level]];
    const prefix = prefixes.find((one) => one.endsWith('_') && key.startsWith(one));
    if (prefix === undefined) return [];
    const open = Object.keys(dialect.keys).filter(
      (name) => name.startsWith(prefix) && NAMED.has(dialect.keys[name]!) && !isSet(dialect, source, name),
    );
    const meant = nearest(
      key.slice(prefix.length),
      open.map((name) => name.slice(prefix.length)),
    );
    return meant === undefined ? [] : [[key, prefix + meant]];
  });
}

/** Keys of a map with one level misspelt, or at another level: `properties.mial.smtp.auth`, `starttls.enable`. */
function misplaced(dialect: TableDialect, source: Source, place?: MapPlaces): Miss[] {
  const { strip } = place ?? {};
  if (!strip?.endsWith('.')) return [];
  const rights = Object.keys(dialect.keys).map((key) => ({ key, parts: within(place, key).split('.') }));
  const levels = new Set(rights.flatMap(({ parts }) => parts));
  return source.own.flatMap(({ entry: { key } }): Miss[] => {
    const parts = key.split('.');
    if (parts.length < 2 || dialect.keys[strip + key] !== undefined) return [];
    const meant = rights.find((right) => isNear(parts, right.parts) || isElsewhere(parts, right.parts, levels));
    return meant && !source.get(within(place, meant.key)) ? [[strip + key, meant.key]] : [];
  });
}

const lettersOf = (word: string) => [...word.toLowerCase()].sort().join('');

/** The same levels, of which one has its letters in another order, or a letter too many or too few. */
function isNear(parts: readonly string[], right: readonly string[]): boolean {
  if (parts.length !== right.length) return false;
  const wrong = parts.flatMap((part, index) => (part === right[index] ? [] : [index]));
  const [at] = wrong;
  if (wrong.length !== 1 || at === undefined) return false;
  const [word, meant] = [parts[at]!, right[at]!];
  return lettersOf(word) === lettersOf(meant) || nearest(word, [meant]) !== undefined;
}

/** Ends with the same two levels, and has no level that the right way does not know. */
const isElsewhere = (parts: readonly string[], right: readonly string[], levels: ReadonlySet<string>): boolean =>
  parts.length !== right.length &&
  right.length > 2 &&
  parts.slice(-2).join('.') === right.slice(-2).join('.') &&
  parts.every((part) => levels.has(part));

type UnknownKey = Observation & { readonly kind: 'unknown-key' };

const misspelt = (at: Setting<unknown>, nearest: string): UnknownKey => ({
  kind: 'unknown-key',
  at,
  fact: { code: 'misspelt', nearest },
});

/** What is written under wrong names, once for each level that is misspelt. */
export function mistaken({ dialect, source, place }: Gathered): Observation[] {
  const own = (key: string) => {
    const located = source.get(key);
    return located && source.isOwn(located) ? located : undefined;
  };
  const find = (key: string) => own(within(place, key)) ?? (source.kind === 'map' ? undefined : own(key));
  const seen = new Set<number>();
  return Object.entries(dialect.mistaken ?? {}).flatMap(([wrong, right]): Observation[] => {
    const located = find(wrong);
    if (!located || find(right)) return [];
    const level = levelOf(source, located, within(place, wrong), within(place, right));
    if (level && seen.has(level.at.at.span.start)) return [];
    if (level) seen.add(level.at.at.span.start);
    return [level ?? misspelt(settingOf(source, located), source.prefix + within(place, right))];
  });
}

/** The observation at the one level of a path that is misspelt, where that level stands in a line of its own. */
function levelOf(source: Source, located: Located, wrong: string, right: string): UnknownKey | undefined {
  const [parts, meant] = [wrong.split('.'), right.split('.')];
  const index = parts.findIndex((part, position) => part !== meant[position]);
  if (source.kind !== 'map' || !isNear(parts, meant) || index === parts.length - 1) return undefined;
  const word = parts[index]!;
  const before = source.document.text.slice(0, located.entry.keySpan.start);
  const start = before.lastIndexOf(`${word}:`);
  if (start < 0 || located.uri !== source.document.uri || source.document.part) return undefined;
  const at: Place = { uri: located.uri, span: { start, end: start + word.length } };
  const setting: Setting<unknown> = {
    ...settingOf(source, located),
    at,
    key: at,
    name: source.prefix + parts.slice(0, index + 1).join('.'),
    editable: {
      replace: () => undefined,
      rename: (name) => ({ ...at, text: name.slice(name.lastIndexOf('.') + 1) }),
    },
  };
  return misspelt(setting, source.prefix + meant.slice(0, index + 1).join('.'));
}
