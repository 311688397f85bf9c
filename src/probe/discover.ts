/**
 * Which server takes mail from an address: by what is known of its provider, and, on the user's word, by what its domain says
 * in the DNS (SRV records of RFC 6186 and RFC 8314), to Thunderbird (autoconfig), or by the provider that its MX points to.
 */
import domains from '../analyzer/data/mail-domains.json';
import { modeFor, type Provider, providerOf } from '../analyzer/providers';
import { announcedBy } from './announced';
import { autoconfigOf, type TextFetcher } from './autoconfig';
import type { Candidate, Resolver } from './report';
import { records, systemResolver } from './resolver';
import { normalHost } from './stages/settings';

const ALIASES: Readonly<Record<string, string>> = domains.domains;
const MX: Readonly<Record<string, string>> = domains.mx;

export interface Discovery {
  readonly domain: string;
  /** The best first; nothing was connected to. */
  readonly candidates: readonly Candidate[];
  /** What a login needs at the provider. */
  readonly hint?: string;
  /** Whether the DNS and web servers were asked. */
  readonly asked: boolean;
}

/** `me@example.org`, or `example.org` alone. Throws a Failure where that is no name. */
export const domainOf = (address: string): string =>
  normalHost(address.slice(address.lastIndexOf('@') + 1)).toLowerCase();

/** The endpoints of a provider, its best first; those for servers among themselves are left out. */
function endpointsOf(host: string, provider: Provider, why: string): Candidate[] {
  return provider.endpoints.flatMap(({ port, tls }): Candidate[] =>
    tls === 'none' || port === 25
      ? []
      : [{ host, port, tls: modeFor(tls) === 'implicit' ? 'implicit' : 'starttls', why }],
  );
}

/** The host of the provider that serves a domain by its own name: `smtp.web.de` for `web.de`. */
function ownHost(domain: string): string | undefined {
  const named = ALIASES[domain];
  if (named) return named;
  return [`smtp.${domain}`, `mail.${domain}`, `securesmtp.${domain}`, domain].find(
    (host) => providerOf(host) !== undefined,
  );
}

/** The provider that takes the mail of a domain, by the end of the name of its MX. */
function hostOfMx(exchange: string): string | undefined {
  const name = exchange.toLowerCase().replace(/\.$/, '');
  const suffix = Object.keys(MX).find((end) => name === end || name.endsWith(`.${end}`));
  return suffix === undefined ? undefined : MX[suffix];
}

export interface DiscoverOptions {
  /** The user's yes to questions to the DNS, to the web server of the domain and to Mozilla's database. */
  readonly network?: boolean;
  readonly signal?: AbortSignal;
  /** For tests. */
  readonly resolver?: Resolver;
  readonly fetcher?: TextFetcher;
}

/** Asks others only with `network`. Never connects to a mail server. Throws a Failure where the domain is no name. */
export async function discover(
  address: string,
  { network = false, resolver = systemResolver, fetcher, signal = new AbortController().signal }: DiscoverOptions = {},
): Promise<Discovery> {
  const domain = domainOf(address);
  const own = ownHost(domain);
  const known = own && providerOf(own);
  if (own && known) {
    const candidates = endpointsOf(own, known, `${known.name} serves it`);
    return { domain, candidates, ...(known.hint && { hint: known.hint }), asked: false };
  }
  if (!network) return { domain, candidates: [], asked: false };
  const srv = await announcedBy(domain, resolver);
  if (srv.length > 0) return { domain, candidates: srv, asked: true };
  const configured = await autoconfigOf(domain, signal, fetcher);
  if (configured.length > 0) return { domain, candidates: configured, asked: true };
  const exchanges = (await records(resolver, domain, 'MX')).map((record) => record.replace(/^\d+ /, ''));
  const host = exchanges.map(hostOfMx).find((each) => each !== undefined);
  const provider = host === undefined ? undefined : providerOf(host);
  if (!host || !provider) return { domain, candidates: [], asked: true };
  const candidates = endpointsOf(host, provider, `the MX of ${domain} belongs to ${provider.name}`);
  return { domain, candidates, ...(provider.hint && { hint: provider.hint }), asked: true };
}
