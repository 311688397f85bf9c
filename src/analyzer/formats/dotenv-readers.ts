/** Where the readers of .env files disagree about a value. */
import type { Misreading } from './scope';

/**
 * What readers make of a value other than its text. `uncut`: the value with what follows an unquoted `#` that no blank
 * precedes. Sources: npm dotenv 18, dotenv-expand 12 and python-dotenv 1 as executed; Ruby dotenv 3, phpdotenv 5 and
 * compose-go as read.
 */
export function misreadingsOf(raw: string, quote: string | undefined, uncut?: string): Misreading[] | undefined {
  const found: Misreading[] = [];
  if (uncut !== undefined) {
    found.push({
      because: '`#` starts a comment in an unquoted value for Node, Ruby and PHP, so that the rest is cut off.',
      readers: ['dotenv', 'dotenv-expand', 'ruby-dotenv', 'phpdotenv'],
      meant: uncut,
    });
  }
  if (quote !== "'" && /(?<!\\)\$[A-Za-z_]/.test(raw) && !/^\$\w+$/.test(raw)) {
    found.push({
      because:
        '`$` starts a variable for Docker Compose, dotenv-expand and Ruby, so that it and the name behind it vanish.',
      readers: ['dotenv-expand', 'ruby-dotenv', 'compose'],
      meant: raw,
    });
  }
  if (!quote && raw.includes('\\')) {
    found.push({ because: 'Ruby removes a backslash from an unquoted value.', readers: ['ruby-dotenv'], meant: raw });
  }
  if (!quote && /\s/.test(raw)) {
    found.push({ because: 'PHP refuses blanks in an unquoted value.', readers: ['phpdotenv'], meant: raw });
  }
  if (!quote && /^["'`]/.test(raw)) {
    found.push({ because: 'the quote is never closed, so that it becomes part of the value or an error.' });
  }
  return found.length > 0 ? found : undefined;
}
