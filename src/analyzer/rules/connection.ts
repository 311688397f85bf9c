/** What the rules ask of a configuration again and again. */
import { isLocalHost } from '../hosts';
import type { MailConfig, Proposal, Setting, TlsMode } from '../model';
import { modeFor, type Provider, providerOf } from '../providers';
import { isPlaceholder } from '../secrets';
import { isOptional, isTakenForRemote } from '../trust';
import { modeInWords } from '../words';
import { quoted } from './message';

/** True where the host is local as the files leave it: a login that they leave empty or fill in belongs to that host. */
export const isLocalAsLeft = ({ host }: MailConfig): boolean => host?.value !== undefined && isLocalHost(host.value);

/** `smtp.example.com`, a name that nobody has (RFC 2606). */
const EXAMPLE = /(?:^|\.)example(?:\.[a-z]+)?$/i;

/** A name of documentation, with a login that is left empty or that nobody uses: it shows where to write a server. */
export function isForShow({ host, auth }: MailConfig): boolean {
  const isDummy = ({ value }: Setting<string>) => value !== undefined && (value === '' || isPlaceholder(value));
  const { user, password } = auth ?? {};
  return EXAMPLE.test(host?.value ?? '') && user !== undefined && isDummy(user) && (!password || isDummy(password));
}

export const provider = (config: MailConfig): Provider | undefined =>
  config.host?.value === undefined ? undefined : providerOf(config.host.value);

/** The port as a usable number; undefined where it is absent, unknown or no port at all. */
export function portOf(config: MailConfig): number | undefined {
  const port = config.port?.value;
  return port !== undefined && Number.isInteger(port) && port >= 1 && port <= 65535 ? port : undefined;
}

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

/** What a finding assumes about a configuration, as a sentence; empty where it assumes nothing. */
export const assumption = (config: MailConfig): string =>
  isTakenForRemote(config) ? 'The host is unknown; it is assumed to be remote because a login is set.' : '';

/** That somebody has to ask for it, as a sentence. */
export const whoSwitches = ({ tls }: MailConfig): string =>
  isOptional(tls) ? 'Only where the operator switches encryption off.' : '';

/** That encryption is off by default, as a sentence; empty where a setting turns it off. */
export const nothingEncrypts = ({ tls }: MailConfig): string =>
  tls.origin.kind === 'default' ? 'No setting here enables encryption.' : '';

/** "`host` (port 25)" for messages; the parts that are unknown are left out. */
export function endpointInWords(config: MailConfig): string {
  const host = config.host?.value;
  const port = portOf(config);
  if (host === undefined) return port === undefined ? 'the server' : `port ${port}`;
  return port === undefined ? quoted(host) : `${quoted(host)} (port ${port})`;
}
