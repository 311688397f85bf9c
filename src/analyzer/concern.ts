/** The cheap test before any parser runs. */
import WORDS from './data/library-words.json';
import { type Format, formatOf, kindOf } from './kinds';
import type { SourceDocument } from './model';

/** Longer texts are not settings; parsing them would only keep the user waiting. In UTF-16 code units. */
export const LONGEST_TEXT = 2_000_000;

const escaped = (word: string) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const OF_LIBRARIES = new RegExp(WORDS.map(escaped).join('|'), 'i');

/** False where the text certainly holds no mail settings. */
export const mayConcernMail = (format: Format, text: string): boolean =>
  (kindOf(format).hint ?? OF_LIBRARIES).test(text);

/** True where `analyze` would look into the text at all. */
export function concernsMail(document: SourceDocument): boolean {
  const format = formatOf(document);
  return format !== undefined && document.text.length <= LONGEST_TEXT && mayConcernMail(format, document.text);
}
