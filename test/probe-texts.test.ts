/** Every text that a connection test has for a code and for a refusal, in golden files; `UPDATE=1` rewrites them. */
import { explain, FAILURE_CODES } from '../src/probe/explanations';
import type { About } from '../src/probe/explanations/explanation';
import { type Asked, meaningOf, type Step, statusOf, wordsOf } from '../src/probe/refusals';
import replies from './probe-replies.json';
import { compareWithGolden } from './support/golden';

const BASE: About = { host: 'mail.example.net', port: 587, tls: 'starttls' };

/** What may be known beside host, port and mode; one at a time, as each can change a text. */
const KNOWN: readonly Partial<About>[] = [
  {},
  { tls: 'implicit', port: 465 },
  { tls: 'off', port: 25 },
  { tls: 'opportunistic' },
  { port: 25 },
  { port: 2525 },
  { reply: '5.7.8 no', replyCode: 535, status: '5.7.8' },
  { protocol: 'an IMAP server, which is for reading mail' },
  { seconds: 1 },
  { seconds: 30 },
  { deadPort: 465 },
  { local: true },
  ...['ciphers', 'name', 'SPF', 'CRAM-MD5', 'TLSv1', 'smtp.office365.com', 'EPROTO'].map((subject) => ({ subject })),
  ...[['PLAIN'], ['XOAUTH2'], ['SCRAM-SHA-256'], ['NTLM'], ['DIGEST-MD5'], ['EXTERNAL'], ['GSSAPI', 'X-NEW']].map(
    (offered) => ({ offered }),
  ),
];

describe('probe: texts', () => {
  it('of all codes are as the golden file has them', () => {
    const lines = FAILURE_CODES.flatMap((code) => {
      const seen = new Set<string>();
      const own = KNOWN.flatMap((known) => {
        const { sentence, advice } = explain(code, { ...BASE, ...known });
        const text = `${sentence} => ${advice}`;
        if (seen.has(text)) return [];
        seen.add(text);
        return [`  ${JSON.stringify(known)} ${text}`];
      });
      return [code, ...own];
    });
    compareWithGolden('test/reports/texts.txt', lines);
  });

  it('of all refusals are as the golden file has them', () => {
    const lines = replies.map(({ name, reply, asked, step, host = 'mail.example.net' }: (typeof replies)[number]) => {
      const texts = reply.map((line) => line.slice(4));
      const status = statusOf(texts);
      const answer = { code: Number(reply[0]!.slice(0, 3)), lines: texts, status };
      const told = [false, true].map((loggedIn) => {
        const meaning = meaningOf(asked as Asked, answer, { host, step: step as Step | undefined, loggedIn });
        return meaning ? `${meaning.code}${meaning.advice ? ` => ${meaning.advice}` : ''}` : 'nothing';
      });
      return `${name}: ${status ?? '-'} ${wordsOf(answer)}: ${[...new Set(told)].join('; logged in: ')}`;
    });
    compareWithGolden('test/reports/refusals.txt', lines);
  });
});
