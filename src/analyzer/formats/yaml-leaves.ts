/** A YAML map flattened to its scalars, and scopes over such leaves that can be edited. */
import { isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from 'yaml';
import { FILLED_IN } from '../marks';
import type { Edit, Editable, Scalar, Span } from '../model';
import { lineBreakOf, lineEndOf, lineStartOf, wholeLines, withComma } from './lines';
import type { Entry, Scope } from './scope';
import { keyOf } from './yaml-aliases';
import { type SourceText, spanOf } from './yaml-nodes';
import { scalarFacts, spellScalar } from './yaml-scalar';

/** Deeper maps and longer lists than any settings file has; the rest is left out. */
const DEEPEST = 32;
const MOST_LEAVES = 20_000;

/** A map on the way from the root to a leaf. */
interface Owner {
  readonly map: YAMLMap;
  /** Path of the map, with a dot behind it; empty for the root. */
  readonly prefix: string;
  readonly parent?: Owner;
  /** The pair of the parent map whose value this map is; absent for list items and aliases. */
  readonly pair?: Pair;
}

export interface Leaf extends Entry {
  readonly owner?: Owner;
  /** Comes from an alias or a merge: written elsewhere in the file. */
  readonly inherited: boolean;
}

/** All scalars below a map, in the order of the file, with paths such as `receivers[0].email_configs[0].to`. */
export function leavesOf(source: SourceText, root: YAMLMap): Leaf[] {
  const { aliases } = source;
  const leaves: Leaf[] = [];
  const active: Node[] = [];

  /** A mark in a name stands as it is written. */
  function nameOf(pair: Pair): string | undefined {
    const key = keyOf(pair);
    if (!key?.includes(FILLED_IN)) return key;
    const { start, end } = spanOf(pair.key as Node);
    return source.text.slice(start, end);
  }

  function visitMap(map: YAMLMap, owner: Owner, inherited: boolean) {
    const { all, written } = aliases.pairsOf(map);
    for (const [index, pair] of all.entries()) {
      const key = nameOf(pair);
      if (key === undefined) continue;
      visitValue(pair, pair.value as Node | null, `${owner.prefix}${key}`, owner, inherited || index >= written);
    }
  }

  function visitValue(pair: Pair, written: Node | null, path: string, owner: Owner, inherited: boolean) {
    const node = aliases.resolved(written);
    if (leaves.length >= MOST_LEAVES) return;
    const elsewhere = inherited || node !== written;
    if (elsewhere && !aliases.allowance.take()) return;
    const isTemplate = node?.range ? source.text.startsWith('{{', node.range[0]) : false;
    if (!isTemplate && (isMap(node) || isSeq(node))) {
      if (active.length >= DEEPEST || active.includes(node)) return;
      active.push(node);
      const held = elsewhere || path.endsWith(']') ? undefined : pair;
      if (isMap(node)) visitMap(node, { map: node, prefix: `${path}.`, parent: owner, pair: held }, elsewhere);
      else
        node.items.forEach((item, index) => void visitValue(pair, item as Node, `${path}[${index}]`, owner, elsewhere));
      active.pop();
      return;
    }
    leaves.push(leafOf(source, pair, node, path, owner, elsewhere));
  }

  active.push(root);
  visitMap(root, { map: root, prefix: '' }, false);
  return leaves;
}

function leafOf(
  source: SourceText,
  pair: Pair,
  node: Node | null,
  key: string,
  owner: Owner,
  inherited: boolean,
): Leaf {
  const keySpan = spanOf(pair.key as Node);
  const isItem = key.endsWith(']');
  const { value, raw, at, type, quote, reference, misread } = scalarFacts(source, node);
  const isScalarNode = isScalar(node);
  const gap = isItem || !isScalarNode || raw !== '' || quote ? undefined : behindColon(source.text, keySpan.end);
  const span = gap === undefined ? at : { start: gap, end: gap };
  const own = isItem ? undefined : owner;
  const editable = new LeafEditable(source, pair, own, isScalarNode ? node : undefined, key, span, raw, quote);
  return { key, keySpan, value, raw, at: span, type, quote, reference, misread, owner: own, inherited, editable };
}

/** The offset behind a key's colon; undefined for `? key` and other rare forms. */
function behindColon(text: string, keyEnd: number): number | undefined {
  const colon = keyEnd + (/^[ \t]*/.exec(text.slice(keyEnd, keyEnd + 40))?.[0].length ?? 0);
  return text[colon] === ':' ? colon + 1 : undefined;
}

/** A node's end without the blank lines that the parser counts to it. */
const contentEnd = (text: string, { start, end }: Span) => start + text.slice(start, end).trimEnd().length;

class LeafEditable implements Editable {
  constructor(
    private readonly source: SourceText,
    private readonly pair: Pair,
    private readonly owner: Owner | undefined,
    private readonly node: Node | undefined,
    private readonly path: string,
    private readonly at: Span,
    private readonly raw: string,
    private readonly quote: Entry['quote'],
  ) {}

  replace(value: Scalar): Edit | undefined {
    const { at, quote, raw } = this;
    if (!this.node || /[\r\n]/.test(raw)) return undefined;
    const spelt = spellScalar(this.source, value, quote);
    if (spelt === undefined) return undefined;
    const span = quote ? { start: at.start - 1, end: at.end + 1 } : at;
    const empty = !quote && at.start === at.end;
    return { uri: this.source.uri, span, text: empty ? ` ${spelt}` : spelt };
  }

  /** With all maps around it that hold nothing else. */
  remove(): Edit[] | undefined {
    let { owner, pair } = this;
    while (owner && owner.map.items.length < 2 && owner.pair) {
      pair = owner.pair;
      owner = owner.parent;
    }
    if (!owner || owner.map.items.length < 2 || !this.node) return undefined;
    const start = spanOf(pair.key as Node).start;
    const own = Math.max(spanOf(this.node).end, this.at.end);
    const end = pair === this.pair ? own : Math.max(own, contentEnd(this.source.text, spanOf(pair.value as Node)));
    const span = (owner.map.flow ? withComma : wholeLines)(this.source.text, start, end);
    return span && [{ uri: this.source.uri, span, text: '' }];
  }

  rename(name: string): Edit | undefined {
    const prefix = this.owner?.prefix;
    if (prefix === undefined || !name.startsWith(prefix)) return undefined;
    const { start, end } = spanOf(this.pair.key as Node);
    const quoted = /^["']/.test(this.source.text.slice(start, end));
    const text = name.slice(prefix.length);
    if (!/^[\w.-]+$/.test(text) || this.path === name) return undefined;
    return { uri: this.source.uri, span: quoted ? { start: start + 1, end: end - 1 } : { start, end }, text };
  }
}

/** A scope over leaves that all stand below `root`. */
export function scopeOver(
  source: SourceText,
  root: YAMLMap,
  entries: readonly Leaf[],
  head: Pick<Scope, 'kind' | 'name' | 'image'>,
): Scope {
  return {
    ...head,
    extent: spanOf(root),
    entries,
    isPartial: source.aliases.allowance.isSpent,
    // A reader of variables takes text, and some of them refuse anything else.
    insert: (key, value, after) =>
      insertLeaf(source, entries, key, head.kind === 'environment' ? String(value) : value, after),
  };
}

/** How many leading names two paths share. */
function shared(a: string, b: string): number {
  const [first, second] = [a.split('.'), b.split('.')];
  const differs = first.findIndex((name, index) => name !== second[index]);
  return differs < 0 ? first.length : differs;
}

/** How close a written entry is to a new key: by the way in common, and then as a direct sibling. */
const closeness = (leaf: Leaf, key: string) =>
  2 * shared(leaf.key, key) + (leaf.owner && key.startsWith(leaf.owner.prefix) ? 1 : 0);

/** The last of the written entries that are closest to a new key. */
function neighbourOf(entries: readonly Leaf[], key: string): Leaf | undefined {
  let best: Leaf | undefined;
  for (const leaf of entries) {
    if (leaf.inherited || !leaf.owner) continue;
    if (!best || closeness(leaf, key) >= closeness(best, key)) best = leaf;
  }
  return best;
}

/** The last leaf of the branch through which `leaf` hangs on `owner`'s map. */
function lastOfBranch(entries: readonly Leaf[], leaf: Leaf, owner: Owner): Leaf {
  if (leaf.owner === owner) return leaf;
  let child = leaf.owner;
  while (child?.parent && child.parent !== owner) child = child.parent;
  const prefix = child?.prefix ?? '';
  return entries.findLast((other) => !other.inherited && other.key.startsWith(prefix)) ?? leaf;
}

function insertLeaf(
  source: SourceText,
  entries: readonly Leaf[],
  key: string,
  value: Scalar,
  after?: Entry,
): Edit | undefined {
  const given = entries.find((leaf) => leaf === after && leaf.owner && !leaf.inherited);
  const best = neighbourOf(entries, key);
  const leaf = given && best && closeness(given, key) >= closeness(best, key) ? given : best;
  let owner = leaf?.owner;
  while (owner && !key.startsWith(owner.prefix)) owner = owner.parent;
  if (!leaf || !owner) return undefined;
  const last = lastOfBranch(entries, leaf, owner);
  const rest = key.slice(owner.prefix.length);
  const quote = typeof value === 'string' && last.owner === owner ? last.quote : undefined;
  const spelt = spellScalar(source, value, quote);
  if (spelt === undefined) return undefined;
  const dotted = last.owner === owner && last.key.slice(owner.prefix.length).includes('.');
  const names = dotted ? [rest] : rest.split('.');
  if (owner.map.flow) return insertInFlow(source, owner, last, names, spelt);
  const firstKey = owner.map.items.find((pair) => isScalar(pair.key))?.key as Node | undefined;
  if (!firstKey) return undefined;
  const { text, uri } = source;
  const { start } = spanOf(firstKey);
  const column = start - lineStartOf(text, start);
  const at = lineEndOf(text, Math.max(last.at.end, last.keySpan.end));
  const eol = lineBreakOf(text);
  const lines = names.map((name, depth) => `${' '.repeat(column + 2 * depth)}${name}:`);
  return { uri, span: { start: at, end: at }, text: `${eol}${lines.join(eol)} ${spelt}` };
}

/** Behind the pair of the flow map through which `last` hangs on it; in a line of its own where that pair has one. */
function insertInFlow(
  source: SourceText,
  owner: Owner,
  last: Leaf,
  names: readonly string[],
  spelt: string,
): Edit | undefined {
  const { text, uri, isJson } = source;
  const pair = owner.map.items.findLast(({ key }) => isScalar(key) && spanOf(key).start <= last.keySpan.start);
  if (!pair) return undefined;
  const key = spanOf(pair.key as Node);
  const at = Math.max(key.end, pair.value ? contentEnd(text, spanOf(pair.value as Node)) : key.end);
  const indent = text.slice(lineStartOf(text, key.start), key.start);
  const lead = /^[ \t]*$/.test(indent) ? lineBreakOf(text) + indent : ' ';
  const keys = names.map((name) => `${isJson ? JSON.stringify(name) : name}: `);
  return {
    uri,
    span: { start: at, end: at },
    text: `,${lead}${keys.join('{ ')}${spelt}${' }'.repeat(keys.length - 1)}`,
  };
}
