/** What aliases and merges bring into a YAML document from elsewhere in it, without end or growth beyond measure. */
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

/**
 * How often settings of one place are read in another one of the same text. A few lines may name each other so that
 * there are more than atoms in the world; thirty containers that share thirty variables need a thousand.
 */
const MOST_INHERITED = 10_000;

/** Longer rows of maps that each merge the one before it are not followed. */
const LONGEST_ROW = 64;

/** How much of it is left for a text. */
export class Allowance {
  private left = MOST_INHERITED;

  /** False where so much more is too much; from then on nothing is inherited. */
  take(count = 1): boolean {
    this.left = count > this.left ? 0 : this.left - count;
    return !this.isSpent;
  }

  /** Nothing more is inherited. */
  spend(): void {
    this.left = 0;
  }

  /** What is not there now may be inherited. */
  get isSpent(): boolean {
    return this.left === 0;
  }
}

/** The pairs that a map has. */
export interface Pairs {
  readonly all: readonly Pair[];
  /** How many of them are written in it; those behind them are brought by merges. */
  readonly written: number;
}

const isMerge = (pair: Pair) =>
  isScalar(pair.key) &&
  (pair.key.value === '<<' || (pair.key.value as unknown) === Symbol.for('<<') || pair.key.source === '<<');

export class Aliases {
  private readonly targets = new Map<Alias, Node>();
  /** Of maps that merge others. */
  private readonly pairs = new Map<YAMLMap, { readonly all: Pair[]; readonly written: number }>();

  /** An alias stands for the latest anchor of its name before it. */
  constructor(
    document: Document.Parsed | undefined,
    readonly allowance: Allowance,
    mayHaveAliases = true,
  ) {
    // Most texts have none, and a walk costs as much as all else that is done with the nodes.
    if (!document || !mayHaveAliases) return;
    const anchors = new Map<string, Node>();
    visit(document, {
      Alias: (_, alias) => {
        const target = anchors.get(alias.source);
        if (target) this.targets.set(alias, target);
      },
      Node: (_, node) => {
        if (!isAlias(node) && node.anchor) anchors.set(node.anchor, node);
      },
    });
  }

  /** The node itself, or what its alias stands for. */
  resolved(node: unknown): Node | null {
    if (isAlias(node)) return this.targets.get(node) ?? null;
    return isMap(node) || isSeq(node) || isScalar(node) ? node : null;
  }

  /** The pairs of a map and, behind them, those that `<<` brings and that the map itself does not name. */
  pairsOf(map: YAMLMap, row = 0): Pairs {
    const known = this.pairs.get(map);
    if (known) return known;
    const merges = map.items.filter(isMerge);
    if (merges.length === 0) return { all: map.items, written: map.items.length };
    const all = map.items.filter((pair) => !isMerge(pair));
    const result = { all, written: all.length };
    // Kept from now on, so that a map that merges itself finds what it has.
    this.pairs.set(map, result);
    this.merge(merges, all, row);
    return result;
  }

  private merge(merges: readonly Pair[], into: Pair[], row: number): void {
    const named = new Set(into.map(keyOf));
    const targets = merges.flatMap(({ value }) => {
      const node = this.resolved(value);
      return (isSeq(node) ? node.items : [node]).map((item) => this.resolved(item)).filter(isMap);
    });
    for (const target of new Set(targets)) {
      const goesOn = row === LONGEST_ROW && !this.pairs.has(target) && target.items.some(isMerge);
      if (goesOn) this.allowance.spend();
      for (const pair of [...this.pairsOf(target, row + 1).all]) {
        if (!this.allowance.take()) return;
        const key = keyOf(pair);
        if (named.has(key)) continue;
        named.add(key);
        into.push(pair);
      }
    }
  }
}

/** Of a document without aliases. */
export const NO_ALIASES = new Aliases(undefined, new Allowance(), false);

/** The text of a pair's key; undefined for keys that are no plain names. */
export function keyOf(pair: Pair): string | undefined {
  if (!isScalar(pair.key) || !pair.key.range) return undefined;
  const { value } = pair.key;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
