import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { LOGIN_METHODS, type Login, probe } from '../src/probe';
import { authority, type Case, checkCases, type Expectation, loopback, QUICK, run } from './support/probe-cases';
import { type Answer, EHLO_LOGIN, type SmtpScript, smtp } from './support/smtp-servers';

const good = authority.sign({ names: ['localhost', 'smtp.gmail.com', 'smtp.sendgrid.net'] });
const tls = { key: good.key, cert: good.cert };

const LOGIN: Login = { user: 'joe', password: 'correct-horse-battery' };

const BEARER: Login = { user: 'joe,=smith@example.net', password: 'access-token-of-joe', method: 'OAUTHBEARER' };

/** A server inside implicit TLS that answers AUTH so. */
const answering = (auth: Answer, more: Partial<SmtpScript> = {}) => ({
  serve: () => smtp({ implicit: true, tls, answers: { AUTH: auth }, ...more }),
});

const target = { tls: 'implicit', login: LOGIN } as const;
const options = { login: true };

const refusals: [string, string, Expectation['code'], RegExp][] = [
  ['535', '535 5.7.8 bad credentials', 'login-rejected', /user name .* and password/],
  ['534', '534 5.7.9 please use an app password', 'login-method-too-weak', /app password/],
  ['538', '538 5.7.11 encryption required', 'login-needs-encryption', /implicit TLS/],
  ['530 for STARTTLS', '530 5.7.0 must issue a STARTTLS command first', 'login-needs-encryption', /STARTTLS/],
  ['530', '530 5.7.0 something first', 'login-required-first', /Check the port/],
  ['454', '454 4.7.0 temporary failure', 'login-temporary', /do not retry in a loop/],
  ['421', '421 4.7.0 too many logins', 'login-temporary', /Wait/],
  ['432', '432 4.7.12 password transition needed', 'login-transition', /web site/],
  ['500', '500 5.5.6 line too long', 'login-syntax', /line break/],
  ['501', '501 5.5.2 bad base64', 'login-syntax', /line break/],
  ['503', '503 5.5.1 already', 'login-order', /without credentials/],
  ['504', '504 5.5.4 unknown mechanism', 'login-method-unknown', /method that it offers/],
  ['550 5.7.30', '550 5.7.30 basic authentication is not supported', 'login-disabled', /OAuth2/],
  [
    '535 5.7.139',
    '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled',
    'login-disabled',
    /OAuth2/,
  ],
  ['554', '554 no', 'login-failed', /log/],
];

const cases: Case[] = [
  {
    name: 'accepted',
    ...answering('235 2.7.0 welcome'),
    target,
    options,
    expect: { outcome: 'ok', login: 'accepted', exitCode: 0, stages: { auth: 'ok', quit: 'ok' } },
    also: (_, server) => assert.ok(server.heard.includes(`AUTH PLAIN ${btoa('\0joe\0correct-horse-battery')}`)),
  },
  {
    name: 'not asked for: no credentials are sent',
    ...answering('235 2.7.0 welcome'),
    target,
    expect: { outcome: 'ok', login: 'not-tried', stages: { auth: 'skipped' } },
    also(report, server) {
      assert.ok(!server.heard.some((line) => line.startsWith('AUTH')));
      assert.match(report.headline, /login not tested/);
    },
  },
  ...refusals.map(
    ([name, reply, code, advice]): Case => ({
      name,
      ...answering(reply),
      target,
      options,
      expect: {
        outcome: 'fail',
        failedAt: 'auth',
        code,
        advice,
        login: 'rejected',
        exitCode: 17,
        stages: { quit: 'ok' },
      },
      also: (_, server) =>
        assert.equal(server.heard.filter((line) => line.startsWith('AUTH')).length, 2, 'one try a run'),
    }),
  ),
  {
    name: 'nothing offered: the false success of others',
    ...answering('235 welcome', { answers: { EHLO: '250-mail.example.net\r\n250 SIZE 1000' } }),
    target,
    options,
    expect: { outcome: 'fail', failedAt: 'auth', code: 'login-not-offered', login: 'not-tried' },
  },
  {
    name: 'only OAuth2 offered',
    ...answering('235 welcome', { answers: { EHLO: '250-mail.example.net\r\n250 AUTH XOAUTH2 OAUTHBEARER' } }),
    target,
    options,
    expect: { outcome: 'fail', failedAt: 'auth', code: 'method-not-offered', advice: /no longer accepted/ },
    also: (_, server) => assert.ok(!server.heard.some((line) => line.startsWith('AUTH'))),
  },
  {
    name: 'configured method not offered',
    ...answering('235 welcome', { answers: { EHLO: '250-mail.example.net\r\n250 AUTH PLAIN' } }),
    target: { ...target, login: { ...LOGIN, method: 'CRAM-MD5' } },
    options,
    expect: { outcome: 'fail', failedAt: 'auth', code: 'method-not-offered', sentence: /CRAM-MD5/ },
  },
  {
    name: 'offered only before TLS',
    serve: () =>
      smtp({
        tls,
        answers: { EHLO: '250-mail.example.net\r\n250-STARTTLS\r\n250 AUTH PLAIN' },
        inside: { EHLO: '250-mail.example.net\r\n250 SIZE 1000' },
      }),
    target: { tls: 'starttls', login: LOGIN },
    options,
    expect: { outcome: 'fail', failedAt: 'auth', code: 'login-not-offered', login: 'not-tried' },
    also: (_, server) => assert.ok(!server.heard.some((line) => line.startsWith('AUTH'))),
  },
  {
    name: 'silence after the credentials',
    ...answering(() => {}),
    target,
    options,
    expect: { outcome: 'fail', failedAt: 'auth', code: 'answer-timeout', login: 'not-tried' },
  },
  {
    name: 'closes after the credentials',
    ...answering((socket) => socket.end()),
    target,
    options,
    expect: { outcome: 'fail', failedAt: 'auth', code: 'closed' },
  },
  {
    name: 'XOAUTH2: the challenge with the error is answered, and the code follows',
    ...answering(`334 ${btoa('{"status":"401","schemes":"bearer"}')}`, {
      answers: {
        AUTH: `334 ${btoa('{"status":"401","schemes":"bearer"}')}`,
        '': '535 5.7.8 token expired',
      },
    }),
    target: { ...target, login: { user: 'joe', password: 'access-token-of-joe', method: 'XOAUTH2' } },
    options,
    expect: { outcome: 'fail', failedAt: 'auth', code: 'login-token-rejected', advice: /expired/ },
    also: (_, server) =>
      assert.ok(server.heard.includes(`AUTH XOAUTH2 ${btoa('user=joe\x01auth=Bearer access-token-of-joe\x01\x01')}`)),
  },
  ...(
    [
      ['invalid_token', 'login-token-rejected', /fresh one/],
      ['insufficient_scope', 'login-token-scope', /SMTP\.Send/],
      ['invalid_request', 'login-token-unreadable', /refresh token/],
      ['something_else', 'login-token-rejected', /expired/],
    ] as const
  ).map(
    ([status, code, advice]): Case => ({
      name: `OAUTHBEARER: ${status}`,
      serve: () =>
        smtp({
          implicit: true,
          tls,
          answers: {
            EHLO: '250-mail.example.net\r\n250 AUTH OAUTHBEARER',
            AUTH: `334 ${btoa(JSON.stringify({ status, scope: 'mail \x1b[2J', 'openid-configuration': 'https://x' }))}`,
            'AQ==': '535 5.7.8 no',
          },
        }),
      target: { ...target, login: BEARER },
      options,
      expect: { outcome: 'fail', failedAt: 'auth', code, advice, login: 'rejected', exitCode: 17 },
      also(report, server) {
        // RFC 7628 section 3.1: host and port are those that the client believes it talks to.
        const sent = `n,a=joe=2C=3Dsmith@example.net,\x01host=localhost\x01port=${server.port}\x01auth=Bearer access-token-of-joe\x01\x01`;
        assert.ok(server.heard.includes(`AUTH OAUTHBEARER ${btoa(sent)}`));
        const { facts } = report.stages.find(({ id }) => id === 'auth')!;
        assert.deepEqual(facts.slice(1), [
          { label: 'The server says of the token', value: status },
          { label: 'It wants the scope', value: 'mail \\x1b[2J' },
        ]);
      },
    }),
  ),
  {
    name: 'OAUTHBEARER: accepted',
    ...answering('235 welcome', { answers: { EHLO: '250-mail.example.net\r\n250 AUTH OAUTHBEARER' } }),
    target: { ...target, login: BEARER },
    options,
    expect: { outcome: 'ok', login: 'accepted' },
  },
  ...(['{', 'null', '[]', '{"status":{"a":1},"scope":[]}', '"text"'] as const).map(
    (challenge): Case => ({
      name: `OAUTHBEARER: challenge that says nothing, ${challenge}`,
      ...answering('', {
        answers: {
          EHLO: '250-mail.example.net\r\n250 AUTH OAUTHBEARER',
          AUTH: `334 ${btoa(challenge)}`,
          'AQ==': '535 5.7.8 no',
        },
      }),
      target: { ...target, login: BEARER },
      options,
      expect: { outcome: 'fail', failedAt: 'auth', code: 'login-token-rejected' },
    }),
  ),
  {
    name: 'OAUTHBEARER: challenges without end are answered once',
    ...answering('', {
      answers: { EHLO: '250-mail.example.net\r\n250 AUTH OAUTHBEARER', AUTH: '334 e30=', 'AQ==': '334 e30=' },
    }),
    target: { ...target, login: BEARER },
    options,
    expect: { outcome: 'fail', failedAt: 'auth', code: 'login-failed', login: 'rejected' },
    also: (_, { heard }) => assert.equal(heard.filter((line) => line === 'AQ==').length, 2),
  },
  {
    name: 'challenge that cannot be read',
    ...answering('334 ***'),
    target: { ...target, login: { ...LOGIN, method: 'CRAM-MD5' } },
    options,
    expect: { outcome: 'fail', failedAt: 'auth', code: 'challenge-unreadable' },
  },
];

describe('probe: login', () => {
  checkCases(cases, 'test/reports/login.txt');

  it('LOGIN sends user and password in turn', async () => {
    const prompts: Record<string, Answer> = {
      AUTH: '334 VXNlcm5hbWU6',
      [btoa('joe').toUpperCase()]: '334 UGFzc3dvcmQ6',
      [btoa('correct-horse-battery').toUpperCase()]: '235 welcome',
    };
    const server = await smtp({ implicit: true, tls, answers: prompts });
    try {
      const report = await run(server, { ...target, login: { ...LOGIN, method: 'LOGIN' } }, options);
      assert.equal(report.login, 'accepted');
    } finally {
      await server.close();
    }
  });

  it('CRAM-MD5 sends the digest of RFC 2195', async () => {
    const challenge = '<1896.697170952@postoffice.example.net>';
    const digest = createHmac('md5', 'tanstaaftanstaaf').update(challenge).digest('hex');
    const server = await smtp({
      implicit: true,
      tls,
      answers: { AUTH: `334 ${btoa(challenge)}`, [btoa(`tim ${digest}`).toUpperCase()]: '235 welcome' },
    });
    try {
      const login: Login = { user: 'tim', password: 'tanstaaftanstaaf', method: 'CRAM-MD5' };
      assert.equal((await run(server, { ...target, login }, options)).login, 'accepted');
    } finally {
      await server.close();
    }
  });

  it('accepts letters outside ASCII in user and password', async () => {
    const server = await smtp({ implicit: true, tls });
    try {
      await run(server, { ...target, login: { user: 'jörg', password: 'pässwörter' } }, options);
      const sent = server.heard.find((line) => line.startsWith('AUTH PLAIN '))!.slice(11);
      assert.equal(Buffer.from(sent, 'base64').toString('utf8'), '\0jörg\0pässwörter');
    } finally {
      await server.close();
    }
  });

  it('advises by provider', async () => {
    const server = await smtp({ implicit: true, tls, answers: { AUTH: '535 5.7.8 no' } });
    try {
      const advice = async (host: string) => {
        const report = await probe(
          { host, port: server.port, tls: 'implicit', verify: 'full', ca: authority.root.cert, login: LOGIN },
          { resolver: loopback, login: true, timeouts: QUICK },
        );
        return report.stages.find(({ id }) => id === 'auth')?.advice ?? '';
      };
      assert.match(await advice('smtp.gmail.com'), /app password/);
      assert.match(await advice('smtp.sendgrid.net'), /apikey/);
    } finally {
      await server.close();
    }
  });
});

describe('probe: secrets', () => {
  const password = 'correct-horse/battery+staple';
  const forms = [
    password,
    encodeURIComponent(password),
    btoa(password),
    btoa(`\0joe\0${password}`),
    btoa(`joe\0joe\0${password}`),
    btoa(`user=joe\x01auth=Bearer ${password}\x01\x01`),
    btoa(`n,a=joe,\x01host=localhost\x01port=465\x01auth=Bearer ${password}\x01\x01`),
    btoa(JSON.stringify({ status: password, scope: password })),
    Buffer.from(password).toString('base64url'),
    Buffer.from(password).toString('hex'),
  ];

  /** A server that gives back whatever it was told, in every form it can think of. */
  const echoes = (): SmtpScript => ({
    implicit: true,
    tls,
    greeting: `220 ${password}`,
    answers: {
      EHLO: `${EHLO_LOGIN.replace('SIZE 1000000', `SIZE ${forms[1]}`)}`,
      AUTH: (socket, line) => socket.write(`535 5.7.8 ${line} ${forms.join(' ')} ${password.slice(0, 8)}\x1b[0m\r\n`),
    },
  });

  /** A server that repeats them where it says why: in the challenge to a token, and in the answer to a message. */
  const confides = (): SmtpScript => ({
    ...echoes(),
    answers: {
      ...echoes().answers,
      AUTH: `334 ${btoa(JSON.stringify({ status: password, scope: `x ${password}` }))}`,
      'AQ==': `235 ${forms.join(' ')}`,
      '': `235 ${forms.join(' ')}`,
      DATA: '354 go on',
      '.': `250 queued as ${forms.join(' ')}`,
    },
  });

  for (const method of ['OAUTHBEARER', 'XOAUTH2'] as const) {
    it(`none in the report of a message and its text (${method})`, async () => {
      const { toMarkdown, toText } = await import('../src/probe');
      const server = await smtp(confides());
      try {
        const message = { from: 'joe@example.net', to: 'me@example.org', about: `.env: ${password}` };
        const report = await run(
          server,
          { ...target, login: { user: 'joe', password, method } },
          { ...options, message },
        );
        assert.equal(report.message, 'accepted');
        const text = server.heard.slice(server.heard.indexOf('DATA'), server.heard.indexOf('.')).join('\n');
        const all = [JSON.stringify(report), toMarkdown(report), toText(report, { transcript: true }), text];
        for (const shown of all) {
          for (const form of forms) assert.ok(!shown.toLowerCase().includes(form.toLowerCase()), `${form} in ${shown}`);
        }
        assert.match(text, /Settings: \.env: \*\*\*/);
      } finally {
        await server.close();
      }
    });
  }

  for (const method of LOGIN_METHODS) {
    it(`none in report, events or rendered forms, even if the server repeats them (${method})`, async () => {
      const { toMarkdown, toText } = await import('../src/probe');
      const server = await smtp(echoes());
      try {
        const events: unknown[] = [];
        const login = { user: 'joe', password, method };
        const report = await run(server, { ...target, login }, { ...options, onStage: (event) => events.push(event) });
        assert.equal(report.login, 'rejected');
        const all = [
          JSON.stringify(report),
          JSON.stringify(events),
          toMarkdown(report),
          toText(report, { transcript: true }),
        ];
        for (const text of all) {
          for (const form of forms) assert.ok(!text.toLowerCase().includes(form.toLowerCase()), `${form} in ${text}`);
        }
        assert.ok(all[3]!.includes('***'));
      } finally {
        await server.close();
      }
    });
  }

  it('hides all of the server’s words where a secret is too short to be searched for', async () => {
    const server = await smtp({ implicit: true, tls, answers: { AUTH: '535 5.7.8 wrong password abc' } });
    try {
      const report = await run(server, { ...target, login: { user: 'joe', password: 'abc' } }, options);
      assert.doesNotMatch(JSON.stringify(report), /\babc\b/);
    } finally {
      await server.close();
    }
  });
});
