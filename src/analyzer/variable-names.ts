/** Names of environment variables: those that the system has, too, and the one that was meant by another. */
import { nearest } from './nearest';

/** Variables that readers of .env files do not set where the system or the shell has them already. */
export const SYSTEM_VARIABLES: ReadonlySet<string> = new Set(
  'USER USERNAME HOST HOSTNAME LOGNAME PATH HOME'.split(' '),
);

/** Those that nearly every system sets, to the name of whoever runs the program. */
export const NAMES_OF_USERS: ReadonlySet<string> = new Set(['USER', 'USERNAME', 'LOGNAME']);

/** Words that people use for one another at the end of a name; between two lines stand things that differ. */
const KINDS: readonly (readonly string[])[] = [
  ['PASS', 'PASSWORD', 'PWD', 'PASSWD'],
  ['USER', 'USERNAME', 'LOGIN'],
  ['HOST', 'SERVER', 'HOSTNAME'],
  ['PORT'],
  ['FROM', 'SENDER'],
];

const lastWord = (name: string) => name.slice(name.lastIndexOf('_') + 1).toUpperCase();
const kindOf = (name: string) => KINDS.findIndex((words) => words.includes(lastWord(name)));
const stemOf = (name: string) => name.slice(0, name.lastIndexOf('_') + 1);
const digitsOf = (name: string) => name.replace(/\D+/g, '');

/** The defined name that was meant by one that nothing defines: a synonym (`PASS`, `PASSWORD`), else a near miss. */
export function nearVariable(name: string, defined: Iterable<string>): string | undefined {
  const kind = kindOf(name);
  // SMTP_HOST is near to SMTP_PORT, and SMTP_1 to SMTP_2, and neither is meant by the other.
  const candidates = [...defined].filter((other) => {
    const same = kindOf(other);
    return digitsOf(other) === digitsOf(name) && (kind < 0 || same < 0 || kind === same);
  });
  const twin = candidates.find((other) => kind >= 0 && kindOf(other) === kind && stemOf(other) === stemOf(name));
  return twin ?? withWordBetween(name, kind, candidates) ?? (name.length > 5 ? nearest(name, candidates) : undefined);
}

/** The only name that has one more word before the last: MAIL_HOST_PORT for MAIL_PORT. */
function withWordBetween(name: string, kind: number, candidates: readonly string[]): string | undefined {
  const stem = stemOf(name);
  if (kind < 0 || stem === '') return undefined;
  const [found, ...more] = candidates.filter(
    (other) =>
      kindOf(other) === kind &&
      other.startsWith(stem) &&
      /^[A-Za-z]+$/.test(other.slice(stem.length, stemOf(other).length - 1)) &&
      !STAGES.test(other),
  );
  return more.length === 0 ? found : undefined;
}

/** What is set for another purpose on purpose. */
const STAGES = /_(?:TEST|DEV|PROD|STAGING|LOCAL|IN|OUT|IMAP|POP3?|BACKUP|ADMIN|SUPPORT|DEFAULT)_/i;
