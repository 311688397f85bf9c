/**
 * What a configuration connects to, as its application gets it: the one way from a configuration to the connection test,
 * for the editor and the command line. Without passwords, so that it may cross a wire; see `credentialsOf`.
 */
import { postfixLevel, verificationInUse } from './explain';
import { IMPLICIT_PORTS } from './hosts';
import { maskUrls, maskValue } from './mask';
import {
  type MailConfig,
  type Observation,
  type Place,
  type Setting,
  TLS_VERSIONS,
  type TlsMode,
  type TlsVersion,
  type Verification,
} from './model';
import { showingFor } from './showing';
import { isPresumed } from './trust';
import { modeInWords } from './words';

/** The settings whose place a report names. */
export type NamedSetting = 'host' | 'port' | 'tls' | 'verify' | 'user' | 'password';

/** What a program reads from a file, or has as text. */
export interface NamedText {
  /** The setting and its place: "tls.ca, app.js:3". */
  readonly name: string;
  /** PEM, or a path as it is written. */
  readonly text: string;
  /** The document that says so, from whose folder a relative path may start. */
  readonly uri: string;
}

/** How an application connects to one server. Nothing in here is a secret. */
export interface Connection {
  readonly host: string;
  readonly port: number;
  readonly tls: TlsMode;
  /** True where the files do not say how the connection is encrypted, so that `tls` is an assumption. */
  readonly assumedTls?: true;
  /** Name for SNI and for the certificate check, where it is not the host. */
  readonly servername?: string;
  /** What the application checks of the certificate. */
  readonly verify: Verification;
  readonly minVersion?: TlsVersion;
  readonly maxVersion?: TlsVersion;
  /** OpenSSL cipher list. */
  readonly ciphers?: string;
  /** Name given in EHLO. */
  readonly clientName?: string;
  /** The address of this machine that connections are made from. */
  readonly localAddress?: string;
  /** URL of the proxy that connects to the server; a login in it is masked. */
  readonly proxy?: string;
  /** The trusted authorities, in place of those that the program trusts by itself. */
  readonly authorities?: NamedText;
  /** Files of the client's certificate and key. */
  readonly certificate?: NamedText;
  readonly key?: NamedText;
  /** The program trusts the roots of the operating system, not a list of its own. */
  readonly systemStore?: true;
  /** It trusts no authority at all, so that no certificate can be verified: why, as a sentence. */
  readonly trustsNone?: string;
  /**
   * Names of which the certificate must bear one, in place of the host: Postfix' `hostname`, `nexthop` and `dot-nexthop`, or
   * names, of which one with a dot in front stands for all below it.
   */
  readonly acceptedNames?: readonly string[];
  /** The host is a mail domain, whose MX is connected to. */
  readonly mailDomain?: true;
  /** Why user and password are unknown, as the end of a sentence; absent where they are known, or certainly not set. */
  readonly unknownLogin?: string;
  /** Where settings are written: "SMTP_HOST, .env:3". */
  readonly origins?: Readonly<Partial<Record<NamedSetting, string>>>;
  /** What the files leave open, and what is tested in its place: a sentence each. */
  readonly assumptions?: readonly string[];
  /** What the application does and a test cannot do: "smtp_tls_security_level = dane, because ...". */
  readonly notFollowed?: readonly string[];
}

/** A connection of which host and port may be unknown. */
export interface Target extends Omit<Connection, 'host' | 'port'> {
  readonly host?: string;
  readonly port?: number;
  readonly user?: string;
  readonly method: 'password' | 'oauth2';
  /** The sender as it is written: an address, or a name with one. */
  readonly sender?: string;
  /** Why it cannot be tested, as a sentence that begins with the place: "app.js:3: nodemailer transport: port unknown." */
  readonly obstacle?: string;
}

/** File as a person knows it, and line from 1. */
export interface FileLine {
  readonly file: string;
  readonly line: number;
}

/** Looks up a place for display. */
export type Places = (place: Place) => FileLine;

/** What a client without a known mode most probably does: no port but those of implicit TLS works with it. */
export const assumedMode = (port: number | undefined): TlsMode =>
  port !== undefined && IMPLICIT_PORTS.has(port) ? 'implicit' : 'opportunistic';

export function targetOf(config: MailConfig, places: Places): Target {
  const { host, port, servername, versions, ciphers, auth, sender } = config;
  const allowed = TLS_VERSIONS.filter((version) => versions?.value?.includes(version));
  const known = port?.value !== undefined && !Number.isNaN(port.value) ? port.value : undefined;
  const user = userOf(config);
  const unknownLogin = loginUnknown(config);
  const assumptions = assumptionsOf(config, places, known);
  const notFollowed = notFollowedOf(config);
  const obstacle = obstacleOf(config, places);
  const mode = modeOf(config);
  return {
    ...(host?.value && { host: maskValue(host.value) }),
    ...(known !== undefined && { port: known }),
    tls: mode ?? assumedMode(known),
    ...(mode === undefined && { assumedTls: true }),
    verify: verificationOf(config),
    ...(servername?.value && { servername: maskValue(servername.value) }),
    ...(ciphers?.value && { ciphers: maskValue(ciphers.value) }),
    ...(allowed[0] && { minVersion: allowed[0], maxVersion: allowed.at(-1)! }),
    ...(user && { user }),
    ...(unknownLogin && { unknownLogin }),
    method: auth?.method ?? 'password',
    ...(sender?.value && { sender: maskValue(sender.value) }),
    ...clientOf(config, places),
    origins: originsOf(config, places),
    ...(assumptions.length > 0 && { assumptions }),
    ...(notFollowed.length > 0 && { notFollowed }),
    ...(obstacle && { obstacle }),
  };
}

/** As the rules know it, or as the policy for the next hop has it. */
const modeOf = ({ tls, client }: MailConfig): TlsMode | undefined => tls.value ?? client?.policy?.tls;

function verificationOf(config: MailConfig): Verification {
  const { verify, tls, client: { policy } = {} } = config;
  if (verify?.value || tls.value || !policy?.tls) return verificationInUse(config);
  return policy.checks ? 'full' : 'none';
}

/** User and password as the application gets them; the password is a secret. */
export function credentialsOf({ auth }: MailConfig): { readonly user?: string; readonly password?: string } {
  return {
    ...(auth?.user?.value && { user: auth.user.value }),
    ...(auth?.method === 'password' && auth.password?.value && { password: auth.password.value }),
  };
}

/** Equal for targets that connect and log in alike, whatever their places. */
export function wayOf(target: Target): string {
  const { origins: _origins, assumptions: _assumptions, obstacle: _obstacle, sender: _sender, ...way } = target;
  return JSON.stringify(way);
}

/** Undefined where it cannot be shown without a secret, as a login with another name would be wrong. */
function userOf({ auth }: MailConfig): string | undefined {
  const user = auth?.user?.value;
  return user && maskValue(user) === user ? user : undefined;
}

const isUnknown = (setting: Setting<unknown> | undefined): boolean =>
  setting !== undefined && setting.value === undefined;

/** `, as no file defines SMTP_USER`, or nothing. */
const because = ({ origin }: Setting<unknown>): string =>
  origin.kind === 'environment' ? `no file defines ${origin.name}` : 'the files do not say it';

function loginUnknown(config: MailConfig): string | undefined {
  const { auth } = config;
  const { show } = showingFor([config]);
  if (isUnknown(auth?.user)) return show(because(auth!.user!));
  if (auth?.user?.value) return undefined;
  return auth?.elsewhere ? 'user name and password come from a place that the files do not show' : undefined;
}

function obstacleOf(config: MailConfig, places: Places): string | undefined {
  const { host, port, label, anchor } = config;
  const { show } = showingFor([config]);
  const { file, line } = places(anchor);
  const [word, setting] = !host?.value
    ? ['host', host]
    : port?.value === undefined || Number.isNaN(port.value)
      ? ['port', port]
      : [];
  if (!word) return undefined;
  const variable = setting?.origin.kind === 'environment' ? `: no file defines ${setting.origin.name}` : '';
  return show(`${file}:${line}: ${label}: ${word} unknown${variable}.`);
}

function originsOf(config: MailConfig, places: Places): NonNullable<Connection['origins']> {
  const { host, port, tls, verify, auth } = config;
  const { show } = showingFor([config]);
  const written = { host, port, tls, verify, user: auth?.user, password: auth?.password };
  return Object.fromEntries(
    Object.entries(written).flatMap(([name, setting]) => {
      if (!setting || setting.value === undefined || setting.origin.kind === 'default') return [];
      const { file, line } = places(setting.at);
      const key = setting.origin.kind === 'variable' ? setting.origin.name : setting.name;
      return [[name, show(`${key}, ${file}:${line}`)]];
    }),
  );
}

function assumptionsOf(config: MailConfig, places: Places, port: number | undefined): string[] {
  const { show } = showingFor([config]);
  const { host, tls, auth } = config;
  const isUnknownMode = modeOf(config) === undefined;
  const named = { host, port: config.port, 'TLS mode': tls, 'user name': auth?.user };
  return [
    ...readOtherwise(config, places),
    ...Object.entries(named).flatMap(([word, setting]) => {
      if (setting?.origin.kind !== 'fallback' || setting.value === undefined) return [];
      return [`No file defines ${setting.origin.name}: the fallback in the code decides the ${word}.`];
    }),
    ...(isUnknownMode
      ? [
          `TLS mode unknown${tls.origin.kind === 'environment' ? `, as no file defines ${tls.origin.name}` : ''}: ` +
            `${port === undefined ? 'the connection' : `port ${port}`} is tested with ${modeInWords(assumedMode(port))}.`,
        ]
      : []),
    ...(tls.value !== undefined && tls.needs
      ? [`The TLS mode is what ${tls.name} means from ${tls.needs} on; an older release reads it otherwise.`]
      : []),
    ...(isPresumed(tls)
      ? [`The TLS mode is what ${tls.name} means by its name; the program that reads it is unknown.`]
      : []),
  ].map(show);
}

type ReadOtherwise = Extract<Observation, { kind: 'truncated' | 'unknown-service' | 'overridden-variable' }>;

const isReadOtherwise = (observation: Observation): observation is ReadOtherwise =>
  observation.kind === 'truncated' ||
  observation.kind === 'unknown-service' ||
  observation.kind === 'overridden-variable';

/** Where lint knows that the program gets another value than the one that was meant: what arrives is tested. */
function readOtherwise({ observations }: MailConfig, places: Places): string[] {
  return observations.filter(isReadOtherwise).map((observation) => {
    const { at, kind } = observation;
    const { file, line } = places(at.at);
    const where = `${at.name} (${file}:${line})`;
    if (kind === 'truncated') return `${where} does not reach the program as it is written; what arrives is tested.`;
    if (kind === 'unknown-service')
      return `${where} names no service that the library knows: mail goes to ${observation.goesTo}.`;
    return `${where} may be overridden by a variable of the operating system; the value of the file is tested.`;
  });
}

/** How Postfix checks certificates where it asks no authority. */
const OTHER_CHECKS: Readonly<Record<string, string>> = {
  dane: 'the TLSA records of the server',
  'dane-only': 'the TLSA records of the server',
  fingerprint: 'fingerprints',
};

/** What the client shows of itself and trusts, as far as the files say it. */
function clientOf(config: MailConfig, places: Places): Partial<Connection> {
  const { client = {} } = config;
  const { show } = showingFor([config]);
  const named = (setting: Setting<string> | undefined): NamedText | undefined => {
    if (!setting?.value) return undefined;
    const { file, line } = places(setting.at);
    const isPem = setting.value.includes('-----BEGIN');
    const text = isPem ? setting.value : maskValue(setting.value);
    return { name: show(`${setting.name}, ${file}:${line}`), text, uri: setting.at.uri };
  };
  const [authorities, certificate, key] = [client.authorities, client.certificate, client.key].map(named);
  // A key that stands in the code is a secret, and stays there.
  const isFile = key !== undefined && !key.text.includes('-----BEGIN');
  return {
    ...(client.name?.value && { clientName: maskValue(client.name.value) }),
    ...(client.localAddress?.value && { localAddress: maskValue(client.localAddress.value) }),
    ...(client.proxy?.value && { proxy: maskUrls(client.proxy.value) }),
    ...(authorities && { authorities }),
    ...(certificate && isFile && { certificate, key }),
    ...(client.systemStore && { systemStore: true }),
    ...(client.mailDomain && { mailDomain: true }),
    ...ofPolicy(config),
  };
}

function ofPolicy({ client: { policy } = {} }: MailConfig): Partial<Connection> {
  if (!policy?.checks) return {};
  const { level, names, servername, trustsNone } = policy;
  const checks = level.value === 'secure' || level.value === 'verify';
  return {
    ...(names && { acceptedNames: names.map(maskValue) }),
    ...(servername && servername !== 'hostname' && { servername: maskValue(servername) }),
    ...(trustsNone &&
      checks && {
        trustsNone: `Neither smtp_tls_CAfile nor smtp_tls_CApath is set, so Postfix trusts no authority and finds every certificate untrusted at level ${level.value}.`,
      }),
  };
}

/** What is set, and cannot be followed: it is told, and never left out in silence. */
function clientNotFollowed({ client = {} }: MailConfig): string[] {
  const unread = { authorities: client.authorities, 'client certificate': client.certificate, key: client.key };
  return [
    ...(client.proxy && !client.proxy.value
      ? [`${client.proxy.name}: the files do not say which proxy it is, so the test connects directly`]
      : []),
    ...Object.entries(unread).flatMap(([what, setting]) =>
      setting && setting.value === undefined
        ? [`${setting.name}: the files do not say where the ${what} come from`]
        : [],
    ),
    ...(client.key?.value?.includes('-----BEGIN')
      ? [`${client.key.name}: a key in the code is not read; give it with --cert and --key`]
      : []),
  ];
}

function notFollowedOf(config: MailConfig): string[] {
  const policy = config.client?.policy;
  const level = policy?.level.value ?? postfixLevel(config);
  const other = OTHER_CHECKS[level];
  const { show } = showingFor([config]);
  const unread = policy?.unread
    ? [
        `${policy.unread.name} = ${policy.unread.raw}: the table is not in the workspace, and may demand something else than level ${level}, with which this is tested`,
      ]
    : [];
  const client = [...clientNotFollowed(config), ...unread].map(show);
  return other
    ? [
        ...client,
        `${policy?.level.name ?? 'smtp_tls_security_level'} = ${level}: Postfix compares the certificate with ${other}, and the test asks public authorities in their place`,
      ]
    : client;
}
