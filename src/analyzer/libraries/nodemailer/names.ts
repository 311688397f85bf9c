/** The names that nodemailer reads, by level, and what people write in their place. */
import names from '../../data/nodemailer-options.json';
import { nearest } from '../../nearest';

export type Level = 'transport' | 'auth' | 'tls';

const KNOWN: Readonly<Record<Level, ReadonlySet<string>>> = {
  transport: new Set(names.transport),
  auth: new Set(names.auth),
  tls: new Set(names.tls),
};

/** What to say of a name that a level does not read. */
export type Verdict =
  | { readonly kind: 'meant'; readonly nearest: string }
  | { readonly kind: 'belongs'; readonly belongs: string }
  | { readonly kind: 'ignored'; readonly because: string }
  | { readonly kind: 'deprecated'; readonly because: string; readonly nearest?: string };

const belongs = (where: string): Verdict => ({ kind: 'belongs', belongs: where });
const meant = (name: string): Verdict => ({ kind: 'meant', nearest: name });
const ignored = (because: string): Verdict => ({ kind: 'ignored', because });

const each = (words: string, verdict: Verdict): [string, Verdict][] => words.split(' ').map((word) => [word, verdict]);

const SPECIAL: Readonly<Record<Level, ReadonlyMap<string, Verdict>>> = {
  transport: new Map([
    ...each('secureConnection', {
      kind: 'deprecated',
      because: 'nodemailer has not read it since version 1. It is `secure` now.',
      nearest: 'secure',
    }),
    ...each(
      'ssl useSSL useSsl starttls startTLS startTls useTLS useTls use_tls encryption',
      ignored(
        'nodemailer has no such option. `secure: true` means implicit TLS, `requireTLS: true` required STARTTLS.',
      ),
    ),
    ...each(
      'rejectUnauthorized checkServerIdentity minVersion maxVersion ciphers secureProtocol',
      ignored('it counts only inside `tls`.'),
    ),
    ...each('hostname hots hst', meant('host')),
    ...each('post prt prot', meant('port')),
    ...each('user pass username password credentials', belongs('`auth`, as `user` and `pass`')),
    ...each(
      'from sender replyTo',
      ignored(
        'it belongs in the second argument of `createTransport` or in the message. Here the envelope sender stays empty.',
      ),
    ),
  ]),
  auth: new Map([
    ...each('username userName email emailAddress login', meant('user')),
    ...each('password passwd pwd passWord', meant('pass')),
    ...each('xoauth2', {
      kind: 'deprecated' as const,
      because: "this form of nodemailer 2 is read no more. Write `type: 'OAuth2'` with the token's options beside it.",
    }),
  ]),
  tls: new Map([
    ...each('requireTLS ignoreTLS opportunisticTLS secure', belongs('the top level of the transport, beside `host`')),
  ]),
};

/** Normal in other programs that hand their settings on, or too common a word to be a slip. */
const INNOCENT: ReadonlySet<string> = new Set([
  ...['type', 'to', 'timeout', 'priority', 'preview', 'tenantId', 'encoding', 'logging', 'email', 'enabled', 'id'],
  ...['smtp', 'template', 'templates', 'views', 'subject', 'secret', 'ports', 'hosts', 'default', 'defaults'],
]);

/** Same letters, other order: `prot`. */
const sorted = (text: string) => [...text.toLowerCase()].sort().join('');

/** Verdicts on names that were met, as one object may be given to many transports. */
const verdicts = new Map<string, Verdict | undefined>();
const MOST_VERDICTS = 2000;

/** Undefined for names that are read, and for those of which nothing certain can be said. */
export function verdictOn(name: string, level: Level): Verdict | undefined {
  if (KNOWN[level].has(name)) return undefined;
  const key = `${level}.${name}`;
  if (!verdicts.has(key)) {
    if (verdicts.size >= MOST_VERDICTS) verdicts.clear();
    verdicts.set(key, judged(name, level));
  }
  return verdicts.get(key);
}

function judged(name: string, level: Level): Verdict | undefined {
  const special = SPECIAL[level].get(name);
  if (special || INNOCENT.has(name)) return special;
  const shuffled = [...KNOWN[level]].find((known) => known.length === name.length && sorted(known) === sorted(name));
  const near = shuffled ?? nearest(name, KNOWN[level]);
  return near === undefined ? undefined : meant(near);
}
