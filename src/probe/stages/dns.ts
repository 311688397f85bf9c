import { isIP } from 'node:net';
import { wrongHost } from '../../analyzer/hosts';
import { errorCode, Failure } from '../failure';
import type { Fact, ResolvedAddress, Resolver } from '../report';
import { records, scopeOf } from '../resolver';
import type { Outcome, Session } from '../session';
import type { Stage } from './stage';

const SCOPES = {
  public: 'public',
  loopback: 'this machine',
  private: 'private network',
  'link-local': 'link-local: in a cloud this can be its metadata service',
  unspecified: 'no particular address: this machine',
} as const;

const inWords = ({ address }: ResolvedAddress): string => `${address} (${SCOPES[scopeOf(address)]})`;

/** A resolver gives a DNS server that is silent five seconds before it asks the next. */
const SLOW_MS = 4000;

/** Longer chains of aliases are followed by no resolver. */
const LONGEST_CHAIN = 8;

/** An alias that leads nowhere, or in a circle. */
async function aliasOf({ host, resolver, show }: Session): Promise<Failure | undefined> {
  const chain = [host.toLowerCase()];
  for (let next = await oneAlias(resolver, host); next && chain.length < LONGEST_CHAIN; ) {
    const name = next.toLowerCase().replace(/\.$/, '');
    if (chain.includes(name)) return new Failure('alias-loop', { subject: show([...chain, name].join(' → ')) });
    chain.push(name);
    next = await oneAlias(resolver, name);
  }
  return chain.length > 1 ? new Failure('alias-dangling', { subject: show(chain.at(-1)!) }) : undefined;
}

const oneAlias = async (resolver: Resolver, name: string): Promise<string | undefined> =>
  (await records(resolver, name, 'CNAME'))[0];

/** `getaddrinfo` says the same of a name that is missing and of one without address; the DNS tells them apart. */
async function whyNotFound(session: Session): Promise<Failure> {
  const { host, resolver } = session;
  const alias = await aliasOf(session);
  if (alias) return alias;
  const mx = await records(resolver, host, 'MX');
  // RFC 7505: a lone dot says that the domain takes no mail.
  if (mx.length > 0 && mx.every((record) => /^\d+ \.?$/.test(record))) return new Failure('null-mx');
  if (mx.length > 0) {
    const names = mx.slice(0, 3).map((record) => session.show(record.replace(/^\d+ /, '')));
    return new Failure('mail-domain', { subject: names.join(', ') });
  }
  const code = await resolver.query(host, 'A').then(() => '', errorCode);
  if (code === 'ENODATA') return new Failure('name-without-address');
  return new Failure('name-not-found', { subject: wrongHost(host)?.meant });
}

export const dns: Stage = {
  id: 'dns',
  title: 'Name resolution',
  async run(session, signal) {
    if (session.proxy) return ofProxy(session, session.proxy.host, signal);
    const literal = literalOf(session.host);
    if (literal) {
      session.addresses = [literal];
      const facts = [{ label: 'Address', value: inWords(literal) }];
      return { status: 'skipped', sentence: 'The host is an address; there is nothing to look up.', facts };
    }
    const server = session.target.mailDomain ? await firstMx(session) : undefined;
    session.exchange = server;
    const begun = session.now();
    const found = await session.limited(session.timeouts.dns, signal, 'dns-timeout', () =>
      lookUp(session, server ?? session.host),
    );
    const waited = session.now() - begun;
    const { family: wanted } = session.options;
    session.addresses = wanted ? found.filter((each) => each.family === wanted) : found;
    if (session.addresses.length === 0) throw new Failure('no-such-family', { subject: `IPv${wanted}` });
    const facts: Fact[] = [
      ...(server ? [{ label: 'MX', value: session.show(server) }] : []),
      { label: 'Addresses', value: session.addresses.map(inWords) },
    ];
    const count = session.addresses.length;
    const slow =
      waited > SLOW_MS
        ? ` The answer took ${Math.round(waited / 1000)} seconds: one of the DNS servers may be down.`
        : '';
    const sentence = `${server ? session.show(server) : session.host} has ${count === 1 ? 'one address' : `${count} addresses`}.${slow}`;
    return { status: 'ok', sentence, facts };
  },
};

function literalOf(host: string): ResolvedAddress | undefined {
  const family = isIP(host);
  return family === 0 ? undefined : { address: host, family: family === 6 ? 6 : 4 };
}

/** The proxy looks up the server; this machine looks up the proxy. */
async function ofProxy(session: Session, proxy: string, signal: AbortSignal): Promise<Outcome> {
  const literal = literalOf(proxy);
  session.addresses = literal
    ? [literal]
    : await session.limited(session.timeouts.dns, signal, 'dns-timeout', () =>
        session.resolver.lookup(proxy).catch((error: unknown) => {
          throw new Failure('proxy-unreachable', { subject: session.show(proxy), reason: errorCode(error) });
        }),
      );
  const facts = [{ label: 'Addresses of the proxy', value: session.addresses.map(inWords) }];
  return { status: 'ok', sentence: `The proxy ${session.show(proxy)} looks up the server by itself.`, facts };
}

/** The host that Postfix connects to for a next hop without brackets; undefined where the domain has no MX. */
export async function firstMx({ host, resolver }: Pick<Session, 'host' | 'resolver'>): Promise<string | undefined> {
  const [first] = await records(resolver, host, 'MX');
  return first?.replace(/^\d+ /, '').replace(/\.$/, '') || undefined;
}

async function lookUp(session: Session, name: string): Promise<readonly ResolvedAddress[]> {
  try {
    const found = await session.resolver.lookup(name);
    if (found.length > 0) return found;
  } catch (error) {
    const code = errorCode(error);
    if (code !== 'ENOTFOUND' && code !== 'ENODATA') {
      const loop = await aliasOf(session);
      throw loop?.code === 'alias-loop' ? loop : new Failure('resolver-failed', { subject: code });
    }
  }
  throw await whyNotFound(session);
}
