/** The one message that a test sends on the user's order: never unasked, never in clear, never twice. */
import assert from 'node:assert/strict';
import { isAddress, type Login, senderOf, type TestMessage, toText } from '../src/probe';
import { compose } from '../src/probe/message';
import { authority, type Case, checkCases, type Expectation, loopback, QUICK, run } from './support/probe-cases';
import { type Answer, type SmtpScript, smtp } from './support/smtp-servers';

const good = authority.sign({});
const tls = { key: good.key, cert: good.cert };

const login: Login = { user: 'joe', password: 'correct-horse-battery' };
const message: TestMessage = { from: 'joe@example.net', to: 'me@example.org', about: 'app/mailer.js:12' };
const both = { login: true, message };

/** A server that takes a message; `more` answers in place of its own. */
const taking = (more: Readonly<Record<string, Answer>> = {}, script: Partial<SmtpScript> = {}) => ({
  serve: () =>
    smtp({
      implicit: true,
      tls,
      answers: { DATA: '354 go on', '.': '250 2.0.0 Ok: queued as 4XyZ', ...more },
      ...script,
    }),
});

const target = { tls: 'implicit', login } as const;
const heardData = (heard: readonly string[]) => heard.filter((line) => /^DATA/i.test(line)).length;

const failed = (code: string, advice: RegExp, more: Partial<Expectation> = {}): Expectation => ({
  outcome: 'fail',
  failedAt: 'message',
  code,
  advice,
  exitCode: 18,
  ...more,
});

const refusals: [string, Readonly<Record<string, Answer>>, Expectation][] = [
  [
    'the sender is another’s',
    { MAIL: '553 5.7.1 <joe@example.net>: Sender address rejected: not owned by user jim' },
    failed('sender-not-owned', /address of the account/),
  ],
  [
    'the sender is another’s, noticed at the end',
    { '.': '554 5.2.252 SendAsDenied; jim@example.net not allowed to send as joe@example.net' },
    failed('sender-not-owned', /verified/),
  ],
  [
    'the sender is not verified',
    { '.': '554 Message rejected: Email address is not verified.' },
    failed('sender-not-owned', /verified/),
  ],
  ['the sender, without a reason', { MAIL: '550 no' }, failed('sender-rejected', /verified first/)],
  [
    'no login',
    { MAIL: '530 5.7.57 Client was not authenticated' },
    failed('transaction-needs-login', /Test with login/),
  ],
  ['relaying', { RCPT: '454 4.7.1 <me@example.org>: Relay access denied' }, failed('relay-denied', /submission port/)],
  ['no such recipient', { RCPT: '550 5.1.1 no such user here' }, failed('recipient-unknown', /spelling/)],
  ['a full mailbox', { RCPT: '452 4.2.2 mailbox full' }, failed('mailbox-full', /another recipient/)],
  [
    'greylisting',
    { RCPT: '450 4.2.0 Recipient address rejected: Greylisted' },
    failed('refused-for-now', /greylisting/i, { sentence: /puts the recipient off/ }),
  ],
  ['a policy', { '.': '550 5.7.26 unauthenticated mail is not accepted' }, failed('refused-by-policy', /DMARC/)],
  [
    'a size limit, at MAIL',
    { MAIL: '552 5.3.4 Message size exceeds fixed limit' },
    failed('message-too-large', /SIZE/),
  ],
  ['a size limit, at the end', { '.': '552 message too big' }, failed('message-too-large', /SIZE/)],
  ['spam', { '.': '554 this looks like spam' }, failed('refused-by-policy', /spam filter/)],
  ['DATA', { DATA: '554 no valid recipients' }, failed('message-rejected', /filter/)],
  ['DATA, with a yes that is none', { DATA: '250 ok' }, failed('message-rejected', /filter/)],
];

const cases: Case[] = [
  {
    name: 'is accepted, after the login',
    ...taking(),
    target,
    options: both,
    expect: {
      outcome: 'ok',
      login: 'accepted',
      exitCode: 0,
      stages: { auth: 'ok', message: 'ok', quit: 'ok' },
    },
    also(report, { heard }) {
      assert.equal(report.message, 'accepted');
      const sentence = report.stages.find(({ id }) => id === 'message')?.sentence ?? '';
      assert.match(sentence, /took the message \("2\.0\.0 Ok: queued as 4XyZ"\)/);
      assert.match(report.headline, /login accepted, message accepted/);
      assert.equal(heardData(heard), 2, 'one message a run');
      const order = heard
        .map((line) => line.split(' ', 1)[0])
        .filter((word) => /^(?:AUTH|MAIL|RCPT|DATA)$/.test(word!));
      assert.deepEqual(order.slice(0, 1), ['AUTH']);
      for (const header of ['From: <joe@example.net>', 'To: <me@example.org>', 'Auto-Submitted: auto-generated']) {
        assert.ok(heard.includes(header), header);
      }
    },
  },
  {
    name: 'is accepted without a login, where none is configured',
    ...taking(),
    target: { tls: 'implicit' },
    options: { message },
    expect: { outcome: 'ok', stages: { message: 'ok' } },
    also: (_, { heard }) => assert.ok(heard.includes('  Login:    none')),
  },
  {
    name: 'is sent after STARTTLS, too',
    ...taking({}, { implicit: false }),
    target: { login },
    options: both,
    expect: { outcome: 'ok', stages: { message: 'ok' } },
  },
  {
    name: 'is never sent unasked',
    ...taking(),
    target,
    options: { login: true },
    expect: { outcome: 'ok' },
    also(report, { heard }) {
      assert.equal(heardData(heard), 0);
      assert.equal(report.message, undefined);
      assert.ok(!report.stages.some(({ id }) => id === 'message'));
    },
  },
  {
    name: 'is not sent where the configuration logs in and the test does not',
    ...taking(),
    target,
    options: { message },
    expect: { outcome: 'warn', stages: { message: 'skipped' }, sentence: /the message was not sent/, exitCode: 4 },
    also: (report, { heard }) => {
      assert.equal(report.message, 'not-sent');
      assert.ok(!heard.some((line) => line.startsWith('MAIL')));
    },
  },
  {
    name: 'is not sent after a login that fails',
    ...taking({ AUTH: '535 5.7.8 no' }),
    target,
    options: both,
    expect: { outcome: 'fail', failedAt: 'auth', stages: { message: 'skipped' } },
    also: (_, { heard }) => assert.ok(!heard.some((line) => line.startsWith('MAIL'))),
  },
  {
    name: 'is not sent in clear',
    ...taking({}, { implicit: false, tls: undefined }),
    target: { tls: 'off' },
    options: { message },
    expect: { outcome: 'warn', stages: { message: 'skipped' } },
    also: (report, { heard }) => {
      assert.match(report.stages.find(({ id }) => id === 'message')!.sentence, /not encrypted/);
      assert.ok(!heard.some((line) => line.startsWith('MAIL')));
    },
  },
  {
    name: 'is not sent to a server whose certificate is not good, although the configuration does not check it',
    ...taking(),
    target: { tls: 'implicit', verify: 'none', ca: undefined },
    options: { message },
    expect: { outcome: 'warn', stages: { message: 'skipped' } },
    also: (_, { heard }) => assert.ok(!heard.some((line) => line.startsWith('MAIL'))),
  },
  {
    name: 'is not sent where an address would be a command of its own',
    ...taking(),
    target,
    options: { ...both, message: { ...message, to: 'me@example.org\r\nRCPT TO:<you@example.org>' } },
    expect: { outcome: 'fail', failedAt: 'settings', code: 'text-unusable' },
    also: (_, server) => assert.equal(server.accepted, 0),
  },
  {
    name: 'goes to one address only',
    ...taking(),
    target,
    options: { ...both, message: { ...message, to: 'me@example.org,you@example.org' } },
    expect: failed('address-not-usable', /single plain address/),
    also: (_, { heard }) => assert.ok(!heard.some((line) => line.startsWith('RCPT'))),
  },
  ...refusals.map(
    ([name, answers, expect]): Case => ({
      name: `is refused: ${name}`,
      ...taking(answers),
      target,
      options: both,
      expect,
      also(report, { heard }) {
        assert.equal(report.message, 'rejected');
        assert.ok(heardData(heard) <= 2, 'never tried again');
      },
    }),
  ),
  {
    name: 'is neither accepted nor refused by a server that falls silent',
    ...taking({ '.': () => {} }),
    target,
    options: both,
    expect: failed('message-unanswered', /before you send another/),
    also(report, { heard }) {
      assert.equal(report.message, 'unknown');
      assert.equal(heardData(heard), 2);
      assert.match(report.headline, /may be on its way/);
    },
  },
  {
    name: 'is neither accepted nor refused by a server that hangs up',
    ...taking({ '.': (socket) => socket.destroy() }),
    target,
    options: both,
    expect: failed('message-unanswered', /may still arrive/),
    also: (report) => assert.equal(report.message, 'unknown'),
  },
];

describe('probe: test message', () => {
  checkCases(cases, 'test/reports/message.txt');

  it('says so where it is cancelled after the message was handed over', async () => {
    const controller = new AbortController();
    const server = await taking({ '.': () => controller.abort() }).serve();
    try {
      const report = await run(server, target, { ...both, signal: controller.signal });
      assert.equal(report.outcome, 'cancelled');
      assert.equal(report.message, 'unknown');
      assert.match(report.headline, /may be on its way/);
    } finally {
      await server.close();
    }
  });

  it('tells its size beforehand, and a server that has a limit refuses it there', async () => {
    const server = await taking().serve();
    try {
      await run(server, target, both);
      const size = Number(/ SIZE=(\d+)$/.exec(server.heard.find((line) => line.startsWith('MAIL'))!)?.[1]);
      const [from, to] = [server.heard.indexOf('DATA') + 1, server.heard.indexOf('.')];
      assert.equal(size, server.heard.slice(from, to).join('\r\n').length);
    } finally {
      await server.close();
    }
  });

  it('is not shown in the transcript', async () => {
    const server = await taking().serve();
    try {
      const report = await run(server, target, both);
      const text = toText(report, { transcript: true });
      assert.match(text, /~> \[the message, \d+ characters\]/);
      assert.doesNotMatch(text, /Somebody who checks/);
    } finally {
      await server.close();
    }
  });

  it('shows the server’s words without what could act', async () => {
    const server = await taking({ '.': '250 queued \x1b[2J\u202e![x](https://evil.example)' }).serve();
    try {
      const report = await run(server, target, both);
      assert.match(report.stages.find(({ id }) => id === 'message')!.sentence, /queued \\x1b\[2J/);
    } finally {
      await server.close();
    }
  });

  it('is not sent by the search for what would work', async () => {
    const { findWorking } = await import('../src/probe');
    const server = await taking().serve();
    try {
      const asked = { host: 'localhost', port: server.port, tls: 'starttls', verify: 'full' } as const;
      const options = { resolver: loopback, timeouts: QUICK, message } as object;
      await findWorking({ ...asked, ca: authority.root.cert }, options);
      assert.equal(heardData(server.heard), 0);
    } finally {
      await server.close();
    }
  });
});

describe('probe: text of the test message', () => {
  const text = (more: Partial<TestMessage> = {}) =>
    compose({ ...message, ...more }, 'mail.example.net, port 465, implicit TLS', true, Date.UTC(2026, 10, 5, 1, 2, 3));

  it('has the headers that a message must have, each once', () => {
    const { id, text: whole } = text();
    const [head, body] = whole.split('\r\n\r\n', 2);
    const headers = head!.split('\r\n');
    const names = headers.map((line) => line.slice(0, line.indexOf(':')));
    assert.deepEqual(new Set(names).size, names.length);
    assert.ok(headers.includes('Date: Thu, 05 Nov 2026 01:02:03 +0000'));
    assert.ok(headers.includes(`Message-ID: ${id}`));
    assert.match(id, /^<[\da-f-]{36}@example\.net>$/);
    assert.ok(headers.includes('Auto-Submitted: auto-generated'));
    assert.match(head!, /^Subject: Test message from Mail Config Lint through mail\.example\.net, port 465/m);
    assert.match(body!, /asked\r\nMail Config Lint to send it/);
    assert.match(whole, /Settings: app\/mailer\.js:12/);
    assert.ok(whole.split('\r\n').every((line) => line.length < 200 && !/^\.|[\r\n]/.test(line)));
  });

  it('has an id of its own each time', () => assert.notEqual(text().id, text().id));

  it('is encoded where it holds more than ASCII', () => {
    const { text: whole } = text({ about: 'Büro/mailer.js:1' });
    assert.match(whole, /Content-Transfer-Encoding: base64/);
    assert.match(whole, /^[\x00-\x7f]*$/);
    const body = whole.slice(whole.indexOf('\r\n\r\n') + 4);
    assert.match(Buffer.from(body, 'base64').toString(), /Büro/);
    assert.ok(body.split('\r\n').every((line) => line.length <= 76));
  });

  it('comes from the configured sender, else from the user', () => {
    assert.equal(senderOf('App <app@example.net>', 'joe@example.net'), 'app@example.net');
    assert.equal(senderOf('app@example.net', undefined), 'app@example.net');
    assert.equal(senderOf('the shop', 'joe@example.net'), 'joe@example.net');
    assert.equal(senderOf(undefined, 'apikey'), undefined);
    assert.equal(senderOf('a@example.net, b@example.net', undefined), undefined);
  });

  it('knows a single address', () => {
    for (const address of ['a@b', 'a.b+c@example.net', 'jörg@bücher.example', 'a@[192.0.2.1]', "o'neil@example.net"]) {
      assert.ok(isAddress(address), address);
    }
    for (const text of [
      '',
      'a',
      'a@',
      '@b',
      'a@b@c',
      'a b@c',
      'a@b c',
      '<a@b>',
      'a,b@c',
      'a@b\r\nc',
      'a@b>',
      '"a"@b',
    ]) {
      assert.ok(!isAddress(text), text);
    }
  });
});
