/**
 * The connection test against Dovecot's submission server, which logs in first and then speaks for a relay behind it.
 * Skipped, aloud, where it is not there.
 */
import { type DovecotServer, dovecotObstacle, startDovecotSubmission } from './support/dovecot-submission';
import {
  certificateFiles,
  checkCase,
  commonFaults,
  consent,
  failed,
  LOGIN,
  login,
  passed,
  type RealCase,
  rightLogins,
  send,
} from './support/real-server-cases';
import { type LoopbackServer, smtp } from './support/smtp-servers';

const NOBODY = 'nobody@example.org';

const cases: RealCase[] = [
  ...rightLogins,
  { service: 'submission', name: 'a message, which the relay takes', target: login, options: send, expect: passed },
  {
    service: 'submission',
    name: 'mail without a login',
    options: { envelope: { from: 'joe@example.net', to: 'me@example.org' } },
    expect: failed('envelope', 'transaction-needs-login', { sentence: /530/ }),
  },
  {
    service: 'submission',
    name: 'a recipient that the relay does not know',
    target: login,
    options: { ...consent, envelope: { from: 'joe@example.net', to: NOBODY } },
    expect: failed('envelope', 'recipient-unknown'),
  },
];

/** What stands in the configuration of one server alone. */
const faults = commonFaults.filter(
  ({ service, options }) => (service === 'submission' || service === 'submissions') && !options?.message,
);

describe('probe: Dovecot as a submission server', () => {
  let dovecot: DovecotServer;
  let relay: LoopbackServer;

  before(async function () {
    const reason = dovecotObstacle();
    if (reason) {
      console.log(`    skipped: ${reason}`);
      this.skip();
    }
    relay = await smtp({
      answers: {
        EHLO: '250-relay.example.net\r\n250 PIPELINING',
        RCPT: (socket, line) =>
          void socket.write(line.includes(NOBODY) ? `550 5.1.1 <${NOBODY}>: User unknown\r\n` : '250 ok\r\n'),
        DATA: '354 go on',
        '.': '250 2.0.0 Ok: queued as 4XyZ',
      },
    });
    dovecot = await startDovecotSubmission(certificateFiles()['good.pem'], LOGIN, relay.port);
  });
  after(async () => {
    await dovecot?.stop();
    await relay?.close();
  });

  for (const one of [...faults, ...cases])
    it(one.name, async () => {
      await checkCase(dovecot[one.service as 'submission' | 'submissions'], one);
    });

  it('a relay that is down', async () => {
    await relay.close();
    const options = { ...consent, envelope: { from: 'joe@example.net', to: 'me@example.org' } };
    const expect = failed('envelope', 'server-fault', { sentence: /fault of its own/ });
    await checkCase(dovecot.submission, { service: 'submission', name: '', target: login, options, expect });
  });
});
