/** The settings of one dialect in one source, field by field. */
import type { Field, MapPlaces, TableDialect } from '../../data/dialects-shape';
import { serviceOf } from '../../libraries/nodemailer/services';
import type { Setting, Span } from '../../model';
import { percentEncoded } from '../../percent';
import { isTemplate } from '../../secrets';
import { readBoolean } from './booleans';
import { type Known, type Lookup, portByRules, UNSET } from './conditions';
import {
  decode,
  isMailScheme,
  looksLikeUrl,
  parseConnectionUrl,
  parseHostAndPort,
  type UrlParts,
} from './connection-url';
import type { Found, Gathered, UrlSettings } from './gathered';
import type { Located, Source } from './located';
import { withNearMisses, wrongNamesOf } from './misspelt';
import { asVariable, normalised, within } from './names';
import { part, verbatim } from './part';
import { settingOf } from './source';
import { isText } from './truth';

const indexes = new WeakMap<Source, ReadonlyMap<string, Located>>();

function byNormalisedKey(source: Source): ReadonlyMap<string, Located> {
  let index = indexes.get(source);
  if (!index) {
    index = new Map(source.located.map((one) => [normalised(one.entry.key), one]));
    indexes.set(source, index);
  }
  return index;
}

/** A key of a table with all names that it may have in a source, the best first. */
interface Named {
  readonly key: string;
  readonly names: readonly string[];
}

/** As a source has its names: those of variables as they are, those of maps normalised. */
interface TableNames {
  readonly own: readonly Named[];
  /** In the map that a map inherits from, whose path says nothing. */
  readonly inherited: readonly Named[];
}

function namesOf(dialect: TableDialect, inMap: boolean, place: MapPlaces | undefined): TableNames {
  const named = Object.keys(dialect.keys).map((key): Named => {
    const also = dialect.also?.[key] ?? [];
    return { key, names: [key, ...also, ...inFile(dialect, inMap, key), ...wrongNamesOf(dialect, key)] };
  });
  const spelt = (spell: (name: string) => string[]) =>
    named.map(({ key, names }): Named => ({ key, names: names.flatMap(spell) }));
  if (!inMap) return { own: spelt((name) => (name.includes('.') ? [name, asVariable(name)] : [name])), inherited: [] };
  return {
    own: spelt((name) => [normalised(within(place, name))]),
    inherited: spelt((name) => [normalised(name)]),
  };
}

/** What a table without a place is remembered by. */
const NO_PLACE: MapPlaces = { at: [] };

const variableNames = new WeakMap<TableDialect, TableNames>();
const mapNames = new WeakMap<TableDialect, WeakMap<MapPlaces, TableNames>>();

function remembered<K extends object, V>(known: WeakMap<K, V>, key: K, make: () => V): V {
  let value = known.get(key);
  if (value === undefined) {
    value = make();
    known.set(key, value);
  }
  return value;
}

/** The table's keys that a source has, in the table's order; `place` tells how a map spells them. */
export function entriesOf(dialect: TableDialect, source: Source, place?: MapPlaces): Map<string, Located> {
  const entries = new Map<string, Located>();
  if (source.kind !== 'map') {
    const { own } = remembered(variableNames, dialect, () => namesOf(dialect, false, undefined));
    for (const { key, names } of own) {
      const located = firstOf(names, (name) => source.get(name));
      if (located) entries.set(key, located);
    }
    return entries;
  }
  const ofTable = remembered(mapNames, dialect, () => new WeakMap<MapPlaces, TableNames>());
  const { own, inherited } = remembered(ofTable, place ?? NO_PLACE, () => namesOf(dialect, true, place));
  const index = byNormalisedKey(source);
  const outer = source.parent && byNormalisedKey(source.parent);
  own.forEach(({ key, names }, position) => {
    const others = inherited[position]!.names;
    for (let at = 0; at < names.length; at++) {
      const located = index.get(names[at]!) ?? outer?.get(others[at]!);
      if (!located) continue;
      entries.set(key, located);
      break;
    }
  });
  return entries;
}

function firstOf<T>(names: readonly string[] | undefined, find: (name: string) => T | undefined): T | undefined {
  for (const name of names ?? []) {
    const found = find(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Names of settings that hold the path of a file with the value; the secrets of maps are kept so, too. */
function inFile({ keys }: TableDialect, inMap: boolean, key: string): string[] {
  if (inMap) return keys[key] === 'password' || keys[key] === 'user' ? [`${key}_file`] : [];
  return key.includes('.') || key.endsWith('_FILE') ? [] : [`${key}_FILE`, `${key}__FILE`];
}

/** The value stands in a file that the entry names: set, and unknown. */
const namesFile = (dialect: TableDialect, key: string, located: Located, place?: MapPlaces) =>
  /_?file$/i.test(located.entry.key) &&
  normalised(located.entry.key) === `${normalised(within(place, key))}file` &&
  dialect.keys[key] !== 'elsewhere';

/**
 * A misspelt key is taken for the one that was meant, as the name is a finding of its own and one is enough; what it
 * would switch, or holds when it is filled in, stays unknown.
 */
function foundAs(dialect: TableDialect, source: Source, place: MapPlaces | undefined, key: string, located: Located) {
  const field = dialect.keys[key]!;
  const setting = settingOf(source, located);
  const isMisspelt = wrongNamesOf(dialect, key).some((name) => located.entry.key === within(place, name));
  const isOpen = field === 'tls' || field === 'verify' || setting.value === '';
  const found: Found = { key, field, located, setting };
  if (namesFile(dialect, key, located, place))
    return { ...found, setting: { ...setting, value: undefined, editable: undefined } };
  if ((isMisspelt && isOpen) || isStock(place, setting)) return { ...found, setting: { ...setting, value: undefined } };
  // A text that says no is a finding of its own, and one is enough.
  const isTrue = setting.value && isText(source, dialect, key, located, setting);
  const value = isTrue && readBoolean('generic', setting.value!) === false ? undefined : 'true';
  return isTrue ? { ...found, setting: { ...setting, value } } : found;
}

/** A fallback that the skeleton of a project brings: where the program runs, its environment says which server it is. */
const isStock = (place: MapPlaces | undefined, { origin, value }: Setting<string>) =>
  origin.kind === 'fallback' && value !== undefined && place?.stock?.includes(value) === true;

/** Fields that name a server; without them an application's settings say nothing about a connection. */
const SERVER: ReadonlySet<Field> = new Set(['host', 'hostPort', 'url', 'service']);

const serverKeysOf = new WeakMap<TableDialect, readonly string[]>();

export const serverKeys = (dialect: TableDialect): readonly string[] =>
  remembered(serverKeysOf, dialect, () => Object.keys(dialect.keys).filter((key) => SERVER.has(dialect.keys[key]!)));

/** The name of a key in the family of names that a neighbour belongs to: `FORGEJO__…` beside `FORGEJO__…`. */
function inFamily({ also = {} }: TableDialect, key: string, like: string): string {
  const index = Object.values(also)
    .map((names) => names.indexOf(like))
    .find((at) => at >= 0);
  return (index === undefined ? undefined : also[key]?.[index]) ?? key;
}

/** The name under which a source spells a key of the table, beside `like`. */
export function spelledKey({ dialect, source, place }: Gathered, key: string, like: Located): string {
  if (source.kind !== 'map') {
    const name = inFamily(dialect, key, like.entry.key);
    return name.includes('.') && !like.entry.key.includes('.') ? asVariable(name) : name;
  }
  const bare = within(place, key).replaceAll('__', '.');
  const isUpper = (name: string) => name === name.toUpperCase();
  return isUpper(bare) && !isUpper(like.entry.key) ? bare.toLowerCase() : bare;
}

/** Texts that stand for a value in a template: `<host>`, `your_port`, `xxx`. */
const isBlank = (text: string) =>
  isTemplate(text) || /^[<[({]|^your|^x+$|change[-_]?me|^(?:[a-z]+[-_])*port$/i.test(text);

/** A host name; unknown where a template or a placeholder stands for one. */
const readHost = (text: string) => (isBlank(text) && !text.includes('.') ? undefined : text);

const isList = ({ hostSeparator }: TableDialect, text: string) =>
  hostSeparator !== undefined && text.includes(hostSeparator);

/** A port; NaN for what is no number, unknown for placeholders and for marks of templates that nobody has heard of. */
const readPort = (text: string) =>
  /^\s*\d+\s*$/.test(text) ? Number(text) : isBlank(text) || /[$@%{}<>[\]|]/.test(text) ? undefined : Number.NaN;

/** In YAML a name may stand for a port: that of a container's port, or of the key in a secret that holds it. */
const readNamedPort = (text: string) => (/^[a-z][\w-]*$/i.test(text) ? undefined : readPort(text));

const readText = (text: string) => (isTemplate(text) ? undefined : text);
const readEncoded = (text: string) => readText(decode(text));

/** Reads a known setting otherwise; an unknown one stays unknown. */
function as<T>(setting: Setting<string>, read: (text: string) => T | undefined): Setting<T> {
  return { ...setting, value: setting.value === undefined ? undefined : read(setting.value) };
}

function urlSettings(whole: Setting<string>, text: string, parts: UrlParts): UrlSettings {
  const take = <T>(
    span: Span | undefined,
    read: (text: string) => T | undefined,
    encode?: (value: string) => string,
  ) => (span && span.end > span.start ? part(whole, text, span, read, encode) : undefined);
  return {
    whole,
    text,
    parts,
    scheme: part(whole, text, parts.schemeSpan, verbatim),
    host: take(parts.host, readHost),
    port: take(parts.port, readPort),
    user: take(parts.user, readEncoded, percentEncoded),
    password: take(parts.password, readEncoded, percentEncoded),
    parameters: new Map(
      [...parts.parameters].map(([name, span]) => [name, part(whole, text, span, readEncoded, percentEncoded)]),
    ),
  };
}

/** What a setting says, with the dialect's words for "nothing". */
export function known(dialect: TableDialect, setting: Setting<string> | undefined): Known {
  if (!setting) return UNSET;
  const { value } = setting;
  return value === '' || (value !== undefined && dialect.nothing?.includes(value.toLowerCase()))
    ? UNSET
    : { set: true, text: value };
}

function lookupOver(gathered: Omit<Gathered, 'lookup'>): Lookup {
  const { dialect, service } = gathered;
  const byKey = new Map(gathered.found.map(({ key, setting }) => [key, setting]));
  const numbers = (port: Setting<number> | undefined): Known =>
    port ? { set: true, text: port.value === undefined ? undefined : String(port.value) } : UNSET;
  const lookup: Lookup = (name) => {
    if (name === '$port') return gathered.port ? numbers(gathered.port) : defaultPort(dialect, lookup);
    if (name === '$image')
      return gathered.source.image === undefined ? UNSET : { set: true, text: gathered.source.image };
    if (name === '$host') return known(dialect, gathered.host);
    if (name === '$scheme') {
      const scheme = gathered.url?.parts.scheme ?? gathered.scheme;
      return scheme === undefined ? UNSET : { set: true, text: scheme };
    }
    if (name.startsWith('?')) return known(dialect, gathered.url?.parameters.get(name.slice(1)));
    const written = known(dialect, byKey.get(name));
    const secure = service?.preset.secure ?? (service?.wins ? false : undefined);
    const isPreset = name === dialect.preset?.secure && secure !== undefined && (service!.wins || !written.set);
    return isPreset ? { set: true, text: String(secure) } : written;
  };
  return lookup;
}

function defaultPort(dialect: TableDialect, lookup: Lookup): Known {
  const port = typeof dialect.port === 'number' ? dialect.port : portByRules(dialect, lookup);
  return port === undefined ? UNSET : { set: true, text: String(port) };
}

const asksScheme = (dialect: TableDialect) => dialect.tls.some((rule) => rule.if && '$scheme' in rule.if);

/** `tls://{{ mail_host }}`: what a URL begins with although nobody knows the rest. */
function schemeBeforeMarks(setting: Setting<string> | undefined): string | undefined {
  const scheme = setting && setting.value === undefined ? parseConnectionUrl(setting.raw)?.scheme : undefined;
  return scheme !== undefined && isMailScheme(scheme) ? scheme : undefined;
}

function servicesOf(
  dialect: TableDialect,
  setting: Setting<string> | undefined,
): Pick<Gathered, 'preset' | 'service' | 'unknownService'> {
  if (!setting) return {};
  // EMAIL_SERVICE=smtp names no provider.
  const isNone = /^smtp$/i.test(setting.value ?? '');
  if (!dialect.preset || setting.value === undefined || dialect.presumed) return isNone ? {} : { preset: setting };
  const preset = serviceOf(setting.value);
  return preset ? { service: { setting, preset, wins: dialect.preset.wins } } : { unknownService: setting };
}

/** What a preset says where it wins, or where nothing is written. */
function overridden(
  service: Gathered['service'],
  field: 'host' | 'port',
  written: Setting<string> | undefined,
): Setting<string> | undefined {
  const value = service?.preset[field];
  if (value === undefined || (written && !service!.wins)) return written;
  return { ...service!.setting, value: String(value), editable: undefined };
}

const isPortMissing = (
  { needsPort }: TableDialect,
  endpoint: Setting<string> | undefined,
  split: { readonly port?: Span } | undefined,
): boolean => needsPort === true && endpoint !== undefined && split !== undefined && split.port === undefined;

/** Written, and no port. */
const withoutPort = ({ name }: TableDialect, endpoint: Setting<string>): Setting<number> => ({
  ...endpoint,
  value: Number.NaN,
  raw: '',
  why: `${name} needs host and port here, as in \`smtp.example.com:587\`, and sends nothing without the port.`,
  editable: undefined,
});

/** Reads all fields of a dialect; empty settings count as absent, save an empty password beside a user. */
export function gather(table: TableDialect, source: Source, place?: MapPlaces): Gathered {
  const dialect = withNearMisses(table, source, place);
  const found = [...entriesOf(dialect, source, place)].map(([key, located]) =>
    foundAs(dialect, source, place, key, located),
  );
  const isSet = ({ setting }: Found) => known(dialect, setting).set;
  const first = (field: Field) => found.find((one) => one.field === field && isSet(one))?.setting;
  // Roundcube writes `tls://smtp.example.com` for a host.
  const isUrl = (value: string) => asksScheme(dialect) && isMailScheme(parseConnectionUrl(value)?.scheme ?? '');
  const urlInHost = isUrl(first('host')?.value ?? '') ? first('host') : undefined;
  const wholeUrl = first('url') ?? urlInHost;
  const text = wholeUrl?.value;
  const parts = text === undefined ? undefined : parseConnectionUrl(text, dialect.scheme);
  const url = wholeUrl && parts && urlSettings(wholeUrl, text!, parts);
  const portIn = source.format === 'yaml' ? readNamedPort : readPort;
  const endpoint = first('hostPort');
  const split =
    endpoint?.value === undefined || looksLikeUrl(endpoint.value) ? undefined : parseHostAndPort(endpoint.value);
  const { preset, service, unknownService } = servicesOf(dialect, first('service'));
  const host = overridden(service, 'host', first('host')) ?? endpoint;
  const written = overridden(service, 'port', first('port'));
  const port = preset && written ? { ...written, value: undefined } : written;
  const user = first('user');
  const noPassword = user && found.find((one) => one.field === 'password')?.setting;
  const password = first('password') ?? (noPassword && { ...noPassword, value: '' });
  const base = {
    dialect,
    source,
    place,
    found,
    preset,
    service,
    unknownService,
    url,
    unknownUrl: wholeUrl && text === undefined ? wholeUrl : undefined,
    scheme: asksScheme(dialect) ? schemeBeforeMarks(first('url') ?? first('host')) : undefined,
    host: url
      ? url.host
      : endpoint && split
        ? part(endpoint, endpoint.value!, split.host, readHost)
        : host && as(host, (written) => (isList(dialect, written) ? undefined : readHost(written))),
    port: isPortMissing(dialect, endpoint, split)
      ? withoutPort(dialect, endpoint!)
      : url
        ? (url.port ?? (urlInHost && port && as(port, portIn)))
        : endpoint && split?.port
          ? part(endpoint, endpoint.value!, split.port, readPort)
          : port && as(port, portIn),
    user: url?.user ?? (user && as(user, readText)),
    password: url?.password ?? (password && as(password, readText)),
  };
  return { ...base, lookup: lookupOver(base) };
}

/** The first setting of a field that is set. */
export const fieldOf = (gathered: Gathered, field: Found['field']): Setting<string> | undefined =>
  gathered.found.find((one) => one.field === field && known(gathered.dialect, one.setting).set)?.setting;
