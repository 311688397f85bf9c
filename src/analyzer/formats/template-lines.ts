/**
 * Templates of YAML and JSON, made readable before their engine has run: lines that hold nothing but control tags are
 * blanked, and marks within a line become one word of the same length, so that every offset stays.
 */
import { FILLED_IN } from '../marks';

/** Jinja's and Twig's statements and comments, those of ERB and EJS, and what Go templates and Handlebars compute. */
const TAG = '\\{%[^%\\n]*%\\}|\\{#[^#\\n]*#\\}|<%(?!=)[^%\\n]*%>|\\{\\{[^{}\\n]*\\}\\}';

const CONTROL_LINE = new RegExp(`^[ \\t]*(?:(?:${TAG})[ \\t]*)+(?=\\r?$)`, 'gm');

/** Tags within a line, with what prints a value. */
const INLINE = /\{\{[^{}\n]*\}\}|\{%[^%\n]*%\}|<%=?[^%\n]*%>/g;

/** A tag at the beginning of a line that its line does not close. */
const OPEN_TAG = /^[ \t]*(?:\{\{-?\s*(?:if|else|end|range|with|define|include|template|toYaml)\b|\{%|<%)/m;

const MAY_HAVE_TAGS = /\{[{%#]|<%/;

export interface Untagged {
  /** As long as the text it was made of. */
  readonly text: string;
  /** What stands between two control lines may not be there. */
  readonly hasBranches: boolean;
}

/** Undefined where a tag goes over several lines, so that nobody can tell what is left. */
export function untagged(text: string): Untagged | undefined {
  if (!MAY_HAVE_TAGS.test(text)) return { text, hasBranches: false };
  const blank = text.replace(CONTROL_LINE, (line) => ' '.repeat(line.length));
  if (OPEN_TAG.test(blank)) return undefined;
  return {
    text: blank.replace(INLINE, (tag) => FILLED_IN.repeat(tag.length)),
    hasBranches: blank !== text,
  };
}

/** True for a text with lines for a template engine alone. */
export function hasControlLines(text: string): boolean {
  CONTROL_LINE.lastIndex = 0;
  return MAY_HAVE_TAGS.test(text) && CONTROL_LINE.test(text);
}

/** Jinja's and Twig's branches. */
const BRANCH = /\{%[-+]?[ \t]*(if|elif|elseif|else|endif)\b[^%\n]*%\}/g;

/** No more alternatives of a text are told apart. */
const MOST_ALTERNATIVES = 4;

/**
 * What is left of a text when each `if` of a template has been decided, as a test of offsets; one for each alternative of
 * the `if` that has most. Undefined for a text without branches.
 */
export function alternativesOf(text: string): ((offset: number) => boolean)[] | undefined {
  const borders: { readonly at: number; readonly path: readonly (readonly [number, number])[] }[] = [];
  const count: number[] = [];
  let path: (readonly [number, number])[] = [];
  for (const { 0: tag, 1: word, index } of text.matchAll(BRANCH)) {
    const last = path.at(-1);
    if (word === 'if') path = [...path, [count.push(1) - 1, 0]];
    else if (!last) continue;
    else if (word === 'endif') path = path.slice(0, -1);
    else path = [...path.slice(0, -1), [last[0], count[last[0]]!++]];
    borders.push({ at: index + tag.length, path });
  }
  if (borders.length === 0) return undefined;
  const isLeft = (number: number) => (offset: number) => {
    const border = borders.findLast(({ at }) => at <= offset);
    return (border?.path ?? []).every(([of, branch]) => branch === Math.min(number, count[of]! - 1));
  };
  return Array.from({ length: Math.min(MOST_ALTERNATIVES, Math.max(...count)) }, (_, number) => isLeft(number));
}
