/** Effective TLS of Postfix's server and client side, in the model's terms. */
import type { Setting, TlsMode, TlsVersion } from '../../model';
import type { Space } from './evaluate';
import { readProtocols } from './protocols';
import { portOfService } from './services';

/** Postfix reads `yes` and `no` in any case, and dies of anything else. Undefined: unknown, or one of those. */
export function booleanOf(space: Space, name: string): boolean | undefined {
  const value = space.value(name)?.toLowerCase();
  // An older release without the parameter does without what it switches on.
  if (value === '' && !space.definition(name)) return false;
  return value === 'yes' ? true : value === 'no' ? false : undefined;
}

/** The same setting with a value in the model's terms. */
export const read = <T>(setting: Setting<string>, value: T | undefined): Setting<T> =>
  value === undefined && setting.origin.kind === 'default'
    ? { ...setting, value, origin: { kind: 'opaque' } }
    : { ...setting, value };

const SERVER_LEVELS: Readonly<Record<string, TlsMode>> = {
  none: 'off',
  may: 'opportunistic',
  encrypt: 'starttls',
  // The server has no such levels; it warns and requires encryption.
  fingerprint: 'starttls',
  verify: 'starttls',
  secure: 'starttls',
};

/**
 * A service for which no file at hand sets wrappermode, and whose port is not that of implicit TLS: nobody sets it for
 * all services, which would end port 25.
 */
function hasPlainPort(space: Space): boolean {
  const port = space.service && portOfService(space.instance, space.service);
  return !space.definition('smtpd_tls_wrappermode') && (port === 25 || port === 587);
}

/** What smtpd demands: wrappermode before the level, the level before the switches of Postfix 2.2. */
export function serverTls(space: Space): Setting<TlsMode> {
  const wrapper = booleanOf(space, 'smtpd_tls_wrappermode') ?? (hasPlainPort(space) ? false : undefined);
  const wrapperSetting = space.effective('smtpd_tls_wrappermode');
  if (wrapper === undefined) return read<TlsMode>(wrapperSetting, undefined);
  if (wrapper) return read(wrapperSetting, 'implicit');
  const level = space.effective('smtpd_tls_security_level');
  if (level.value !== '')
    return read(level, level.value === undefined ? undefined : SERVER_LEVELS[level.value.toLowerCase()]);
  return legacyTls(space, 'smtpd', level);
}

/** The switches that hold where the level is empty. */
function legacyTls(space: Space, program: string, level: Setting<string>): Setting<TlsMode> {
  const enforce = booleanOf(space, `${program}_enforce_tls`);
  const use = booleanOf(space, `${program}_use_tls`);
  if (enforce) return read(space.effective(`${program}_enforce_tls`), 'starttls');
  if (use) return read(space.effective(`${program}_use_tls`), enforce === undefined ? undefined : 'opportunistic');
  return read(level, enforce === undefined || use === undefined ? undefined : 'off');
}

const CLIENT_LEVELS: Readonly<Record<string, TlsMode>> = {
  none: 'off',
  may: 'opportunistic',
  encrypt: 'starttls',
  fingerprint: 'starttls',
  'dane-only': 'starttls',
  verify: 'starttls',
  secure: 'starttls',
};

/** Levels at which a certificate is compared with something. */
export const CHECKED: ReadonlySet<string> = new Set(['fingerprint', 'dane-only', 'verify', 'secure']);

export interface ClientTls {
  readonly tls: Setting<TlsMode>;
  /** The security level alone, lower-case; undefined where it is unknown. */
  readonly level: string | undefined;
  readonly verified: boolean | undefined;
}

/**
 * What the client demands of its next hop. Policy maps may weaken or strengthen it for one, so with them nothing is
 * known, unless the tables are at hand: then `policy` is the level of their entry for the next hop, or `none`.
 */
export function clientTls(space: Space, program: 'smtp' | 'lmtp', policy?: Setting<string> | 'none'): ClientTls {
  const level = policy && policy !== 'none' ? policy : space.effective(`${program}_tls_security_level`);
  const word = level.value?.toLowerCase();
  const perHop = [
    policy ? '' : space.value(`${program}_tls_policy_maps`),
    word === '' ? space.value(`${program}_tls_per_site`) : '',
  ];
  if (perHop.some((maps) => maps !== ''))
    return { tls: read<TlsMode>(level, undefined), level: undefined, verified: undefined };
  const wrapper = booleanOf(space, `${program}_tls_wrappermode`);
  const legacy = word === '' ? legacyTls(space, program, level) : undefined;
  const plain = legacy ?? read(level, word === undefined ? undefined : modeOfLevel(space, program, word));
  const tls: Setting<TlsMode> =
    wrapper === undefined
      ? read<TlsMode>(space.effective(`${program}_tls_wrappermode`), undefined)
      : wrapper
        ? read<TlsMode>(space.effective(`${program}_tls_wrappermode`), 'implicit')
        : plain;
  const isUnknown = word === undefined || (legacy && legacy.value === undefined);
  const verified = isUnknown
    ? undefined
    : legacy
      ? legacy.value === 'starttls' && booleanOf(space, `${program}_tls_enforce_peername`) !== false
      : CHECKED.has(word);
  return { tls, level: word, verified };
}

/** Without DNSSEC the level dane is nothing but opportunistic; with it, the destination's DNS decides. */
export function modeOfLevel(space: Space, program: string, level: string): TlsMode | undefined {
  if (level !== 'dane') return CLIENT_LEVELS[level];
  const dnssec = space.value(`${program}_dns_support_level`);
  return dnssec === undefined || dnssec.toLowerCase() === 'dnssec' ? undefined : 'opportunistic';
}

/**
 * The versions that a configuration allows in so many words. Where TLS is opportunistic an old version is still better
 * than plaintext, so that a list which merely does not exclude TLS 1.0 says nothing there.
 */
export function versionsOf(
  space: Space,
  program: string,
  mode: TlsMode | undefined,
): Setting<readonly TlsVersion[]> | undefined {
  if (mode === undefined || mode === 'off') return undefined;
  const list = protocolsParameter(program, mode);
  const setting = space.ifThere(list);
  if (setting.value === undefined || setting.origin.kind === 'default') return undefined;
  const { allowed, named, broken } = readProtocols(setting.value);
  if (broken !== undefined) return undefined;
  const meant =
    mode === 'opportunistic'
      ? allowed.filter((version) => named.includes(version) || version.startsWith('SSL'))
      : allowed;
  return read(setting, meant);
}

export const protocolsParameter = (program: string, mode: TlsMode): string =>
  mode === 'opportunistic' ? `${program}_tls_protocols` : `${program}_tls_mandatory_protocols`;

/** Grades that name broken ciphers; Postfix 3.8 reads the first two as medium. */
const WEAK_GRADES: ReadonlySet<string> = new Set(['low', 'export', 'null']);

/** The cipher list in use where the files set one: a weak grade, or the list behind the grade. */
export function ciphersOf(space: Space, program: string, mode: TlsMode | undefined): Setting<string> | undefined {
  if (mode === undefined || mode === 'off') return undefined;
  const grade = space.effective(
    mode === 'opportunistic' ? `${program}_tls_ciphers` : `${program}_tls_mandatory_ciphers`,
  );
  const word = grade.value?.toLowerCase();
  if (word === undefined) return undefined;
  if (WEAK_GRADES.has(word) && grade.origin.kind !== 'default') return grade;
  const list = space.effective(`tls_${word}_cipherlist`);
  return list.origin.kind === 'default' || list.value === undefined ? undefined : list;
}
