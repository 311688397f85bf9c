/** Reading and writing booleans as a program's parser does. */
import { type BooleanParser, PARSERS, type Spellings } from '../../data/dialects-booleans';

const spellings = (parser: BooleanParser): Spellings => PARSERS[parser];

/** The boolean that a parser reads; undefined where it refuses the text or nobody can tell. */
export const readBoolean = (parser: BooleanParser, text: string): boolean | undefined =>
  readWith(spellings(parser), text);

/** The same for words that no parser of a name has. */
export function readWith({ true: yes, false: no, anyCase, other }: Spellings, text: string): boolean | undefined {
  const word = anyCase ? text.toLowerCase() : text;
  if (yes.includes(word)) return true;
  if (no.includes(word)) return false;
  return other;
}

/**
 * A text that says a boolean to a person and yet means the opposite to the parser (`MAIL_USE_TLS=yes` read by a program
 * that knows only `true`); undefined where both agree or the text says nothing.
 */
export function misreadBoolean(parser: BooleanParser, text: string): boolean | undefined {
  const said = readBoolean('generic', text);
  const read = readBoolean(parser, text);
  return said !== undefined && parser !== 'enum' && read !== said ? said : undefined;
}

const STYLES: readonly (readonly [string, string])[] = [
  ['true', 'false'],
  ['True', 'False'],
  ['TRUE', 'FALSE'],
  ['1', '0'],
  ['yes', 'no'],
  ['on', 'off'],
];

/** The parser's word for a boolean, in the style of a neighbour if the parser knows that style. */
export function spellBoolean(parser: BooleanParser, value: boolean, neighbours: Iterable<string>): string | undefined {
  const fits = (word: string) => readBoolean(parser, word) === value;
  for (const neighbour of neighbours) {
    const style = STYLES.find((pair) => pair.includes(neighbour));
    const word = style?.[value ? 0 : 1];
    if (word !== undefined && fits(word)) return word;
  }
  const { true: yes, false: no } = spellings(parser);
  return (value ? ['true', ...yes] : ['false', ...no]).find(fits);
}
