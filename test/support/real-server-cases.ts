/** What the connection test is held to on real servers, whatever their make. */
import assert from 'node:assert/strict';
import { type ProbeOptions, type ProbeReport, type ProbeTarget, probe } from '../../src/probe';
import { authority, checkExpectation, checkHonesty, type Expectation, loopback } from './probe-cases';

const { root, intermediate, sign } = authority;

export const HOST = 'mail.example.net';
export const LOGIN = { user: 'joe', password: 'correct-horse-battery' };

/** Key, certificate and chain in one file. */
const chain = (options: Parameters<typeof sign>[0], issuer = root, ...more: string[]) => {
  const { key, cert } = sign({ names: [HOST], ...options }, issuer);
  return [key, cert, ...more].join('\n');
};

/** Key and certificate files by name. */
export const certificateFiles = () => ({
  'good.pem': chain({}, intermediate, intermediate.cert),
  'expired.pem': chain({ from: -90, to: -3 }),
  'other.pem': chain({ names: ['mail.other.example'] }),
  'alone.pem': chain({}, intermediate),
  'soon.pem': chain({ to: 5 }),
});

export interface RealCase {
  readonly service: string;
  readonly name: string;
  readonly target?: Partial<ProbeTarget>;
  readonly options?: ProbeOptions;
  readonly expect: Expectation;
}

export const implicit = { tls: 'implicit' } as const;
export const login = { login: LOGIN };
export const consent = { login: true };
export const message = { from: 'joe@example.net', to: 'me@example.org' };
export const send = { ...consent, message };
export const passed: Expectation = { outcome: 'ok', login: 'accepted', exitCode: 0 };

export const failed = (
  failedAt: Expectation['failedAt'],
  code: string,
  more: Partial<Expectation> = {},
): Expectation => ({ outcome: 'fail', failedAt, code, ...more });

/** Logins that every server takes. */
export const rightLogins: readonly RealCase[] = [
  { service: 'submission', name: 'STARTTLS, PLAIN', target: login, options: consent, expect: passed },
  {
    service: 'submission',
    name: 'STARTTLS, LOGIN',
    target: { login: { ...LOGIN, method: 'LOGIN' } },
    options: consent,
    expect: passed,
  },
  { service: 'submissions', name: 'implicit TLS', target: { ...implicit, ...login }, options: consent, expect: passed },
];

export const targetAt = (port: number, more: Partial<ProbeTarget> = {}): ProbeTarget => ({
  host: HOST,
  port,
  tls: 'starttls',
  verify: 'full',
  ca: root.cert,
  ...more,
});

/** Runs a case against the port of its service, and gives back the report that was checked. */
export async function checkCase(port: number, { target, options, expect }: RealCase): Promise<ProbeReport> {
  const report = await probe(targetAt(port, target), { resolver: loopback, timeouts: { silence: 500 }, ...options });
  checkExpectation(report, expect);
  checkHonesty(report);
  assert.ok(!JSON.stringify(report).includes('horse-battery'));
  return report;
}

/** Faults that every server shows alike, in services of these names. */
export const commonFaults: readonly RealCase[] = [
  {
    service: 'submission',
    name: 'implicit TLS on the STARTTLS port',
    target: implicit,
    expect: failed('tls', 'starttls-expected', { suggestion: { tls: 'starttls' }, exitCode: 15 }),
  },
  {
    service: 'submissions',
    name: 'STARTTLS on the port of implicit TLS',
    expect: failed('greeting', 'tls-expected', { suggestion: { tls: 'implicit' }, exitCode: 12 }),
  },
  { service: 'no-tls', name: 'no STARTTLS', expect: failed('starttls', 'starttls-not-offered', { exitCode: 14 }) },
  { service: 'no-tls', name: 'no TLS at all', target: implicit, expect: failed('tls', 'no-tls-here') },
  {
    service: 'expired',
    name: 'expired certificate',
    expect: failed('certificate', 'certificate-expired', { sentence: /[23] days ago/, exitCode: 16 }),
  },
  {
    service: 'other',
    name: 'certificate of another name',
    target: implicit,
    expect: failed('certificate', 'certificate-wrong-name', { sentence: /but for mail\.other\.example/ }),
  },
  {
    service: 'no-login',
    name: 'no login offered',
    target: login,
    options: consent,
    expect: failed('auth', 'login-not-offered', { login: 'not-tried', exitCode: 17 }),
  },
  {
    service: 'submission',
    name: 'wrong password',
    target: { login: { ...LOGIN, password: 'wrong-horse-battery' } },
    options: consent,
    expect: failed('auth', 'login-rejected', { login: 'rejected', sentence: /535/ }),
  },
  {
    service: 'greylisting',
    name: 'greylisting',
    target: login,
    options: send,
    expect: failed('message', 'refused-for-now', { advice: /greylisting/ }),
  },
];
