/** Known mail providers: which ports they serve, how those are protected, what a login looks like, and what ends. */
import table from './data/providers.json';
import type { TlsMode } from './model';

/** What listens on a port: TLS from the first byte, STARTTLS, or only plaintext as far as is known. */
export type EndpointTls = 'implicit' | 'starttls' | 'none';

/** The form of a user name or a password. */
export interface Credential {
  /** Other values certainly do not log in. */
  readonly pattern?: RegExp;
  /** The one value that `pattern` allows, where it is a word of the provider's. */
  readonly word?: string;
  /** What it looks like as a rule. */
  readonly likely?: RegExp;
  /** Keys of another kind that are often taken for it; `is` completes "this is ...". */
  readonly reject: readonly Mistaken[];
}

export interface Mistaken {
  readonly pattern: RegExp;
  /** Variables that hold such a key by general custom. */
  readonly named?: RegExp;
  readonly is: string;
}

/** A way in that the provider has closed, or closes. */
export interface Retirement {
  /** A login with a password, or the server itself. */
  readonly what: 'password' | 'host';
  /** The last day on which it works, as `YYYY-MM-DD`. */
  readonly day: string;
  /** The customer can switch it on again. */
  readonly byDefault?: boolean;
  /** What happens on that day and what to do, in sentences. */
  readonly after: string;
}

export interface Provider {
  readonly id: string;
  readonly name: string;
  /** The best choice first. */
  readonly endpoints: readonly { readonly port: number; readonly tls: EndpointTls }[];
  readonly authMethods: readonly string[];
  readonly user?: Credential;
  readonly password?: Credential;
  /** A password of this form is a key that is the user name, too. */
  readonly same?: RegExp;
  /** What a login needs here, in a sentence or two. */
  readonly hint?: string;
  readonly retired?: Retirement;
  /** The day on which these facts were last compared with their sources, as `YYYY-MM-DD`. */
  readonly checked?: string;
  /** Mail is meant to be submitted on port 25, with the client's address in the place of a login. */
  readonly submitsOn25: boolean;
  /** The provider's own documentation, or two independent sources, say so. */
  readonly verified: boolean;
  /** No other port is served; where false, a missing port proves nothing. */
  readonly complete: boolean;
}

interface CredentialRow {
  readonly pattern?: string;
  readonly word?: string;
  readonly likely?: string;
  readonly reject?: readonly { readonly pattern: string; readonly named?: string; readonly is: string }[];
}

/** Rows without `checked` are older. */
interface Row {
  readonly id: string;
  readonly name: string;
  readonly hosts: readonly string[];
  readonly endpoints: readonly (readonly [number, EndpointTls])[];
  readonly auth: readonly string[];
  readonly user: string;
  readonly login?: { readonly user?: CredentialRow; readonly password?: CredentialRow; readonly same?: string };
  readonly hint?: string;
  readonly retired?: Retirement & { readonly source: string };
  readonly submitsOn25?: boolean;
  readonly verified: boolean;
  readonly complete: boolean;
  readonly checked?: string;
  readonly sources: readonly string[];
}

const credential = (row: CredentialRow | undefined, flags: string): Credential | undefined =>
  row && {
    pattern: row.pattern === undefined ? undefined : new RegExp(row.pattern, flags),
    word: row.word,
    likely: row.likely === undefined ? undefined : new RegExp(row.likely, flags),
    reject: (row.reject ?? []).map(({ pattern, named, is }) => ({
      pattern: new RegExp(pattern),
      named: named === undefined ? undefined : new RegExp(named),
      is,
    })),
  };

/** No provider is known to tell user names by the case of their letters. */
const providerIn = ({
  id,
  name,
  endpoints,
  auth,
  login,
  hint,
  retired,
  checked,
  submitsOn25 = false,
  verified,
  complete,
}: Row): Provider => ({
  id,
  name,
  endpoints: endpoints.map(([port, tls]) => ({ port, tls })),
  authMethods: auth,
  user: credential(login?.user, 'i'),
  password: credential(login?.password, ''),
  same: login?.same === undefined ? undefined : new RegExp(login.same, 'i'),
  hint,
  retired,
  checked,
  submitsOn25,
  verified,
  complete,
});

const exact = new Map<string, Provider>();
const globs: { pattern: RegExp; provider: Provider }[] = [];

for (const row of table as unknown as readonly Row[]) {
  const provider = providerIn(row);
  for (const host of row.hosts) {
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

/** Every host that is known by its exact name, with its provider. */
export const knownHosts = (): readonly (readonly [string, Provider])[] => [...exact];

/** How the provider protects a port; undefined where it does not serve it as far as is known. */
export function endpointTls(provider: Provider | undefined, port: number): EndpointTls | undefined {
  return provider?.endpoints.find((endpoint) => endpoint.port === port)?.tls;
}

/** The client's mode for an endpoint: where STARTTLS is served it is to be required. */
export function modeFor(tls: EndpointTls): TlsMode {
  return tls === 'implicit' ? 'implicit' : 'starttls';
}
