/** Trees of a parser of Lezer. The tables of a parser are read when the first text of its language is. */
import type { SyntaxNode } from '@lezer/common';
import type { LRParser } from '@lezer/lr';

/** What is read, from which nodes take their text. */
export interface Reading {
  readonly text: string;
}

export function parserOf(load: () => LRParser): () => LRParser {
  let parser: LRParser | undefined;
  return () => {
    parser ??= load();
    return parser;
  };
}

/** The text with blanks for lines that no person has written, which only keep the parser busy. */
export const readable = (text: string): string =>
  text.replace(/(?<![^\r\n])[^\r\n]{5000,}/g, (line) => ' '.repeat(line.length));

export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) children.push(child);
  return children;
}

/** In UTF-16 code units. No setting is longer, and no name of a function. */
const LONGEST = 1000;

/** What is too long or too deeply nested to be a setting is not looked into. */
export const isLong = (node: SyntaxNode): boolean => node.to - node.from > LONGEST;

/** The text of a node; empty where there is none, or where it is too long to matter. */
export const textOf = ({ text }: Reading, node: SyntaxNode | undefined | null): string =>
  node && !isLong(node) ? text.slice(node.from, node.to) : '';
