import assert from 'node:assert/strict';
import { connect, Socket } from 'node:net';
import { type Connector, type ProbeOptions, probeAddresses, type ResolvedAddress, type Resolver } from '../src/probe';
import { authority, dnsError, QUICK } from './support/probe-cases';
import { closedPort, type LoopbackServer, smtp } from './support/smtp-servers';

const certificate = (names: readonly string[]) => {
  const { key, cert } = authority.sign({ names });
  return { key, cert };
};
const good = certificate(['mail.example.net']);

const FIRST: ResolvedAddress = { address: '192.0.2.1', family: 4 };
const SECOND: ResolvedAddress = { address: '192.0.2.2', family: 4 };
/** In place of a port: this machine has no way to the address. */
const NO_ROUTE = -1;
const SIXTH: ResolvedAddress = { address: '2001:db8::1', family: 6 };

describe('probe: every address', () => {
  const servers: LoopbackServer[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });

  async function serve(script: Parameters<typeof smtp>[0]): Promise<number> {
    const server = await smtp(script);
    servers.push(server);
    return server.port;
  }

  /** Each address is a port of this machine. */
  async function test(
    ports: Readonly<Record<string, number>>,
    options: ProbeOptions = {},
    { every = true, among = [FIRST, SECOND, SIXTH], host = 'mail.example.net' } = {},
  ) {
    const addresses = among.filter(({ address }) => address in ports);
    const resolver: Resolver = {
      lookup: async () => addresses,
      query: () => Promise.reject(dnsError('ENOTFOUND')),
    };
    const connector: Connector = ({ address }) => {
      const port = ports[address]!;
      if (port !== NO_ROUTE) return connect({ host: '127.0.0.1', port });
      return new Socket().destroy(Object.assign(new Error('no route'), { code: 'ENETUNREACH' }));
    };
    return probeAddresses(
      {
        host,
        port: 465,
        tls: 'implicit',
        verify: 'full',
        ca: authority.root.cert,
        login: { user: 'joe', password: 'correct-horse' },
      },
      { ...options, resolver, connector, timeouts: QUICK },
      every,
    );
  }

  it('works: says at how many', async () => {
    const port = await serve({ implicit: true, tls: good });
    const report = await test({ '192.0.2.1': port, '192.0.2.2': port });
    assert.deepEqual([report.outcome, report.exitCode], ['ok', 0]);
    assert.equal(report.stages.at(-1)?.sentence, 'The server works at each of 2 addresses.');
  });

  it('one shows a certificate for another name: fails, with an exit code of its own', async () => {
    const port = await serve({ implicit: true, tls: good });
    const other = await serve({ implicit: true, tls: certificate(['other.example.net']) });
    const report = await test({ '192.0.2.1': port, '192.0.2.2': other });
    assert.deepEqual([report.outcome, report.exitCode, report.code], ['fail', 5, 'addresses-differ']);
    assert.match(report.headline, /fails at 192\.0\.2\.2\. There: The certificate is not for mail\.example\.net/);
  });

  it('one is dead, and the other is tried first', async () => {
    const port = await serve({ implicit: true, tls: good });
    const report = await test({ '192.0.2.1': port, '192.0.2.2': await closedPort() });
    assert.deepEqual([report.outcome, report.exitCode], ['fail', 5]);
    assert.match(report.headline, /fails at 192\.0\.2\.2/);
  });

  it('fails at all: the first failure counts', async () => {
    const port = await serve({ implicit: true, tls: certificate(['other.example.net']) });
    const report = await test({ '192.0.2.1': port, '192.0.2.2': port });
    assert.deepEqual([report.outcome, report.exitCode, report.failedAt], ['fail', 16, 'certificate']);
  });

  it('logs in once, at the first', async () => {
    const port = await serve({ implicit: true, tls: good });
    const report = await test({ '192.0.2.1': port, '192.0.2.2': port }, { login: true });
    assert.equal(report.login, 'accepted');
    assert.equal(servers[0]!.heard.filter((line) => line.startsWith('AUTH')).length, 1);
  });

  it('of the family that was asked for', async () => {
    const port = await serve({ implicit: true, tls: good });
    const report = await test({ '192.0.2.1': port, '2001:db8::1': await closedPort() }, { family: 4 });
    assert.equal(report.outcome, 'ok');
    assert.equal(servers[0]!.accepted, 1);
  });

  it('a login that is refused says nothing of the others', async () => {
    const port = await serve({ implicit: true, tls: good, inside: { AUTH: '535 5.7.8 no' } });
    const report = await test({ '192.0.2.1': port, '192.0.2.2': port }, { login: true });
    assert.deepEqual([report.failedAt, report.exitCode], ['auth', 17]);
    assert.equal(report.stages.at(-1)?.status, 'ok');
  });

  it('an address that this machine has no way to is no fault of the server', async () => {
    const port = await serve({ implicit: true, tls: good });
    const report = await test({ '192.0.2.1': port, '192.0.2.2': port, '2001:db8::1': NO_ROUTE });
    assert.deepEqual([report.outcome, report.exitCode], ['ok', 0]);
    assert.equal(report.stages.at(-1)?.sentence, 'The server works at each of 2 addresses.');
  });

  describe('without being asked for', () => {
    const unasked = { every: false };

    for (const [first, second] of [
      ['good', 'other'],
      ['other', 'good'],
    ] as const)
      it(`${first} first: says which certificate is wrong`, async () => {
        const ports = {
          good: await serve({ implicit: true, tls: good }),
          other: await serve({ implicit: true, tls: certificate(['other.example.net']) }),
        };
        const report = await test({ '192.0.2.1': ports[first], '192.0.2.2': ports[second] }, {}, unasked);
        const wrong = first === 'other' ? '192.0.2.1' : '192.0.2.2';
        assert.deepEqual([report.exitCode, report.code], [5, 'addresses-differ']);
        assert.ok(report.headline.includes(`fails at ${wrong}. There: The certificate is not for`), report.headline);
      });

    it('a dead one', async () => {
      const port = await serve({ implicit: true, tls: good });
      const report = await test({ '192.0.2.1': port, '192.0.2.2': await closedPort() }, {}, unasked);
      assert.deepEqual([report.exitCode, report.code], [5, 'addresses-differ']);
    });

    it('an IPv6 address that cannot be reached may be the fault of this network', async () => {
      const port = await serve({ implicit: true, tls: good });
      const report = await test({ '192.0.2.1': port, '2001:db8::1': await closedPort() }, {}, unasked);
      assert.deepEqual([report.outcome, report.stages.at(-1)?.id], ['ok', 'quit']);
    });

    it('a certificate behind an IPv6 address counts', async () => {
      const port = await serve({ implicit: true, tls: good });
      const other = await serve({ implicit: true, tls: certificate(['other.example.net']) });
      const report = await test({ '192.0.2.1': port, '2001:db8::1': other }, {}, unasked);
      assert.equal(report.exitCode, 5);
    });

    it('a server that is busy with the first counts for nothing', async () => {
      const port = await serve({ implicit: true, tls: good });
      const busy = await serve({ implicit: true, tls: good, greeting: '421 4.7.0 too many connections' });
      const report = await test({ '192.0.2.1': port, '192.0.2.2': busy }, {}, unasked);
      assert.equal(report.outcome, 'ok');
    });

    it('localhost has a server at one of its addresses', async () => {
      const tls = certificate(['localhost']);
      const port = await serve({ implicit: true, tls });
      const among: ResolvedAddress[] = [
        { address: '127.0.0.1', family: 4 },
        { address: '::1', family: 6 },
      ];
      const host = 'localhost';
      const report = await test({ '127.0.0.1': port, '::1': await closedPort() }, {}, { ...unasked, among, host });
      assert.deepEqual([report.outcome, report.stages.at(-1)?.id], ['ok', 'quit']);
    });

    it('three at most, and says how many are left', async () => {
      const port = await serve({ implicit: true, tls: good });
      const among = [1, 2, 3, 4, 5, 6].map((last): ResolvedAddress => ({ address: `192.0.2.${last}`, family: 4 }));
      const ports = Object.fromEntries(among.map(({ address }) => [address, port]));
      const report = await test(ports, {}, { ...unasked, among });
      assert.equal(servers[0]!.accepted, 4);
      assert.equal(report.stages.at(-1)?.sentence, 'The server works at each of 4 addresses; 2 more are not tested.');
    });

    it('sends no credentials to them', async () => {
      const port = await serve({ implicit: true, tls: good });
      await test({ '192.0.2.1': port, '192.0.2.2': port }, { login: true }, unasked);
      assert.equal(servers[0]!.heard.filter((line) => line.startsWith('AUTH')).length, 1);
    });
  });
});
