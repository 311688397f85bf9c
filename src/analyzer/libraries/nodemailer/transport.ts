/** What nodemailer does with its options: host, port, TLS mode, verification, versions, login. */

import { STARTTLS_PORTS } from '../../hosts';
import type { Evaluator } from '../../javascript/evaluator';
import { bodyOf } from '../../javascript/statements';
import { expressionOf, placeOf, textOf } from '../../javascript/syntax';
import { type Known, truthinessOf, type Value } from '../../javascript/values';
import {
  type ClientSettings,
  type Place,
  type Setting,
  TLS_VERSIONS,
  type TlsMode,
  type TlsVersion,
  type Verification,
} from '../../model';
import type { Site } from '../site';
import { isUnset, type Option, type Options, readPlace, settingFor, sourcePlace } from './options';
import type { Version } from './version';

/** A switch as nodemailer takes it: by truthiness. Undefined where that is unknown. */
function isOn(option: Option | undefined): boolean | undefined {
  return option === undefined ? false : truthinessOf(option.value);
}

const defaultSetting = <T>(name: string, value: T, at: Place): Setting<T> => ({
  value,
  raw: '',
  at,
  name,
  origin: { kind: 'default' },
});

/** What explains a missing option best: its nearest sibling in the code, else the call. */
function explains(options: Options, site: Site, names: readonly string[]): Place {
  for (const name of names) {
    const option = options.get(name);
    if (option && !isUnset(option) && option.from !== 'url') return readPlace(option);
    if (option?.from === 'url' && !isUnset(option)) return sourcePlace(option);
  }
  return options.service ? readPlace(options.service) : placeOf(site.anchor);
}

export function hostOf(options: Options, site: Site): Setting<string> {
  const option = options.get('host');
  const isOpen = option?.value.kind !== 'known';
  if (!option || (!isOpen && !(option.value as Known).value)) {
    return defaultSetting('host', site.defaults?.host ?? 'localhost', explains(options, site, ['port', 'secure']));
  }
  return settingFor(option, (value) => String(value));
}

/** What counts as no port at all; 0 and NaN silently do, too, but are mistakes to be told. */
const isNoPort = (value: Value) =>
  value.kind === 'known' &&
  (value.value === undefined || value.value === null || value.value === '' || value.value === false);

/** `Number(port)`, and where that is nothing, the default: 587, and up to version 2, 25. Other text becomes NaN. */
export function portOf(options: Options, site: Site): Setting<number> {
  const option = options.get('port');
  if (option && !isNoPort(option.value)) return settingFor(option, (value) => Number(value));
  const secure = isOn(options.get('secure'));
  // A URL replaces what a framework would fill in.
  const filled = options.url ? undefined : site.defaults?.port;
  const port = filled ?? (secure === undefined ? undefined : secure ? 465 : site.isVersion2 ? 25 : 587);
  return { ...defaultSetting('port', port ?? 0, explains(options, site, ['host'])), value: port };
}

/** The port that is really used: nonsense silently becomes the default. */
function effectivePort(port: Setting<number>, secure: boolean): number | undefined {
  return port.value === undefined ? undefined : port.value || (secure ? 465 : 587);
}

/** An operator's switch that this world takes for off, on a port that the operator sets, too. */
const isChoice = (secure: Option | undefined, port: number | undefined): boolean =>
  secure?.value.kind === 'unknown' && secure.value.truthy === false && port === undefined;

const tlsSetting = (option: Option, mode: TlsMode | undefined, at = sourcePlace(option)): Setting<TlsMode> => ({
  ...settingFor(option, () => mode),
  value: mode,
  at,
});

/** Sockets that someone else opens may be encrypted already. */
const OWN_SOCKETS = ['socket', 'connection', 'getSocket', 'secured'];

/**
 * True where a value is written as it is. Text counts as on whatever it says, and a condition is asked for other things,
 * too: then the mistake is in the code that takes it for the switch.
 */
const isWritten = ({ value, from }: Option): boolean =>
  from === 'service' ||
  (value.kind === 'known' &&
    typeof value.value !== 'string' &&
    value.trail === undefined &&
    value.source.editable !== undefined);

/** Up to version 2 the port is compared as it is given, and no text equals a number. */
const isTextual = (option: Option | undefined): boolean =>
  option?.value.kind === 'known' && typeof option.value.value === 'string';

/**
 * `process.env.SMTP_SECURE === 'true'` is false where nobody sets the variable, as `options.port === 465` is without the
 * option; and on a port that begins in plaintext the other outcome cannot connect.
 */
const isOffAsLeft = ({ value }: Option, port: number | undefined): boolean =>
  value.kind === 'unknown' && !value.negated && / === /.test(value.key ?? '') && STARTTLS_PORTS.has(port ?? 0);

export function tlsOf(options: Options, site: Site, port: Setting<number>, version: Version): Setting<TlsMode> {
  const given = OWN_SOCKETS.map((name) => options.get(name)).find((option) => !isUnset(option));
  if (given) return tlsSetting(given, undefined);
  const secure = options.get('secure');
  const secureOn = isUnset(secure) ? false : isOn(secure);
  const effective = effectivePort(port, false);
  if (secure && secureOn === undefined && !isOffAsLeft(secure, effective)) return tlsSetting(secure, undefined);
  if (secure && secureOn)
    return tlsSetting(secure, 'implicit', isWritten(secure) ? sourcePlace(secure) : readPlace(secure));
  if (isUnset(secure)) {
    const portOption = options.get('port');
    if (effective === undefined && portOption) return tlsSetting(portOption, undefined);
    if (effective === 465 && !(site.isVersion2 && isTextual(portOption)))
      return portOption ? tlsSetting(portOption, 'implicit') : defaultSetting('secure', 'implicit', port.at);
  }
  return upgradeOf(options, site, effective, version);
}

/** STARTTLS: required, offered or refused. */
function upgradeOf(options: Options, site: Site, port: number | undefined, version: Version): Setting<TlsMode> {
  const secure = options.get('secure');
  // On an implicit-TLS port the false value is the mistake, wherever it is written; elsewhere the missing requireTLS.
  const mistaken = port === 465 || port === 2465;
  const required = options.get('requireTLS');
  const ignored = options.get('ignoreTLS');
  const requiredOn = isOn(required);
  const ignoredOn = isOn(ignored);
  if (required && requiredOn && (ignoredOn === false || version.requireTlsWins))
    return tlsSetting(mistaken && secure && !isUnset(secure) ? secure : required, 'starttls');
  if (ignored && ignoredOn && requiredOn === false) return tlsSetting(ignored, 'off');
  if (ignored && ignoredOn && requiredOn && version.requireTlsWins === false) return tlsSetting(ignored, 'off');
  const open = requiredOn === undefined || requiredOn ? required : ignoredOn === undefined ? ignored : undefined;
  if (open) return tlsSetting(open, undefined);
  if (!secure || isUnset(secure)) {
    return defaultSetting('requireTLS', 'opportunistic', explains(options, site, ['port', 'host']));
  }
  if (isChoice(secure, port)) return tlsSetting(secure, undefined);
  return tlsSetting(
    secure,
    'opportunistic',
    (mistaken && isWritten(secure)) || secure.from === 'url' ? sourcePlace(secure) : readPlace(secure),
  );
}

export function verifyOf(options: Options, evaluator: Evaluator): Setting<Verification> | undefined {
  const option = options.tls('rejectUnauthorized');
  const value = option?.value;
  if (option && value?.kind !== 'known') return settingFor<Verification>(option, () => undefined);
  if (option && value?.kind === 'known' && value.value === false) return settingFor(option, () => 'none');
  if (option && value?.kind === 'known' && value.value === true) return settingFor(option, () => 'full');
  const identity = options.tls('checkServerIdentity');
  if (!identity || isUnset(identity)) return undefined;
  const setting = settingFor<Verification>(identity, () => undefined);
  return { ...setting, value: acceptsAnyName(identity.value, evaluator) ? 'chain-only' : undefined };
}

/** A `checkServerIdentity` that returns nothing accepts every name. */
function acceptsAnyName(value: Value, evaluator: Evaluator): boolean {
  if (value.kind !== 'function') return false;
  const expression = expressionOf(value.node);
  if (expression.kind !== 'function') return false;
  const statements = bodyOf(expression.body);
  if (statements) return statements.every((node) => /^return(?:\s+(?:undefined|null))?;?$/.test(textOf(node)));
  const result = evaluator.evaluate(expression.body);
  return result.kind === 'known' && !result.value;
}

const METHODS: Readonly<Record<string, readonly TlsVersion[]>> = {
  SSLv2_method: ['SSLv2'],
  SSLv3_method: ['SSLv3'],
  TLSv1_method: ['TLSv1'],
  TLSv1_1_method: ['TLSv1.1'],
  TLSv1_2_method: ['TLSv1.2'],
  SSLv2_client_method: ['SSLv2'],
  SSLv3_client_method: ['SSLv3'],
  TLSv1_client_method: ['TLSv1'],
  TLSv1_1_client_method: ['TLSv1.1'],
  TLSv1_2_client_method: ['TLSv1.2'],
};

const rank = (value: Known['value']) => TLS_VERSIONS.indexOf(value as TlsVersion);

/** The versions that `minVersion`, `maxVersion` or `secureProtocol` allow; Node's own minimum is TLS 1.2. */
export function versionsOf(options: Options): Setting<readonly TlsVersion[]> | undefined {
  const method = options.tls('secureProtocol');
  if (method?.value.kind === 'known' && typeof method.value.value === 'string') {
    const versions = METHODS[method.value.value];
    if (versions) return settingFor(method, () => versions);
  }
  const least = options.tls('minVersion');
  const most = options.tls('maxVersion');
  const from = least?.value.kind === 'known' ? rank(least.value.value) : -1;
  const to = most?.value.kind === 'known' ? rank(most.value.value) : -1;
  const last = to >= 0 ? to : TLS_VERSIONS.length - 1;
  if (least && from >= 0) return settingFor(least, () => TLS_VERSIONS.slice(from, Math.max(last, from) + 1));
  if (most && to >= 0 && (!least || isUnset(least)) && to < rank('TLSv1.2'))
    return settingFor(most, () => [TLS_VERSIONS[to] as TlsVersion]);
  return undefined;
}

const asText = (value: Known['value']) => (typeof value === 'string' ? value : undefined);

export function ciphersOf(options: Options): Setting<string> | undefined {
  const option = options.tls('ciphers');
  return option && !isUnset(option) ? settingFor(option, asText) : undefined;
}

export function servernameOf(options: Options): Setting<string> | undefined {
  const option = [options.tls('servername'), options.get('servername')].find((candidate) => !isUnset(candidate));
  if (!option || (option.value.kind === 'known' && option.value.value === '')) return undefined;
  return settingFor(option, asText);
}

/** `readFileSync('ca.pem')`, also with the folder of the module before the name. */
const READ_FILE =
  /\breadFile(?:Sync)?\s*\(\s*(?:(?:[\w.]*(?:join|resolve)\s*\(\s*)?(?:__dirname|process\.cwd\(\)|import\.meta\.dirname)\s*[,+]\s*|new\s+URL\s*\(\s*|[\w.]*(?:join|resolve)\s*\(\s*)?((?:(['"`])[^'"`$]*\2\s*,?\s*)+)/;

/** `__dirname + '/ca.pem'`: a path from the module's folder that begins with a slash. */
const BESIDE = /__dirname|import\.meta\.dirname|process\.cwd/;

/** PEM, or the file that it is read from. */
function pemOf(option: Option | undefined): Setting<string> | undefined {
  if (!option || isUnset(option)) return undefined;
  const setting = settingFor(option, asText);
  if (setting.value !== undefined) return setting;
  const [, names] = READ_FILE.exec(setting.raw) ?? [];
  const parts = names?.match(/[^'"`,\s][^'"`]*/g);
  if (!parts) return setting;
  const path = parts.join('/');
  return { ...setting, value: BESIDE.test(setting.raw) ? path.replace(/^\//, '') : path };
}

/** What nodemailer shows of the client and trusts, beyond what the rules judge. */
export function clientOf(options: Options): ClientSettings {
  const text = (option: Option | undefined) => (option && !isUnset(option) ? settingFor(option, asText) : undefined);
  return {
    name: text(options.get('name')),
    localAddress: text(options.get('localAddress')),
    proxy: text(options.get('proxy')),
    authorities: pemOf(options.tls('ca')),
    certificate: pemOf(options.tls('cert')),
    key: pemOf(options.tls('key')),
  };
}
