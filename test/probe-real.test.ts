import assert from 'node:assert/strict';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { ProbeTarget } from '../src/probe';
import { authority, checkHonesty, run } from './support/probe-cases';

const good = authority.sign({}, authority.intermediate);
const chain = `${good.cert}\n${authority.intermediate.cert}`;

/** The server of nodemailer's authors, with one account. */
async function serving(options: SMTPServerOptions, work: (port: number) => Promise<void>): Promise<void> {
  const server = new SMTPServer({
    key: good.key,
    cert: chain,
    authMethods: ['PLAIN', 'LOGIN', 'CRAM-MD5', 'XOAUTH2'],
    onAuth(auth, _session, done) {
      const known =
        auth.username === 'joe' &&
        (auth.password === 'correct-horse-battery' ||
          auth.accessToken === 'correct-horse-battery' ||
          auth.validatePassword?.('correct-horse-battery'));
      if (known) done(null, { user: 'joe' });
      else if (auth.method === 'XOAUTH2') done(null, { data: { status: '401', schemes: 'bearer', scope: 'mail' } });
      else done(new Error('Invalid login'));
    },
    ...options,
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.server.address();
  try {
    await work(typeof address === 'object' && address ? address.port : 0);
  } finally {
    await new Promise<void>((resolve) => server.close(resolve));
  }
}

const login = { user: 'joe', password: 'correct-horse-battery' };

describe('probe: smtp-server', () => {
  for (const tls of ['starttls', 'implicit'] as const) {
    for (const method of ['PLAIN', 'LOGIN', 'CRAM-MD5', 'XOAUTH2'] as const) {
      it(`passes from settings to login: ${tls}, ${method}`, async () => {
        await serving({ secure: tls === 'implicit' }, async (port) => {
          const target: Partial<ProbeTarget> = { tls, login: { ...login, method } };
          const report = await run({ port }, target, { login: true });
          assert.equal(report.outcome, 'ok', report.headline);
          assert.equal(report.login, 'accepted');
          assert.deepEqual(report.stages.filter(({ status }) => status !== 'ok').length, 0);
          assert.match(report.headline, /TLSv1\.3, certificate good for 89 days, login accepted/);
          checkHonesty(report);
        });
      });

      it(`has wrong credentials rejected: ${tls}, ${method}`, async () => {
        await serving({ secure: tls === 'implicit' }, async (port) => {
          const target: Partial<ProbeTarget> = { tls, login: { user: 'joe', password: 'wrong-horse', method } };
          const report = await run({ port }, target, { login: true });
          assert.equal(report.failedAt, 'auth');
          assert.match(report.code!, /rejected$/);
          assert.equal(report.stages.find(({ id }) => id === 'quit')?.status, 'ok');
        });
      });
    }
  }

  it('sees STARTTLS on the port where implicit TLS is configured, and the other way round', async () => {
    await serving({ secure: false }, async (port) => {
      const report = await run({ port }, { tls: 'implicit' });
      assert.deepEqual(report.suggestion?.change, { tls: 'starttls' });
      assert.equal((await run({ port }, { tls: 'starttls' })).outcome, 'ok');
    });
    await serving({ secure: true }, async (port) => {
      const report = await run({ port }, { tls: 'starttls' });
      assert.deepEqual(report.suggestion?.change, { tls: 'implicit' });
      assert.equal((await run({ port }, { tls: 'implicit' })).outcome, 'ok');
    });
  });

  it('tries sender and recipient after the login', async () => {
    const options: SMTPServerOptions = {
      onRcptTo({ address }, _session, done) {
        done(address === 'nobody@example.org' ? new Error('no such user') : undefined);
      },
    };
    await serving(options, async (port) => {
      const test = (to: string) => run({ port }, { login }, { login: true, envelope: { from: 'joe@example.net', to } });
      assert.equal((await test('friend@example.org')).outcome, 'ok');
      assert.equal((await test('nobody@example.org')).code, 'recipient-unknown');
    });
  });

  it('says that the sender needs a login', async () => {
    await serving({}, async (port) => {
      const report = await run({ port }, {}, { envelope: { from: 'joe@example.net' } });
      assert.equal(report.code, 'transaction-needs-login');
      assert.match(report.headline, /530/);
    });
  });
});
