/** Which dialect a list of settings speaks: by image, prefix, distinctive keys, file and neighbours. */
import type { MapPlaces, TableDialect } from '../../data/dialects-shape';
import { hasName, kindOf } from '../../kinds';
import { decide } from './conditions';
import { entriesOf, gather, serverKeys } from './gather';
import type { Gathered } from './gathered';
import type { Located, Source } from './located';
import { asVariable } from './names';
import { provesIn } from './proofs';

const LEAST = 2;
const SURE = 3;

/** Its settings may be variables: of a container, or by names that prove it. */
const readsVariables = ({ recognise: { keysAny, keysAll, prefixes, suffixes, images } }: TableDialect) =>
  [keysAny, keysAll, prefixes, suffixes, images].some((proofs) => proofs !== undefined);

/** Keys that only one dialect is recognised by. */
function distinctiveKeys(dialects: readonly TableDialect[]): ReadonlySet<string> {
  const count = new Map<string, number>();
  for (const dialect of dialects.filter(readsVariables))
    for (const key of new Set([...Object.keys(dialect.keys), ...(dialect.recognise.keysAny ?? [])]))
      count.set(key, (count.get(key) ?? 0) + 1);
  return new Set([...count].filter(([, times]) => times === 1).map(([key]) => key));
}

export function speaksOf(dialect: TableDialect, source: Source): boolean {
  return dialect.recognise.files?.some((name) => hasName(source.document.path, name)) ?? false;
}

/** The ends of an image's name that may be an application's: `acme/app` may be `app`, too. */
const namesOfImage = (image: string | undefined): string[] =>
  image?.split('/').map((_, index, parts) => parts.slice(index).join('/')) ?? [];

const hasImage = ({ recognise: { images } }: TableDialect, names: readonly string[]) =>
  images !== undefined && names.some((name) => images.includes(name));

/** How surely a source speaks a dialect: below `LEAST` it may be anything, below `SURE` it is a guess. */
function score(dialect: TableDialect, source: Source, distinctive: ReadonlySet<string>): number {
  const { keysAny, keysAll, prefixes, companions, strangers, project } = dialect.recognise;
  const has = (key: string) => source.get(key) !== undefined;
  const named = keysAny?.filter(has) ?? [];
  const own = named.filter((key) => distinctive.has(key)).length;
  const all = keysAll?.every(has);
  const best = Math.max(
    hasImage(dialect, namesOfImage(source.image)) ? 4 : 0,
    prefixes?.some((prefix) => source.located.some(({ entry }) => entry.key.startsWith(prefix))) ? 3 : 0,
    own > 1 && all !== false ? 3 : own > 0 || named.length > 2 ? 2 : named.length > 0 ? 1 : 0,
    all ? 2 : 0,
  );
  if (best === 0 || (best < SURE && strangers?.some(has))) return 0;
  const isAccompanied = companions?.some(has) || project?.some((proof) => provesIn(source, proof));
  return best + (isAccompanied ? 1 : 0) + (speaksOf(dialect, source) ? 1 : 0);
}

/** What tells one reading from another: two dialects that agree on all of it may both be right. */
function essence(gathered: Gathered): string {
  const { host, port, user } = gathered;
  return JSON.stringify([decide(gathered.dialect, gathered.lookup).mode, host?.name, port?.name, user?.name]);
}

export interface Recognised {
  readonly gathered: Gathered;
  /** False where several dialects fit equally well and agree. */
  readonly certain: boolean;
}

/** What nodemailer's `service` is often read from, whatever the other names are. */
const PRESETS = { SMTP_SERVICE: 'service', MAIL_SERVICE: 'service', EMAIL_SERVICE: 'service' } as const;

/** A dialect that is presumed by names: what is written holds, what is absent or misspelt may be for another program. */
const asPresumed = (dialect: TableDialect): TableDialect => ({
  ...dialect,
  keys: { ...dialect.keys, ...PRESETS },
  name: 'mail settings',
  boolean: dialect.boolean === 'enum' ? 'enum' : 'generic',
  presumed: true,
  obsolete: undefined,
  mistaken: undefined,
});

export const reachesServer = (dialect: TableDialect, entries: ReadonlyMap<string, Located>): boolean =>
  serverKeys(dialect).some((key) => entries.has(key));

/** The dialects by the names that a variable with their server may have. */
function byServerKey(dialects: readonly TableDialect[]): ReadonlyMap<string, readonly TableDialect[]> {
  const index = new Map<string, TableDialect[]>();
  for (const dialect of dialects) {
    const own = serverKeys(dialect);
    const others = own.flatMap((key) => dialect.also?.[key] ?? []);
    const keys = [...own, ...others, ...Object.keys(dialect.mistaken ?? {})];
    for (const key of new Set(keys.flatMap((name) => [name, asVariable(name), `${name}_FILE`, `${name}__FILE`]))) {
      const same = index.get(key);
      if (same) same.push(dialect);
      else index.set(key, [dialect]);
    }
  }
  return index;
}

/** Finds the dialect of a list of variables. */
export type Recognise = (source: Source) => Recognised | undefined;

/**
 * Finds the dialects of the lists of one document; it yields undefined where none is certain, or where those that fit
 * disagree.
 */
export function recogniser(dialects: readonly TableDialect[]): () => Recognise {
  const distinctive = distinctiveKeys(dialects);
  const index = byServerKey(dialects);
  const order = new Map(dialects.map((dialect, position) => [dialect, position]));
  const images = new Set(dialects.flatMap(({ recognise }) => recognise.images ?? []));
  // All that the choice goes by: containers of one file often have the same names.
  const shapeOf = ({ image, isForeign, located }: Source): string =>
    [
      isForeign,
      ...namesOfImage(image).filter((name) => images.has(name)),
      '',
      ...located.map(({ entry }) => entry.key),
    ].join(' ');
  const bestOf = (source: Source): readonly TableDialect[] => {
    const candidates = new Set<TableDialect>();
    for (const { entry } of source.located) for (const dialect of index.get(entry.key) ?? []) candidates.add(dialect);
    const scored = [...candidates]
      .filter((dialect) => reachesServer(dialect, entriesOf(dialect, source)))
      .map((dialect) => ({ dialect, points: score(dialect, source, distinctive) }))
      .filter(({ points }) => points >= LEAST)
      .sort((a, b) => b.points - a.points || order.get(a.dialect)! - order.get(b.dialect)!);
    const most = scored[0]?.points ?? 0;
    return scored
      .filter(({ points }) => points === most)
      .map(({ dialect }) => (most < SURE ? asPresumed(dialect) : dialect));
  };
  return () => {
    const known = new Map<string, readonly TableDialect[]>();
    const remembered = (source: Source) => {
      const shape = shapeOf(source);
      const tables = known.get(shape) ?? bestOf(source);
      known.set(shape, tables);
      return tables;
    };
    return (source) => {
      const tables = source.kind === 'environment' ? remembered(source) : bestOf(source);
      const best = tables.map((table) => gather(table, source));
      const [first] = best;
      if (!first) return undefined;
      const meant = best.length > 1 ? essence(first) : '';
      if (best.some((other) => other !== first && essence(other) !== meant)) return undefined;
      return { gathered: first, certain: best.length === 1 };
    };
  };
}

/** `receivers[].email_configs[]`, `**.smtp` as a test of a map's path. */
function placePattern(place: string): RegExp {
  const source = place
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('[]', '\\[\\d+\\]')
    .replace(/\*\*\\\.|\*/g, (stars) => (stars === '*' ? '[^.]*' : '(?:.*\\.)?'));
  return new RegExp(`^${source}$`);
}

/** The last name of a path, without the index of a list: most paths are told apart by it. */
function lastName(path: string): string {
  const name = path.slice(path.lastIndexOf('.') + 1);
  const bracket = name.indexOf('[');
  return bracket < 0 ? name : name.slice(0, bracket);
}

interface Pattern {
  readonly place: MapPlaces;
  readonly test: RegExp;
}

/** Where tables have their maps, by the last name of the path; under `undefined` those that leave it open. */
function placesByName(tables: readonly TableDialect[]): ReadonlyMap<string | undefined, readonly Pattern[]> {
  const index = new Map<string | undefined, Pattern[]>();
  for (const place of tables.flatMap(({ maps = [] }) => maps)) {
    for (const pattern of place.at) {
      const name = lastName(pattern);
      const key = name.includes('*') ? undefined : name;
      const same = index.get(key) ?? [];
      same.push({ place, test: placePattern(pattern) });
      index.set(key, same);
    }
  }
  return index;
}

export interface PlaceOfMap {
  readonly path: string;
  readonly place: MapPlaces;
}

/** Finds the maps of a source that stand where a table has its settings; the empty path is the root. */
export function placesOf(
  tables: readonly TableDialect[],
): (source: Source, paths: readonly string[]) => (dialect: TableDialect) => PlaceOfMap[] {
  const index = placesByName(tables);
  const open = index.get(undefined) ?? [];
  return (source, paths) => {
    const found = new Map<MapPlaces, Set<string>>();
    for (const path of ['', ...paths]) {
      for (const patterns of [index.get(lastName(path)) ?? [], open]) {
        for (const { place, test } of patterns) {
          if (!test.test(path)) continue;
          const same = found.get(place);
          if (same) same.add(path);
          else found.set(place, new Set([path]));
        }
      }
    }
    return (dialect) => {
      const fits = ({ format, unless }: MapPlaces) =>
        (format ? format === source.format && speaksOf(dialect, source) : !kindOf(source.format).hasOwnMaps) &&
        !unless?.some((proof) => provesIn(source, proof));
      return (dialect.maps ?? []).flatMap((place) => {
        const at = found.get(place);
        return at && fits(place) ? Array.from(at, (path) => ({ path, place })) : [];
      });
    };
  };
}
