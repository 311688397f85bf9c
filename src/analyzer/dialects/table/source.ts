/** The settings that one program reads together, from whichever files, as settings with their origin. */
import type { Spellings } from '../../data/dialects-booleans';
import { type Environment, environmentsOf } from '../../environment';
import type { DotenvTree } from '../../formats/dotenv';
import { parse } from '../../formats/index';
import type { Entry, Scope, SettingsTree } from '../../formats/scope';
import type { Origin, Place, Project, Setting, SourceDocument, Span } from '../../model';
import { percentEncoded } from '../../percent';
import type { Located, Source } from './located';
import { part, verbatim } from './part';
import { converted } from './truth';

/** No program's setting has a longer name, in UTF-16 code units; what is longer is left out. */
const LONGEST_KEY = 200;

/** No more settings than this are taken over from files that several containers or profiles share, in one document. */
const MOST_SHARED = 20_000;

const named = ({ entries }: Scope) => entries.filter(({ key }) => key.length <= LONGEST_KEY);

function sourceOf(
  format: SettingsTree['format'],
  scope: Scope,
  document: SourceDocument,
  project: Project,
  environments: () => readonly Environment[],
  before: readonly (readonly [Scope, string])[],
): Source {
  const top = [scope, document.uri] as const;
  const layers = scope.filesWin ? [top, ...before] : [...before, top];
  const parts = layers.map(([layer, uri]) => named(layer).map((entry): Located => ({ entry, uri })));
  const located = parts.length === 1 ? parts[0]! : parts.flat();
  const byKey = new Map(located.map((one) => [one.entry.key, one]));
  const own = parts[layers.indexOf(top)]!;
  return {
    kind: scope.kind,
    format,
    name: scope.name,
    image: scope.image,
    isForeign: scope.image !== undefined && !scope.isBuilt,
    interpolates: scope.interpolates,
    holdsSecrets: scope.holdsSecrets,
    isWithoutSecrets: scope.isWithoutSecrets,
    document,
    project,
    environments,
    extent: scope.extent,
    prefix: '',
    completed: scope.isPartial,
    located,
    own,
    isOwn: isOneOf(own),
    isShared: () => false,
    get: (key) => byKey.get(key),
    earlier: scope.hasBranches ? () => [] : repeated(own),
    insert: (key, value, after) => layers.findLast(([, uri]) => uri === after.uri)?.[0].insert(key, value, after.entry),
  };
}

/** Asks whether a list has something, for a list of which nobody may ask. */
function isOneOf<T>(all: readonly T[]): (one: T) => boolean {
  let known: Set<T> | undefined;
  return (one) => {
    known ??= new Set(all);
    return known.has(one);
  };
}

function byKeyOf(all: readonly Located[]): ReadonlyMap<string, readonly Located[]> {
  const found = new Map<string, Located[]>();
  for (const one of all) {
    const same = found.get(one.entry.key);
    if (same) same.push(one);
    else found.set(one.entry.key, [one]);
  }
  return found;
}

/** The entries of a list that a later one of the same key makes useless; an anchor may bring the same one twice. */
function repeated(own: readonly Located[]): (winner: Located) => Located[] {
  let known: ReadonlyMap<string, readonly Located[]> | undefined;
  return (winner) => {
    known ??= byKeyOf(own);
    const same = known.get(winner.entry.key) ?? [];
    if (same.at(-1) !== winner) return [];
    return same.filter((one) => one !== winner && one.entry.keySpan.start !== winner.entry.keySpan.start);
  };
}

/** The sources of a document: a .env file is one, a YAML file has one for each document and each environment. */
export function sourcesOf(tree: SettingsTree, document: SourceDocument, project: Project): Source[] {
  let left = MOST_SHARED;
  let known: readonly Environment[] | undefined;
  const environments = () => {
    known ??= environmentsOf(document.uri, project);
    return known;
  };
  return tree.scopes.map((scope) => {
    const files = (scope.files ?? []).flatMap((path) => {
      const file = project.read(resolve(document.uri, path));
      const [layer] = file ? (parse('dotenv', file) as DotenvTree).scopes : [];
      left -= layer?.entries.length ?? 0;
      return layer && left >= 0 ? [[layer, file!.uri] as const] : [];
    });
    const isPartial = scope.isPartial || files.length < (scope.files?.length ?? 0);
    return sourceOf(tree.format, { ...scope, isPartial }, document, project, environments, files);
  });
}

/** A relative path against a URI; absolute paths and those above the root lead nowhere. */
function resolve(uri: string, path: string): string {
  const parts = uri.split('/').slice(0, -1);
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(percentEncoded(part));
  }
  return parts.join('/');
}

const maps = new WeakMap<Source, ReadonlyMap<string, readonly Located[]>>();

/** The maps of a source by their paths, each with all that stands in it and in the maps within. */
export function mapsOf(source: Source): ReadonlyMap<string, readonly Located[]> {
  const known = maps.get(source);
  if (known) return known;
  const found = new Map<string, Located[]>();
  for (const located of source.located) {
    const { key } = located.entry;
    for (let dot = key.lastIndexOf('.'); dot > 0; dot = key.lastIndexOf('.', dot - 1)) {
      const path = key.slice(0, dot);
      const same = found.get(path);
      if (same) same.push(located);
      else found.set(path, [located]);
    }
  }
  maps.set(source, found);
  return found;
}

const partsOf = new WeakMap<Source, Map<string, Source>>();

/** The part of a source below a path: `spring.mail.host` becomes `host` below `spring.mail`. */
export function below(source: Source, path: string): Source {
  const known = partsOf.get(source) ?? new Map<string, Source>();
  partsOf.set(source, known);
  const part = known.get(path) ?? partBelow(source, path);
  known.set(path, part);
  return part;
}

function partBelow(source: Source, path: string): Source {
  const prefix = `${path}.`;
  const originals = new Map<Entry, Located>();
  const parts = new Map<Located, Located>();
  const located = (mapsOf(source).get(path) ?? []).map((original): Located => {
    const entry = { ...original.entry, key: original.entry.key.slice(prefix.length) };
    const one = { entry, uri: original.uri };
    originals.set(entry, original);
    parts.set(original, one);
    return one;
  });
  const byKey = new Map(located.map((one) => [one.entry.key, one]));
  const own = located.filter((one) => source.isOwn(originals.get(one.entry)!));
  const here = located.filter(({ uri }) => uri === source.document.uri);
  const spans = here.map(({ entry }) => ({
    start: Math.min(entry.keySpan.start, entry.at.start),
    end: entry.at.end,
  }));
  return {
    ...source,
    name: path,
    extent: spans.length === 0 ? source.extent : spanning(spans),
    prefix: source.prefix + prefix,
    located,
    own,
    isOwn: isOneOf(own),
    isShared(one) {
      const original = originals.get(one.entry);
      return original !== undefined && source.isShared(original);
    },
    get: (key) => byKey.get(key),
    earlier(winner) {
      const original = originals.get(winner.entry);
      return original ? source.earlier(original).flatMap((one) => parts.get(one) ?? []) : [];
    },
    insert(key, value, after) {
      const original = originals.get(after.entry);
      return original && source.insert(prefix + key, value, original);
    },
  };
}

/** A source over another one: what it says itself wins, what it does not say holds from below. */
export function over(base: Source, source: Source): Source {
  const located = [...base.located, ...source.located];
  const byKey = new Map(located.map((one) => [one.entry.key, one]));
  const shared = new Set(base.located);
  return {
    ...source,
    located,
    isShared: (one) => shared.has(one),
    get: (key) => byKey.get(key),
    earlier: (winner) => source.earlier(winner),
    insert: (key, value, after) => (shared.has(after) ? base : source).insert(key, value, after),
  };
}

/** The least span that holds all of some spans. */
export const spanning = (spans: readonly Span[]): Span =>
  spans.reduce((all, { start, end }) => ({ start: Math.min(all.start, start), end: Math.max(all.end, end) }));

export const placeOf = (located: Located): Place => ({ uri: located.uri, span: located.entry.at });
export const keyPlaceOf = (located: Located): Place => ({ uri: located.uri, span: located.entry.keySpan });

/** Chains of variables longer than this are taken for cycles. */
const LONGEST_CHAIN = 6;

/** The setting that an entry makes, with variables followed to where their value is written. */
export function settingOf(source: Source, located: Located): Setting<string> {
  const { entry } = located;
  const own = {
    at: placeOf(located),
    key: keyPlaceOf(located),
    name: source.prefix + entry.key,
    raw: entry.raw,
    editable: entry.editable,
  };
  if (!entry.reference) {
    const origin: Origin = entry.value === undefined ? { kind: 'opaque' } : { kind: 'literal' };
    return { ...own, value: meantText(entry), origin };
  }
  const { name, fallback, reads } = entry.reference;
  const variable = follow(source, located, name);
  if (variable === undefined && fallback)
    return fallbackOf(
      { ...own, value: undefined, origin: { kind: 'fallback', name, read: own.at } },
      fallback,
      entry,
      reads,
    );
  if (variable === undefined || variable === 'unknown')
    return { ...own, value: undefined, origin: { kind: 'environment', name } };
  const { entry: defined } = variable;
  return {
    value: converted(reads, meantText(defined)),
    raw: defined.raw,
    at: placeOf(variable),
    key: keyPlaceOf(variable),
    name: own.name,
    origin: { kind: 'variable', name: defined.key, read: own.at },
    editable: defined.editable,
  };
}

/** The text beside a variable that nobody defines, which can be fixed by itself: `${PORT:-25}`. */
function fallbackOf(
  whole: Setting<string>,
  fallback: string,
  { reference }: Entry,
  reads: Spellings | undefined,
): Setting<string> {
  if (reference?.literal) {
    const { at, type, editable } = reference.literal;
    const value = type === 'boolean' ? fallback : converted(reads, fallback);
    return { ...whole, value, raw: fallback, at: { ...whole.at, span: at }, editable };
  }
  const end = whole.raw.length - 1;
  const start = end - fallback.length;
  return whole.raw.slice(start) === `${fallback}}`
    ? part(whole, whole.raw, { start, end }, verbatim)
    : { ...whole, value: fallback, editable: undefined };
}

/** What the writer meant: that a reader takes it otherwise is a finding of its own, and one is enough. */
const meantText = (entry: Entry) => entry.misread?.find(({ meant }) => meant !== undefined)?.meant ?? entry.value;

/**
 * The entry that defines a variable, in the same .env or in that of the workspace; undefined where none does, or where
 * it is empty.
 */
function follow(source: Source, from: Located, name: string): Located | 'unknown' | undefined {
  const environment = source.environments().find(({ label }) => label === '.env');
  const definitions = (wanted: string): (Located | undefined)[] => {
    const outside = environment?.get(wanted);
    return [
      source.kind === 'file' ? source.get(wanted) : undefined,
      outside && { entry: outside.entry, uri: outside.document.uri },
    ];
  };
  let reader = from;
  let wanted = name;
  for (let step = 0; step < LONGEST_CHAIN; step++) {
    const found = definitions(wanted).find((one) => one && one.entry !== reader.entry);
    const isEmpty = found?.entry.value === '';
    if (!found || isEmpty) {
      const isOwn = reader === from && !(isEmpty && from.entry.reference?.ifUnset);
      return isOwn ? undefined : 'unknown';
    }
    const { reference, value } = found.entry;
    if (!reference) return value === undefined ? 'unknown' : found;
    reader = found;
    wanted = reference.name;
  }
  return 'unknown';
}
