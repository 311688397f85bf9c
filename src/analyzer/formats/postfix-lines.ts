/**
 * Logical lines: what main.cf and master.cf have in common (postconf(5), master(5)). A line that begins with whitespace
 * goes on with the logical line above it, even across blank lines and comments; there are no quotes, no backslash
 * continuations and no comments behind other text.
 */
import type { Edit, Span } from '../model';
import { directivesOf, glueMarks, mayHoldMarks, openMark } from './postfix-templates';

/** A physical line's part of a logical line. */
export interface Piece {
  /** Where it stands in the document, without the line break. */
  readonly span: Span;
  /** Where it begins in the text of the logical line. */
  readonly position: number;
}

export interface LogicalLine {
  /** The pieces joined as Postfix joins them: without line breaks, comments and anything behind a NUL. */
  readonly text: string;
  readonly pieces: readonly Piece[];
  /** True where nothing stands above it that it could go on with; Postfix ignores such a line. */
  readonly orphan: boolean;
  /** Inside of a template's condition or loop, so that nobody can know whether it is there. */
  readonly conditional: boolean;
  /** A template's directive stands between its pieces, so that its text is not known. */
  readonly interrupted: boolean;
  /** Written in another language, whose quotes, escapes and brackets stand around and between the pieces. */
  readonly isElsewhere?: true;
  /** Written elsewhere, and yet in one piece as Postfix gets it, so that words of it may be replaced. */
  readonly isPlain?: boolean;
}

export interface LogicalLines {
  readonly lines: readonly LogicalLine[];
  /** Offset of the first NUL; Postfix reads nothing behind it in that line. */
  readonly nul?: number;
}

/** C's isspace without the line feed, which separates lines. */
const BLANKS = /[ \t\v\f\r]/;
const BLANK_OR_COMMENT = /^[ \t\v\f\r]*(?:#|$)/;

interface Draft {
  parts: string[];
  pieces: Piece[];
  length: number;
  orphan: boolean;
  conditional: boolean;
  interrupted: boolean;
}

const finish = ({ parts, pieces, orphan, conditional, interrupted }: Draft): LogicalLine => {
  const joined = parts.join('');
  const nul = joined.indexOf('\0');
  return { text: nul < 0 ? joined : joined.slice(0, nul), pieces, orphan, conditional, interrupted };
};

export function logicalLines(text: string): LogicalLines {
  const lines: LogicalLine[] = [];
  const directiveAt = mayHoldMarks(text) ? directivesOf(text) : undefined;
  let draft: Draft | undefined;
  let depth = 0;
  let directive = false;
  /** What ends the mark that the lines above left open: `{{ "..." | format(` over several lines makes one line in the end. */
  let closer: string | undefined;
  for (let start = 0; start < text.length; ) {
    const feed = text.indexOf('\n', start);
    const found = directiveAt?.(start);
    const end = found?.end ?? (feed < 0 ? text.length : feed);
    const line = text.slice(start, end);
    if (found) {
      directive = true;
      depth = Math.max(0, depth + found.levels);
      if (found.goesOn && draft) draft.interrupted = true;
    } else if (!BLANK_OR_COMMENT.test(line)) {
      const goesOn = BLANKS.test(line.charAt(0)) || (closer !== undefined && draft !== undefined);
      if (!goesOn || !draft || draft.orphan) {
        if (draft) lines.push(finish(draft));
        draft = { parts: [], pieces: [], length: 0, orphan: goesOn, conditional: depth > 0, interrupted: false };
      } else if (directive) draft.interrupted = true;
      directive = false;
      draft.parts.push(line);
      draft.pieces.push({ span: { start, end }, position: draft.length });
      draft.length += line.length;
      if (closer !== undefined && line.includes(closer)) closer = undefined;
      else if (directiveAt) closer ??= openMark(line);
      if (draft.orphan) {
        lines.push(finish(draft));
        draft = undefined;
      }
    }
    start = end + 1;
  }
  if (draft) lines.push(finish(draft));
  const nul = text.indexOf('\0');
  return nul < 0 ? { lines } : { lines, nul };
}

/** The piece that a position of the logical line's text lies in; the end of a piece belongs to it. */
function pieceAt(line: LogicalLine, position: number): Piece {
  let low = 0;
  let high = line.pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (line.pieces[middle]!.position < position) low = middle;
    else high = middle - 1;
  }
  return line.pieces[low]!;
}

/** The piece that a document's offset lies in, or the last one in front of it. */
export function pieceAtOffset({ pieces }: LogicalLine, offset: number): Piece {
  let low = 0;
  let high = pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (pieces[middle]!.span.start <= offset) low = middle;
    else high = middle - 1;
  }
  return pieces[low]!;
}

/** Document offset of the character before a position, plus one: where a text that ends there ends. */
function endOffset(line: LogicalLine, position: number): number {
  const piece = pieceAt(line, position);
  return piece.span.start + position - piece.position;
}

/** Document offset of the character at a position. */
function startOffset(line: LogicalLine, position: number): number {
  return position >= line.text.length ? endOffset(line, position) : endOffset(line, position + 1) - 1;
}

/** The document's span of a part of the logical line's text; it may reach over line breaks and comments. */
export function spanOf(line: LogicalLine, from: number, to: number): Span {
  if (from >= to) {
    const offset = endOffset(line, from);
    return { start: offset, end: offset };
  }
  return { start: startOffset(line, from), end: endOffset(line, to) };
}

/** Offset behind the last character of the logical line. */
export const endOfLine = (line: LogicalLine): number => line.pieces.at(-1)!.span.end;

export const startOfLine = (line: LogicalLine): number => line.pieces[0]!.span.start;

/** The offset of the first character of the physical line that an offset lies in; only LF ends a line of Postfix. */
export const physicalLineStart = (text: string, offset: number): number =>
  // `lastIndexOf` takes a negative index for 0, and would find a line feed there that stands behind the offset.
  offset <= 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;

/** Takes the physical lines of a logical line out, with their line breaks; comments between them stay. */
export function removeLine(text: string, uri: string, line: LogicalLine): Edit[] {
  return line.pieces.map(({ span: { start, end } }) => {
    const last = end >= text.length;
    const from = last && start > 0 ? start - (text[start - 2] === '\r' ? 2 : 1) : start;
    return { uri, span: { start: from, end: last ? end : end + 1 }, text: '' };
  });
}

/** The line break that a document uses. */
export function lineBreakOf(text: string): '\r\n' | '\n' {
  const feed = text.indexOf('\n');
  return feed > 0 && text[feed - 1] === '\r' ? '\r\n' : '\n';
}

/** Without a trailing carriage return, which belongs to the line break of a CRLF file. */
export const contentEnd = (text: string, end: number): number => (text[end - 1] === '\r' ? end - 1 : end);

export const isBlank = (character: string): boolean => BLANKS.test(character) || character === '\n';

/** The part of a text without the whitespace around it. */
export function trimmed(text: string, from: number, to: number): Span {
  let start = from;
  let end = to;
  while (start < end && isBlank(text[start]!)) start++;
  while (end > start && isBlank(text[end - 1]!)) end--;
  return { start, end };
}

/** One word, with its place in the text that it was cut from. */
export interface TextWord {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Splits at separators, where `{ }` keeps a text with blanks together (Postfix 3.0 and later). An unclosed brace
 * reaches to the end, as in Postfix. The mark of a template engine is a part of one word, too.
 */
export function splitWords(text: string, separators: RegExp = /[ \t\v\f\r\n]/, from = 0): TextWord[] {
  const words: TextWord[] = [];
  const glued = glueMarks(text);
  let depth = 0;
  let start = -1;
  for (let index = from; index <= text.length; index++) {
    const character = glued[index];
    if (character === undefined || (depth === 0 && separators.test(character))) {
      if (start >= 0) words.push({ text: text.slice(start, index), start, end: index });
      start = -1;
      continue;
    }
    if (start < 0) start = index;
    if (character === '{') depth++;
    else if (character === '}' && depth > 0) depth--;
  }
  return words;
}

/** Separators of lists in main.cf values. */
export const LIST_SEPARATORS = /[, \t\v\f\r\n]/;
