/** The instructions of a Dockerfile and their words, as BuildKit tells them apart (frontend/dockerfile/parser). */
import type { Span } from '../model';
import { repositoryOf } from './image';
import { lineEndOf } from './lines';

export interface Instruction {
  /** In upper case. */
  readonly keyword: string;
  /** From the keyword to the end of the last line, here-documents included. */
  readonly span: Span;
  /** What stands behind the keyword, without the here-documents. */
  readonly rest: Span;
}

export interface Instructions {
  readonly text: string;
  /** What joins lines and escapes characters: a backslash, or a backtick where a directive says so. */
  readonly mark: string;
  /** At the end of a continued line, that end with the comments and empty lines behind it. */
  readonly continued: RegExp;
  readonly all: readonly Instruction[];
}

const DIRECTIVE = /[ \t]*#[ \t]*([a-z][a-z0-9]*)[ \t]*=[ \t]*/iy;

/** Directives are the comments with which a file begins. */
function markOf(text: string): string {
  DIRECTIVE.lastIndex = text.startsWith('\ufeff') ? 1 : 0;
  for (let found = DIRECTIVE.exec(text); found; found = DIRECTIVE.exec(text)) {
    const value = DIRECTIVE.lastIndex;
    if (found[1]!.toLowerCase() === 'escape') return text[value] === '`' ? '`' : '\\';
    const lineBreak = text.indexOf('\n', value);
    DIRECTIVE.lastIndex = lineBreak < 0 ? text.length : lineBreak + 1;
  }
  return '\\';
}

const BLANK = /[ \t\r\n\ufeff]/;

/** Passes over empty lines and comments, to the first letter of an instruction. */
function nextInstruction(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    if (BLANK.test(text[at]!)) at++;
    else if (text[at] === '#') at = lineEndOf(text, at);
    else break;
  }
  return at;
}

export function instructionsIn(text: string): Instructions {
  const mark = markOf(text);
  const continued = new RegExp(`\\${mark}[ \\t]*(?:\\r?\\n|$)(?:[ \\t]*(?:#[^\\n]*|\\r?)\\n)*`, 'gy');
  const source = { text, mark, continued };
  const all: Instruction[] = [];
  for (let start = nextInstruction(text, 0); start < text.length; ) {
    const keyword = /^[a-z]*/i.exec(text.slice(start, start + 20))![0].toUpperCase();
    const rest = { start: start + keyword.length, end: logicalEnd(source, start) };
    const end = takesDocuments(keyword) ? documentsEnd(source, rest) : rest.end;
    all.push({ keyword, span: { start, end }, rest });
    start = nextInstruction(text, Math.max(end, start + 1));
  }
  return { ...source, all };
}

type Source = Omit<Instructions, 'all'>;

/** Where the continuation at an offset ends; undefined where there is none. */
function continuedTo({ continued, mark, text }: Source, at: number): number | undefined {
  if (text[at] !== mark) return undefined;
  continued.lastIndex = at;
  return continued.test(text) ? continued.lastIndex : undefined;
}

/** The end of an instruction's last line that is no comment, without the blanks there. */
function logicalEnd(source: Source, start: number): number {
  const { text, mark } = source;
  for (let at = start; ; ) {
    const line = lineEndOf(text, at);
    const end = at + text.slice(at, line).trimEnd().length;
    // A mark that is escaped continues nothing.
    const isContinued = text[end - 1] === mark && text[end - 2] !== mark;
    const next = isContinued ? continuedTo(source, end - 1) : undefined;
    if (next === undefined) return Math.max(end, start);
    if (next >= text.length) return start + text.slice(start, end - 1).trimEnd().length;
    at = next;
  }
}

const takesDocuments = (keyword: string) => keyword === 'RUN' || keyword === 'COPY' || keyword === 'ADD';

const DOCUMENT = /^\d*<<(-?)(["']?)([^\s"'<]+)\2$/;

/** The end of the here-documents that an instruction opens; each ends with a line of its word. */
function documentsEnd(source: Source, rest: Span): number {
  const { text } = source;
  let end = rest.end;
  if (!text.slice(rest.start, rest.end).includes('<<')) return end;
  for (const { start, end: wordEnd } of wordsIn(source, rest)) {
    const [, indented, , word] = DOCUMENT.exec(text.slice(start, wordEnd)) ?? [];
    if (word === undefined) continue;
    for (let isOpen = true; isOpen && end < text.length; ) {
      const lineStart = lineEndOf(text, end) + (text[lineEndOf(text, end)] === '\r' ? 2 : 1);
      end = lineEndOf(text, lineStart);
      const line = text.slice(lineStart, end);
      isOpen = (indented ? line.replace(/^\t+/, '') : line) !== word;
    }
    end = Math.min(end, text.length);
  }
  return end;
}

/** Words are parted by blanks outside of quotes; a mark makes a letter of the character behind it. */
export function wordsIn(source: Source, { start, end }: Span): Span[] {
  const { text, mark } = source;
  const words: Span[] = [];
  let word: number | undefined;
  let quote: string | undefined;
  let at = start;
  const finish = () => {
    if (word !== undefined) words.push({ start: word, end: Math.min(at, end) });
    word = undefined;
  };
  while (at < end) {
    const char = text[at]!;
    const next = continuedTo(source, at);
    if (next !== undefined) at = next;
    else if (quote === undefined && BLANK.test(char)) {
      finish();
      at++;
    } else {
      word ??= at;
      if (char === mark && quote !== "'") at += 2;
      else {
        if (char === quote) quote = undefined;
        else if (quote === undefined && (char === '"' || char === "'")) quote = char;
        at++;
      }
    }
  }
  finish();
  return words;
}

/** The name of the image of a FROM: without the registry, tag and digest. */
export function imageOf(source: Source, rest: Span): string | undefined {
  const words = wordsIn(source, rest).map((word) => source.text.slice(word.start, word.end));
  const reference = words.find((word) => !word.startsWith('--'));
  return reference && repositoryOf(reference);
}
