/**
 * The connection test against a real Exim, whose words differ from Postfix's: right settings pass to the login and to the
 * message, wrong ones are diagnosed. Skipped, aloud, where Exim is not there.
 */
import assert from 'node:assert/strict';
import { findWorking, type ProbeOptions, type ProbeTarget, probe } from '../src/probe';
import { type EximServer, type EximService, eximObstacle, startExim } from './support/exim-server';
import { authority, checkExpectation, checkHonesty, type Expectation, loopback } from './support/probe-cases';

const { root, intermediate, sign } = authority;
const HOST = 'mail.example.net';
const LOGIN = { user: 'joe', password: 'correct-horse-battery' };

const chain = (options: Parameters<typeof sign>[0], issuer = root, ...more: string[]) => {
  const { key, cert } = sign({ names: [HOST], ...options }, issuer);
  return [key, cert, ...more].join('\n');
};

const files = () => ({
  'good.pem': chain({}, intermediate, intermediate.cert),
  'expired.pem': chain({ from: -90, to: -3 }),
  'other.pem': chain({ names: ['mail.other.example'] }),
  'alone.pem': chain({}, intermediate),
});

const SERVICES: Readonly<Record<string, EximService>> = {
  submission: {},
  submissions: { implicit: true },
  'no-tls': { certificate: '' },
  expired: { certificate: 'expired' },
  other: { implicit: true, certificate: 'other' },
  alone: { certificate: 'alone' },
  broken: { certificate: 'not-there' },
  'broken-implicit': { implicit: true, certificate: 'not-there' },
  'no-login': { login: false },
  blocked: { onConnect: '  drop\n  message = your address is on a block list' },
  busy: { onConnect: '  defer\n  message = too many connections' },
  greylisting: { onRecipient: '  defer\n  message = greylisted, come again' },
  owned: { onRecipient: '  deny\n  message = sender is not owned by you' },
  'no-user': { onRecipient: '  deny\n  message = Unknown user' },
  filter: { onContent: '  deny\n  message = this looks like spam' },
};

interface RealCase {
  readonly service: string;
  readonly name: string;
  readonly target?: Partial<ProbeTarget>;
  readonly options?: ProbeOptions;
  readonly expect: Expectation;
}

const implicit = { tls: 'implicit' } as const;
const login = { login: LOGIN };
const consent = { login: true };
const send = { ...consent, message: { from: 'joe@example.net', to: 'me@example.org' } };
const passed: Expectation = { outcome: 'ok', login: 'accepted', exitCode: 0 };
const failed = (failedAt: Expectation['failedAt'], code: string, more: Partial<Expectation> = {}): Expectation => ({
  outcome: 'fail',
  failedAt,
  code,
  ...more,
});

const cases: RealCase[] = [
  ...(['PLAIN', 'LOGIN', 'CRAM-MD5'] as const).map(
    (method): RealCase => ({
      service: 'submission',
      name: `STARTTLS, ${method}`,
      target: { login: { ...LOGIN, method } },
      options: consent,
      expect: passed,
    }),
  ),
  { service: 'submissions', name: 'implicit TLS', target: { ...implicit, ...login }, options: consent, expect: passed },
  { service: 'submission', name: 'a message', target: login, options: send, expect: passed },
  {
    service: 'submission',
    name: 'implicit TLS on the STARTTLS port',
    target: implicit,
    expect: failed('tls', 'starttls-expected', { suggestion: { tls: 'starttls' } }),
  },
  {
    service: 'submissions',
    name: 'STARTTLS on the port of implicit TLS',
    expect: failed('greeting', 'tls-expected', { suggestion: { tls: 'implicit' } }),
  },
  { service: 'no-tls', name: 'no STARTTLS', expect: failed('starttls', 'starttls-not-offered') },
  { service: 'no-tls', name: 'no TLS at all', target: implicit, expect: failed('tls', 'no-tls-here') },
  { service: 'expired', name: 'expired certificate', expect: failed('certificate', 'certificate-expired') },
  {
    service: 'other',
    name: 'certificate of another name',
    target: implicit,
    expect: failed('certificate', 'certificate-wrong-name', { sentence: /but for mail\.other\.example/ }),
  },
  {
    service: 'alone',
    name: 'missing intermediate certificate',
    expect: failed('certificate', 'certificate-intermediate-missing', { advice: /fullchain/ }),
  },
  {
    service: 'broken',
    name: 'certificate file that is not there',
    expect: failed('starttls', 'starttls-refused', { sentence: /454/, advice: /certificate file/ }),
  },
  {
    service: 'broken-implicit',
    name: 'certificate file that is not there, implicit TLS',
    target: implicit,
    expect: failed('tls', 'tls-closed'),
  },
  {
    service: 'no-login',
    name: 'no login offered',
    target: login,
    options: consent,
    expect: failed('auth', 'login-not-offered'),
  },
  {
    service: 'submission',
    name: 'wrong password',
    target: { login: { ...LOGIN, password: 'wrong-horse-battery' } },
    options: consent,
    expect: failed('auth', 'login-rejected', { sentence: /535/ }),
  },
  {
    service: 'blocked',
    name: 'a block list',
    expect: failed('greeting', 'greeting-rejected', { sentence: /block list/ }),
  },
  { service: 'busy', name: 'too many connections', expect: failed('greeting', 'greeting-busy') },
  {
    service: 'submission',
    name: 'relaying without login',
    options: { message: send.message },
    expect: failed('message', 'relay-denied', { sentence: /relay not permitted/ }),
  },
  {
    service: 'greylisting',
    name: 'greylisting',
    target: login,
    options: send,
    expect: failed('message', 'refused-for-now', { sentence: /451/ }),
  },
  {
    service: 'owned',
    name: 'sender of another account',
    target: login,
    options: send,
    expect: failed('message', 'sender-not-owned'),
  },
  {
    service: 'no-user',
    name: 'unknown recipient',
    target: login,
    options: send,
    expect: failed('message', 'recipient-unknown'),
  },
  {
    service: 'filter',
    name: 'refused after its content',
    target: login,
    options: send,
    expect: failed('message', 'message-rejected', { sentence: /spam/ }),
  },
];

describe('probe: Exim', function () {
  this.timeout(60_000);
  let exim: EximServer;

  before(async function () {
    const reason = eximObstacle();
    if (reason) {
      console.log(`    skipped: ${reason}`);
      this.skip();
    }
    exim = await startExim(SERVICES, files(), LOGIN);
  });
  after(() => exim?.stop());

  const target = (service: string, more: Partial<ProbeTarget> = {}): ProbeTarget => {
    const port = exim.ports.get(service)!;
    return { host: HOST, port, tls: 'starttls', verify: 'full', ca: root.cert, ...more };
  };

  for (const { service, name, target: more, options, expect } of cases) {
    it(name, async () => {
      const report = await probe(target(service, more), { resolver: loopback, timeouts: { silence: 500 }, ...options });
      checkExpectation(report, expect);
      checkHonesty(report);
      assert.ok(!JSON.stringify(report).includes('horse-battery'));
    });
  }

  it('finds what would work', async () => {
    const { recommended } = await findWorking(target('submissions'), { resolver: loopback });
    assert.deepEqual(recommended?.change, { tls: 'implicit' });
  });

  it('took one message, once', () => {
    assert.equal(exim.log().match(/ <= joe@example\.net /g)?.length, 1);
  });
});
