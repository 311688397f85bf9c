import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  exitCodeOf,
  type ProbeReport,
  type StageId,
  toMarkdown,
  toText,
  workingToMarkdown,
  workingToText,
} from '../src/probe';
import { explain, FAILURE_CODES } from '../src/probe/explanations';

const REPORT: ProbeReport = {
  format: 1,
  endpoint: { host: 'mail.example.net', port: 587, tls: 'implicit' },
  startedAt: '2026-11-24T10:00:00.000Z',
  ms: 40,
  outcome: 'fail',
  exitCode: 15,
  failedAt: 'tls',
  code: 'starttls-expected',
  headline: 'Port 587 begins in plaintext.',
  assumptions: ['TLS mode unknown: port 587 is tested with implicit TLS.'],
  notFollowed: [],
  stages: [
    {
      id: 'dns',
      title: 'Name resolution',
      status: 'ok',
      ms: 3,
      sentence: 'One address.',
      facts: [{ label: 'Addresses', value: ['192.0.2.1 (public)'] }],
    },
    {
      id: 'tls',
      title: 'TLS',
      status: 'fail',
      ms: 20,
      code: 'starttls-expected',
      sentence: 'Port 587 begins in plaintext.',
      advice: 'Use required STARTTLS.',
      facts: [{ label: 'Seen', value: '`220` <b>|</b>' }],
    },
    { id: 'auth', title: 'Login', status: 'skipped', ms: 0, sentence: 'Not run, as "TLS" failed.', facts: [] },
  ],
  mechanisms: {},
  login: 'not-tried',
  suggestion: {
    of: 'tls',
    title: 'Use required STARTTLS on port 587',
    because: 'It was offered.',
    change: { tls: 'starttls' },
  },
  transcript: [
    { at: 1, from: 'note', encrypted: false, text: 'second connection' },
    { at: 2, from: 'server', encrypted: false, text: '220 hello' },
    { at: 3, from: 'client', encrypted: true, text: 'AUTH PLAIN ***' },
  ],
};

describe('probe: rendered report', () => {
  it('as text for a terminal', () => {
    assert.equal(
      toText(REPORT, { transcript: true }),
      [
        'mail.example.net:587, implicit TLS',
        'assumed: TLS mode unknown: port 587 is tested with implicit TLS.',
        '  ok  Name resolution (3 ms): One address.',
        '              | Addresses: 192.0.2.1 (public)',
        'FAIL  TLS (20 ms): Port 587 begins in plaintext.',
        '              => Use required STARTTLS.',
        '              | Seen: `220` <b>|</b>',
        '   -  Login: Not run, as "TLS" failed.',
        '',
        '     1 ** second connection',
        '     2 <- 220 hello',
        '     3 ~> AUTH PLAIN ***',
        '',
        'Port 587 begins in plaintext.',
        '=> Use required STARTTLS on port 587. It was offered.',
        '',
      ].join('\n'),
    );
  });

  it('ends with the remedy of the failure, not with that of a remark', () => {
    const failure: ProbeReport = {
      ...REPORT,
      failedAt: 'auth',
      headline: 'The server rejected the credentials.',
      stages: [
        { ...REPORT.stages[1]!, id: 'certificate', status: 'ok' },
        { ...REPORT.stages[1]!, id: 'auth', advice: 'Use an app password.' },
      ],
      suggestion: { of: 'certificate', title: 'Require STARTTLS', because: 'It was seen to work.', change: {} },
    };
    assert.equal(toText(failure).trimEnd().split('\n').at(-1), '=> Use an app password.');
    assert.match(toText(failure), /^also: Require STARTTLS\. It was seen to work\.$/m);
  });

  it('in colour where it is asked for', () => {
    assert.match(toText(REPORT, { colour: true }), /\x1b\[31mFAIL\x1b\[0m/);
    assert.doesNotMatch(toText(REPORT), /\x1b/);
  });

  it('as Markdown', () => {
    assert.equal(
      toMarkdown(REPORT),
      [
        '## Connection test: `mail.example.net:587`',
        '',
        '**Port 587 begins in plaintext.**',
        '',
        'implicit TLS, 2026-11-24T10:00:00.000Z, 40 ms',
        '',
        '- Assumed: TLS mode unknown: port 587 is tested with implicit TLS.',
        '',
        '- ✅ **Name resolution** (3 ms): One address.',
        '  - Addresses:',
        '    - `192.0.2.1 (public)`',
        '- ❌ **TLS** (20 ms): Port 587 begins in plaintext.',
        '  - **What to do:** Use required STARTTLS.',
        '  - Seen: `` `220` <b>|</b> ``',
        '- ⏭️ **Login**: Not run, as "TLS" failed.',
        '',
        '**Use required STARTTLS on port 587.** It was offered.',
        '',
        '<details><summary>Transcript</summary>',
        '',
        '```',
        '     1 ** second connection',
        '     2 <- 220 hello',
        '     3 ~> AUTH PLAIN ***',
        '```',
        '',
        '</details>',
        '',
      ].join('\n'),
    );
  });

  it('with what would work', () => {
    const works = {
      host: 'mail.example.net',
      port: 465,
      tls: 'implicit',
      why: 'a usual port for submission',
      status: 'works',
      ms: 12,
      sentence: 'The connection works.',
      tlsVersion: 'TLSv1.3',
      mechanisms: ['PLAIN'],
      change: { port: 465, tls: 'implicit' },
    } as const;
    const report = { results: [works], recommended: works };
    assert.equal(workingToText(report), '=>   ok  mail.example.net:465 implicit TLS: The connection works.\n');
    assert.match(
      workingToMarkdown(report),
      /\| `mail\.example\.net` \| 465 \| implicit TLS \| ✅ recommended \| TLSv1\.3 \| PLAIN \| The connection works\. \|/,
    );
  });
});

describe('probe: exit codes', () => {
  const cases: [ProbeReport['outcome'], StageId | undefined, string | undefined, number][] = [
    ['ok', undefined, undefined, 0],
    ['warn', undefined, undefined, 1],
    ['fail', 'settings', 'host-missing', 2],
    ['fail', 'dns', 'name-not-found', 10],
    ['fail', 'tcp', 'connection-refused', 11],
    ['fail', 'greeting', 'closed', 12],
    ['fail', 'ehlo', 'ehlo-rejected', 13],
    ['fail', 'starttls', 'starttls-refused', 14],
    ['fail', 'tls', 'tls-failed', 15],
    ['fail', 'certificate', 'certificate-expired', 16],
    ['fail', 'auth', 'login-rejected', 17],
    ['fail', 'envelope', 'sender-rejected', 18],
    ['fail', 'tcp', 'deadline', 19],
    ['cancelled', 'tcp', 'cancelled', 19],
  ];
  for (const [outcome, stage, code, expected] of cases) {
    it(`${outcome} ${stage ?? ''}: ${expected}`, () => assert.equal(exitCodeOf(outcome, stage, code), expected));
  }
});

describe('docs/test-connection.md', () => {
  const page = join(process.cwd(), 'docs/test-connection.md');
  const [begin, end] = ['<!-- codes -->', '<!-- /codes -->'];

  it('lists every code with its sentence (UPDATE=1 writes it)', () => {
    const about = { host: 'mail.example.net', port: 587, tls: 'starttls', replyCode: 454, seconds: 10 } as const;
    const rows = FAILURE_CODES.map((code) => {
      const { sentence } = explain(code, {
        ...about,
        subject: '…',
        protocol: 'an IMAP server, which is for reading mail',
      });
      return `| \`${code}\` | ${sentence.replaceAll('|', '\\|')} |`;
    });
    const table = [begin, '| Code | What it says |', '| --- | --- |', ...rows, end].join('\n');
    const text = readFileSync(page, 'utf8');
    const [from, to] = [text.indexOf(begin), text.indexOf(end) + end.length];
    if (process.env.UPDATE) writeFileSync(page, text.slice(0, from) + table + text.slice(to));
    else assert.equal(text.slice(from, to), table);
  });

  it('gives every code a next step', () => {
    const about = { host: 'mail.example.net', port: 587, tls: 'starttls' } as const;
    const without = FAILURE_CODES.filter((code) => !explain(code, about).advice);
    assert.deepEqual(without, ['cancelled']);
  });
});
