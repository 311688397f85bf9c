/**
 * Thunderbird's autoconfiguration (wiki.mozilla.org/Thunderbird:Autoconfiguration): what a domain's own web server says of its
 * mail servers, else what Mozilla's database has. Over HTTPS only, and without the user's address.
 */
import { visible } from '../show/shown';
import { type FetchedText, fetchText } from './fetch-text';
import type { Candidate } from './report';
import { normalHost } from './stages/settings';

/** For one server. In milliseconds. */
const PATIENCE = 5_000;

/** Gets `https://HOST/PATH`. Rejects with a Node error. */
export type TextFetcher = (host: string, path: string, signal: AbortSignal) => Promise<FetchedText>;

const byHttps: TextFetcher = (host, path, signal) => fetchText(host, path, 'text/xml', signal);

const PATH = '/mail/config-v1.1.xml';

interface Place {
  readonly host: string;
  readonly path: string;
  /** Completes "…": who says so. */
  readonly why: string;
}

const placesOf = (domain: string): readonly Place[] => [
  { host: `autoconfig.${domain}`, path: PATH, why: `autoconfig.${domain} says so` },
  { host: domain, path: `/.well-known/autoconfig${PATH}`, why: `the web server of ${domain} says so (autoconfig)` },
  { host: 'autoconfig.thunderbird.net', path: `/v1.1/${domain}`, why: "Mozilla's database says so" },
];

const MODES: Readonly<Record<string, Candidate['tls']>> = { SSL: 'implicit', STARTTLS: 'starttls' };

/** The content of an element without others in it, with the placeholders of the format filled in. */
function textOf(xml: string, element: string, domain: string): string | undefined {
  const [, text] = new RegExp(`<${element}>\\s*([^<]{1,253}?)\\s*</${element}>`, 'i').exec(xml) ?? [];
  return text?.replaceAll('%EMAILDOMAIN%', domain);
}

/** Each server from behind the name of its element to where that is closed; one that is not closed is none. */
const serversIn = (xml: string): string[] =>
  xml
    .split(/<outgoingServer\b/i)
    .slice(1)
    .flatMap((rest) => rest.slice(0, Math.max(0, rest.search(/<\/outgoingServer>/i))) || []);

/** The submission servers of a configuration, in its own order; what is not encrypted is left out. */
export function outgoingServers(xml: string, domain: string, why: string): Candidate[] {
  return serversIn(xml).flatMap((server): Candidate[] => {
    const attributes = server.slice(0, server.indexOf('>'));
    if (!/\btype\s*=\s*["']smtp["']/i.test(attributes)) return [];
    const [host, port, mode] = ['hostname', 'port', 'socketType'].map((name) => textOf(server, name, domain));
    const tls = MODES[mode?.toUpperCase() ?? ''];
    if (!host || !tls || !/^\d{1,5}$/.test(port ?? '')) return [];
    try {
      return [{ host: normalHost(host), port: Number(port), tls, why: visible(why) }];
    } catch {
      return [];
    }
  });
}

/** What the first of the places says that says something. Never rejects. */
export async function autoconfigOf(
  domain: string,
  signal: AbortSignal,
  fetcher: TextFetcher = byHttps,
): Promise<Candidate[]> {
  for (const { host, path, why } of placesOf(domain)) {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]);
    const found = await fetcher(host, path, limit).catch(() => undefined);
    const servers = found?.status === 200 ? outgoingServers(found.body, domain, why) : [];
    if (servers.length > 0) return servers;
    if (signal.aborted) break;
  }
  return [];
}
