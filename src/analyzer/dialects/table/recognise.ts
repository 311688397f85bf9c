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

/** Keys that only one dialect is recognised by. */
function distinctiveKeys(dialects: readonly TableDialect[]): ReadonlySet<string> {
  const count = new Map<string, number>();
  for (const dialect of dialects)
    for (const key of new Set([...Object.keys(dialect.keys), ...(dialect.recognise.keysAny ?? [])]))
      count.set(key, (count.get(key) ?? 0) + 1);
  return new Set([...count].filter(([, times]) => times === 1).map(([key]) => key));
}

export function speaksOf(dialect: TableDialect, source: Source): boolean {
  return dialect.recognise.files?.some((name) => hasName(source.document.path, name)) ?? false;
}

const hasImage = (dialect: TableDialect, image: string | undefined) =>
  image !== undefined && (dialect.recognise.images?.some((one) => image === one || image.endsWith(`/${one}`)) ?? false);

/** How surely a source speaks a dialect: below `LEAST` it may be anything, below `SURE` it is a guess. */
function score(dialect: TableDialect, source: Source, distinctive: ReadonlySet<string>): number {
  const { keysAny, keysAll, prefixes, companions, strangers, project } = dialect.recognise;
  const has = (key: string) => source.get(key) !== undefined;
  const named = keysAny?.filter(has) ?? [];
  const own = named.filter((key) => distinctive.has(key)).length;
  const all = keysAll?.every(has);
  const best = Math.max(
    hasImage(dialect, source.image) ? 4 : 0,
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

/**
 * Finds the dialect of a list of variables; it yields undefined where none is certain, or where those that fit
 * disagree.
 */
export function recogniser(dialects: readonly TableDialect[]): (source: Source) => Recognised | undefined {
  const distinctive = distinctiveKeys(dialects);
  const index = byServerKey(dialects);
  const order = new Map(dialects.map((dialect, position) => [dialect, position]));
  return (source) => {
    const candidates = new Set(source.located.flatMap(({ entry }) => index.get(entry.key) ?? []));
    const scored = [...candidates]
      .filter((dialect) => reachesServer(dialect, entriesOf(dialect, source)))
      .map((dialect) => ({ dialect, points: score(dialect, source, distinctive) }))
      .filter(({ points }) => points >= LEAST)
      .sort((a, b) => b.points - a.points || order.get(a.dialect)! - order.get(b.dialect)!);
    const most = scored[0]?.points ?? 0;
    const best = scored
      .filter(({ points }) => points === most)
      .map(({ dialect }) => gather(most < SURE ? asPresumed(dialect) : dialect, source));
    const [first] = best;
    if (!first || best.some((other) => essence(other) !== essence(first))) return undefined;
    return { gathered: first, certain: best.length === 1 };
  };
}

const places = new Map<string, RegExp>();

/** `receivers[].email_configs[]`, `**.smtp` as a test of a map's path. */
function placePattern(place: string): RegExp {
  let expression = places.get(place);
  if (!expression) {
    const source = place
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replaceAll('[]', '\\[\\d+\\]')
      .replace(/\*\*\\\.|\*/g, (stars) => (stars === '*' ? '[^.]*' : '(?:.*\\.)?'));
    expression = new RegExp(`^${source}$`);
    places.set(place, expression);
  }
  return expression;
}

/** The maps of a source that stand where a dialect has its settings; the empty path is the root. */
export function placesOf(
  dialect: TableDialect,
  source: Source,
  paths: readonly string[],
): { path: string; place: MapPlaces }[] {
  const fits = ({ format }: MapPlaces) =>
    format ? format === source.format && speaksOf(dialect, source) : !kindOf(source.format).hasOwnMaps;
  return (dialect.maps?.filter(fits) ?? []).flatMap((place) =>
    ['', ...paths]
      .filter((path) => place.at.some((pattern) => placePattern(pattern).test(path)))
      .map((path) => ({ path, place })),
  );
}
