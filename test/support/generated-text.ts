/** Texts of any size: each generator gives about as many characters as it is asked for, so that twice the size is twice as much. */
import type { SourceDocument } from '../../src/analyzer/model';

export type Generator = (size: number) => string;

export interface LargeText {
  /** `format: construct`. */
  readonly name: string;
  /** The document to analyse, and behind it those beside it. */
  documents(size: number): SourceDocument[];
}

/** Repeats a text, or what a function makes of 0, 1, 2, ..., between a head and a tail. */
export const many =
  (unit: string | ((index: number) => string), head = '', tail = ''): Generator =>
  (size) => {
    const parts = [head];
    for (let index = 0, length = head.length + tail.length; length < size; index++) {
      const part = typeof unit === 'string' ? unit : unit(index);
      parts.push(part);
      length += part.length;
    }
    return parts.join('') + tail;
  };

/** Brackets around brackets: as many closed as opened. */
export const nested =
  (open: string, close: string, head = '', tail = '', inner = ''): Generator =>
  (size) => {
    const depth = Math.floor((size - head.length - tail.length) / (open.length + close.length));
    return head + open.repeat(depth) + inner + close.repeat(depth) + tail;
  };

export const crlf =
  (generate: Generator): Generator =>
  (size) =>
    generate(size).replaceAll('\n', '\r\n');

/** Half of the size is for each part. */
export const halves =
  (first: Generator, second: Generator): Generator =>
  (size) =>
    first(size / 2) + second(size / 2);

export const at = (path: string, text: string): SourceDocument => ({
  uri: `file:///project/${path}`,
  path: `/project/${path}`,
  text,
});

export function table(
  path: string,
  generators: Readonly<Record<string, Generator>>,
  beside?: (size: number) => SourceDocument[],
) {
  return Object.entries(generators).map(
    ([name, generate]): LargeText => ({
      name: `${path}: ${name}`,
      documents: (size) => [at(path, generate(size)), ...(beside?.(size) ?? [])],
    }),
  );
}
