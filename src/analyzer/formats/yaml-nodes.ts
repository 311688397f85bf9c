/** What readers of a part of a YAML text know, and ask of its nodes. */
import { isScalar, type Node, type YAMLMap } from 'yaml';
import type { Span } from '../model';
import { type Aliases, keyOf } from './yaml-aliases';

/** What a part of a file needs to know of the whole. */
export interface SourceText {
  readonly text: string;
  readonly uri: string;
  readonly aliases: Aliases;
  /** Docker Compose: `$X` and `${X}` are variables, `$$` is a dollar. */
  readonly interpolates: boolean;
  /** The text is JSON: strings and keys stand in double quotes, and nothing else is read otherwise than written. */
  readonly isJson: boolean;
}

/** The value of a key; undefined where the map has none. */
export function nodeAt(source: Pick<SourceText, 'aliases'>, map: YAMLMap, name: string): Node | undefined {
  for (const pair of source.aliases.pairsOf(map).all)
    if (keyOf(pair) === name) return source.aliases.resolved(pair.value) ?? undefined;
  return undefined;
}

/** A scalar's text; undefined for other nodes. */
export function textOf(node: Node | null | undefined): string | undefined {
  return isScalar(node) && node.value !== null && !node.tag?.startsWith('!')
    ? String(node.source ?? node.value)
    : undefined;
}

export const spanOf = (node: Node): Span => ({ start: node.range?.[0] ?? 0, end: node.range?.[1] ?? 0 });
