/** Whether a configuration connects differently than before, and whether it is then known to work. */
import { IMPLICIT_PORTS, isHostName, STARTTLS_PORTS } from './hosts';
import type { MailConfig, TlsMode } from './model';
import { type EndpointTls, endpointTls, type Provider } from './providers';
import { portOf, provider } from './rules/connection';
import { isPossible, isPresumed } from './trust';

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** True where a text that can be no host stands in its place: before that is put right nothing else can be. */
export const hasNoHost = ({ host }: MailConfig): boolean =>
  host?.value !== undefined && host.value !== '' && !isHostName(host.value) && !ADDRESS.test(host.value);

const ADDRESS = /^\[?[\da-f:.]+\]?$/i;

/** Absent: the library's default, which checks. */
const verificationOf = ({ verify }: MailConfig) => (verify ? verify.value : 'full');

const endpointOf = (config: MailConfig) => [config.host?.value, config.port?.value, config.tls.value];

export const hasOtherEndpoint = (before: MailConfig, after: MailConfig): boolean =>
  !isSame(endpointOf(before), endpointOf(after));

const connectionOf = (config: MailConfig) => [
  ...endpointOf(config),
  verificationOf(config),
  config.versions?.value,
  config.servername?.value,
  config.auth?.user?.value,
  config.auth?.password?.value,
];

export const connectsDifferently = (before: MailConfig, after: MailConfig): boolean =>
  !isSame(connectionOf(before), connectionOf(after));

/** True where every change of the connection certainly works, and is no step down. */
export function isKnownToWork(before: MailConfig, after: MailConfig): boolean {
  const known = certainProvider(after);
  if (hasOtherEndpoint(before, after) && !isServed(before, after, known)) return false;
  // A known provider has a certificate of a public CA; a private server may need its CA first. All mail of a relay waits
  // where the certificate turns out to be another one.
  if (verificationOf(before) !== verificationOf(after) && (!known || after.role === 'relay')) return false;
  const speaksModern = before.versions?.value?.some((version) => version === 'TLSv1.2' || version === 'TLSv1.3');
  return isSame(before.versions?.value, after.versions?.value) || speaksModern === true || known !== undefined;
}

/** The provider, where it is certainly the server that is met and its documentation is known. */
function certainProvider(config: MailConfig): Provider | undefined {
  const known = config.host && isPossible(config.host) ? undefined : provider(config);
  return known?.verified ? known : undefined;
}

const STRENGTH: Readonly<Record<TlsMode, number>> = { off: 0, opportunistic: 1, starttls: 2, implicit: 2 };

/** True where a client in a mode gets through to such an endpoint. */
const fits = (mode: TlsMode | undefined, endpoint: EndpointTls | undefined) =>
  mode !== undefined &&
  mode !== 'off' &&
  endpoint !== undefined &&
  endpoint !== 'none' &&
  (mode === 'implicit') === (endpoint === 'implicit');

/** True where a client in a mode gets nowhere there. */
const contradicts = (mode: TlsMode | undefined, endpoint: EndpointTls | undefined) =>
  mode !== undefined && endpoint !== undefined && (mode === 'implicit') !== (endpoint === 'implicit');

/** These ports have one meaning everywhere (RFC 8314, RFC 6409). */
const REGISTERED: ReadonlyMap<number, EndpointTls> = new Map([
  [465, 'implicit'],
  [587, 'starttls'],
]);

/** How a port is served, as the provider says, else as it is registered or used everywhere. */
const kindOf = (known: Provider | undefined, port: number) =>
  endpointTls(known, port) ??
  (STARTTLS_PORTS.has(port) ? 'starttls' : IMPLICIT_PORTS.has(port) ? 'implicit' : undefined);

/** True where whatever gets through to the old port gets through to the new one, which is served. */
function suitsAnyMode(before: MailConfig, after: MailConfig, known: Provider | undefined): boolean {
  const [old, port] = [portOf(before), portOf(after)];
  if (old === undefined || port === undefined || endpointTls(known, port) === undefined) return false;
  const isDead = known?.complete === true && endpointTls(known, old) === undefined;
  return isDead || (kindOf(known, old) === 'implicit') === (kindOf(known, port) === 'implicit');
}

function isServed(before: MailConfig, after: MailConfig, known: Provider | undefined): boolean {
  const { needs, value: mode } = after.tls;
  if (needs !== undefined || isPresumed(after.tls)) return false;
  if (mode === undefined) return before.tls.value === undefined && suitsAnyMode(before, after, known);
  if (before.tls.value !== undefined && STRENGTH[mode] < STRENGTH[before.tls.value]) return false;
  const port = portOf(after);
  const isSamePort = port !== undefined && port === portOf(before);
  // Another port may be set that no file tells, and it wants the mode that it has.
  const isSameKind = isSamePort && (mode === 'implicit') === (before.tls.value === 'implicit');
  if (after.port && isPossible(after.port) && !isSameKind) return false;
  const listed = port === undefined ? undefined : endpointTls(known, port);
  if (listed !== undefined || known?.complete) return fits(mode, listed);
  const registered = REGISTERED.get(port ?? 0);
  return isSamePort && fits(mode, registered) && contradicts(before.tls.value, registered);
}
