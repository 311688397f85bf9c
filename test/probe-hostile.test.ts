import assert from 'node:assert/strict';
import { type ProbeOptions, type ProbeReport, type ProbeTarget, toMarkdown, toText } from '../src/probe';
import { visible } from '../src/show/shown';
import { authority, checkHonesty, run, untilClosed } from './support/probe-cases';
import {
  type Answer,
  drips,
  EHLO_STARTTLS,
  flood,
  floods,
  type LoopbackServer,
  type SmtpScript,
  says,
  smtp,
} from './support/smtp-servers';

const MOST_EXTRA_MEMORY = 32 * 1024 * 1024;

interface Attack {
  readonly name: string;
  readonly serve: () => Promise<LoopbackServer>;
  readonly code: string;
  readonly target?: Partial<ProbeTarget>;
  readonly options?: ProbeOptions;
}

const good = authority.sign({});
const tls = { key: good.key, cert: good.cert };

/** Floods in answer to one command. */
const flooding = (word: string, text: string, more: SmtpScript = {}) =>
  smtp({ ...more, answers: { [word]: flood(text), ...more.answers } });

const implicit = { tls: 'implicit' } as const;
const bearer = { ...implicit, login: { user: 'joe', password: 'access-token-of-joe', method: 'OAUTHBEARER' } } as const;
const sending = { message: { from: 'joe@example.net', to: 'me@example.org' } };

const drip: Answer = (socket) => {
  const timer = setInterval(() => socket.write('250-2.0.0 queued\r\n'), 50);
  socket.on('close', () => clearInterval(timer));
};

const attacks: Attack[] = [
  {
    name: 'flood in answer to a token',
    serve: () => flooding('AUTH', '334-x', { implicit: true, tls }),
    code: 'answer-too-long',
    target: bearer,
    options: { login: true },
  },
  {
    name: 'flood in answer to DATA',
    serve: () => flooding('DATA', '354-go\r\n', { implicit: true, tls }),
    code: 'answer-too-long',
    target: implicit,
    options: sending,
  },
  {
    name: 'flood in answer to a message',
    serve: () => flooding('.', '250-x\r\n', { implicit: true, tls, answers: { DATA: '354 go on' } }),
    code: 'message-unanswered',
    target: implicit,
    options: sending,
  },
  {
    name: 'answer to a message that drips',
    serve: () => smtp({ implicit: true, tls, answers: { DATA: '354 go on', '.': drip } }),
    code: 'message-unanswered',
    target: implicit,
    options: sending,
  },

  { name: 'endless line', serve: () => floods('220 x'), code: 'answer-too-long' },
  { name: 'endless multi-line greeting', serve: () => floods('220-more\r\n'), code: 'answer-too-long' },
  { name: 'endless greetings', serve: () => floods('220 hello\r\n'), code: 'unsolicited-answer' },
  { name: 'endless binary', serve: () => floods('\0\xff\x7f'), code: 'not-smtp' },
  { name: 'endless empty lines', serve: () => floods('\r\n'), code: 'not-smtp' },
  { name: 'endless EHLO reply', serve: () => flooding('EHLO', '250-X\r\n'), code: 'answer-too-long' },
  { name: 'endless EHLO line', serve: () => flooding('EHLO', '250-XXXXXXXX'), code: 'answer-too-long' },
  {
    name: 'flood in the place of TLS',
    serve: () =>
      smtp({
        answers: {
          EHLO: EHLO_STARTTLS,
          STARTTLS(socket) {
            socket.write('220 go\r\n');
            setTimeout(() => flood('220 x\r\n')(socket), 30);
          },
          '*': () => {},
        },
      }),
    code: 'starttls-garbage',
  },
  { name: 'one byte at a time', serve: () => drips('220-slow ', 30), code: 'greeting-timeout' },
  { name: 'one byte at a time, with line ends', serve: () => drips('220-slow\r\n', 15), code: 'greeting-timeout' },
  {
    name: 'EHLO reply that drips',
    serve: () =>
      smtp({
        answers: {
          EHLO: drip,
        },
      }),
    code: 'answer-timeout',
  },
  {
    name: 'closes in the middle of a line',
    serve: () => smtp({ answers: { EHLO: (socket) => socket.end('250-mai') } }),
    code: 'closed',
  },
];

describe('probe: hostile servers', () => {
  for (const { name, serve, code, target, options } of attacks) {
    it(`${name}: ends in time, in little memory`, async () => {
      const server = await serve();
      try {
        global.gc?.();
        const before = process.memoryUsage().rss;
        const report = await run(server, target, options);
        assert.equal(report.code, code, 'not that of the deadline of the whole test');
        assert.ok(report.transcript.length <= 201);
        assert.ok(JSON.stringify(report).length < 200_000);
        checkHonesty(report);
        await untilClosed(server);
        assert.ok(process.memoryUsage().rss - before < MOST_EXTRA_MEMORY, 'memory');
      } finally {
        await server.close();
      }
    });
  }

  /** Everything that is ever shown of a report. */
  const shown = (report: ProbeReport) => ({
    json: JSON.stringify(report),
    markdown: toMarkdown(report),
    text: toText(report, { transcript: true }),
  });

  it('shows no control characters, bidi overrides or invisible letters', async () => {
    const nasty = '\x1b[31mred\x07\x9b0m \u202egnp.exe\u2066 zero\u200bwidth \u2028 \ufeff';
    const server = await smtp({
      tls,
      greeting: `220 ${nasty}`,
      answers: { EHLO: `250-${nasty}\r\n250-AUTH ${nasty}\r\n250 STARTTLS` },
    });
    try {
      const report = await run(server);
      const { json, markdown, text } = shown(report);
      for (const output of [json, markdown, text]) {
        assert.doesNotMatch(
          output,
          /[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff]/,
        );
      }
      assert.match(report.greeting!, /\\x1b\[31mred\\x07/);
      assert.match(report.greeting!, /\\u\{202e\}gnp/);
    } finally {
      await server.close();
    }
  });

  it('lets no markup through into Markdown', async () => {
    const markup = '![x](https://evil.example/p.png) <img src=x onerror=alert(1)> [a](command:run) ``` `b` | **c**';
    const server = await smtp({ greeting: `554 ${markup}` });
    try {
      const report = await run(server);
      const markdown = toMarkdown(report);
      for (const line of markdown.split('\n')) {
        const outside = line.replace(/(`+)(?:(?!\1).)*?\1(?!`)/g, '').replace(/\\./g, '');
        if (/^\s*\d+ /.test(line)) continue;
        assert.doesNotMatch(outside, /!\[|\]\(|<img|\*\*c/, line);
      }
      const transcript = markdown.slice(markdown.indexOf('</summary>'));
      assert.match(transcript, /\n````\n[\s\S]*\n````\n/);
    } finally {
      await server.close();
    }
  });

  it('lets no reply imitate our own lines', async () => {
    const server = await says('220 hello\r\n  ok  Login: accepted\r\n');
    try {
      const report = await run(server, { tls: 'off' });
      const text = toText(report, { transcript: true });
      assert.doesNotMatch(text, /^\s*ok {2}Login/m);
    } finally {
      await server.close();
    }
  });

  it('cuts long texts', async () => {
    const server = await smtp({ greeting: `554 ${'x'.repeat(1900)}` });
    try {
      const report = await run(server);
      assert.ok(report.headline.length < 700);
    } finally {
      await server.close();
    }
  });

  it('shows names of certificates as harmless text', async () => {
    const nasty = authority.sign({ commonName: 'evil\x1b[2J\u202e', names: ['mail.other.example'] });
    const server = await smtp({ implicit: true, tls: { key: nasty.key, cert: nasty.cert } });
    try {
      const { json, text } = shown(await run(server, { tls: 'implicit' }));
      assert.doesNotMatch(json + text, /[\x1b\u202e]/);
      assert.match(json, /evil/);
    } finally {
      await server.close();
    }
  });

  it('makes every unseen character visible, and leaves the rest alone', () => {
    assert.equal(visible('a\tb é 漢 🙂'), 'a\tb é 漢 🙂');
    assert.equal(visible('\ud800'), '\\u{d800}');
    assert.equal(visible('\r\n\0'), '\\x0d\\x0a\\x00');
    assert.equal(visible('\u{e0041}'), '\\u{e0041}');
  });
});
