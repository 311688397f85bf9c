/** Values of programs: there any text is true, whatever it says. */
import type { Spellings } from '../../data/dialects-booleans';
import type { Field, TableDialect } from '../../data/dialects-shape';
import { kindOf } from '../../kinds';
import type { Setting } from '../../model';
import { readWith } from './booleans';
import { isBooleanKey } from './conditions';
import type { Located, Source } from './located';

const SWITCHES: ReadonlySet<Field | undefined> = new Set(['auth', 'enabled']);

/** The text of a variable as the code around it converts it. */
export const converted = (reads: Spellings | undefined, text: string | undefined): string | undefined =>
  reads && text !== undefined ? readWith(reads, text)?.toString() : text;

/** True where the program asks of a text whether it is true. */
export function isText(
  { format }: Source,
  dialect: TableDialect,
  key: string,
  { entry }: Located,
  { origin }: Setting<unknown>,
): boolean {
  if (!kindOf(format).isCode || !(isBooleanKey(dialect, key) || SWITCHES.has(dialect.keys[key]))) return false;
  const { reference } = entry;
  if (!reference) return entry.type === 'string';
  if (reference.reads || reference.isConverted) return false;
  return origin.kind === 'variable' || (origin.kind === 'fallback' && reference.literal?.type === 'string');
}
