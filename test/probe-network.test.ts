import assert from 'node:assert/strict';
import { Socket } from 'node:net';
import { type Connector, type ProbeTarget, probe, type ResolvedAddress, type Resolver } from '../src/probe';
import { scopeOf } from '../src/probe/resolver';
import { normalHost } from '../src/probe/stages/settings';
import {
  checkExpectation,
  checkHonesty,
  dnsError,
  type Expectation,
  loopback,
  QUICK,
  run,
} from './support/probe-cases';
import { closedPort, silent, smtp } from './support/smtp-servers';

const TARGET: ProbeTarget = { host: 'mail.example.net', port: 587, tls: 'starttls', verify: 'full' };

/** A connector whose sockets fail with these codes, one for each address in turn; `silence` never answers. */
const failing =
  (...codes: string[]): Connector =>
  () => {
    const socket = new Socket();
    const code = codes.length > 1 ? codes.shift() : codes[0];
    if (code !== 'silence') setImmediate(() => socket.destroy(dnsError(code!)));
    return socket;
  };

const resolving = (addresses: readonly ResolvedAddress[]): Resolver => ({ ...loopback, lookup: async () => addresses });

const rejecting = (lookup: string, queries: Partial<Record<string, readonly string[] | string>> = {}): Resolver => ({
  lookup: () => Promise.reject(dnsError(lookup)),
  query: async (_, type) => {
    const found = queries[type] ?? 'ENOTFOUND';
    if (typeof found === 'string') throw dnsError(found);
    return found;
  },
});

const V4: ResolvedAddress = { address: '192.0.2.1', family: 4 };
const V6: ResolvedAddress = { address: '2001:db8::1', family: 6 };

describe('probe: settings', () => {
  const cases: [string, Partial<ProbeTarget>, Expectation][] = [
    ['no host', { host: ' ' }, { outcome: 'fail', failedAt: 'settings', code: 'host-missing', advice: /localhost/ }],
    ['URL', { host: 'smtp://mail.example.net' }, { outcome: 'fail', failedAt: 'settings', sentence: /a scheme/ }],
    ['port in host', { host: 'mail.example.net:587' }, { outcome: 'fail', failedAt: 'settings', sentence: /a port/ }],
    ['blank in host', { host: 'mail example.net' }, { outcome: 'fail', failedAt: 'settings', sentence: /a blank/ }],
    ['two dots', { host: 'mail..example.net' }, { outcome: 'fail', failedAt: 'settings', code: 'host-not-a-name' }],
    [
      'leading hyphen',
      { host: '-mail.example.net' },
      { outcome: 'fail', failedAt: 'settings', code: 'host-not-a-name' },
    ],
    ['NUL in host', { host: 'mail.example.net\0.evil.example' }, { outcome: 'fail', failedAt: 'settings' }],
    ['placeholder', { host: '${SMTP_HOST}' }, { outcome: 'fail', failedAt: 'settings', sentence: /placeholder/ }],
    ['port 0', { port: 0 }, { outcome: 'fail', failedAt: 'settings', code: 'port-invalid', exitCode: 2 }],
    ['port NaN', { port: Number.NaN }, { outcome: 'fail', failedAt: 'settings', code: 'port-invalid' }],
    ['port 70000', { port: 70000 }, { outcome: 'fail', failedAt: 'settings', code: 'port-invalid', sentence: /70000/ }],
    [
      'line break in the password',
      { login: { user: 'joe', password: 'secret-with-newline\n' } },
      { outcome: 'fail', failedAt: 'settings', code: 'text-unusable', advice: /newline/ },
    ],
    ['garbage as CA', { ca: 'no certificate' }, { outcome: 'fail', failedAt: 'settings', code: 'ca-unreadable' }],
  ];
  for (const [name, change, expect] of cases) {
    it(name, async () => {
      const report = await probe({ ...TARGET, ...change }, { resolver: loopback, connector: failing('ECONNREFUSED') });
      checkExpectation(report, expect);
      if (!Number.isNaN(change.port)) checkHonesty(report);
    });
  }

  it('writes no credentials of a pasted URL into the report', async () => {
    const report = await probe({ ...TARGET, host: 'smtps://joe:correct-horse@mail.example.net' });
    assert.doesNotMatch(JSON.stringify(report), /horse|joe/);
  });

  it('brings a host into the form that is looked up', () => {
    assert.equal(normalHost('MAIL.Example.NET.'), 'mail.example.net');
    assert.equal(normalHost('bücher.example'), 'xn--bcher-kva.example');
    assert.equal(normalHost('[::1]'), '::1');
    assert.equal(normalHost('127.0.0.1'), '127.0.0.1');
  });
});

describe('probe: name resolution', () => {
  const cases: [string, Resolver, Expectation, string?][] = [
    [
      'no such name',
      rejecting('ENOTFOUND'),
      { outcome: 'fail', failedAt: 'dns', code: 'name-not-found', exitCode: 10, advice: /spelling/ },
    ],
    [
      'known misspelling',
      rejecting('ENOTFOUND'),
      { outcome: 'fail', failedAt: 'dns', code: 'name-not-found', advice: /smtp\.gmail\.com/ },
      'smtp.gmial.com',
    ],
    [
      'name without address',
      rejecting('ENOTFOUND', { A: 'ENODATA' }),
      { outcome: 'fail', failedAt: 'dns', code: 'name-without-address' },
    ],
    [
      'mail domain',
      rejecting('ENOTFOUND', { MX: ['10 mx.example.net'] }),
      { outcome: 'fail', failedAt: 'dns', code: 'mail-domain', sentence: /mx\.example\.net/ },
    ],
    [
      'resolver fails',
      rejecting('EAI_AGAIN'),
      { outcome: 'fail', failedAt: 'dns', code: 'resolver-failed', sentence: /EAI_AGAIN/ },
    ],
    [
      'resolver is silent',
      { ...loopback, lookup: () => new Promise(() => {}) },
      { outcome: 'fail', failedAt: 'dns', code: 'dns-timeout' },
    ],
  ];
  for (const [name, resolver, expect, host = TARGET.host] of cases) {
    it(name, async () => {
      const report = await probe({ ...TARGET, host }, { resolver, timeouts: QUICK });
      checkExpectation(report, expect);
      checkHonesty(report);
    });
  }

  it('says where an address belongs', () => {
    assert.equal(scopeOf('127.0.0.1'), 'loopback');
    assert.equal(scopeOf('::1'), 'loopback');
    assert.equal(scopeOf('::ffff:10.0.0.1'), 'private');
    assert.equal(scopeOf('169.254.169.254'), 'link-local');
    assert.equal(scopeOf('fd00::1'), 'private');
    assert.equal(scopeOf('172.32.0.1'), 'public');
    assert.equal(scopeOf('2001:db8::1'), 'public');
  });
});

describe('probe: connection', () => {
  const cases: [string, readonly ResolvedAddress[], Connector, Expectation, number?][] = [
    [
      'silence',
      [V4],
      failing('silence'),
      { outcome: 'fail', failedAt: 'tcp', code: 'connection-timeout', exitCode: 11, advice: /firewall/ },
    ],
    [
      'silence on port 25',
      [V4],
      failing('ETIMEDOUT'),
      { outcome: 'fail', failedAt: 'tcp', code: 'connection-timeout', advice: /block outgoing port 25/ },
      25,
    ],
    [
      'IPv6 only, without IPv6',
      [V6],
      failing('ENETUNREACH'),
      { outcome: 'fail', failedAt: 'tcp', code: 'network-unreachable', advice: /IPv6/ },
    ],
    [
      'another network',
      [V4],
      failing('ENETUNREACH'),
      { outcome: 'fail', failedAt: 'tcp', code: 'network-unreachable', advice: /VPN/ },
    ],
    [
      'no IPv6, and refused by IPv4',
      [V6, V4],
      failing('ENETUNREACH', 'ECONNREFUSED'),
      { outcome: 'fail', failedAt: 'tcp', code: 'connection-refused' },
    ],
    ['router says no', [V4], failing('EHOSTUNREACH'), { outcome: 'fail', failedAt: 'tcp', code: 'host-unreachable' }],
    ['local firewall', [V4], failing('EPERM'), { outcome: 'fail', failedAt: 'tcp', code: 'connection-forbidden' }],
    [
      'reset at once',
      [V4],
      failing('ECONNRESET'),
      {
        outcome: 'fail',
        failedAt: 'tcp',
        code: 'reset',
        sentence: /was reset\.$/,
        advice: /port forwarding or load balancer/,
      },
    ],
    ['something new', [V4], failing('EWHATEVER'), { outcome: 'fail', failedAt: 'tcp', code: 'connection-failed' }],
  ];
  for (const [name, addresses, connector, expect, port = TARGET.port] of cases) {
    it(name, async () => {
      const options = { resolver: resolving(addresses), connector, timeouts: QUICK };
      const report = await probe({ ...TARGET, port }, options);
      checkExpectation(report, expect);
      checkHonesty(report);
      const tried = report.stages.find(({ id }) => id === 'tcp')!.facts[0]!.value;
      assert.equal(tried.length, addresses.length);
    });
  }

  it('closed port', async () => {
    const report = await run({ port: await closedPort() });
    checkExpectation(report, { outcome: 'fail', failedAt: 'tcp', code: 'connection-refused', advice: /runs/ });
  });

  it('goes on to the next address while the first is silent', async () => {
    const server = await smtp();
    const first = new Socket();
    try {
      const real = await import('node:net');
      const connector: Connector = ({ address }, port) =>
        address === V6.address ? first : real.connect({ host: '127.0.0.1', port });
      const report = await run(
        server,
        { host: 'mail.example.net', tls: 'off' },
        { resolver: resolving([V6, V4]), connector, timeouts: { address: 4000, tcp: 4000 } },
      );
      assert.equal(report.address, V4.address);
      assert.equal(first.destroyed, true);
      const tcp = report.stages.find(({ id }) => id === 'tcp');
      assert.deepEqual([tcp?.status, tcp?.code], ['warn', 'address-not-answering']);
    } finally {
      await server.close();
    }
  });

  it('warns of an address that does not answer though the next one does', async () => {
    const server = await smtp();
    try {
      const connecting = async (code: string, host: string) => {
        const { connect } = await import('node:net');
        const fail = failing(code);
        const connector: Connector = (address, port) =>
          address === V6 ? fail(address, port) : connect({ host: '127.0.0.1', port });
        const { stages } = await run(server, { host, tls: 'off' }, { resolver: resolving([V6, V4]), connector });
        return stages.find(({ id }) => id === 'tcp')!;
      };
      const refused = await connecting('ECONNREFUSED', 'mail.example.net');
      assert.equal(refused.status, 'warn');
      assert.match(refused.sentence, /does not answer on port \d+: 2001:db8::1\. The next address does\./);
      const withoutIpv6 = await connecting('ENETUNREACH', 'mail.example.net');
      assert.equal(withoutIpv6.status, 'ok', 'a machine without IPv6 says nothing about the server');
      assert.equal((await connecting('ECONNREFUSED', 'localhost')).status, 'ok', 'servers listen on one of the two');
    } finally {
      await server.close();
    }
  });

  it('can be cancelled while it waits, and says so', async () => {
    const server = await silent();
    try {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 50);
      // No time limit of its own would end it.
      const timeouts = { greeting: 3_600_000, total: 3_600_000 };
      const report = await run(server, {}, { signal: controller.signal, timeouts });
      checkExpectation(report, { outcome: 'cancelled', failedAt: 'greeting', code: 'cancelled', exitCode: 19 });
      checkHonesty(report);
    } finally {
      await server.close();
    }
  });

  it('contacts nobody when it is cancelled before it begins', async () => {
    const report = await run({ port: 1 }, {}, { signal: AbortSignal.abort() });
    checkExpectation(report, { outcome: 'cancelled', failedAt: 'settings', code: 'cancelled' });
  });

  it('ends when the total time is up', async () => {
    const server = await silent();
    try {
      const report = await run(server, {}, { timeouts: { total: 150 } });
      checkExpectation(report, { outcome: 'fail', failedAt: 'greeting', code: 'deadline', exitCode: 19 });
    } finally {
      await server.close();
    }
  });

  it('reports each stage as it begins and ends', async () => {
    const server = await smtp();
    try {
      const events: string[] = [];
      await run(
        server,
        { tls: 'off' },
        { onStage: (event) => events.push(event.kind === 'started' ? `> ${event.id}` : `${event.stage.id}`) },
      );
      assert.deepEqual(events.slice(0, 6), ['> settings', 'settings', '> dns', 'dns', '> tcp', 'tcp']);
      assert.equal(events.at(-1), 'quit');
    } finally {
      await server.close();
    }
  });
});
