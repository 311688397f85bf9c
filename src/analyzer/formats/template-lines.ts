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
