/** Known mail providers: which ports they serve, and how those are protected. */
import table from './data/providers.json';
import type { TlsMode } from './model';

/** What listens on a port: TLS from the first byte, STARTTLS, or only plaintext as far as is known. */
export type EndpointTls = 'implicit' | 'starttls' | 'none';

export interface Provider {
  readonly id: string;
  readonly name: string;
  /** The best choice first. */
  readonly endpoints: readonly { readonly port: number; readonly tls: EndpointTls }[];
  readonly authMethods: readonly string[];
  /** What the user name must be, in words. */
  readonly userForm?: string;
  /** The provider's own documentation, or two independent sources, say so. */
  readonly verified: boolean;
  /** No other port is served; where false, a missing port proves nothing. */
  readonly complete: boolean;
}

const exact = new Map<string, Provider>();
const globs: { pattern: RegExp; provider: Provider }[] = [];

for (const entry of table) {
  const provider: Provider = {
    id: entry.id,
    name: entry.name,
    endpoints: entry.endpoints.map(([port, tls]) => ({ port: port as number, tls: tls as EndpointTls })),
    authMethods: entry.auth,
    userForm: 'user' in entry ? entry.user : undefined,
    verified: entry.verified,
    complete: entry.complete,
  };
  for (const host of entry.hosts) {
    if (!host.includes('*')) {
      if (!exact.has(host)) exact.set(host, provider);
    } else {
      const source = host.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
      globs.push({ pattern: new RegExp(`^${source}$`), provider });
    }
  }
}

/** The provider that owns a host name; an exact name goes before a pattern. */
export function providerOf(host: string): Provider | undefined {
  const name = host.toLowerCase().replace(/\.$/, '');
  return exact.get(name) ?? globs.find(({ pattern }) => pattern.test(name))?.provider;
}

/** How the provider protects a port; undefined where it does not serve it as far as is known. */
export function endpointTls(provider: Provider | undefined, port: number): EndpointTls | undefined {
  return provider?.endpoints.find((endpoint) => endpoint.port === port)?.tls;
}

/** The client's mode for an endpoint: where STARTTLS is served it is to be required. */
export function modeFor(tls: EndpointTls): TlsMode {
  return tls === 'implicit' ? 'implicit' : 'starttls';
}
