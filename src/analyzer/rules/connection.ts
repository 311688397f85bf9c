/** What the rules ask of a configuration again and again. */
import { CATCHER_PORTS, isLocalHost, isPlaceholderHost } from '../hosts';
import type { Fix, MailConfig, Setting, TlsMode } from '../model';
import { isTemplateFile } from '../paths';
import { endpointTls, modeFor, type Provider, providerOf } from '../providers';

/** A value that whoever sets a variable replaces: one possibility, and no proof. */
export const isPossibility = ({ origin, at }: Setting<unknown>): boolean =>
  origin.kind === 'fallback' || (origin.kind === 'variable' && isTemplateFile(at.uri));

/** Where the configuration connects to; `unknown` where no file tells. */
export function reach({ host, port, remote }: MailConfig): 'local' | 'remote' | 'unknown' {
  if (port?.value !== undefined && CATCHER_PORTS.has(port.value) && !isPossibility(port)) return 'local';
  if (host?.value === undefined) return remote ? 'remote' : 'unknown';
  if (isPlaceholderHost(host.value)) return 'unknown';
  if (isLocalHost(host.value)) return isPossibility(host) ? 'unknown' : 'local';
  return 'remote';
}

/** True where the host is local as the files leave it: a login that they leave empty or fill in belongs to that host. */
export const isLocalAsLeft = ({ host }: MailConfig): boolean => host?.value !== undefined && isLocalHost(host.value);

export const provider = (config: MailConfig): Provider | undefined =>
  config.host?.value === undefined ? undefined : providerOf(config.host.value);

/** The provider, where it is certainly the server that a fix meets. */
export const certainProvider = (config: MailConfig): Provider | undefined =>
  (config.host && isPossibility(config.host)) || config.otherServers ? undefined : provider(config);

/** The port as a usable number; undefined where it is absent, unknown or no port at all. */
export function portOf(config: MailConfig): number | undefined {
  const port = config.port?.value;
  return port !== undefined && Number.isInteger(port) && port >= 1 && port <= 65535 ? port : undefined;
}

/** True where someone logs in, or may do so from a place that the files do not show. */
export function hasCredentials(config: MailConfig): boolean {
  const { auth } = config;
  const given = (setting: Setting<string> | undefined) => setting !== undefined && setting.value !== '';
  // A blank that somebody may fill in later is no login yet.
  const blank = auth?.user?.value === '';
  return auth !== undefined && (given(auth.user) || given(auth.password) || (auth.elsewhere === true && !blank));
}

/** True where the switch for a mode means it for certain, in whatever release is in use. */
export const isProven = (config: MailConfig, mode: TlsMode): boolean =>
  config.needs?.[mode] === undefined && config.presumedModes?.includes(mode) !== true;

/** True where another port may be set that no file tells. */
export const hasOpenPort = ({ port }: MailConfig): boolean => port !== undefined && isPossibility(port);

/** True where the known provider serves this combination and the program knows it: a fix that leads there works. */
function isCertain(config: MailConfig, port: number | undefined, mode: TlsMode): boolean {
  const known = certainProvider(config);
  if (!isProven(config, mode)) return false;
  const isSameKind = port === portOf(config) && (config.tls.value === 'implicit') === (mode === 'implicit');
  if (hasOpenPort(config) && !isSameKind) return false;
  const tls = port === undefined ? undefined : endpointTls(known, port);
  return known?.verified === true && tls !== undefined && tls !== 'none' && modeFor(tls) === mode;
}

const WORDS: Readonly<Record<TlsMode, string>> = {
  implicit: 'implicit TLS',
  starttls: 'required STARTTLS',
  opportunistic: 'optional STARTTLS',
  off: 'no encryption',
};

export const modeInWords = (mode: TlsMode): string => WORDS[mode];

/** Requires STARTTLS where the dialect can say so; safe where the provider is known to offer it on that port. */
export function requireStarttls(config: MailConfig): Fix[] {
  if (!config.expressible.includes('starttls')) return [];
  const safe = isCertain(config, portOf(config), 'starttls');
  const needs = config.needs?.starttls;
  const title = needs === undefined ? 'Require STARTTLS' : `Require STARTTLS, which needs ${needs} or newer`;
  return [{ title, change: { kind: 'connection', tls: 'starttls' }, safe }];
}

/**
 * Moves to a port with the mode that belongs to it; safe where the provider is known to serve it. Where the dialect has
 * no switch for required STARTTLS, what begins in plaintext can still begin on the right port.
 */
export function moveTo(config: MailConfig, port: number, mode: TlsMode): Fix[] {
  const safe = isCertain(config, port, mode);
  if (config.expressible.includes(mode)) {
    const title = `Use port ${port} with ${modeInWords(mode)}`;
    return [{ title, change: { kind: 'connection', port, tls: mode }, safe }];
  }
  if (mode !== 'starttls') return [];
  const title = `Use port ${port}`;
  if (config.tls.value !== 'implicit') return [{ title, change: { kind: 'connection', port }, safe }];
  if (!config.expressible.includes('opportunistic')) return [];
  return [{ title, change: { kind: 'connection', port, tls: 'opportunistic' }, safe: false }];
}

const REGISTERED: Provider['endpoints'] = [
  { port: 587, tls: 'starttls' },
  { port: 465, tls: 'implicit' },
];

/**
 * The encrypted endpoints to move to, the best one and the best of the other mode: those of the provider where it is
 * known, else the registered ports. With `only`, those of one mode.
 */
export function encryptedEndpoints(config: MailConfig, only?: TlsMode): Fix[] {
  const served = provider(config)?.endpoints.filter(({ port, tls }) => tls !== 'none' && port !== 25 && port !== 80);
  const endpoints = served?.length ? served : REGISTERED;
  const best = endpoints[0];
  const other = endpoints.find(({ tls }) => tls !== best?.tls);
  return [best, other].flatMap((endpoint) => {
    const mode = endpoint && modeFor(endpoint.tls);
    return endpoint && mode && (only === undefined || mode === only) ? moveTo(config, endpoint.port, mode) : [];
  });
}

/** The sentences of a message, with what explains the setting behind the first. */
export const explained = (setting: Setting<unknown>, first: string, rest: string): string =>
  [first, setting.why, rest].filter(Boolean).join(' ');

/** `host:port` for messages; the parts that are not known are left out. */
export function endpointInWords(config: MailConfig): string {
  const host = config.host?.value;
  const port = portOf(config);
  return [host, port].filter((part) => part !== undefined).join(':') || 'the server';
}
