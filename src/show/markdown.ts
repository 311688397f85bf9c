/** Markdown in which a text from a file, a server or the DNS is only text: no link, image, HTML or open code span. */
import { visible } from './shown';

class Markup {
  constructor(readonly text: string) {}
}

/** Markdown whose foreign parts are escaped; only the functions of this file make it. */
export type Markdown = Markup;

/** Our own Markdown as a template: what stands in `${}` is escaped, unless it is Markdown itself. */
export const md = (literals: TemplateStringsArray, ...values: readonly (Markdown | string | number)[]): Markdown =>
  new Markup(
    literals.reduce((text, literal, index) => {
      const value = values[index - 1]!;
      return text + (value instanceof Markup ? value.text : prose(String(value))) + literal;
    }),
  );

/** Markdown that stands in our own data, never in a file of the user. */
export const trusted = (text: string): Markdown => new Markup(text);

export const joined = (parts: readonly Markdown[], separator: string): Markdown =>
  new Markup(parts.map(({ text }) => text).join(separator));

/** Paragraphs; empty ones are left out. */
export const paragraphs = (parts: readonly Markdown[]): Markdown =>
  joined(
    parts.filter(({ text }) => text !== ''),
    '\n\n',
  );

/**
 * Every character that can act is escaped, and so are addresses, people and issues that GitHub's dialect makes links of.
 * An underscore within a word is none of them (CommonMark 0.31, section 6.2).
 */
const prose = (text: string): string =>
  visible(text)
    .replace(/[\\`*[\]<>#|~&@]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|^[-+=]/gu, '\\$&')
    .replace(/:\/\//g, ':\\//')
    .replace(/www\./gi, (start) => `${start.slice(0, -1)}\\.`);

/** Longer than any run of backticks in the text (CommonMark 0.31, sections 4.5 and 6.1). */
function fenceFor(text: string, least: number): string {
  const runs = text.match(/`+/g) ?? [];
  return '`'.repeat(runs.reduce((longest, run) => Math.max(longest, run.length + 1), least));
}

/** A code span. */
export function code(text: string): Markdown {
  const shown = visible(text);
  const fence = fenceFor(shown, 1);
  // One blank on each side is taken away again, where both stand.
  const space = /^`|`$|^ .* $/.test(shown) ? ' ' : '';
  return new Markup(`${fence}${space}${shown || ' '}${space}${fence}`);
}

/** A code block; the lines hold no line breaks. */
export function block(lines: readonly string[]): Markdown {
  const text = lines.map(visible).join('\n');
  const fence = fenceFor(text, 3);
  return new Markup(`${fence}\n${text}\n${fence}`);
}

/** A cell of a table (GitHub Flavored Markdown, section 4.10): a bar would end it, even within a code span. */
export const cell = ({ text }: Markdown): Markdown => new Markup(text.replace(/(?<!\\)\|/g, '\\|'));

/** Code spans, escaped characters, marks of emphasis and of line breaks. */
const MARKS = /(`+)(?!`)(.*?)(?<!`)\1(?!`)|\\([!-/:-@[-`{-~])|\*\*?| {2}$/gm;

/** The same without marks, and without the line below the head of a table, for clients that show plain text. */
export const plainText = ({ text }: Markdown): string =>
  text
    .replace(/^\|(?:[ :-]+\|)+\n/gm, '')
    .replace(MARKS, (_, fence: string | undefined, span: string, escaped: string | undefined) =>
      fence ? span.replace(/^ (.*) $/, '$1') : (escaped ?? ''),
    );
