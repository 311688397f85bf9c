import assert from 'node:assert/strict';
import { connect } from 'node:net';
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
  async function test(ports: Readonly<Record<string, number>>, options: ProbeOptions = {}) {
    const addresses = [FIRST, SECOND, SIXTH].filter(({ address }) => address in ports);
    const resolver: Resolver = {
      lookup: async () => addresses,
      query: () => Promise.reject(dnsError('ENOTFOUND')),
    };
    const connector: Connector = ({ address }) => connect({ host: '127.0.0.1', port: ports[address]! });
    return probeAddresses(
      {
        host: 'mail.example.net',
        port: 465,
        tls: 'implicit',
        verify: 'full',
        ca: authority.root.cert,
        login: { user: 'joe', password: 'correct-horse' },
      },
      { ...options, resolver, connector, timeouts: QUICK },
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
});
