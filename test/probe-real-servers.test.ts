/**
 * The connection test against the real Postfix with Dovecot's SASL: the right settings pass to the login, wrong ones are
 * diagnosed. Skipped, aloud, where these are not installed or the tests do not run as root.
 */
import assert from 'node:assert/strict';
import { findWorking, probe } from '../src/probe';
import { accessToken, type DebianServers, obstacle, type Service, startDebianServers } from './support/debian-servers';
import { checkExpectation, loopback } from './support/probe-cases';
import {
  certificateFiles,
  checkCase,
  commonFaults,
  consent,
  failed,
  implicit,
  LOGIN,
  login,
  message,
  passed,
  type RealCase,
  rightLogins,
  send,
  targetAt,
} from './support/real-server-cases';

const IMPLICIT = { smtpd_tls_wrappermode: 'yes' };
const certificate = (name: string): Service => ({ smtpd_tls_chain_files: `$folder/${name}.pem` });

const SERVICES: Readonly<Record<string, Service>> = {
  submission: {},
  submissions: IMPLICIT,
  'no-tls': { smtpd_tls_security_level: 'none', smtpd_tls_auth_only: 'no' },
  expired: certificate('expired'),
  other: { ...IMPLICIT, ...certificate('other') },
  alone: { ...IMPLICIT, ...certificate('alone') },
  soon: certificate('soon'),
  broken: { smtpd_tls_chain_files: '$folder/not-there.pem' },
  'no-login': { smtpd_sasl_auth_enable: 'no' },
  'auth-in-clear': { smtpd_tls_auth_only: 'no' },
  'plain-only': { smtpd_sasl_mechanism_filter: 'plain' },
  'sasl-down': { smtpd_sasl_path: 'private/nobody-is-here' },
  old: {
    ...IMPLICIT,
    smtpd_tls_protocols: 'TLSv1',
    smtpd_tls_mandatory_protocols: 'TLSv1',
    tls_medium_cipherlist: 'ALL:@SECLEVEL=0',
  },
  'takes-old': { smtpd_tls_protocols: '>=TLSv1', tls_medium_cipherlist: 'ALL:@SECLEVEL=0' },
  'client-certificate': { ...IMPLICIT, smtpd_tls_security_level: 'encrypt', smtpd_tls_req_ccert: 'yes' },
  'no-cipher': { ...IMPLICIT, smtpd_tls_mandatory_protocols: 'TLSv1.2', tls_medium_cipherlist: 'CAMELLIA128-SHA256' },
};

const inline = (verdict: string) => `inline:{ { example.org = ${verdict} } }`;

/** Services that a message is sent through. */
const MESSAGE_SERVICES: Readonly<Record<string, Service>> = {
  owned: {
    smtpd_sender_login_maps: 'inline:{ { joe@example.net = joe }, { jim@example.net = jim } }',
    smtpd_sender_restrictions: 'reject_sender_login_mismatch',
  },
  small: { message_size_limit: '600' },
  greylisting: { smtpd_recipient_restrictions: `check_recipient_access ${inline('450 4.2.0 Greylisted, come again')}` },
  filter: { smtpd_end_of_data_restrictions: `check_recipient_access ${inline('550 5.7.1 Blocked by policy')}` },
};

const right: RealCase[] = [
  ...rightLogins,
  {
    service: 'submission',
    name: 'sender and recipient after the login',
    target: login,
    options: { ...consent, envelope: { from: 'joe@example.net', to: 'friend@example.org' } },
    expect: { ...passed, stages: { envelope: 'ok' } },
  },
  {
    service: 'submission',
    name: 'old versions are refused',
    options: { oldVersions: true },
    expect: { outcome: 'ok', stages: { 'old-versions': 'ok' } },
  },
];

const wrong: RealCase[] = [
  ...commonFaults,
  {
    service: 'submission',
    name: 'no encryption',
    target: { tls: 'off', ...login },
    expect: { outcome: 'warn', warned: 'starttls', code: 'starttls-unused', suggestion: { tls: 'starttls' } },
  },
  {
    service: 'alone',
    name: 'missing intermediate certificate',
    target: implicit,
    expect: failed('certificate', 'certificate-intermediate-missing', { advice: /fullchain/ }),
  },
  {
    service: 'soon',
    name: 'certificate that expires in days',
    expect: { outcome: 'warn', warned: 'certificate', code: 'certificate-expires-soon' },
  },
  {
    service: 'submission',
    name: 'private authority that nobody configured',
    target: { ca: undefined },
    expect: failed('certificate', 'certificate-issuer-unknown', { advice: /NODE_EXTRA_CA_CERTS/ }),
  },
  {
    service: 'broken',
    name: 'certificate file that is not there',
    expect: failed('tls', 'tls-no-common-cipher', { advice: /certificate or key file that is missing/ }),
  },
  {
    service: 'auth-in-clear',
    name: 'AUTH before TLS',
    target: { tls: 'opportunistic', ...login },
    expect: { outcome: 'warn', warned: 'mechanisms', code: 'login-in-clear', suggestion: { tls: 'starttls' } },
  },
  {
    service: 'plain-only',
    name: 'another login method',
    target: { login: { ...LOGIN, method: 'LOGIN' } },
    options: consent,
    expect: failed('auth', 'method-not-offered', { sentence: /LOGIN/ }),
  },
  {
    service: 'sasl-down',
    name: 'Postfix cannot reach Dovecot',
    target: login,
    options: consent,
    expect: failed('mechanisms', 'reset'),
  },
  {
    service: 'old',
    name: 'TLS 1.0 only',
    target: implicit,
    expect: failed('tls', 'tls-version', { advice: /RFC 8996/ }),
  },
  {
    service: 'takes-old',
    name: 'takes TLS 1.0, too',
    options: { oldVersions: true },
    expect: { outcome: 'warn', warned: 'old-versions', code: 'old-versions-accepted' },
  },
  {
    service: 'client-certificate',
    name: 'demands a client certificate',
    target: implicit,
    expect: failed('greeting', 'client-certificate-required'),
  },
  { service: 'no-cipher', name: 'no common cipher', target: implicit, expect: failed('tls', 'tls-no-common-cipher') },
  {
    service: 'submission',
    name: 'relaying without login',
    options: { envelope: { from: 'joe@example.net', to: 'friend@example.org' } },
    expect: failed('envelope', 'relay-denied', { sentence: /Relay access denied/, exitCode: 18 }),
  },
];

const messages: RealCase[] = [
  { service: 'submission', name: 'STARTTLS', target: login, options: send, expect: passed },
  { service: 'submissions', name: 'implicit TLS', target: { ...implicit, ...login }, options: send, expect: passed },
  { service: 'owned', name: 'sender of the account', target: login, options: send, expect: passed },
  {
    service: 'owned',
    name: 'sender of another account',
    target: login,
    options: { ...consent, message: { ...message, from: 'jim@example.net' } },
    expect: failed('message', 'sender-not-owned', { sentence: /not owned by user joe/, exitCode: 18 }),
  },
  {
    service: 'submission',
    name: 'relaying without login',
    options: { message },
    expect: failed('message', 'relay-denied', { sentence: /Relay access denied/ }),
  },
  {
    service: 'small',
    name: 'size limit',
    target: login,
    options: send,
    expect: failed('message', 'message-too-large'),
  },
  {
    service: 'filter',
    name: 'refused after its content',
    target: login,
    options: send,
    expect: failed('message', 'refused-by-policy', { sentence: /Blocked by policy/ }),
  },
  {
    service: 'submission',
    name: 'not after a login that fails',
    target: { login: { user: 'joe', password: 'wrong-horse-battery' } },
    options: send,
    expect: failed('auth', 'login-rejected', { stages: { message: 'skipped' } }),
  },
];

describe('probe: Postfix and Dovecot', () => {
  let servers: DebianServers;

  before(async function () {
    const reason = obstacle();
    if (reason) {
      console.log(`    skipped: ${reason}`);
      this.skip();
    }
    servers = await startDebianServers({ ...SERVICES, ...MESSAGE_SERVICES }, certificateFiles(), LOGIN);
  });
  after(() => servers?.stop());

  const portOf = (service: string) => servers.ports.get(service)!;

  for (const one of [...right, ...wrong])
    it(one.name, async () => {
      await checkCase(portOf(one.service), one);
    });

  for (const method of ['OAUTHBEARER', 'XOAUTH2'] as const) {
    it(`an access token, good and expired: ${method}`, async () => {
      const attempt = (seconds: number) => {
        const login = { user: 'joe', password: accessToken('joe', seconds), method };
        return probe(targetAt(portOf('submission'), { login }), { resolver: loopback, login: true });
      };
      checkExpectation(await attempt(600), passed);
      const refused = await attempt(-60);
      checkExpectation(refused, failed('auth', 'login-token-rejected'));
      const { facts } = refused.stages.find(({ id }) => id === 'auth')!;
      assert.match(String(facts[1]?.value), /^(?:invalid_token|401)$/);
    });
  }

  it('finds what would work', async () => {
    const { recommended } = await findWorking(targetAt(portOf('submissions')), { resolver: loopback });
    assert.deepEqual(recommended?.change, { tls: 'implicit' });
  });

  it('has sent no message', () => {
    assert.doesNotMatch(servers.log(), /status=|message-id=/);
  });

  for (const one of messages) {
    it(`a message: ${one.name}`, async () => {
      const taken = () => [...servers.log().matchAll(/message-id=(\S+)/g)].map(([, id]) => id);
      const before = taken();
      const report = await checkCase(portOf(one.service), one);
      const { sentence, facts } = report.stages.find(({ id }) => id === 'message')!;
      const added = taken().slice(before.length);
      if (one.expect.outcome === 'ok') {
        assert.match(sentence, /Ok: queued as \w+/);
        assert.deepEqual(added, [facts.find(({ label }) => label === 'Message-ID')?.value], 'once, and that one');
      } else if (report.message === 'not-sent') assert.deepEqual(added, []);
    });
  }
});
