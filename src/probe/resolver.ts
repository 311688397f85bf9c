/** The operating system's name resolution and the DNS, as the tests use them. */
import { promises as dns } from 'node:dns';
import { isIP } from 'node:net';
import { authenticQuery } from './authentic';
import type { RecordType, ResolvedAddress, Resolver } from './report';

/** What asks the DNS: the module itself, or a `dns.promises.Resolver` with servers of its own. */
type Dns = Pick<
  typeof dns,
  'getServers' | 'resolve4' | 'resolve6' | 'resolveCname' | 'resolveMx' | 'resolvePtr' | 'resolveSrv' | 'resolveTxt'
>;

const queries = (asked: Dns): Resolver['query'] =>
  async function query(name, type) {
    switch (type) {
      case 'A':
        return asked.resolve4(name);
      case 'AAAA':
        return asked.resolve6(name);
      case 'CNAME':
        return asked.resolveCname(name);
      case 'MX':
        return (await asked.resolveMx(name))
          .sort((a, b) => a.priority - b.priority)
          .map(({ priority, exchange }) => `${priority} ${exchange}`);
      case 'PTR':
        return asked.resolvePtr(name);
      case 'SRV':
        return (await asked.resolveSrv(name))
          .sort((a, b) => a.priority - b.priority || b.weight - a.weight)
          .map(({ priority, weight, port, name: target }) => `${priority} ${weight} ${port} ${target}`);
      case 'TXT':
        return (await asked.resolveTxt(name)).map((parts) => parts.join(''));
    }
  };

export const systemResolver: Resolver = {
  async lookup(host) {
    const found = await dns.lookup(host, { all: true, verbatim: true });
    return found.map(({ address, family }): ResolvedAddress => ({ address, family: family === 6 ? 6 : 4 }));
  },
  query: queries(dns),
  authentic: authenticQuery(dns.getServers),
};

/** The DNS alone, as its own servers answer; the operating system's hosts file and caches have no say. */
export function dnsResolver(asked: Dns): Resolver {
  return {
    async lookup(host) {
      const [four, six] = await Promise.allSettled([asked.resolve4(host), asked.resolve6(host)]);
      const addresses: ResolvedAddress[] = [
        ...(four.status === 'fulfilled' ? four.value.map((address) => ({ address, family: 4 as const })) : []),
        ...(six.status === 'fulfilled' ? six.value.map((address) => ({ address, family: 6 as const })) : []),
      ];
      if (addresses.length === 0 && four.status === 'rejected') throw four.reason;
      return addresses;
    },
    query: queries(asked),
    authentic: authenticQuery(() => asked.getServers()),
  };
}

/** Records, or none where the DNS has none or does not answer: for what is only nice to know. */
export async function records(resolver: Resolver, name: string, type: RecordType): Promise<readonly string[]> {
  try {
    return await resolver.query(name, type);
  } catch {
    return [];
  }
}

/** Where an address belongs, for the reader who is about to send something there. */
export function scopeOf(address: string): 'public' | 'loopback' | 'private' | 'link-local' | 'unspecified' {
  const bare = address
    .toLowerCase()
    .replace(/^::ffff:(?=\d+\.)/, '')
    .replace(/%.*$/s, '');
  if (isIP(bare) === 4) {
    if (/^0\./.test(bare)) return 'unspecified';
    if (/^127\./.test(bare)) return 'loopback';
    if (/^169\.254\./.test(bare)) return 'link-local';
    // RFC 1918, and RFC 6598 for carriers.
    if (/^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/.test(bare))
      return 'private';
    return 'public';
  }
  if (bare === '::1') return 'loopback';
  if (bare === '::') return 'unspecified';
  if (/^fe[89ab]/.test(bare)) return 'link-local';
  return /^f[cd]/.test(bare) ? 'private' : 'public';
}
