/** The dialects that are tables: applications, connection URLs in variables, and settings of no known application. */
import { TABLES } from '../data/dialects';
import type { MapPlaces, TableDialect } from '../data/dialects-shape';
import { type Dialect, MOST_CONFIGS } from '../dialect';
import { parse } from '../formats/index';
import type { SettingsTree } from '../formats/scope';
import { kindOf, pathForAllProfiles } from '../kinds';
import type { MailConfig, Project, SourceDocument } from '../model';
import { genericTables } from './generic';
import { entriesOf, gather } from './table/gather';
import type { Gathered } from './table/gathered';
import type { Located, Source } from './table/located';
import { readConfig } from './table/read';
import { placesOf, type Recognise, reachesServer, recogniser } from './table/recognise';
import { below, mapsOf, over, sourcesOf } from './table/source';
import { urlTables } from './urls';

function* read(gathered: Gathered, claimed: Set<Located>, certain = true): Generator<MailConfig> {
  for (const { located } of gathered.found) claimed.add(located);
  const config = readConfig(gathered, certain);
  if (config) yield config;
}

/** A table whose absent switches prove nothing. */
const asPresumed = (table: TableDialect): TableDialect => ({ ...table, presumed: true });

/** The table of a place where the program is certain, with what is never read there. */
const sure = (table: TableDialect, { mistaken }: MapPlaces): TableDialect => ({
  ...table,
  presumed: undefined,
  mistaken: { ...table.mistaken, ...mistaken },
});

const NAMED_TABLES = TABLES.filter((table) => !table.recognise.value);

/** Made when it is first asked for, as it goes through all tables. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** Environment variables complete the configuration file of such a project. */
const variablesRecogniser = once(() =>
  recogniser(NAMED_TABLES.map((table) => (table.configFile ? asPresumed(table) : table))),
);

/** A properties file is that configuration file. */
const propertiesRecogniser = once(() => recogniser(NAMED_TABLES));

const placesIn = placesOf(TABLES);

const recogniserFor = ({ format }: SettingsTree, { path }: SourceDocument) =>
  format === 'properties' && pathForAllProfiles('properties', path) === undefined
    ? propertiesRecogniser()
    : variablesRecogniser();

/** Variables: one application at most, then what it leaves. */
function* readVariables(source: Source, recognise: Recognise): Generator<MailConfig> {
  const claimed = new Set<Located>();
  const application = recognise(source);
  const gathered = application?.gathered;
  const complete = gathered && source.completed ? gather(asPresumed(gathered.dialect), source) : gathered;
  if (application && complete) yield* read(complete, claimed, application.certain);
  if (source.format === 'properties') yield* readProperties(source, claimed);
  yield* readOthers(source, claimed);
}

/** Dotted names of a library, below whatever name a project has before them. */
function* readProperties(source: Source, claimed: Set<Located>): Generator<MailConfig> {
  const placesFor = placesIn(source, [...mapsOf(source).keys()]);
  for (const table of TABLES) {
    const places = table.maps?.some(({ format }) => format === 'properties') ? placesFor(table) : [];
    for (const { path, place } of places) {
      const all = mapsOf(source).get(path) ?? [];
      const part: Source = { ...partOf(source, path, place), kind: 'map' };
      if (all.some((located) => claimed.has(located)) || !applies(table, place, source, path, part)) continue;
      yield* read(gather(table, part, place), new Set());
      for (const located of all) claimed.add(located);
    }
  }
}

/** What no application claims: the connection URLs, then what is left by its words. */
function* readOthers(source: Source, claimed: Set<Located>): Generator<MailConfig> {
  for (const tables of [urlTables, genericTables])
    for (const table of tables(source, claimed)) yield* read(gather(table, source), claimed);
}

/** The map at a path, with the one that it inherits from. */
function partOf(source: Source, path: string, { inherits }: MapPlaces): Source {
  const part = path === '' ? source : below(source, path);
  if (!inherits) return part;
  const outer = path.split('.').slice(0, -inherits.up);
  const parent = below(source, [...outer, inherits.path].join('.'));
  const shared = new Set(parent.located);
  return { ...part, parent, isShared: (located) => shared.has(located) || part.isShared(located) };
}

/** A key beside a map, or with `../` one level further out. */
function beside(path: string, key: string): string {
  const outer = path.split('.').slice(0, -1);
  const name = key.replace(/^(?:\.\.\/)+/, (ups) => {
    outer.splice(outer.length - ups.length / 3);
    return '';
  });
  return [...outer, name].join('.');
}

/** True where a map stands as the place asks for, names a server, and says something itself. */
function applies(table: TableDialect, place: MapPlaces, source: Source, path: string, part: Source): boolean {
  const entries = entriesOf(table, part, place);
  const isThere = (key: string) => source.get(key) !== undefined || mapsOf(source).has(key);
  const fits = ([key, pattern]: [string, RegExp]) => {
    const found = key.startsWith('../') ? source.get(beside(path, key.slice('../'.length))) : part.get(key);
    return found !== undefined && pattern.test(found.entry.value ?? '');
  };
  return (
    reachesServer(table, entries) &&
    [...entries.values()].some((located) => part.get(located.entry.key) === located) &&
    Object.entries(place.where ?? {}).every(fits) &&
    (place.beside?.some((key) => isThere(beside(path, key))) ?? true)
  );
}

/** A YAML document: the maps that applications have, then those that look like mail settings. */
function* readMaps(source: Source, variables: ReadonlySet<number>): Generator<MailConfig> {
  const claimed = new Set(source.located.filter(({ entry }) => variables.has(entry.keySpan.start)));
  const placesFor = placesIn(source, [...mapsOf(source).keys()]);
  for (const table of TABLES) {
    for (const { path, place } of placesFor(table)) {
      const part = partOf(source, path, place);
      if (!applies(table, place, source, path, part)) continue;
      const certain = place.certain ? sure(table, place) : table;
      yield* read(gather(source.completed ? asPresumed(table) : certain, part, place), new Set());
      for (const located of mapsOf(source).get(path) ?? []) claimed.add(located);
    }
  }
  if (!kindOf(source.format).hasOwnMaps) yield* readOthers(source, claimed);
}

/** Spring: the document holds for one profile only. */
const isProfile = (source: Source): boolean =>
  (source.get('spring.config.activate.on-profile') ?? source.get('spring.profiles')) !== undefined;

/**
 * Spring's documents for one profile stand over those for all, `application-prod.yml` over `application.yml`, and
 * `appsettings.Production.json` of .NET over `appsettings.json`.
 */
function layered(
  sources: readonly Source[],
  { format }: SettingsTree,
  document: SourceDocument,
  project: Project,
): Source[] {
  const maps = sources.filter(({ kind, located }) => kind === 'map' && located.length > 0);
  if (maps.length === 0) return [...sources];
  const main = pathForAllProfiles(format, document.part ? document.path : document.uri);
  const shared = main === undefined ? undefined : project.read(main);
  const outer = shared ? sourcesOf(parse(format, shared) as SettingsTree, shared, project) : [];
  const base = [...outer.filter(({ kind }) => kind === 'map'), ...(main ? [] : maps)].find((one) => !isProfile(one));
  const completes = maps.some((source) => isProfile(source) && mapsOf(source).has('spring.mail'));
  return sources.map((source) => {
    if (source.kind !== 'map') return source;
    if (source === base) return { ...source, completed: source.completed || completes };
    if (!main && !isProfile(source)) return source;
    return base ? over(base, source) : { ...source, completed: true };
  });
}

const startsOf = ({ own }: Source) => own.map(({ entry }) => entry.keySpan.start);

/** The same for lists of the same entries. */
const signatureOf = (starts: ReadonlySet<number>) => [...starts].sort((a, b) => a - b).join();

/**
 * Without the lists that another list has in full, by an anchor: what they are worth shows in the container that uses
 * them, and nobody else reads them.
 */
function withoutShared(environments: readonly Source[]): Source[] {
  const lists = environments.map((source) => new Set(startsOf(source)));
  const users = new Map<number, Set<number>[]>();
  const last = new Map<string, number>();
  lists.forEach((list, index) => {
    last.set(signatureOf(list), index);
    for (const start of list) {
      const same = users.get(start);
      if (same) same.push(list);
      else users.set(start, [list]);
    }
  });
  return environments.filter(({ image }, index) => {
    const list = lists[index]!;
    if (list.size === 0) return true;
    if (image === undefined && last.get(signatureOf(list)) !== index) return false;
    // Of those that hold one of the starts, the rarest one, some may hold all.
    const [rarest = []] = [...list].map((start) => users.get(start)!).sort((a, b) => a.length - b.length);
    return !rarest.some((other) => other.size > list.size && [...list].every((start) => other.has(start)));
  });
}

const variables: Dialect = {
  id: 'variables',
  read(tree, document, project) {
    if (!('scopes' in tree)) return undefined;
    const sources = layered(sourcesOf(tree, document, project), tree, document, project);
    const environments = sources.filter(({ kind }) => kind === 'environment');
    const starts = new Set(environments.flatMap(startsOf));
    const read = new Set([...sources.filter(({ kind }) => kind === 'file'), ...withoutShared(environments)]);
    const recognise = recogniserFor(tree, document)();
    const configs: MailConfig[] = [];
    for (const source of sources) {
      if (source.kind !== 'map' && !read.has(source)) continue;
      for (const config of source.kind === 'map' ? readMaps(source, starts) : readVariables(source, recognise)) {
        if (configs.length === MOST_CONFIGS) return configs;
        configs.push(config);
      }
    }
    return configs;
  },
};

export const TABLE_DIALECTS: readonly Dialect[] = [variables];
