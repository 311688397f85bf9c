/** The names that nodemailer reads, by level, and what people write in their place. */
import names from '../../data/nodemailer-options.json';
import type { DeprecatedFact, IgnoredFact } from '../../facts';
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
  | { readonly kind: 'belongs'; readonly place: 'auth' | 'transport' }
  | { readonly kind: 'ignored'; readonly fact: IgnoredFact }
  | { readonly kind: 'deprecated'; readonly fact: DeprecatedFact; readonly nearest?: string };

const belongs = (place: 'auth' | 'transport'): Verdict => ({ kind: 'belongs', place });
const meant = (name: string): Verdict => ({ kind: 'meant', nearest: name });
const ignored = (fact: IgnoredFact): Verdict => ({ kind: 'ignored', fact });

const each = (words: string, verdict: Verdict): [string, Verdict][] => words.split(' ').map((word) => [word, verdict]);

const SPECIAL: Readonly<Record<Level, ReadonlyMap<string, Verdict>>> = {
  transport: new Map([
    ...each('secureConnection', {
      kind: 'deprecated',
      fact: { code: 'renamed-option', use: 'secure' },
      nearest: 'secure',
    }),
    ...each(
      'ssl useSSL useSsl starttls startTLS startTls useTLS useTls use_tls encryption',
      ignored({ code: 'no-such-option' }),
    ),
    ...each(
      'rejectUnauthorized checkServerIdentity minVersion maxVersion ciphers secureProtocol',
      ignored({ code: 'outside', object: 'tls' }),
    ),
    ...each('hostname hots hst', meant('host')),
    ...each('post prt prot', meant('port')),
    ...each('user pass username password credentials', belongs('auth')),
    ...each('from sender replyTo', ignored({ code: 'of-the-message' })),
  ]),
  auth: new Map([
    ...each('username userName email emailAddress login', meant('user')),
    ...each('password passwd pwd passWord api_key apiKey', meant('pass')),
    ...each('xoauth2', {
      kind: 'deprecated' as const,
      fact: { code: 'old-oauth' as const },
    }),
  ]),
  tls: new Map([...each('requireTLS ignoreTLS opportunisticTLS secure', belongs('transport'))]),
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
