/** The dialects that are tables: applications, connection URLs in variables, and settings of no known application. */
import { TABLES } from '../data/dialects';
import type { MapPlaces, TableDialect } from '../data/dialects-shape';
import { parse } from '../formats/index';
import type { SettingsTree } from '../formats/scope';
import { kindOf, pathForAllProfiles } from '../kinds';
import type { MailConfig, Project, SourceDocument } from '../model';
import type { Dialect } from './dialect';
import { genericTables } from './generic';
import { entriesOf, type Gathered, gather } from './table/gather';
import { readConfig } from './table/read';
import { mapPaths, placesOf, reachesServer, recogniser } from './table/recognise';
import { below, type Located, over, type Source, sourcesOf } from './table/source';
import { urlTables } from './urls';

function read(gathered: Gathered, claimed: Set<Located>, certain = true): MailConfig[] {
  for (const { located } of gathered.found) claimed.add(located);
  const config = readConfig(gathered, certain);
  return config ? [config] : [];
}

/** A table whose absent switches prove nothing. */
const habitual = (table: TableDialect): TableDialect => ({ ...table, convention: true });

const NAMED_TABLES = TABLES.filter((table) => !table.recognise.value);

/** Environment variables complete the configuration file of such a project. */
const recogniseVariables = recogniser(NAMED_TABLES.map((table) => (table.configFile ? habitual(table) : table)));

/** A properties file is that configuration file. */
const recogniseProperties = recogniser(NAMED_TABLES);

/** Variables: one application at most, then what it leaves. */
function readVariables(source: Source): MailConfig[] {
  const claimed = new Set<Located>();
  const isConfigFile =
    source.format === 'properties' && pathForAllProfiles('properties', source.document.path) === undefined;
  const application = (isConfigFile ? recogniseProperties : recogniseVariables)(source);
  const gathered = application?.gathered;
  const complete = gathered && source.completed ? gather(habitual(gathered.dialect), source) : gathered;
  const configs = application && complete ? read(complete, claimed, application.certain) : [];
  return [...configs, ...readOthers(source, claimed)];
}

/** What no application claims: the connection URLs, then what is left by its words. */
function readOthers(source: Source, claimed: Set<Located>): MailConfig[] {
  const urls = urlTables(source, claimed).flatMap((table) => read(gather(table, source), claimed));
  return [...urls, ...genericTables(source, claimed).flatMap((table) => read(gather(table, source), claimed))];
}

/** The map at a path, with the one that it inherits from. */
function partOf(source: Source, path: string, { inherits }: MapPlaces): Source {
  const part = path === '' ? source : below(source, path);
  if (!inherits) return part;
  const outer = path.split('.').slice(0, -inherits.up);
  const parent = below(source, [...outer, inherits.path].join('.'));
  return { ...part, parent, shared: new Set([...part.shared, ...parent.located]) };
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
  const isThere = (key: string) => source.located.some(({ entry }) => `${entry.key}.`.startsWith(`${key}.`));
  const fits = ([key, pattern]: [string, RegExp]) => {
    const found = key.startsWith('../') ? source.get(beside(path, key.slice('../'.length))) : part.get(key);
    return found !== undefined && pattern.test(found.entry.value ?? '');
  };
  return (
    reachesServer(table, entries) &&
    [...entries.values()].some((located) => part.located.includes(located)) &&
    Object.entries(place.where ?? {}).every(fits) &&
    (place.beside?.some((key) => isThere(beside(path, key))) ?? true)
  );
}

/** A YAML document: the maps that applications have, then those that look like mail settings. */
function readMaps(source: Source, variables: ReadonlySet<number>): MailConfig[] {
  const claimed = new Set(source.located.filter(({ entry }) => variables.has(entry.keySpan.start)));
  const configs: MailConfig[] = [];
  const paths = mapPaths(source);
  for (const table of TABLES) {
    for (const { path, place } of placesOf(table, source, paths)) {
      const part = partOf(source, path, place);
      if (!applies(table, place, source, path, part)) continue;
      configs.push(...read(gather(source.completed ? habitual(table) : table, part, place), new Set()));
      for (const located of source.located) if (located.entry.key.startsWith(`${path}.`)) claimed.add(located);
    }
  }
  return kindOf(source.format).hasOwnMaps ? configs : [...configs, ...readOthers(source, claimed)];
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
  const completes = maps.some((source) => isProfile(source) && mapPaths(source).includes('spring.mail'));
  return sources.map((source) => {
    if (source.kind !== 'map') return source;
    if (source === base) return { ...source, completed: completes };
    if (!main && !isProfile(source)) return source;
    return base ? over(base, source) : { ...source, completed: true };
  });
}

const startsOf = ({ own }: Source) => own.map(({ entry }) => entry.keySpan.start);

/**
 * Without the lists that another list has in full, by an anchor: what they are worth shows in the container that uses
 * them, and nobody else reads them.
 */
function withoutShared(environments: readonly Source[]): Source[] {
  const starts = new Map(environments.map((source) => [source, new Set(startsOf(source))]));
  const users = new Map<number, Source[]>();
  for (const [source, own] of starts) for (const start of own) users.set(start, [...(users.get(start) ?? []), source]);
  return environments.filter((source, index) => {
    const own = [...starts.get(source)!];
    return !users.get(own[0] ?? -1)?.some((other) => {
      const all = starts.get(other)!;
      const isLater = environments.indexOf(other) > index && source.image === undefined;
      return other !== source && (all.size > own.length || isLater) && own.every((start) => all.has(start));
    });
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
    return sources.flatMap((source) =>
      source.kind === 'map' ? readMaps(source, starts) : read.has(source) ? readVariables(source) : [],
    );
  },
};

export const TABLE_DIALECTS: readonly Dialect[] = [variables];
