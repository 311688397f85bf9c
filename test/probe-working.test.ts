import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { type Connector, candidatesFor, type FindOptions, findWorking, type ProbeTarget } from '../src/probe';
import { authority, loopback, QUICK } from './support/probe-cases';
import { closedPort, type LoopbackServer, silent, smtp } from './support/smtp-servers';

const good = authority.sign({ names: ['mail.example.net', 'smtp.example.net'] });
const tls = { key: good.key, cert: good.cert };

const TARGET: ProbeTarget = {
  host: 'mail.example.net',
  port: 25,
  tls: 'off',
  verify: 'none',
  ca: authority.root.cert,
  login: { user: 'joe', password: 'correct-horse-battery' },
};

/** The well-known ports of the one host, each played by a loopback server; nothing listens on the rest. */
async function playing(
  servers: Readonly<Record<number, LoopbackServer>>,
  work: (options: FindOptions) => Promise<void>,
): Promise<void> {
  const nobody = await closedPort();
  const connector: Connector = (_, port) => connect({ host: '127.0.0.1', port: servers[port]?.port ?? nobody });
  try {
    await work({ connector, resolver: loopback, timeouts: { ...QUICK, total: 2000 } });
  } finally {
    await Promise.all(Object.values(servers).map((server) => server.close()));
  }
}

describe('findWorking: candidates', () => {
  const list = (target: Partial<ProbeTarget>) =>
    candidatesFor({ ...TARGET, ...target }).map(({ host, port, tls: mode }) => `${host} ${port} ${mode}`);

  it('tries the other mode of the port first, then the usual ports, each once', () => {
    assert.deepEqual(list({ port: 587, tls: 'implicit' }), [
      'mail.example.net 587 starttls',
      'mail.example.net 465 implicit',
      'mail.example.net 2465 implicit',
      'mail.example.net 2525 starttls',
      'mail.example.net 2587 starttls',
    ]);
  });

  it('knows what a provider serves, and what host was meant', () => {
    assert.ok(list({ host: 'smtp.mailgun.org', port: 465, tls: 'starttls' })[0]!.endsWith('465 implicit'));
    assert.ok(list({ host: 'imap.gmail.com', port: 993, tls: 'implicit' }).includes('smtp.gmail.com 465 implicit'));
  });
});

describe('findWorking', () => {
  it('finds the port that works, and proposes the change', async () => {
    const server = await smtp({ implicit: true, tls });
    await playing({ 25: await silent(), 465: server }, async (options) => {
      const { recommended, results } = await findWorking(TARGET, options);
      assert.deepEqual(recommended?.change, { port: 465, tls: 'implicit' });
      assert.equal(recommended?.status, 'works');
      assert.match(recommended!.tlsVersion!, /^TLSv1\.3$/);
      assert.deepEqual(recommended?.mechanisms, ['PLAIN', 'LOGIN', 'CRAM-MD5', 'XOAUTH2', 'OAUTHBEARER']);
      assert.ok(results.some(({ status }) => status === 'not-tried'));
      assert.ok(!server.heard.some((line) => line.startsWith('AUTH')), 'no credentials');
    });
  });

  it('recommends implicit TLS before STARTTLS', async () => {
    await playing({ 465: await smtp({ implicit: true, tls }), 587: await smtp({ tls }) }, async (options) => {
      const { recommended, results } = await findWorking(TARGET, { ...options, all: true });
      assert.equal(recommended?.port, 465);
      assert.equal(results.filter(({ status }) => status === 'works').length, 2);
    });
  });

  it('calls nothing working whose certificate is not verified', async () => {
    const other = authority.sign({ names: ['mail.other.example'] });
    const server = await smtp({ implicit: true, tls: { key: other.key, cert: other.cert } });
    await playing({ 465: server }, async (options) => {
      const { recommended, results } = await findWorking(TARGET, options);
      assert.equal(recommended, undefined);
      const tried = results.find(({ port }) => port === 465)!;
      assert.equal(tried.status, 'fails');
      assert.equal(tried.code, 'certificate-wrong-name');
      assert.equal(tried.certificateVerified, false);
    });
  });

  it('makes at most eight connections, and stops when it is told to', async () => {
    let connections = 0;
    const server = await silent();
    const controller = new AbortController();
    const connector: Connector = () => {
      connections += 1;
      if (connections === 2) controller.abort();
      return connect({ host: '127.0.0.1', port: server.port });
    };
    try {
      await findWorking(TARGET, { connector, resolver: loopback, timeouts: QUICK, signal: controller.signal });
      assert.ok(connections <= 3);
    } finally {
      await server.close();
    }
  });

  it('lists what the mail domain announces, and connects only when told to', async () => {
    const resolver = {
      ...loopback,
      query: async (name: string) => {
        if (name === '_submissions._tcp.example.net') return ['0 1 465 smtp.example.net'];
        if (name === '_submission._tcp.example.net') return ['0 0 0 .'];
        return [];
      },
    };
    const server = await smtp({ implicit: true, tls });
    await playing({ 465: server }, async (options) => {
      const target = { ...TARGET, host: 'wrong.example.org' };
      const shown = await findWorking(target, { ...options, resolver, domain: 'example.net' });
      const announced = shown.results.find(({ host }) => host === 'smtp.example.net');
      assert.equal(announced?.status, 'not-tried');
      assert.match(announced!.why, /announces it/);
      const tried = await findWorking(target, { ...options, resolver, domain: 'example.net', connectToDomain: true });
      assert.deepEqual(tried.recommended?.change, { host: 'smtp.example.net', port: 465, tls: 'implicit' });
    });
  });

  it('has an answer for a host that is none', async () => {
    assert.deepEqual(await findWorking({ ...TARGET, host: '' }), { results: [] });
  });
});
