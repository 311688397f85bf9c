/** What refusals mean, asked of the table alone: replies as servers and providers give them, and where the meaning lies. */
import assert from 'node:assert/strict';
import providers from '../src/analyzer/data/providers.json';
import hints from '../src/probe/data/provider-hints.json';
import table from '../src/probe/data/refusals.json';
import { explain, FAILURE_CODES, type FailureCode } from '../src/probe/explanations';
import { type Asked, meaningOf, type Step, statusOf, wordsOf } from '../src/probe/refusals';
import type { Reply } from '../src/probe/reply';
import replies from './probe-replies.json';

interface Sample {
  readonly name: string;
  readonly asked: Asked;
  readonly step?: Step;
  readonly host?: string;
  readonly reply: readonly string[];
  /** Any of these is right. */
  readonly means: readonly FailureCode[];
}

function replyOf(lines: readonly string[]): Reply {
  const texts = lines.map((line) => line.slice(4));
  return { code: Number(lines[0]!.slice(0, 3)), lines: texts, status: statusOf(texts) };
}

const meaning = ({ asked, step, host = 'mail.example.net', reply }: Omit<Sample, 'means' | 'name'>, loggedIn = false) =>
  meaningOf(asked, replyOf(reply), { host, step, loggedIn });

/** Wordings that no row was written for. */
const UNSEEN: readonly (readonly [string, Asked, Step | undefined, string, FailureCode])[] = [
  [
    'login first, other words',
    'transaction',
    'sender',
    '550 5.7.1 Please authenticate first',
    'transaction-needs-login',
  ],
  [
    'login first, at the recipient',
    'transaction',
    'recipient',
    '550 You need to log in before sending',
    'transaction-needs-login',
  ],
  ['TLS first with 530', 'transaction', 'sender', '530 5.7.10 TLS is required for this port', 'transaction-needs-tls'],
  ['TLS first with 450', 'transaction', 'recipient', '450 4.7.1 You must use TLS', 'transaction-needs-tls'],
  ['PTR by its status alone', 'transaction', 'recipient', '550 5.7.25 Go away', 'client-reverse-dns'],
  ['sender domain by its status alone', 'transaction', 'recipient', '550 5.1.8 Sorry', 'sender-domain-unknown'],
  ['HELO in other words', 'transaction', 'recipient', '550 Invalid HELO name given', 'client-name'],
  ['quota in other words', 'transaction', 'message', '550 Your daily sending limit has been reached', 'limit-reached'],
  ['size in other words', 'transaction', 'sender', '552 Message size exceeds the limit', 'message-too-large'],
  ['full mailbox by its status', 'transaction', 'recipient', '552 5.2.2 sorry', 'mailbox-full'],
  [
    'sender of another account',
    'transaction',
    'sender',
    '550 You are not permitted to send as this user',
    'sender-not-owned',
  ],
  ['relay at the recipient', 'transaction', 'recipient', '550 We do not relay', 'relay-denied'],
  ['a relay that fails', 'transaction', 'sender', '421 4.4.0 Failed to connect to relay server', 'server-fault'],
  ['a fault by its status', 'transaction', 'message', '451 4.3.0 oops', 'server-fault'],
  ['policy by its status', 'transaction', 'message', '550 5.7.1 no', 'refused-by-policy'],
  ['spam by its words', 'transaction', 'message', '554 This looks like spam', 'refused-by-policy'],
  ['a disabled account by its status', 'login', undefined, '535 5.7.13 no', 'account-blocked'],
  ['a method too weak by its status', 'login', undefined, '535 5.7.9 no', 'login-method-too-weak'],
  ['password renewal by its status', 'login', undefined, '432 4.7.12 no', 'login-transition'],
  ['threads of Exchange by its status', 'login', undefined, '432 4.3.2 no', 'too-many-connections'],
  [
    'too many connections in words',
    'login',
    undefined,
    '421 Too many simultaneous connections',
    'too-many-connections',
  ],
  ['a plain refusal', 'login', undefined, '535 no', 'login-rejected'],
  ['TLS before AUTH', 'login', undefined, '503 5.5.1 Use TLS before AUTH', 'login-needs-encryption'],
  ['an old TLS version at EHLO', 'hello', undefined, '421 4.7.66 TLS 1.0 not supported', 'tls-version-refused'],
  [
    'a sandbox at the login',
    'login',
    undefined,
    '421 Domain mg.example.org is not allowed to send: Sandbox subdomains are for test purposes only',
    'account-blocked',
  ],
];

describe('refusals', () => {
  const samples = replies as readonly Sample[];

  it('mean what those who know these servers say', () => {
    const wrong = samples.flatMap((sample) => {
      const found = meaning(sample)?.code;
      return found && sample.means.includes(found) ? [] : [`${sample.name}: ${found} for ${sample.means.join(' or ')}`];
    });
    assert.deepEqual(wrong, []);
    assert.ok(samples.length > 300);
  });

  it('are understood in words that no row was written for', () => {
    const wrong = UNSEEN.flatMap(([name, asked, step, line, code]) => {
      const found = meaning({ asked, step, reply: [line] })?.code;
      return found === code ? [] : [`${name}: ${found} for ${code}`];
    });
    assert.deepEqual(wrong, []);
  });

  it('are not about a missing login after a login', () => {
    const reply = ['554 5.7.1 <host[192.0.2.1]>: Client host rejected: Access denied'];
    const sample = { asked: 'transaction', step: 'recipient', reply } as const;
    assert.equal(meaning(sample)?.code, 'transaction-needs-login');
    assert.equal(meaning(sample, true)?.code, 'refused-by-policy');
  });

  it('of Microsoft with one status code mean five things, with five remedies', () => {
    const of = (words: string) =>
      meaning({
        asked: 'login',
        host: 'smtp.office365.com',
        reply: [`535 5.7.139 Authentication unsuccessful, ${words}`],
      });
    const wrong = of('the user credentials were incorrect.');
    assert.equal(wrong?.code, 'login-rejected');
    assert.doesNotMatch(wrong?.advice ?? '', /switched off/);
    const others = [
      'SmtpClientAuthentication is disabled for the Tenant.',
      'SmtpClientAuthentication is disabled for the Mailbox.',
      'user is locked by your organization’s security defaults policy.',
      'the request did not meet the criteria to be authenticated successfully.',
    ].map(of);
    assert.deepEqual([...new Set(others.map((each) => each?.code))], ['login-disabled']);
    assert.equal(new Set(others.map((each) => each?.advice)).size, 4);
  });

  it('that many servers give are not explained with one provider', () => {
    const of = (asked: Asked, line: string, loggedIn = false) =>
      meaning({ asked, reply: [line] }, loggedIn)?.advice ?? '';
    const login = '454 4.7.0 Temporary authentication failure: Connection lost to authentication server';
    assert.match(of('login', login), /Dovecot, saslauthd/);
    assert.doesNotMatch(of('login', '454 4.7.0 Too many login attempts'), /Google/);
    const recipient = '550 Invalid recipient: <a@example.org>';
    assert.match(of('transaction', recipient), /nobody has logged in/);
    assert.doesNotMatch(of('transaction', recipient, true), /nobody has logged in/);
  });

  it('get the hint of the provider at whatever step they come', () => {
    const login = meaning({
      asked: 'transaction',
      step: 'sender',
      host: 'smtp.office365.com',
      reply: ['530 5.7.57 Client not authenticated to send mail'],
    });
    assert.match(login?.advice ?? '', /Microsoft accepts no mail here without a login/);
    const own = meaning({ asked: 'login', reply: ['535 5.7.8 no'] });
    assert.equal(own?.advice, undefined);
  });

  it('are read without the codes that stand on each line', () => {
    const reply = replyOf(['550-5.7.26 This mail is unauthenticated,', '550 5.7.26 which is no good (#5.7.1)']);
    assert.equal(wordsOf(reply), 'This mail is unauthenticated, which is no good (#5.7.1)');
    assert.equal(statusOf(['sorry, no mailbox here by that name. (#5.1.1)']), '5.1.1');
  });

  it('have a source in every row, a code that is explained, and no row that another one hides', () => {
    const codes = new Set<string>(FAILURE_CODES);
    assert.deepEqual(
      table.filter(({ source, means }) => !source || !codes.has(means)),
      [],
    );
    const keys = table.map((row) => JSON.stringify({ ...row, means: '', advice: '', source: '' }));
    assert.deepEqual(
      keys.filter((key, index) => keys.indexOf(key) !== index),
      [],
    );
  });

  it('have hints for providers and meanings that exist', () => {
    const ids = new Set(providers.map(({ id }) => id));
    const codes = new Set<string>(FAILURE_CODES);
    assert.deepEqual(
      hints.flatMap((hint) => [
        ...hint.providers.filter((id) => !ids.has(id)),
        ...hint.means.filter((code) => !codes.has(code)),
      ]),
      [],
    );
  });

  it('are explained with a sentence and an advice each', () => {
    for (const code of new Set(table.map(({ means }) => means as FailureCode))) {
      const { sentence, advice } = explain(code, {
        host: 'h',
        port: 587,
        tls: 'starttls',
        replyCode: 550,
        reply: 'no',
        subject: 'sender',
      });
      assert.ok(sentence.length > 20 && (advice?.length ?? 0) > 20, code);
    }
  });
});
