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
      fact: { code: 'comment' },
      readers: ['dotenv', 'dotenv-expand', 'ruby-dotenv', 'phpdotenv'],
      meant: uncut,
    });
  }
  if (quote !== "'" && /(?<!\\)\$[A-Za-z_]/.test(raw) && !/^\$\w+$/.test(raw)) {
    found.push({
      fact: { code: 'variable', for: 'several' },
      readers: ['dotenv-expand', 'ruby-dotenv', 'compose'],
      meant: raw,
    });
  }
  if (!quote && raw.includes('\\')) {
    found.push({ fact: { code: 'backslash' }, readers: ['ruby-dotenv'], meant: raw });
  }
  if (!quote && /\s/.test(raw)) {
    found.push({ fact: { code: 'space' }, readers: ['phpdotenv'], meant: raw });
  }
  if (!quote && /^["'`]/.test(raw)) {
    found.push({ fact: { code: 'open-quote' } });
  }
  return found.length > 0 ? found : undefined;
}
