/**
 * The connection test against a real Exim, whose words differ from Postfix's: right settings pass to the login and to the
 * message, wrong ones are diagnosed. Skipped, aloud, where Exim is not there.
 */
import assert from 'node:assert/strict';
import { findWorking } from '../src/probe';
import { type EximServer, type EximService, eximObstacle, startExim } from './support/exim-server';
import { loopback } from './support/probe-cases';
import {
  certificateFiles,
  checkCase,
  commonFaults,
  consent,
  failed,
  implicit,
  LOGIN,
  login,
  passed,
  type RealCase,
  send,
  targetAt,
} from './support/real-server-cases';

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
    expect: failed('message', 'refused-by-policy', { sentence: /spam/ }),
  },
];

describe('probe: Exim', () => {
  let exim: EximServer;

  before(async function () {
    const reason = eximObstacle();
    if (reason) {
      console.log(`    skipped: ${reason}`);
      this.skip();
    }
    exim = await startExim(SERVICES, certificateFiles(), LOGIN);
  });
  after(() => exim?.stop());

  for (const one of [...commonFaults, ...cases])
    it(one.name, async () => {
      await checkCase(exim.ports.get(one.service)!, one);
    });

  it('finds what would work', async () => {
    const { recommended } = await findWorking(targetAt(exim.ports.get('submissions')!), { resolver: loopback });
    assert.deepEqual(recommended?.change, { tls: 'implicit' });
  });

  it('took one message, once', () => {
    assert.equal(exim.log().match(/ <= joe@example\.net /g)?.length, 1);
  });
});
