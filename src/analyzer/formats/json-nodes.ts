/** JSON with comments and trailing commas as the tree of jsonc-parser, for the readers of settings and of code. */
import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { past } from './past';

export type { Node as JsonNode } from 'jsonc-parser';

export interface Json {
  readonly text: string;
  /** Undefined where the text holds no value. */
  readonly root: Node | undefined;
  /** Offsets at which the text is not JSON, or not yet; in ascending order. */
  readonly faults: readonly number[];
  /** Where strings start that are not closed: what they will hold is not known yet. */
  readonly open: ReadonlySet<number>;
}

/** Deeper objects and lists than any settings file has; the rest is left out. The parser calls itself at each level. */
const DEEPEST = 64;

/** Up to what brackets may stand in or be. */
const PLAIN = /[^"/[\]{}]*/y;
/** Strings and comments hold no brackets of the tree, and neither does what a template engine fills in. */
const STRING = /"(?:[^"\\\r\n]|\\.)*"?/y;
const COMMENT = /\/\/[^\r\n]*|\/\*[\s\S]*?(?:\*\/|$)/y;
const MARK = /\{\{[^{}\r\n]*\}\}/y;

/** What stands in place of a value for a template engine to fill in. */
const TEMPLATE = /^\s*(\{\{[^{}\r\n]*\}\})?/;

const blank = (text: string) => text.replace(/[^\r\n]/g, ' ');

/** The text with blanks for templates and for all that is nested too deeply. */
function readable(text: string): string {
  let result = '';
  let done = 0;
  let depth = 0;
  const leaveOut = (start: number, end: number) => {
    result += text.slice(done, start) + blank(text.slice(start, end));
    done = end;
  };
  let start = 0;
  for (let at = past(PLAIN, text, 0); at < text.length; at = past(PLAIN, text, at)) {
    const sign = text[at];
    const mark = sign === '{' ? past(MARK, text, at) : at;
    if (mark > at) {
      if (depth <= DEEPEST) leaveOut(at, mark);
      at = mark;
    } else if (sign === '"') at = past(STRING, text, at);
    else if (sign === '/') at = Math.max(past(COMMENT, text, at), at + 1);
    else {
      const opens = sign === '{' || sign === '[';
      if (opens && depth === DEEPEST) start = at;
      if (!opens && depth === DEEPEST + 1) leaveOut(start, at + 1);
      depth = opens ? depth + 1 : Math.max(0, depth - 1);
      at++;
    }
  }
  if (depth > DEEPEST) leaveOut(start, text.length);
  return result + text.slice(done);
}

/** Reads any text; half-typed text gives what can be read of it. */
export function readJson(text: string): Json {
  const errors: ParseError[] = [];
  const root = parseTree(readable(text), errors, { allowTrailingComma: true, allowEmptyContent: true });
  const open = errors.filter(({ error }) => printParseErrorCode(error) === 'UnexpectedEndOfString');
  return {
    text,
    root,
    faults: errors.map(({ offset }) => offset).sort((a, b) => a - b),
    open: new Set(open.map(({ offset }) => offset)),
  };
}

/** True where not all of a node is JSON. */
export function hasFault({ faults }: Json, { offset, length }: Node): boolean {
  let low = 0;
  let high = faults.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (faults[middle]! < offset) low = middle + 1;
    else high = middle;
  }
  const first = faults[low];
  return first !== undefined && first <= offset + length;
}

/** Where the missing value of a property belongs: the template that gives it, or an empty place behind the colon. */
export function gapOf({ text }: Json, property: Node): { start: number; end: number } {
  const behind = (property.colonOffset ?? property.offset + property.length - 1) + 1;
  const [blanks = '', template = ''] = TEMPLATE.exec(text.slice(behind, behind + 500)) ?? [];
  const start = template ? behind + blanks.length - template.length : behind;
  return { start, end: start + template.length };
}
