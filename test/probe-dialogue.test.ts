import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { authority, type Case, checkCases, elsewhere, run } from './support/probe-cases';
import {
  answersWith,
  closesAtOnce,
  EHLO_LOGIN,
  EHLO_STARTTLS,
  listen,
  resets,
  says,
  silent,
  smtp,
} from './support/smtp-servers';

const good = authority.sign({});
const tls = { key: good.key, cert: good.cert };

const greetings: Case[] = [
  {
    name: 'silent in plaintext and in TLS',
    serve: silent,
    expect: {
      outcome: 'fail',
      failedAt: 'greeting',
      code: 'greeting-timeout',
      exitCode: 12,
      sentence: /no greeting/,
      advice: /30 seconds/,
    },
  },
  {
    name: 'port that wants implicit TLS',
    serve: () => smtp({ implicit: true, tls }),
    expect: {
      outcome: 'fail',
      failedAt: 'greeting',
      code: 'tls-expected',
      sentence: /Greeting never received/,
      advice: /Use implicit TLS/,
      suggestion: { tls: 'implicit' },
    },
  },
  {
    name: 'port that wants implicit TLS, found with no encryption configured',
    serve: () => smtp({ implicit: true, tls }),
    target: { tls: 'off' },
    expect: { outcome: 'fail', failedAt: 'greeting', code: 'tls-expected', suggestion: { tls: 'implicit' } },
  },
  {
    name: 'closes at once',
    serve: closesAtOnce,
    expect: { outcome: 'fail', failedAt: 'greeting', code: 'closed', advice: /block/ },
  },
  {
    name: 'resets',
    serve: resets,
    expect: { outcome: 'fail', failedAt: 'greeting', code: 'reset', advice: /firewall/ },
  },
  {
    name: 'web server that answers only when asked',
    serve: () => answersWith('HTTP/1.1 400 Bad Request\r\n\r\n'),
    expect: { outcome: 'fail', failedAt: 'greeting', code: 'not-smtp', sentence: /a web server/ },
  },
  {
    name: 'web server that speaks first',
    serve: () => says('HTTP/1.1 408 Request Time-out\r\n\r\n'),
    expect: { outcome: 'fail', failedAt: 'greeting', code: 'not-smtp', sentence: /a web server/ },
  },
  {
    name: 'IMAP',
    serve: () => says('* OK [CAPABILITY IMAP4rev1] ready\r\n'),
    expect: { outcome: 'fail', failedAt: 'greeting', code: 'not-smtp', sentence: /an IMAP server/, advice: /993/ },
  },
  {
    name: 'POP3',
    serve: () => says('+OK POP3 ready\r\n'),
    expect: { outcome: 'fail', failedAt: 'greeting', code: 'not-smtp', sentence: /a POP3 server/ },
  },
  {
    name: 'SSH',
    serve: () => says('SSH-2.0-OpenSSH_9.6\r\n'),
    expect: { outcome: 'fail', failedAt: 'greeting', code: 'not-smtp', sentence: /an SSH server/ },
  },
  {
    name: 'database that greets in binary',
    serve: () => says('J\0\0\0\n8.0.36\0abc'),
    expect: { outcome: 'fail', failedAt: 'greeting', code: 'not-smtp', sentence: /MySQL/ },
  },
  {
    name: 'something binary without a line end',
    serve: () => says('\x01\x02\x03\x04'),
    expect: { outcome: 'fail', failedAt: 'greeting', code: 'not-smtp', sentence: /does not speak SMTP/ },
  },
  {
    name: 'FTP, which greets with 220, too',
    serve: () => smtp({ greeting: '220 (vsFTPd 3.0.5)', answers: { EHLO: '530 log in first', HELO: '530 log in' } }),
    expect: { outcome: 'fail', failedAt: 'ehlo', code: 'not-smtp', sentence: /an FTP server/ },
  },
  {
    name: '554 greeting',
    serve: () => smtp({ greeting: '554 5.7.1 no mail from dynamic addresses' }),
    expect: {
      outcome: 'fail',
      failedAt: 'greeting',
      code: 'greeting-rejected',
      sentence: /554 \("5\.7\.1 no mail/,
      advice: /not about the password|not the password|address you connect from/,
      stages: { quit: 'ok' },
    },
  },
  {
    name: '421 greeting',
    serve: () => smtp({ greeting: '421 4.3.2 too many connections' }),
    expect: { outcome: 'fail', failedAt: 'greeting', code: 'greeting-busy', advice: /do not retry in a loop/ },
  },
  {
    name: 'greeting of several lines',
    serve: () => smtp({ greeting: '220-welcome\r\n220-no spam\r\n220 ready', tls }),
    expect: { outcome: 'ok' },
  },
  {
    name: 'late greeting',
    serve: () => smtp({ greeting: (socket) => setTimeout(() => socket.write('220 at last\r\n'), 350), tls }),
    expect: { outcome: 'ok' },
  },
];

const hellos: Case[] = [
  {
    name: 'EHLO unknown, HELO known',
    serve: () => smtp({ answers: { EHLO: '502 what?', HELO: '250 hello' } }),
    target: { tls: 'off', host: 'mail.example.net' },
    expect: { outcome: 'warn', warned: 'ehlo', code: 'helo-only', advice: /465/ },
  },
  {
    name: 'EHLO 550',
    serve: () => smtp({ answers: { EHLO: '550 5.7.1 bad name' } }),
    expect: { outcome: 'fail', failedAt: 'ehlo', code: 'ehlo-rejected', exitCode: 13, advice: /EHLO name/ },
  },
  {
    name: 'EHLO 500 and HELO 500',
    serve: () => smtp({ answers: { EHLO: '500 no', HELO: '500 no' } }),
    expect: { outcome: 'fail', failedAt: 'ehlo', code: 'ehlo-rejected' },
  },
  {
    name: 'EHLO 421',
    serve: () => smtp({ answers: { EHLO: '421 4.7.0 slow down' } }),
    expect: { outcome: 'fail', failedAt: 'ehlo', code: 'greeting-busy' },
  },
  {
    name: 'silence after EHLO',
    serve: () => smtp({ answers: { EHLO: () => {} } }),
    expect: { outcome: 'fail', failedAt: 'ehlo', code: 'answer-timeout', stages: { quit: 'skipped' } },
  },
  {
    name: 'closes after EHLO',
    serve: () => smtp({ answers: { EHLO: (socket) => socket.end() } }),
    expect: { outcome: 'fail', failedAt: 'ehlo', code: 'closed' },
  },
  {
    name: 'answers before it is asked',
    serve: () => smtp({ greeting: '220 hello\r\n250 already' }),
    expect: { outcome: 'fail', failedAt: 'ehlo', code: 'unsolicited-answer', advice: /Do not send credentials/ },
  },
  {
    name: 'codes that change within one reply',
    serve: () => smtp({ answers: { EHLO: '250-mail\r\n550 no' } }),
    expect: { outcome: 'fail', failedAt: 'ehlo', code: 'not-smtp' },
  },
];

const upgrades: Case[] = [
  {
    name: 'STARTTLS not offered',
    serve: () => smtp(),
    target: { host: 'mail.example.net' },
    expect: { outcome: 'fail', failedAt: 'starttls', code: 'starttls-not-offered', exitCode: 14, advice: /465/ },
  },
  {
    name: 'STARTTLS not offered, and optional',
    serve: () => smtp(),
    target: {
      host: 'mail.example.net',
      tls: 'opportunistic',
      login: { user: 'joe', password: 'correct-horse-battery' },
    },
    options: { login: true, ...elsewhere },
    expect: {
      outcome: 'warn',
      warned: 'starttls',
      code: 'starttls-not-offered',
      sentence: /silently goes on unencrypted/,
      stages: { tls: 'skipped', certificate: 'skipped', auth: 'skipped' },
      login: 'not-tried',
    },
    also: (_, server) => assert.ok(!server.heard.some((line) => line.startsWith('AUTH'))),
  },
  {
    name: 'STARTTLS overwritten by a firewall',
    serve: () => smtp({ answers: { EHLO: '250-mail.example.net\r\n250-XXXXXXXA\r\n250 8BITMIME' } }),
    expect: { outcome: 'fail', failedAt: 'starttls', code: 'starttls-disguised', sentence: /XXXXXXXA/ },
  },
  {
    name: 'STARTTLS 454',
    serve: () => smtp({ tls, answers: { STARTTLS: '454 4.7.0 TLS not available' } }),
    expect: { outcome: 'fail', failedAt: 'starttls', code: 'starttls-refused', advice: /does not go on unencrypted/ },
  },
  {
    name: 'STARTTLS 454, and optional: no fall-back to plaintext',
    serve: () => smtp({ tls, answers: { STARTTLS: '454 4.7.0 TLS not available' } }),
    target: { tls: 'opportunistic' },
    expect: { outcome: 'fail', failedAt: 'starttls', code: 'starttls-refused' },
  },
  {
    name: 'STARTTLS 502',
    serve: () => smtp({ answers: { EHLO: EHLO_STARTTLS } }),
    expect: { outcome: 'fail', failedAt: 'starttls', code: 'starttls-refused', sentence: /502/ },
  },
  {
    name: 'STARTTLS 501',
    serve: () => smtp({ tls, answers: { STARTTLS: '501 5.5.4 no parameters' } }),
    expect: { outcome: 'fail', failedAt: 'starttls', code: 'starttls-refused', sentence: /501/ },
  },
  {
    name: 'closes on STARTTLS',
    serve: () => smtp({ tls, answers: { STARTTLS: (socket) => socket.end() } }),
    expect: { outcome: 'fail', failedAt: 'starttls', code: 'closed' },
  },
  {
    name: 'silent on STARTTLS',
    serve: () => smtp({ tls, answers: { STARTTLS: () => {} } }),
    expect: { outcome: 'fail', failedAt: 'starttls', code: 'answer-timeout' },
  },
  {
    name: 'closes after agreeing to STARTTLS',
    serve: () => smtp({ answers: { EHLO: EHLO_STARTTLS, STARTTLS: (socket) => socket.end('220 go\r\n') } }),
    expect: { outcome: 'fail', failedAt: 'tls', code: 'tls-closed', exitCode: 15 },
  },
  {
    name: 'silent after agreeing to STARTTLS',
    serve: () => smtp({ answers: { EHLO: EHLO_STARTTLS, STARTTLS: '220 go', '*': () => {} } }),
    expect: { outcome: 'fail', failedAt: 'tls', code: 'tls-timeout' },
  },
  {
    name: 'plaintext after agreeing to STARTTLS',
    serve: () =>
      smtp({
        answers: {
          EHLO: EHLO_STARTTLS,
          STARTTLS: (socket) => {
            socket.write('220 go\r\n');
            setTimeout(() => socket.write('250-mail.example.net\r\n250 AUTH PLAIN\r\n'), 60);
          },
          '*': () => {},
        },
      }),
    expect: { outcome: 'fail', failedAt: 'tls', code: 'starttls-garbage', advice: /Do not send credentials/ },
  },
  {
    name: 'data injected behind the answer to STARTTLS',
    serve: () => smtp({ tls, answers: { STARTTLS: '220 go ahead\r\n250-evil.example\r\n250 AUTH PLAIN' } }),
    target: { login: { user: 'joe', password: 'correct-horse-battery' } },
    options: { login: true },
    expect: { outcome: 'fail', failedAt: 'starttls', code: 'starttls-injection', login: 'not-tried' },
  },
  {
    name: 'half a line injected behind the answer to STARTTLS',
    serve: () => smtp({ answers: { EHLO: EHLO_STARTTLS, STARTTLS: (socket) => socket.write('220 go\r\n2') } }),
    expect: { outcome: 'fail', failedAt: 'starttls', code: 'starttls-injection' },
  },
  {
    name: 'STARTTLS offered and not used',
    serve: () => smtp({ tls }),
    target: { tls: 'off' },
    expect: { outcome: 'warn', warned: 'starttls', code: 'starttls-unused', suggestion: { tls: 'starttls' } },
  },
  {
    name: 'STARTTLS offered and not used, with a certificate that nobody can trust',
    serve: () => smtp({ tls }),
    target: { tls: 'off', host: 'mail.example.org' },
    expect: { outcome: 'warn', warned: 'starttls', code: 'starttls-unused' },
  },
  {
    name: 'STARTTLS used if offered, and fine',
    serve: () => smtp({ tls }),
    target: { tls: 'opportunistic' },
    expect: { outcome: 'ok', suggestion: { tls: 'starttls' } },
  },
  {
    name: 'no encryption wanted, none there',
    serve: () => smtp(),
    target: { tls: 'off', host: 'mail.example.net' },
    options: elsewhere,
    expect: { outcome: 'warn', warned: 'mechanisms', code: 'login-in-clear', stages: { starttls: 'skipped' } },
  },
  {
    name: 'a catcher of mail without TLS, where STARTTLS is required: no other port is named',
    serve: () => smtp(),
    expect: {
      outcome: 'fail',
      failedAt: 'starttls',
      code: 'starttls-not-offered',
      exitCode: 14,
      advice: /^(?!.*465).*leave encryption off/,
    },
  },
  {
    name: 'a catcher of mail in the network of containers: all is well',
    serve: () => smtp({ answers: { EHLO: '250-catcher\r\n250 SIZE 1000' } }),
    target: { host: 'mailpit', tls: 'opportunistic', login: { user: 'joe', password: 'correct-horse-battery' } },
    options: elsewhere,
    expect: { outcome: 'ok', exitCode: 0, stages: { starttls: 'skipped', mechanisms: 'ok', auth: 'skipped' } },
  },
  {
    name: 'a catcher of mail that says so, elsewhere: all is well',
    serve: () => smtp({ greeting: '220 mail.example.net Mailpit ESMTP Service ready' }),
    target: { host: 'mail.example.net', tls: 'opportunistic' },
    options: elsewhere,
    expect: { outcome: 'ok', exitCode: 0, stages: { starttls: 'skipped' } },
  },
  {
    name: 'a login that is asked for at a catcher of mail: no TLS is named',
    serve: () => smtp({ answers: { EHLO: '250-catcher\r\n250 SIZE 1000' } }),
    target: { tls: 'opportunistic', login: { user: 'joe', password: 'correct-horse-battery' } },
    options: { login: true },
    expect: { outcome: 'warn', exitCode: 4, stages: { auth: 'skipped' } },
    also: ({ stages }) => assert.match(stages.find(({ id }) => id === 'auth')?.advice ?? '', /catcher of mail/),
  },
  {
    name: 'a catcher of mail on this machine: all is well',
    serve: () => smtp({ answers: { EHLO: '250-catcher\r\n250 SIZE 1000' } }),
    target: { tls: 'opportunistic', login: { user: 'joe', password: 'correct-horse-battery' } },
    expect: { outcome: 'ok', exitCode: 0, stages: { starttls: 'skipped', mechanisms: 'ok', auth: 'skipped' } },
  },
  {
    name: 'a catcher of mail on this machine, with encryption off',
    serve: () => smtp(),
    target: { tls: 'off', login: { user: 'joe', password: 'correct-horse-battery' } },
    expect: { outcome: 'ok', exitCode: 0, login: 'not-tried' },
    also: (_, server) => assert.ok(!server.heard.some((line) => line.startsWith('AUTH'))),
  },
];

const envelopes: Case[] = [
  {
    name: 'sender and recipient accepted',
    serve: () => smtp({ tls }),
    options: { envelope: { from: 'a@example.net', to: 'b@example.net' } },
    expect: { outcome: 'ok', stages: { envelope: 'ok' } },
    also(report, server) {
      assert.match(report.stages.find(({ id }) => id === 'envelope')!.sentence, /No message was sent/);
      assert.ok(!server.heard.some((line) => /^DATA/i.test(line)));
      assert.ok(server.heard.includes('RSET'));
    },
  },
  {
    name: 'sender refused without a login',
    serve: () => smtp({ tls, answers: { MAIL: '530 5.7.0 authentication required' } }),
    options: { envelope: { from: 'a@example.net' } },
    expect: { outcome: 'fail', failedAt: 'envelope', code: 'transaction-needs-login', exitCode: 18, advice: /login/ },
  },
  {
    name: 'recipient refused',
    serve: () => smtp({ tls, answers: { RCPT: '550 5.7.1 relaying denied' } }),
    options: { envelope: { from: 'a@example.net', to: 'b@example.org' } },
    expect: { outcome: 'fail', failedAt: 'envelope', code: 'relay-denied', advice: /relays to other domains only/ },
  },
  {
    name: 'recipient greylisted',
    serve: () => smtp({ tls, answers: { RCPT: '450 4.2.0 try later' } }),
    options: { envelope: { from: 'a@example.net', to: 'b@example.org' } },
    expect: { outcome: 'fail', failedAt: 'envelope', code: 'refused-for-now', advice: /greylisting/i },
  },
  {
    name: 'address that would be a command',
    serve: () => smtp({ tls }),
    options: { envelope: { from: 'a@example.net> SIZE=1', to: 'b@example.org' } },
    expect: { outcome: 'fail', failedAt: 'envelope', code: 'address-not-usable' },
  },
  {
    name: 'letters outside ASCII without SMTPUTF8',
    serve: () => smtp({ tls }),
    options: { envelope: { from: 'jörg@example.net' } },
    expect: { outcome: 'fail', failedAt: 'envelope', code: 'address-not-usable', advice: /SMTPUTF8/ },
  },
  {
    name: 'a domain of other letters goes out in ASCII',
    serve: () => smtp({ tls }),
    options: { envelope: { from: 'joerg@bücher.example', to: 'b@müller.example' } },
    expect: { outcome: 'ok' },
    also: (_, { heard }) =>
      assert.deepEqual([...new Set(heard.filter((line) => /^(?:MAIL|RCPT)/.test(line)))].sort(), [
        'MAIL FROM:<joerg@xn--bcher-kva.example>',
        'RCPT TO:<b@xn--mller-kva.example>',
      ]),
  },
];

describe('probe: greeting', () => checkCases(greetings, 'test/reports/greeting.txt'));
describe('probe: EHLO', () => checkCases(hellos, 'test/reports/ehlo.txt'));
describe('probe: STARTTLS', () => checkCases(upgrades, 'test/reports/starttls.txt'));
describe('probe: sender and recipient', () => checkCases(envelopes, 'test/reports/envelope.txt'));

describe('probe: dialogue', () => {
  it('gives no name of this machine, and says EHLO again inside TLS', async () => {
    const server = await smtp({ tls });
    try {
      await run(server);
      assert.deepEqual(server.heard, ['EHLO [127.0.0.1]', 'STARTTLS', 'EHLO [127.0.0.1]', 'QUIT']);
    } finally {
      await server.close();
    }
  });

  it('tells the login methods before and inside TLS apart', async () => {
    const server = await smtp({
      tls,
      answers: { EHLO: `${EHLO_STARTTLS.replace('250 8BITMIME', '250-8BITMIME')}\r\n250 AUTH=LOGIN` },
      inside: { EHLO: EHLO_LOGIN },
    });
    try {
      const report = await run(server, { tls: 'opportunistic' });
      assert.deepEqual(report.mechanisms, {
        beforeTls: ['LOGIN'],
        insideTls: ['PLAIN', 'LOGIN', 'CRAM-MD5', 'XOAUTH2', 'OAUTHBEARER'],
      });
      assert.equal(report.stages.find(({ id }) => id === 'mechanisms')?.code, 'login-in-clear');
      const strict = await run(server, { tls: 'starttls' });
      assert.equal(strict.outcome, 'ok');
      assert.match(strict.stages.find(({ id }) => id === 'mechanisms')!.sentence, /before TLS, too/);
    } finally {
      await server.close();
    }
  });

  it('notices that STARTTLS is taken away from a provider that is known to offer it', async () => {
    const server = await smtp();
    try {
      const connector = () => connect({ host: '127.0.0.1', port: server.port });
      const report = await run({ port: 587 }, { host: 'smtp.gmail.com' }, { connector });
      const stage = report.stages.find(({ id }) => id === 'starttls');
      assert.equal(stage?.code, 'starttls-not-offered');
      assert.match(stage!.advice!, /Gmail.* does offer it/);
    } finally {
      await server.close();
    }
  });

  it('accepts lines that end with a bare line feed', async () => {
    const server = await listen((socket) => {
      socket.write('220 hello\n');
      socket.on('data', (data) => socket.write(String(data).startsWith('QUIT') ? '221 bye\n' : '250 hello\n'));
    });
    try {
      assert.equal((await run(server, { tls: 'off' })).outcome, 'ok');
    } finally {
      await server.close();
    }
  });
});
