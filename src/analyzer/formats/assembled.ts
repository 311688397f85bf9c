/**
 * A text that stands in pieces in another one: a word of a shell without its quotes, a string of Nix without its escapes.
 * Each piece knows its place in the document.
 */
import type { Span } from '../model';
import type { Piece } from './postfix-lines';

interface Part extends Span {
  /** What the reader of the document takes the piece for; as long as the piece itself where it stands as it is. */
  readonly text: string;
}

export interface Assembled {
  readonly text: string;
  readonly parts: readonly Part[];
}

export const assembled = (parts: readonly Part[]): Assembled => ({
  text: parts.map(({ text }) => text).join(''),
  parts,
});

/** A piece of the document as it stands. */
export const verbatim = (document: string, start: number, end: number): Part => ({
  start,
  end,
  text: document.slice(start, end),
});

/**
 * Stands for what only the program that reads the document can know, as a template's mark does; as long as what it stands
 * for. Neither a blank nor a brace is in it, so that it is a part of one word.
 */
export const mark = (document: string, start: number, end: number): Part => ({
  start,
  end,
  text: `<%${document.slice(start + 2, end).replace(/[^\w.:[\]-]/g, '_')}`.padEnd(2),
});

const isVerbatim = ({ start, end, text }: Part) => text.length === end - start;

/** Cuts parts from one position of the text to another: for a text of which many are cut. */
export function cutter({ parts }: Assembled): (from: number, to: number) => Assembled {
  const positions: number[] = [];
  let length = 0;
  for (const { text } of parts) {
    positions.push(length);
    length += text.length;
  }
  return (from, to) => {
    const found: Part[] = [];
    for (let index = lastUpTo(positions, from); index < parts.length && positions[index]! < to; index++) {
      const part = parts[index]!;
      const position = positions[index]!;
      const first = Math.max(from, position);
      const last = Math.min(to, position + part.text.length);
      const start = isVerbatim(part) ? part.start + first - position : part.start;
      const end = isVerbatim(part) ? part.start + last - position : part.end;
      if (first < last) found.push({ start, end, text: part.text.slice(first - position, last - position) });
    }
    return assembled(found);
  };
}

/** The index of the last of some ascending numbers that is not above another one; 0 where all are. */
function lastUpTo(numbers: readonly number[], most: number): number {
  let low = 0;
  let high = numbers.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (numbers[middle]! <= most) low = middle;
    else high = middle - 1;
  }
  return low;
}

export const cut = (whole: Assembled, from: number, to: number): Assembled => cutter(whole)(from, to);

/** Where the parts begin in the text. */
export function piecesOf({ parts }: Assembled): Piece[] {
  let position = 0;
  return parts.map(({ start, end, text }) => {
    const piece = { span: { start, end }, position };
    position += text.length;
    return piece;
  });
}

/** From the first to the last character in the document; undefined for an empty text. */
export const extentOf = ({ parts }: Assembled): Span | undefined =>
  parts.length === 0 ? undefined : { start: parts[0]!.start, end: parts.at(-1)!.end };
