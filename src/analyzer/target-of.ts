/**
 * What a configuration connects to, as its application gets it: the one way from a configuration to the connection test,
 * for the editor and the command line.
 */
import { postfixLevel, verificationInUse } from './explain';
import { maskUrls, maskValue } from './mask';
import {
  type MailConfig,
  NO_PROJECT,
  type Observation,
  type Project,
  type Setting,
  TLS_VERSIONS,
  type TlsMode,
  type Verification,
} from './model';
import { showingFor } from './showing';
import { assumedMode, type Connection, type NamedText, type Places, type Target } from './target';
import { blockedThere, containerOf } from './target-surroundings';
import { isPresumed } from './trust';
import { modeInWords } from './words';

export function targetOf(config: MailConfig, places: Places, project: Project = NO_PROJECT): Target {
  const { host, port, servername, versions, ciphers, auth, sender } = config;
  const allowed = TLS_VERSIONS.filter((version) => versions?.value?.includes(version));
  const known = port?.value !== undefined && !Number.isNaN(port.value) ? port.value : undefined;
  const user = userOf(config);
  const unknownLogin = loginUnknown(config);
  const container = containerOf(config, known, project);
  const assumptions = [...assumptionsOf(config, places, known), ...container.assumptions];
  const notFollowed = [...notFollowedOf(config), ...blockedThere(config, known, project)];
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
    ...passwordKept(config, places),
    ...unsetVariables(config),
    method: auth?.method ?? 'password',
    ...(sender?.value && { sender: maskValue(sender.value) }),
    ...clientOf(config, places),
    ...(container.published && { published: container.published }),
    origins: originsOf(config, places),
    ...(assumptions.length > 0 && { assumptions }),
    ...(notFollowed.length > 0 && { notFollowed }),
    ...(obstacle && { obstacle }),
  };
}

/** As the rules know it, or as the policy for the next hop has it. */
const modeOf = ({ tls, client }: MailConfig): TlsMode | undefined =>
  tls.value ?? client?.policy?.tls ?? (client?.policy?.level.value === 'dane' ? 'opportunistic' : undefined);

function verificationOf(config: MailConfig): Verification {
  const { verify, tls, client: { policy, lenient } = {} } = config;
  if (!verify && lenient) return lenient.verify;
  if (policy?.level.value === 'dane') return 'none';
  if (verify?.value || tls.value || !policy?.tls) return verificationInUse(config);
  return policy.checks ? 'full' : 'none';
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

/** `passwordeval` of msmtp names a command, other settings a file or a secret: neither is run or opened. */
function passwordKept(config: MailConfig, places: Places): Pick<Target, 'unknownPassword'> {
  const { keeper, password } = config.auth ?? {};
  if (!keeper || password?.value) return {};
  const { show } = showingFor([config]);
  const { file, line } = places(keeper.at);
  return {
    unknownPassword: show(
      `${keeper.name} (${file}:${line}) says where it is kept, and a test runs no command and opens no secret`,
    ),
  };
}

function loginUnknown(config: MailConfig): string | undefined {
  const { auth } = config;
  const { show } = showingFor([config]);
  if (isUnknown(auth?.user)) return show(because(auth!.user!));
  if (auth?.user?.value) return undefined;
  return auth?.elsewhere ? 'user name and password come from a place that the files do not show' : undefined;
}

function unsetVariables({ host, port, auth }: MailConfig): Pick<Target, 'unset'> {
  const settings = { host, port, user: auth?.user, password: auth?.password };
  const unset = Object.entries(settings).flatMap(([name, setting]) =>
    setting?.value === undefined && setting?.origin.kind === 'environment' ? [[name, setting.origin.name]] : [],
  );
  return unset.length > 0 ? { unset: Object.fromEntries(unset) } : {};
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
            testedWith(port),
        ]
      : []),
    ...(tls.value !== undefined && tls.needs
      ? [`The TLS mode is what ${tls.name} means from ${tls.needs} on; an older release reads it otherwise.`]
      : []),
    ...(isPresumed(tls)
      ? [`The TLS mode is what ${tls.name} means by its name; the program that reads it is unknown.`]
      : []),
    ...(config.client?.lenient && !config.verify ? [config.client.lenient.because] : []),
  ].map(show);
}

/** In place of a mode that nobody names. */
export const testedWith = (port: number | undefined): string =>
  `${port === undefined ? 'the connection' : `port ${port}`} is tested with ${modeInWords(assumedMode(port))}.`;

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
    ...(client.tlsLibrary && { tlsLibrary: client.tlsLibrary }),
    ...(client.mailDomain && { mailDomain: true }),
    ...ofPolicy(config),
  };
}

function ofPolicy({ client: { policy } = {} }: MailConfig): Partial<Connection> {
  if (policy?.level.value === 'dane' || policy?.level.value === 'dane-only') return { dane: policy.level.value };
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
function clientNotFollowed({ client = {}, tls }: MailConfig): string[] {
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
    ...(client.unfollowed ?? []).map(({ name }) => `${name}: only the program itself can follow it`),
    ...(client.key?.value?.includes('-----BEGIN')
      ? [`${client.key.name}: a key in the code is not read; give it with --cert and --key`]
      : []),
    ...(client.tlsLibrary === 'java' && tls.value !== 'off'
      ? [
          'the trust store of Java (cacerts, or the one of javax.net.ssl.trustStore): the public roots are asked in its place',
        ]
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
