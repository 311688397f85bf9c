/** Servers, certificates and names that go wrong in ways people meet: cause and advice of each. */
import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { createServer as createTlsServer } from 'node:tls';
import { probe, type Resolver } from '../src/probe';
import { Conversation } from '../src/probe/conversation';
import type { Failure } from '../src/probe/failure';
import { issue } from './support/certificates';
import {
  authority,
  type Case,
  checkCases,
  checkExpectation,
  dnsError,
  type Expectation,
  QUICK,
} from './support/probe-cases';
import { answersWith, EHLO_LOGIN, listen, resets, says, smtp } from './support/smtp-servers';

const good = authority.sign({});
const tls = { key: good.key, cert: good.cert };
const implicit = { tls: 'implicit' } as const;
const LOGIN = { user: 'joe', password: 'correct-horse-battery' };

const failed = (failedAt: Expectation['failedAt'], code: string, more: Partial<Expectation> = {}): Expectation => ({
  outcome: 'fail',
  failedAt,
  code,
  ...more,
});

/** A server that says nothing SMTP inside TLS. */
const insideTls = (handler: (socket: Socket) => void) => () =>
  listen((socket) => {
    const server = createTlsServer(tls);
    server.on('tlsClientError', (_, secure) => secure.destroy());
    server.on('secureConnection', (secure) => {
      secure.on('error', () => {}).on('close', () => socket.destroy());
      handler(secure);
    });
    server.emit('connection', socket);
  });

const https = insideTls((socket) => socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
const imaps = insideTls((socket) => socket.write('* OK IMAP4rev1 ready\r\n'));

const offers = (methods: string) => ({
  serve: () => smtp({ implicit: true, tls, answers: { EHLO: `250-mail.example.net\r\n250 AUTH ${methods}` } }),
  target: { ...implicit, login: LOGIN },
  options: { login: true },
});

const protocols: Case[] = [
  {
    name: 'a web server inside TLS, configured for STARTTLS: nothing is proposed',
    serve: https,
    expect: failed('greeting', 'not-smtp', { sentence: /a web server or an HTTP proxy, inside TLS/ }),
  },
  {
    name: 'a web server inside TLS, configured for implicit TLS',
    serve: https,
    target: implicit,
    expect: failed('greeting', 'not-smtp', { sentence: /a web server/ }),
  },
  {
    name: 'IMAP inside TLS, configured for STARTTLS: nothing is proposed',
    serve: imaps,
    expect: failed('greeting', 'not-smtp', { sentence: /an IMAP server/ }),
  },
  {
    name: 'SMTP inside TLS, configured for STARTTLS',
    serve: () => smtp({ implicit: true, tls }),
    expect: failed('greeting', 'tls-expected', { suggestion: { tls: 'implicit' } }),
  },
  {
    name: 'TLS, and then silence',
    serve: insideTls((socket) => socket.resume()),
    target: implicit,
    expect: failed('greeting', 'greeting-timeout', { sentence: /completed TLS on port \d+ but sent no greeting/ }),
  },
  {
    name: 'LMTP, by its greeting',
    serve: () => smtp({ greeting: '220 mail.example.net LMTP Server ready' }),
    expect: failed('greeting', 'not-smtp', { sentence: /an LMTP server/ }),
  },
  {
    name: 'LMTP, by the command that it knows',
    serve: () =>
      smtp({ answers: { EHLO: '502 5.5.2 Unknown command', HELO: '502 5.5.2 Unknown command', LHLO: '250 hello' } }),
    expect: failed('ehlo', 'not-smtp', { sentence: /an LMTP server/ }),
  },
  {
    name: 'NNTP',
    serve: () => says('200 news.example.net InterNetNews ready\r\n'),
    expect: failed('greeting', 'not-smtp', { sentence: /a news server/ }),
  },
  {
    name: 'Redis',
    serve: () => answersWith("-ERR unknown command 'EHLO'\r\n"),
    expect: failed('greeting', 'not-smtp', { sentence: /a Redis server/ }),
  },
  {
    name: 'XMPP',
    serve: () => answersWith("<?xml version='1.0'?><stream:stream xmlns='jabber:client'>"),
    expect: failed('greeting', 'not-smtp', { sentence: /an XMPP \(chat\) server/ }),
  },
  {
    name: 'reset as soon as it is accepted',
    serve: resets,
    expect: failed('greeting', 'reset', { advice: /port forwarding or load balancer/ }),
  },
];

const logins: Case[] = [
  {
    name: 'GSSAPI and NTLM only',
    ...offers('GSSAPI NTLM'),
    expect: failed('auth', 'method-not-offered', { sentence: /GSSAPI, NTLM/, advice: /Windows or Kerberos/ }),
  },
  {
    name: 'SCRAM only',
    ...offers('SCRAM-SHA-256'),
    expect: failed('auth', 'method-not-offered', { sentence: /SCRAM-SHA-256/, advice: /SCRAM proves/ }),
  },
  {
    name: 'DIGEST-MD5 only',
    ...offers('DIGEST-MD5'),
    expect: failed('auth', 'method-not-offered', { sentence: /DIGEST-MD5/, advice: /obsolete/ }),
  },
  {
    name: 'EXTERNAL only',
    ...offers('EXTERNAL'),
    expect: failed('auth', 'method-not-offered', { sentence: /EXTERNAL/, advice: /by certificate/ }),
  },
  {
    name: 'a password with a blank at its end',
    serve: () => smtp({ implicit: true, tls, answers: { AUTH: '535 5.7.8 no' } }),
    target: { ...implicit, login: { user: 'joe', password: 'correct-horse ' } },
    options: { login: true },
    expect: failed('auth', 'login-rejected', { advice: /^The password begins or ends with a blank/ }),
  },
  {
    name: 'a password outside ASCII',
    serve: () => smtp({ implicit: true, tls, answers: { AUTH: '535 5.7.8 no' } }),
    target: { ...implicit, login: { user: 'joe', password: 'pässwörd' } },
    options: { login: true },
    expect: failed('auth', 'login-rejected', { advice: /outside ASCII/ }),
  },
  {
    name: 'the EHLO name is refused at the recipient',
    serve: () =>
      smtp({
        implicit: true,
        tls,
        answers: { RCPT: '504 5.5.2 <[127.0.0.1]>: Helo command rejected: need fully-qualified hostname' },
      }),
    target: implicit,
    options: { envelope: { from: 'a@example.net', to: 'b@example.org' } },
    expect: failed('envelope', 'client-name', { advice: /--helo/ }),
  },
  {
    name: 'no STARTTLS, and the other port does not work either',
    serve: () => smtp({ answers: { EHLO: EHLO_LOGIN } }),
    expect: failed('starttls', 'starttls-not-offered'),
  },
];

const constrained = issue({
  commonName: 'Constrained',
  authority: true,
  issuer: authority.root,
  onlyFor: 'example.org',
});
const withCertificate =
  (options: Parameters<typeof authority.sign>[0], issuer = authority.root, chain = '') =>
  () => {
    const { key, cert } = authority.sign(options, issuer);
    return smtp({ implicit: true, tls: { key, cert: cert + chain } });
  };

const certificates: Case[] = [
  {
    name: 'an address as a DNS name',
    serve: withCertificate({ dnsNames: ['127.0.0.1'] }),
    target: { ...implicit, host: '127.0.0.1' },
    expect: failed('certificate', 'certificate-address-as-name', { advice: /IP entry/ }),
  },
  {
    name: 'for clients only',
    serve: withCertificate({ clientOnly: true }),
    target: implicit,
    expect: failed('certificate', 'certificate-wrong-purpose', { sentence: /serverAuth/ }),
  },
  {
    name: 'of an authority that may not sign for the name',
    serve: withCertificate({}, constrained, constrained.cert),
    target: implicit,
    expect: failed('certificate', 'certificate-name-constraints', { sentence: /name constraints/ }),
  },
  {
    name: 'that demands an OCSP answer which does not come',
    serve: withCertificate({ mustStaple: true }),
    target: implicit,
    expect: { outcome: 'warn', warned: 'certificate', code: 'certificate-must-staple', advice: /stapling/ },
  },
  {
    name: 'that has expired: said once, and never as minus days',
    serve: withCertificate({ from: -30, to: -10 }),
    target: implicit,
    expect: failed('certificate', 'certificate-expired', { sentence: /, 10 days ago\.$/ }),
    also(report) {
      assert.doesNotMatch(JSON.stringify(report.stages), /-\d+ days/);
      assert.equal(JSON.stringify(report.stages).match(/days ago/g)?.length, 1);
    },
  },
  {
    name: 'none at all',
    serve: () => smtp({ implicit: true, tls: {} }),
    target: implicit,
    expect: failed('tls', 'tls-no-common-cipher', {
      sentence: /no usable certificate/,
      advice: /certificate or key file/,
    }),
  },
];

/** A DNS of these records, in which nothing has an address. */
const dns = (records: Readonly<Record<string, readonly string[]>>): Resolver => ({
  lookup: () => Promise.reject(dnsError('ENOTFOUND')),
  async query(name, type) {
    const found = records[`${name} ${type}`];
    if (!found) throw dnsError('ENOTFOUND');
    return found;
  },
});

const names: readonly (readonly [string, string, Resolver, string, RegExp])[] = [
  ['null MX', 'example.net', dns({ 'example.net MX': ['0 '] }), 'null-mx', /takes no mail at all/],
  [
    'null MX as some resolvers write it',
    'example.net',
    dns({ 'example.net MX': ['0 .'] }),
    'null-mx',
    /takes no mail at all/,
  ],
  [
    'an alias of nothing',
    'mail.example.net',
    dns({ 'mail.example.net CNAME': ['gone.example.org'] }),
    'alias-dangling',
    /alias \(CNAME\) of gone\.example\.org/,
  ],
  [
    'aliases in a circle',
    'a.example.net',
    dns({ 'a.example.net CNAME': ['b.example.net'], 'b.example.net CNAME': ['A.example.net.'] }),
    'alias-loop',
    /a\.example\.net → b\.example\.net → a\.example\.net/,
  ],
  ['a mail domain', 'example.net', dns({ 'example.net MX': ['10 mx.example.net'] }), 'mail-domain', /mx\.example\.net/],
];

describe('lab: what answers is no SMTP server', () => checkCases(protocols, 'test/reports/lab-protocols.txt'));
describe('lab: logins', () => checkCases(logins, 'test/reports/lab-logins.txt'));
describe('lab: certificates', () => checkCases(certificates, 'test/reports/lab-certificates.txt'));

describe('lab: a connection that is reset before anybody reads', () => {
  it('is told as such, and at once', async () => {
    const socket = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
    socket.on('error', () => {});
    socket.destroy(Object.assign(new Error('reset'), { code: 'ECONNRESET' }));
    await new Promise((resolve) => socket.once('close', resolve));
    const conversation = new Conversation(socket, () => {});
    const failure = await conversation.read(AbortSignal.timeout(2_000)).catch((error: unknown) => error);
    assert.equal((failure as Failure).code, 'reset');
  });
});

describe('lab: names', () => {
  for (const [name, host, resolver, code, sentence] of names) {
    it(name, async () => {
      const report = await probe({ host, port: 587, tls: 'starttls', verify: 'full' }, { resolver, timeouts: QUICK });
      checkExpectation(report, failed('dns', code, { sentence }));
    });
  }

  it('of a container are said to live in its network', async () => {
    const report = await probe(
      { host: 'mailpit', port: 1025, tls: 'off', verify: 'full' },
      { resolver: dns({}), timeouts: QUICK },
    );
    checkExpectation(report, failed('dns', 'name-not-found', { advice: /docker compose exec/ }));
  });
});
