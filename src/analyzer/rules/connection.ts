/** What the rules ask of a configuration again and again. */
import { CATCHER_PORTS, isLocalHost, isPlaceholderHost } from '../hosts';
import type { MailConfig, Proposal, Setting, TlsMode } from '../model';
import { isTemplateFile } from '../paths';
import { modeFor, type Provider, providerOf } from '../providers';

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

const WORDS: Readonly<Record<TlsMode, string>> = {
  implicit: 'implicit TLS',
  starttls: 'required STARTTLS',
  opportunistic: 'optional STARTTLS',
  off: 'no encryption',
};

export const modeInWords = (mode: TlsMode): string => WORDS[mode];

/** Requires STARTTLS where the dialect can say so. */
export const requireStarttls = (config: MailConfig, title = 'Require STARTTLS'): Proposal[] =>
  config.expressible.includes('starttls') ? [{ title, change: { kind: 'connection', tls: 'starttls' } }] : [];

/**
 * Moves to a port with the mode that belongs to it. Where the dialect has no switch for required STARTTLS, what begins in
 * plaintext can still begin on the right port.
 */
export function moveTo(config: MailConfig, port: number, mode: TlsMode): Proposal[] {
  if (config.expressible.includes(mode)) {
    const title = `Use port ${port} with ${modeInWords(mode)}`;
    return [{ title, change: { kind: 'connection', port, tls: mode } }];
  }
  if (mode !== 'starttls') return [];
  const title = `Use port ${port}`;
  if (config.tls.value !== 'implicit') return [{ title, change: { kind: 'connection', port } }];
  if (!config.expressible.includes('opportunistic')) return [];
  return [{ title, change: { kind: 'connection', port, tls: 'opportunistic' } }];
}

/** What serves submission where nothing else is known (RFC 6409, RFC 8314). */
const REGISTERED: Provider['endpoints'] = [
  { port: 587, tls: 'starttls' },
  { port: 465, tls: 'implicit' },
];

/** The encrypted endpoints of a provider, the best one first; of a server that is not known, those on registered ports. */
function endpointsOf(known: Provider | undefined): Provider['endpoints'] {
  const served = known?.endpoints.filter(({ port, tls }) => tls !== 'none' && port !== 25 && port !== 80);
  return served?.length ? served : REGISTERED;
}

/** The best encrypted endpoint, and the best one of the other mode. */
export function bestEndpoints(known: Provider | undefined): Provider['endpoints'] {
  const endpoints = endpointsOf(known);
  const [best] = endpoints;
  const other = endpoints.find(({ tls }) => tls !== best?.tls);
  return [best, other].filter((endpoint) => endpoint !== undefined);
}

export const encryptedEndpoints = (config: MailConfig): Proposal[] =>
  bestEndpoints(provider(config)).flatMap(({ port, tls }) => moveTo(config, port, modeFor(tls)));

/** The best endpoint of one mode. */
export function endpointWith(config: MailConfig, mode: 'implicit' | 'starttls'): Proposal[] {
  const endpoint = endpointsOf(provider(config)).find(({ tls }) => tls === mode);
  return endpoint ? moveTo(config, endpoint.port, mode) : [];
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
