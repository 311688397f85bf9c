/** Taking entries out of a text by whole lines, or with the comma that parts them from others. */
import type { Span } from '../model';

interface Lines {
  /** Offsets of their first characters. */
  readonly starts: readonly number[];
  /** What ends them, as far as it is known to. */
  readonly lineBreak: string;
}

/** The lines of the texts that were asked for last: each finding asks for some lines of one text. */
const remembered = new Map<string, Lines>();
const MOST_REMEMBERED = 8;

function linesOf(text: string): Lines {
  const known = remembered.get(text);
  if (known) return known;
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  const starts = [0, ...Array.from(text.matchAll(/\r\n|[\r\n]/g), ({ index, 0: end }) => index + end.length)];
  const lines = { starts, lineBreak: /\r\n|\n/.exec(text)?.[0] ?? '\n' };
  remembered.set(text, lines);
  return lines;
}

/** The number of the line, from 0. */
export function lineNumberOf(text: string, at: number): number {
  const { starts } = linesOf(text);
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The offset of the line's first character; 0 for offsets that are not inside of the text. */
export const lineStartOf = (text: string, at: number): number => linesOf(text).starts[lineNumberOf(text, at)]!;

/** The offset of the line's end, before its break. */
export function lineEndOf(text: string, at: number): number {
  const found = /[\r\n]/g;
  found.lastIndex = at;
  return found.exec(text)?.index ?? text.length;
}

/** The line break that a text uses. */
export const lineBreakOf = (text: string): string => linesOf(text).lineBreak;

/** All of the lines between two offsets with their last break; undefined where something else stands in them. */
export function wholeLines(text: string, start: number, end: number): Span | undefined {
  const from = lineStartOf(text, start);
  const to = lineEndOf(text, end);
  if (!/^[ \t]*$/.test(text.slice(from, start)) || !/^[ \t]*(?:#.*)?$/.test(text.slice(end, to))) return undefined;
  return { start: from, end: text.startsWith('\r\n', to) ? to + 2 : Math.min(to + 1, text.length) };
}

/** With the comma behind it, else the one before it; undefined where there is none. */
export function withComma(text: string, start: number, end: number): Span | undefined {
  const behind = /^\s*,\s*/.exec(text.slice(end, end + 200))?.[0].length;
  if (behind) return { start, end: end + behind };
  const before = /,\s*$/.exec(text.slice(Math.max(0, start - 200), start))?.[0].length;
  return before ? { start: start - before, end } : undefined;
}
