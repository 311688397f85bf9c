/** YAML nodes with anchors, aliases and merges resolved, without ever following a cycle. */
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  visit,
  type YAMLMap,
} from 'yaml';
import type { Span } from '../model';

/** What a part of a file needs to know of the whole. */
export interface Source {
  readonly text: string;
  readonly uri: string;
  readonly targets: ReadonlyMap<Alias, Node>;
  /** Docker Compose: `$X` and `${X}` are variables, `$$` is a dollar. */
  readonly interpolates: boolean;
  /** The text is JSON: strings and keys stand in double quotes, and nothing else is read otherwise than written. */
  readonly isJson: boolean;
}

/** The node of each alias; an alias stands for the latest anchor of its name before it. */
export function aliasTargets(document: Document.Parsed): Map<Alias, Node> {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  visit(document, {
    Alias(_, alias) {
      const target = anchors.get(alias.source);
      if (target) targets.set(alias, target);
    },
    Node(_, node) {
      if (!isAlias(node) && node.anchor) anchors.set(node.anchor, node);
    },
  });
  return targets;
}

/** The node itself, or what its alias stands for. */
export function resolved(source: Source, node: unknown): Node | null {
  if (isAlias(node)) return source.targets.get(node) ?? null;
  return isMap(node) || isSeq(node) || isScalar(node) ? node : null;
}

export type ScalarPair = Pair & { readonly key: { readonly value: unknown; readonly range: readonly number[] } };

/** The text of a pair's key; undefined for keys that are no plain names. */
export function keyOf(pair: Pair): string | undefined {
  if (!isScalar(pair.key) || !pair.key.range) return undefined;
  const { value } = pair.key;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** The pairs of a map and, behind them, those that `<<` brings and that the map itself does not name. */
export function pairsOf(
  source: Source,
  map: YAMLMap,
  active: readonly Node[] = [],
): { pair: Pair; inherited: boolean }[] {
  const merges = map.items.filter(isMerge);
  const written = merges.length === 0 ? map.items : map.items.filter((pair) => !isMerge(pair));
  const own = written.map((pair) => ({ pair, inherited: false }));
  if (merges.length === 0) return own;
  const named = new Set(own.map(({ pair }) => keyOf(pair)));
  const result = own;
  for (const merge of merges) {
    const value = resolved(source, merge.value);
    for (const item of isSeq(value) ? value.items : [value]) {
      const target = resolved(source, item);
      if (!isMap(target) || target === map || active.includes(target) || active.length > 8) continue;
      for (const { pair } of pairsOf(source, target, [...active, map])) {
        const key = keyOf(pair);
        if (named.has(key)) continue;
        named.add(key);
        result.push({ pair, inherited: true });
      }
    }
  }
  return result;
}

const isMerge = (pair: Pair) =>
  isScalar(pair.key) &&
  (pair.key.value === '<<' || (pair.key.value as unknown) === Symbol.for('<<') || pair.key.source === '<<');

/** The value of a key; undefined where the map has none. */
export function nodeAt(source: Source, map: YAMLMap, name: string): Node | undefined {
  for (const { pair } of pairsOf(source, map))
    if (keyOf(pair) === name) return resolved(source, pair.value) ?? undefined;
  return undefined;
}

/** A scalar's text; undefined for other nodes. */
export function textOf(node: Node | null | undefined): string | undefined {
  return isScalar(node) && node.value !== null && !node.tag?.startsWith('!')
    ? String(node.source ?? node.value)
    : undefined;
}

export const spanOf = (node: Node): Span => ({ start: node.range?.[0] ?? 0, end: node.range?.[1] ?? 0 });
