/** The settings of one dialect in one source, field by field. */
import type { Field, MapPlaces, TableDialect } from '../../data/dialects-shape';
import type { Setting, Span } from '../../model';
import { finderOf } from '../../nearest';
import { isTemplate } from '../../secrets';
import { type Known, type Lookup, UNSET } from './conditions';
import { decode, looksLikeUrl, parseConnectionUrl, parseHostAndPort, type UrlParts } from './connection-url';
import { part, verbatim } from './part';
import { type Located, type Source, settingOf } from './source';

/** One key of the table that is written in the source. */
export interface Found {
  /** The key as the table has it. */
  readonly key: string;
  readonly field: Field;
  readonly located: Located;
  readonly setting: Setting<string>;
}

/** A connection URL in its parts, each a setting of its own. */
export interface UrlSettings {
  readonly whole: Setting<string>;
  readonly text: string;
  readonly parts: UrlParts;
  readonly scheme: Setting<string>;
  readonly host?: Setting<string>;
  readonly port?: Setting<number>;
  readonly user?: Setting<string>;
  readonly password?: Setting<string>;
  readonly parameters: ReadonlyMap<string, Setting<string>>;
}

export interface Gathered {
  readonly dialect: TableDialect;
  readonly source: Source;
  /** How the map spells the table's keys. */
  readonly place?: MapPlaces;
  readonly found: readonly Found[];
  /** The name of a provider, whose port and mode may go before those that are written. */
  readonly preset?: Setting<string>;
  readonly url?: UrlSettings;
  /** A URL is set, and it cannot be known. */
  readonly unknownUrl?: Setting<string>;
  readonly host?: Setting<string>;
  readonly port?: Setting<number>;
  readonly user?: Setting<string>;
  readonly password?: Setting<string>;
  readonly lookup: Lookup;
}

const normalised = (key: string) => key.toLowerCase().replace(/[._-]/g, '');

/** `spring.mail.ssl.enabled` as an environment variable (Spring's relaxed binding, which others copied). */
export const asVariable = (key: string) => key.replaceAll('-', '').replaceAll('.', '_').toUpperCase();

/** A key of the table without what its map's path already says. */
export const within = (place: MapPlaces | undefined, key: string) =>
  place?.strip && key.startsWith(place.strip) ? key.slice(place.strip.length) : key;

const indexes = new WeakMap<Source, ReadonlyMap<string, Located>>();

function byNormalisedKey(source: Source): ReadonlyMap<string, Located> {
  let index = indexes.get(source);
  if (!index) {
    index = new Map(source.located.map((one) => [normalised(one.entry.key), one]));
    indexes.set(source, index);
  }
  return index;
}

/** The table's keys that a source has, in the table's order; `place` tells how a map spells them. */
export function entriesOf(dialect: TableDialect, source: Source, place?: MapPlaces): Map<string, Located> {
  const find = (key: string) =>
    source.kind === 'map'
      ? (byNormalisedKey(source).get(normalised(within(place, key))) ??
        (source.parent && byNormalisedKey(source.parent).get(normalised(key))))
      : (source.get(key) ?? (key.includes('.') ? source.get(asVariable(key)) : undefined));
  const entries = new Map<string, Located>();
  for (const key of Object.keys(dialect.keys)) {
    const located =
      find(key) ??
      misspelt(dialect, key)
        .map(find)
        .find((one) => one !== undefined);
    if (located) entries.set(key, located);
  }
  return entries;
}

const misspelt = ({ mistaken = {} }: TableDialect, key: string) =>
  Object.keys(mistaken).filter((name) => mistaken[name] === key);

/**
 * A misspelt key is taken for the one that was meant, as the name is a finding of its own and one is enough; what it
 * would switch, or holds when it is filled in, stays unknown.
 */
function foundAs(dialect: TableDialect, source: Source, place: MapPlaces | undefined, key: string, located: Located) {
  const field = dialect.keys[key]!;
  const setting = settingOf(source, located);
  const isMisspelt = misspelt(dialect, key).some((name) => located.entry.key === within(place, name));
  const isOpen = field === 'tls' || field === 'verify' || setting.value === '';
  const found: Found = { key, field, located, setting };
  return isMisspelt && isOpen ? { ...found, setting: { ...setting, value: undefined } } : found;
}

/** Fields that name a server; without them an application's settings say nothing about a connection. */
const SERVER: ReadonlySet<Field> = new Set(['host', 'hostPort', 'url', 'service']);

export const serverKeys = (dialect: TableDialect): string[] =>
  Object.keys(dialect.keys).filter((key) => SERVER.has(dialect.keys[key]!));

/** The name under which a source spells a key of the table, beside `like`. */
export function spelledKey({ source, place }: Gathered, key: string, like: Located): string {
  if (source.kind !== 'map') return key.includes('.') && !like.entry.key.includes('.') ? asVariable(key) : key;
  const bare = within(place, key);
  const isUpper = (name: string) => name === name.toUpperCase();
  return isUpper(bare) && !isUpper(like.entry.key) ? bare.toLowerCase() : bare;
}

/** Texts that stand for a value in a template: `<host>`, `your_port`, `xxx`. */
const isBlank = (text: string) =>
  isTemplate(text) || /^[<[({]|^your|^x+$|change[-_]?me|^(?:smtp[-_]?)?port$/i.test(text);

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
    user: take(parts.user, readEncoded, encodeURIComponent),
    password: take(parts.password, readEncoded, encodeURIComponent),
    parameters: new Map(
      [...parts.parameters].map(([name, span]) => [name, part(whole, text, span, readEncoded, encodeURIComponent)]),
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
  const byKey = new Map(gathered.found.map(({ key, setting }) => [key, setting]));
  const numbers = (port: Setting<number> | undefined): Known =>
    port ? { set: true, text: port.value === undefined ? undefined : String(port.value) } : UNSET;
  return (name) => {
    if (name === '$port') return gathered.port ? numbers(gathered.port) : defaultPort(gathered.dialect);
    if (name === '$host') return known(gathered.dialect, gathered.host);
    if (name === '$scheme') return gathered.url ? { set: true, text: gathered.url.parts.scheme } : UNSET;
    if (name.startsWith('?')) return known(gathered.dialect, gathered.url?.parameters.get(name.slice(1)));
    return known(gathered.dialect, byKey.get(name));
  };
}

const defaultPort = (dialect: TableDialect): Known =>
  typeof dialect.port === 'number' ? { set: true, text: String(dialect.port) } : UNSET;

const asksScheme = (dialect: TableDialect) => dialect.tls.some((rule) => rule.if && '$scheme' in rule.if);

/** The table with the misspelt name of the half of a login that is missing beside the other one. */
function withNearMiss(dialect: TableDialect, source: Source): TableDialect {
  if (dialect.convention || source.kind === 'map') return dialect;
  const missing = (['user', 'password'] as const).filter((field) => {
    const names = Object.keys(dialect.keys).filter((key) => dialect.keys[key] === field);
    return names.length > 0 && !names.some((key) => source.get(key) ?? source.get(asVariable(key)));
  });
  const [field] = missing;
  if (field === undefined || missing.length > 1) return dialect;
  const nearestOf = finderOf(Object.keys(dialect.keys).filter((key) => dialect.keys[key] === field));
  for (const { entry } of source.own) {
    const meant = dialect.keys[entry.key] === undefined ? nearestOf(entry.key) : undefined;
    if (meant !== undefined) return { ...dialect, mistaken: { ...dialect.mistaken, [entry.key]: meant } };
  }
  return dialect;
}

/** Reads all fields of a dialect; empty settings count as absent, save an empty password beside a user. */
export function gather(table: TableDialect, source: Source, place?: MapPlaces): Gathered {
  const dialect = withNearMiss(table, source);
  const found = [...entriesOf(dialect, source, place)].map(([key, located]) =>
    foundAs(dialect, source, place, key, located),
  );
  const isSet = ({ setting }: Found) => known(dialect, setting).set;
  const first = (field: Field) => found.find((one) => one.field === field && isSet(one))?.setting;
  // Roundcube writes `tls://smtp.example.com` for a host.
  const urlInHost =
    first('host') && asksScheme(dialect) && looksLikeUrl(first('host')!.value ?? '') ? first('host') : undefined;
  const wholeUrl = first('url') ?? urlInHost;
  const text = wholeUrl?.value;
  const parts = text === undefined ? undefined : parseConnectionUrl(text);
  const url = wholeUrl && parts && urlSettings(wholeUrl, text!, parts);
  const portIn = source.format === 'yaml' ? readNamedPort : readPort;
  const endpoint = first('hostPort');
  const split =
    endpoint?.value === undefined || looksLikeUrl(endpoint.value) ? undefined : parseHostAndPort(endpoint.value);
  const host = first('host') ?? endpoint;
  const service = first('service');
  // EMAIL_SERVICE=smtp names no provider.
  const preset = /^smtp$/i.test(service?.value ?? '') ? undefined : service;
  const written = first('port');
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
    url,
    unknownUrl: wholeUrl && text === undefined ? wholeUrl : undefined,
    host: url
      ? url.host
      : endpoint && split
        ? part(endpoint, endpoint.value!, split.host, readHost)
        : host && as(host, (written) => (isList(dialect, written) ? undefined : readHost(written))),
    port: url
      ? (url.port ?? (urlInHost && port && as(port, portIn)))
      : endpoint && split?.port
        ? part(endpoint, endpoint.value!, split.port, readPort)
        : port && as(port, portIn),
    user: url?.user ?? (user && as(user, readText)),
    password: url?.password ?? (password && as(password, readText)),
  };
  return { ...base, lookup: lookupOver(base) };
}
