/** From the settings of a dialect to a mail configuration in the model's words. */
import type { PortRule, TableDialect, TlsRule } from '../../data/dialects-shape';
import { kindOf } from '../../kinds';
import type {
  Auth,
  Change,
  Edit,
  MailConfig,
  Observation,
  Place,
  Setting,
  TlsMode,
  TlsVersion,
  Verification,
} from '../../model';
import { TLS_VERSIONS } from '../../model';
import { isTemplateFile } from '../../paths';
import { clientOf } from './client';
import { allHold, decide, portByRules } from './conditions';
import { isMailScheme } from './connection-url';
import { fieldOf, known, serverKeys } from './gather';
import type { Found, Gathered } from './gathered';
import type { Source } from './located';
import { idle, observe, type Refusal, unusedLogin } from './observe';
import { provesIn } from './proofs';
import { keyPlaceOf, spanning } from './source';
import { expressible, keyOfField, writeConnection } from './write';

/** A default: nothing is written, and `near` explains it best. */
function implied<T>(value: T | undefined, name: string, near: Setting<unknown>): Setting<T> {
  return { value, raw: '', at: near.at, key: near.key, name, origin: { kind: 'default' } };
}

/** A login that is written, and that only an absent switch keeps from being used. */
const isLoginLeft = ({ dialect, found, user, password }: Gathered, off: boolean): boolean =>
  off &&
  (user ?? password)?.value !== '' &&
  (user ?? password) !== undefined &&
  !found.some(({ field, setting }) => field === 'auth' && known(dialect, setting).set);

/** True where a switch turns mail off, or another transport is chosen. */
function isTurnedOff({ dialect, found, url }: Gathered): boolean {
  if (url && !isMailScheme(url.parts.scheme)) return true;
  return found.some(({ field, setting }) => isOff(dialect, field, setting.value));
}

function isOff({ sends }: TableDialect, field: Found['field'], value: string | undefined): boolean {
  const word = value?.toLowerCase();
  if (!word) return false;
  if (field === 'transport') return sends !== undefined && !sends.includes(word);
  return field === 'enabled' && OFF.test(word);
}

/** An empty text for a switch that only has to be set. */
const isOffByDefault = (dialect: TableDialect, field: Found['field'], key: string): boolean =>
  dialect.defaults?.[key] === '' ? field === 'enabled' : isOff(dialect, field, dialect.defaults?.[key]);

const OFF = /^(?:false|0|no|off|none|disabled|)$/i;

/** Absent settings prove nothing: a habit, a part of the settings, or a file that others complete. */
const isOpen = ({ dialect, source }: Gathered): boolean =>
  dialect.presumed === true || dialect.verified === 'partial' || source.completed === true;

/** The switch without which nothing is sent, and which nobody has set. */
function missingSwitch(gathered: Gathered): string | undefined {
  const { dialect, found } = gathered;
  if (isOpen(gathered)) return undefined;
  for (const field of ['transport', 'enabled'] as const) {
    const [key] = Object.keys(dialect.keys).filter((name) => dialect.keys[name] === field);
    const isSet = found.some((one) => one.field === field && known(dialect, one.setting).set);
    if (key !== undefined && !isSet && isOffByDefault(dialect, field, key)) return key;
  }
  return undefined;
}

/** The user and the password are written, and not used without a switch for them. */
function isWithoutLogin(gathered: Gathered): boolean {
  const { dialect, found } = gathered;
  const [key] = Object.keys(dialect.keys).filter((name) => dialect.keys[name] === 'auth');
  if (key === undefined) return false;
  const setting = found.find((one) => one.field === 'auth')?.setting;
  if (setting && setting.value === undefined) return false;
  const text =
    setting && known(dialect, setting).set ? setting.value : isOpen(gathered) ? undefined : dialect.defaults?.[key];
  return text !== undefined && OFF.test(text);
}

/** The switch that a decision rests on, and its place. */
function switchOf(gathered: Gathered, conditions: readonly string[]): Setting<unknown> | undefined {
  const { found, url } = gathered;
  for (const name of conditions) {
    if (name === '$scheme' && url) return url.scheme;
    const parameter = name.startsWith('?') ? url?.parameters.get(name.slice(1)) : undefined;
    if (parameter) return parameter;
    const one = found.find(({ key, field }) => key === name && field === 'tls');
    if (one && known(gathered.dialect, one.setting).set) return one.setting;
  }
  return undefined;
}

/** All names that the rules ask for, in their order: where a default decides, the first that is written explains it. */
const namesIn = (dialect: TableDialect) => [...new Set(dialect.tls.flatMap((rule) => Object.keys(rule.if ?? {})))];

/** What a rule rests on that is not proven: the release that knows its switch, or that the switch means it at all. */
function doubtsOf(gathered: Gathered, rule: TlsRule | undefined): Pick<Setting<TlsMode>, 'needs' | 'doubt'> {
  const { since, presumed } = rule ?? {};
  const isOpen = since !== undefined && !since.proofs.some((proof) => provesIn(gathered.source, proof));
  return { ...(isOpen ? { needs: since.name } : {}), ...(presumed ? { doubt: 'presumed' } : {}) };
}

const isShared = ({ source, found }: Gathered, setting: Setting<unknown>) =>
  found.some((one) => one.setting === setting && source.isShared(one.located));

/** A switch that others share is told at what this configuration itself says. */
function elsewhere({ source, found }: Gathered, setting: Setting<unknown>): Setting<unknown> {
  const own = found.find(
    ({ located, field }) => !source.isShared(located) && (field === 'port' || field === 'hostPort'),
  );
  return own ? { ...setting, at: own.setting.at, key: own.setting.key } : setting;
}

const isImplicitByPreset = ({ service }: Gathered): boolean => service?.wins === true && service.preset.secure === true;

interface Protection {
  readonly tls: Setting<TlsMode>;
  readonly refusal?: Refusal;
}

function protectionOf(gathered: Gathered, near: Setting<unknown>): Protection {
  const { dialect } = gathered;
  const missing = Object.keys(dialect.keys).find((key) => dialect.keys[key] === 'tls' && !dialect.obsolete?.[key]);
  const { mode, rule } = isImplicitByPreset(gathered)
    ? { mode: 'implicit' as const, rule: undefined }
    : decide(dialect, gathered.lookup);
  const conditions = Object.keys(rule?.if ?? {});
  const written = switchOf(gathered, conditions) ?? switchOf(gathered, namesIn(dialect));
  // A preset goes before the switches.
  const isOverridden = dialect.presumed && gathered.preset !== undefined;
  const value = mode === 'error' || mode === 'unknown' || isOverridden ? undefined : mode;
  const unproven = (dialect.presumed || dialect.verified === 'partial') && !written;
  const tls: Setting<TlsMode> = written
    ? {
        ...(isShared(gathered, written) ? elsewhere(gathered, written) : written),
        value,
        why: rule?.because,
        ...doubtsOf(gathered, rule),
      }
    : implied(unproven ? undefined : value, missing ?? near.name, near);
  return {
    tls,
    refusal:
      mode === 'error' && rule?.because && dialect.verified !== 'partial'
        ? { note: rule.because, conditions }
        : undefined,
  };
}

function portOf(gathered: Gathered, mode: TlsMode | undefined, near: Setting<unknown>): Setting<number> | undefined {
  const { dialect, port } = gathered;
  if (port || dialect.presumed || dialect.port === undefined) return port;
  // An unknown text that holds host and port may name any port.
  if (gathered.host?.value === undefined && gathered.found.some(({ field }) => field === 'hostPort')) return undefined;
  const value = defaultPortOf(gathered, mode);
  return value === undefined || mode === undefined
    ? undefined
    : implied(value, keyOfField(dialect, 'port') ?? near.name, near);
}

function defaultPortOf({ dialect, lookup }: Gathered, mode: TlsMode | undefined): number | undefined {
  const { port } = dialect;
  if (port === undefined || typeof port === 'number') return port;
  if (isRuled(port)) return portByRules(dialect, lookup);
  return port[mode ?? '*'] ?? port['*'];
}

const isRuled = (port: NonNullable<TableDialect['port']>): port is readonly PortRule[] => Array.isArray(port);

function verificationOf(gathered: Gathered, near: Setting<unknown>): Setting<Verification> | undefined {
  const { dialect, lookup, found, url } = gathered;
  for (const rule of dialect.verify?.rules ?? []) {
    const held = allHold(dialect, rule.if, lookup);
    if (held === false) continue;
    const name = Object.keys(rule.if).find((key) => lookup(key).set) ?? Object.keys(rule.if)[0]!;
    const setting = name.startsWith('?')
      ? url?.parameters.get(name.slice(1))
      : found.find(({ key }) => key === name)?.setting;
    const value = held ? rule.is : undefined;
    return setting ? { ...setting, value, why: rule.because } : implied(value, name, near);
  }
  const isSaid = !dialect.presumed && dialect.verified !== 'partial' && gathered.host?.value !== undefined;
  const fallback = isSaid ? dialect.verify?.default : undefined;
  return fallback === undefined || fallback === 'full' ? undefined : implied(fallback, near.name, near);
}

const VERSION = /SSL[ _]?v?([23])|TLS[ _]?v?(1)(?:[._]?([0-3]))?(?![\d.])/gi;

/** The versions that a text names, or allows as a minimum. */
export function versionsIn(text: string): TlsVersion[] {
  const named = [...text.matchAll(VERSION)].map(([, ssl, , minor]) =>
    ssl ? `SSLv${ssl}` : minor && minor !== '0' ? `TLSv1.${minor}` : 'TLSv1',
  );
  return TLS_VERSIONS.filter((version) => named.includes(version));
}

/** Configuration files and templates, in which a login often stands empty because it is filled in elsewhere. */
const isFilledIn = ({ kind, document }: Source) => kind === 'map' || isTemplateFile(document.path);

/** Helm and Kubernetes: the name of the secret, or of the file, that holds the login, in the map itself or one below. */
const SECRET_STORE =
  /^(?:[^.]+\.)?[^.]*(?:existing[-_]?secret|secret[-_]?(?:name|ref)|from[-_]?secret|pass(?:word)?[-_]?file)(?:\.name)?$/i;

const namesSecretStore = ({ kind, located }: Source) =>
  kind === 'map' && located.some(({ entry }) => SECRET_STORE.test(entry.key) && entry.value !== '');

const variableNames = ({ keys, also = {} }: TableDialect) => [...Object.keys(keys), ...Object.values(also).flat()];

/** True for a configuration file over which its program lays environment variables, where a login belongs. */
const isCompleted = ({ dialect, source }: Gathered) =>
  source.kind === 'map' &&
  !kindOf(source.format).isCode &&
  (dialect.configFile || variableNames(dialect).some((key) => /^[A-Z][A-Za-z]*_/.test(key)));

/** A field that has a value of its own where nothing is written. */
const serves = ({ keys, defaults }: TableDialect, field: Found['field']): boolean =>
  Object.keys(keys).some((key) => keys[key] === field && defaults?.[key] !== undefined);

/**
 * Half a login proves nothing where absent settings do not: the other half may have another name, or another place, as
 * the passwords of configuration files and templates have.
 */
function authOf(gathered: Gathered, complete: boolean): Auth | undefined {
  const { found, dialect, source } = gathered;
  const empty = (field: Found['field']) =>
    found.find((one) => one.field === field && one.setting.value === '')?.setting;
  // Both blank: taken out, or left open, by somebody who knows that they are missing.
  const isOpen = isFilledIn(source) || (empty('user') !== undefined && empty('password') !== undefined);
  const blank = (field: Found['field']) => (isOpen ? empty(field) : undefined);
  const user = gathered.user ?? blank('user');
  const isUnset = isFilledIn(source) && gathered.password?.value === '';
  const password = isUnset ? undefined : gathered.password;
  const half = (user === undefined) !== (password === undefined);
  const hasDefaultUser = user === undefined && serves(dialect, 'user');
  const keeper = fieldOf(gathered, 'elsewhere');
  const elsewhere =
    dialect.login === 'elsewhere' ||
    (source.isWithoutSecrets === true && password === undefined) ||
    isUnset ||
    hasDefaultUser ||
    (blank('user') ?? blank('password')) !== undefined ||
    (half && (!complete || source.kind === 'map')) ||
    (!dialect.presumed && namesSecretStore(source)) ||
    keeper !== undefined;
  if (!user && !password && !elsewhere) return undefined;
  return { user, password, method: 'password', ...(elsewhere ? { elsewhere } : {}), ...(keeper && { keeper }) };
}

/** The server is the one that a new project names, until its environment names another. */
const isOpenAsMade = ({ place, host }: Gathered): boolean =>
  place?.stock !== undefined && host?.value === undefined && host?.origin.kind === 'fallback';

/** Written in an environment file that the container reads, or in another file that is judged by itself. */
const isInFile = ({ source, found }: Gathered, field: Found['field']) =>
  found.some((one) => one.field === field && one.located.uri !== source.document.uri);

function extentOf(gathered: Gathered): Place {
  const { source, found } = gathered;
  const own = found.filter(({ located }) => located.uri === source.document.uri);
  const spans = own.map(({ located: { entry } }) => ({
    start: Math.min(entry.keySpan.start, entry.at.start),
    end: Math.max(entry.keySpan.end, entry.at.end),
  }));
  return { uri: source.document.uri, span: spans.length > 0 ? spanning(spans) : source.extent };
}

/** With the container that the settings are for, where the file has several. */
function labelOf({ dialect, source }: Gathered): string {
  const service = source.kind === 'environment' ? /^services\.([^.]+)$/.exec(source.name)?.[1] : undefined;
  return service === undefined ? dialect.name : `${dialect.name} of service ${service}`;
}

/** Nothing is sent: told where all settings of the program are at hand, as a switch may be set elsewhere. */
function unused(gathered: Gathered, missing: string, near: Setting<unknown>): MailConfig | undefined {
  const { dialect, source, found } = gathered;
  if (source.kind !== 'environment' || !source.image) return undefined;
  const extent = extentOf(gathered);
  return {
    dialect: dialect.id,
    label: labelOf(gathered),
    role: dialect.role ?? 'submission',
    extent,
    anchor: extent,
    tls: implied<TlsMode>(undefined, missing, near),
    expressible: [],
    secretsBelong: true,
    reading: 'part',
    settings: found.map(({ setting }) => setting),
    observations: [idle(gathered, missing, near)],
    write: () => undefined,
  };
}

/**
 * The configuration that a dialect sees in a source; undefined where there is none, or where it is not in use. Without
 * `certain` another dialect might be meant, so that what is absent proves nothing.
 */
export function readConfig(gathered: Gathered, certain = true): MailConfig | undefined {
  const { dialect, source, found } = gathered;
  const login = serverKeys(dialect).length > 0 ? undefined : (gathered.password ?? gathered.user);
  const near = gathered.host ?? gathered.url?.whole ?? gathered.unknownUrl ?? login;
  if (!near || isTurnedOff(gathered)) return undefined;
  if (!isOpen(gathered) && dialect.unused?.some((wanted) => allHold(dialect, wanted, gathered.lookup) === true))
    return undefined;
  const missing = missingSwitch(gathered);
  if (missing !== undefined) return unused(gathered, missing, near);
  const { tls, refusal } = gathered.unknownUrl
    ? { tls: { ...gathered.unknownUrl, value: undefined }, refusal: undefined }
    : protectionOf(gathered, near);
  const versions = fieldOf(gathered, 'versions');
  const head = found.find(({ setting }) => setting.at.uri === source.document.uri)?.located ?? found[0]!.located;
  const named = found.find(({ field }) => field === 'host' || field === 'hostPort' || field === 'url')?.located ?? head;
  const off = isWithoutLogin(gathered);
  const observations: Observation[] = observe(gathered, refusal);
  const write = (change: Change): Edit[] | undefined =>
    change.kind === 'connection' ? writeConnection(gathered, change) : undefined;
  const isPresumed = dialect.presumed === true || dialect.verified === 'partial';
  const presumed = isPresumed || !certain || isOpenAsMade(gathered);
  if (isLoginLeft(gathered, off)) observations.push(unusedLogin(gathered));
  const complete = !presumed && !off && !gathered.preset && !isCompleted(gathered);
  let modes: TlsMode[] | undefined;
  return {
    dialect: dialect.id,
    label: labelOf(gathered),
    role: dialect.role ?? 'submission',
    extent: extentOf(gathered),
    anchor: named.uri === source.document.uri ? keyPlaceOf(named) : extentOf(gathered),
    host: gathered.host,
    port: portOf(gathered, tls.value, near),
    tls,
    verify: verificationOf(gathered, near),
    versions: versions && {
      ...versions,
      value: versions.value === undefined ? undefined : versionsIn(versions.value),
    },
    ciphers: fieldOf(gathered, 'ciphers'),
    servername: fieldOf(gathered, 'servername'),
    auth: off ? undefined : authOf(gathered, complete),
    sender: fieldOf(gathered, 'from'),
    client: clientOf(gathered),
    get expressible() {
      modes ??= expressible(gathered);
      return modes;
    },
    secretsBelong:
      (source.holdsSecrets === true && !source.document.part) ||
      isInFile(gathered, 'password') ||
      found.some(({ field, located }) => field === 'password' && located.entry.isInSecret),
    reading: presumed ? 'names' : complete ? 'whole' : 'part',
    settings: found.map(({ setting }) => setting),
    observations,
    write,
  };
}
