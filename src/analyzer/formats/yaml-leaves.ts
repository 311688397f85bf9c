/** A YAML map flattened to its scalars, and scopes over such leaves that can be edited. */
import { isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from 'yaml';
import type { Edit, Editable, Scalar, Span } from '../model';
import type { Entry, Scope } from './scope';
import { keyOf, pairsOf, resolved, type Source, spanOf } from './yaml-nodes';
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
export function leavesOf(source: Source, root: YAMLMap): Leaf[] {
  const leaves: Leaf[] = [];
  const active: Node[] = [];

  function visitMap(map: YAMLMap, owner: Owner, inherited: boolean) {
    for (const { pair, inherited: merged } of pairsOf(source, map)) {
      const key = keyOf(pair);
      if (key === undefined) continue;
      visitValue(pair, pair.value as Node | null, `${owner.prefix}${key}`, owner, inherited || merged);
    }
  }

  function visitValue(pair: Pair, written: Node | null, path: string, owner: Owner, inherited: boolean) {
    const node = resolved(source, written);
    if (leaves.length >= MOST_LEAVES) return;
    const elsewhere = inherited || node !== written;
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

function leafOf(source: Source, pair: Pair, node: Node | null, key: string, owner: Owner, inherited: boolean): Leaf {
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

const lineStartOf = (text: string, at: number) =>
  Math.max(text.lastIndexOf('\n', at - 1), text.lastIndexOf('\r', at - 1)) + 1;

/** The offset of the line's end, before its break. */
function lineEndOf(text: string, at: number): number {
  const found = /[\r\n]/g;
  found.lastIndex = at;
  return found.exec(text)?.index ?? text.length;
}

/** All of the lines between two offsets with their last break; undefined where something else stands in them. */
export function wholeLines(text: string, start: number, end: number): Span | undefined {
  const from = lineStartOf(text, start);
  const to = lineEndOf(text, end);
  if (!/^[ \t]*$/.test(text.slice(from, start)) || !/^[ \t]*(?:#.*)?$/.test(text.slice(end, to))) return undefined;
  return { start: from, end: text.startsWith('\r\n', to) ? to + 2 : Math.min(to + 1, text.length) };
}

/** A node's end without the blank lines that the parser counts to it. */
const contentEnd = (text: string, { start, end }: Span) => start + text.slice(start, end).trimEnd().length;

class LeafEditable implements Editable {
  constructor(
    private readonly source: Source,
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
    const spelt = spellScalar(value, quote);
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
    const span = owner.map.flow ? this.inFlow(start, end) : wholeLines(this.source.text, start, end);
    return span && [{ uri: this.source.uri, span, text: '' }];
  }

  /** With the comma behind it, else the one before it. */
  private inFlow(start: number, end: number): Span | undefined {
    const { text } = this.source;
    const behind = /^\s*,\s*/.exec(text.slice(end, end + 200))?.[0].length;
    if (behind) return { start, end: end + behind };
    const before = /,\s*$/.exec(text.slice(Math.max(0, start - 200), start))?.[0].length;
    return before ? { start: start - before, end } : undefined;
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
  source: Source,
  root: YAMLMap,
  entries: readonly Leaf[],
  head: Pick<Scope, 'kind' | 'name' | 'image'>,
): Scope {
  return {
    ...head,
    extent: spanOf(root),
    entries,
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
  source: Source,
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
  const spelt = spellScalar(value, quote);
  if (spelt === undefined) return undefined;
  if (owner.map.flow) return insertInFlow(source, last, rest, spelt);
  const firstKey = owner.map.items.find((pair) => isScalar(pair.key))?.key as Node | undefined;
  if (!firstKey) return undefined;
  const { text, uri } = source;
  const { start } = spanOf(firstKey);
  const column = start - lineStartOf(text, start);
  const dotted = last.owner === owner && last.key.slice(owner.prefix.length).includes('.');
  const at = lineEndOf(text, Math.max(last.at.end, last.keySpan.end));
  const eol = /\r\n|\n/.exec(text)?.[0] ?? '\n';
  const lines = (dotted ? [rest] : rest.split('.')).map((name, depth) => `${' '.repeat(column + 2 * depth)}${name}:`);
  return { uri, span: { start: at, end: at }, text: `${eol}${lines.join(eol)} ${spelt}` };
}

function insertInFlow(source: Source, last: Leaf, rest: string, spelt: string): Edit | undefined {
  if (rest.includes('.')) return undefined;
  const at = last.quote ? last.at.end + 1 : last.at.end;
  return { uri: source.uri, span: { start: at, end: at }, text: `, ${rest}: ${spelt}` };
}
