/** Taking entries out of a text by whole lines, or with the comma that parts them from others. */
import type { Span } from '../model';

/** The offset of the line's first character; 0 for offsets that are not inside of the text. */
export const lineStartOf = (text: string, at: number): number =>
  // `lastIndexOf` takes a negative index for 0, and would find a break there that stands behind the offset.
  at <= 0 ? 0 : Math.max(text.lastIndexOf('\n', at - 1), text.lastIndexOf('\r', at - 1)) + 1;

/** The offset of the line's end, before its break. */
export function lineEndOf(text: string, at: number): number {
  const found = /[\r\n]/g;
  found.lastIndex = at;
  return found.exec(text)?.index ?? text.length;
}

/** The line break that a text uses. */
export const lineBreakOf = (text: string): string => /\r\n|\n/.exec(text)?.[0] ?? '\n';

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
