/**
 * TOML as lists of settings with spans: the whole file flattened to dotted paths, and each table of upper-case names as
 * an environment, as fly.toml, netlify.toml and wrangler.toml have them.
 */
import type { Edit, Editable, Scalar, Span } from '../model';
import { lineBreakOf, lineEndOf, lineStartOf, wholeLines, withComma } from './lines';
import { meaningOf } from './reference';
import type { Entry, Scope, SettingsTree } from './scope';
import { readToml, type TomlLeaf, type TomlOwner } from './toml-reader';
import { isVariable } from './yaml-environment';

interface Leaf extends Entry {
  readonly owner: TomlOwner;
  /** The leaf's key and value; undefined within a list. */
  readonly pair?: Span;
}

interface SourceText {
  readonly text: string;
  readonly uri: string;
}

const TYPES: Readonly<Record<string, Entry['type']>> = { boolean: 'boolean', integer: 'number', float: 'number' };

function leafOf(source: SourceText, written: TomlLeaf): Leaf {
  const { key, keySpan, owner, pair, value } = written;
  const at = { start: value.start + value.quotes, end: value.end - value.quotes };
  return {
    key,
    keySpan,
    value: meaningOf(value.text, false),
    raw: source.text.slice(at.start, at.end),
    at,
    type: TYPES[value.kind] ?? 'string',
    quote: value.quote,
    owner,
    pair,
    editable: new TomlEditable(source, written),
  };
}

/** Keys that need no quotes. */
const NAME = /^[\w-]+(?:\.[\w-]+)*$/;

/** Strings are quoted, as they were if that can hold them; everything else stands plain. */
function spell(value: Scalar, quote: TomlLeaf['value']['quote'] = '"'): string | undefined {
  if (typeof value !== 'string') return String(value);
  if (/[\r\n\0\u0085\u2028\u2029]/.test(value)) return undefined;
  return quote === "'" && !/['\x01-\x1f\x7f]/.test(value) ? `'${value}'` : JSON.stringify(value);
}

class TomlEditable implements Editable {
  constructor(
    private readonly source: SourceText,
    private readonly leaf: TomlLeaf,
  ) {}

  replace(value: Scalar): Edit | undefined {
    const { start, end, quotes, quote } = this.leaf.value;
    if (quotes === 3) return undefined;
    const spelt = quote ? spell(String(value), quote) : spell(value);
    return spelt === undefined ? undefined : { uri: this.source.uri, span: { start, end }, text: spelt };
  }

  remove(): Edit[] | undefined {
    const { source, leaf } = this;
    const { pair, owner } = leaf;
    const span = pair && (owner.inline ? withComma : wholeLines)(source.text, pair.start, pair.end);
    return span && [{ uri: source.uri, span, text: '' }];
  }

  rename(name: string): Edit | undefined {
    const { pair, owner, keySpan } = this.leaf;
    const key = name.startsWith(owner.prefix) ? name.slice(owner.prefix.length) : name;
    if (!pair || !NAME.test(key)) return undefined;
    return { uri: this.source.uri, span: keySpan, text: key };
  }
}

/** Writes a new key behind a neighbour of the same table: `after`, else the last of the innermost table around the key. */
function insertLeaf({ text, uri }: SourceText, leaves: readonly Leaf[], key: string, value: Scalar, after?: Entry) {
  const open = leaves.filter(({ owner, pair }) => pair && key.startsWith(owner.prefix));
  const most = open.reduce((longest, { owner }) => Math.max(longest, owner.prefix.length), 0);
  const inner = open.filter(({ owner }) => owner.prefix.length === most);
  const like = inner.find((leaf) => leaf === after) ?? inner.at(-1);
  const spelt = spell(value, like?.quote === "'" ? "'" : '"');
  const name = key.slice(most);
  if (!like?.pair || spelt === undefined || !NAME.test(name)) return undefined;
  const { start } = like.keySpan;
  const at = like.owner.inline ? like.pair.end : lineEndOf(text, like.pair.end);
  const lead = like.owner.inline ? ', ' : lineBreakOf(text) + text.slice(lineStartOf(text, start), start);
  return { uri, span: { start: at, end: at }, text: `${lead}${name} = ${spelt}` };
}

function scopeOver(source: SourceText, leaves: readonly Leaf[], kind: 'environment' | 'map', name: string): Scope {
  return {
    kind,
    name,
    extent: { start: leaves[0]?.keySpan.start ?? 0, end: leaves.at(-1)?.at.end ?? 0 },
    entries: leaves,
    // A reader of variables takes text, and some of them refuse anything else.
    insert: (key, value, after) =>
      insertLeaf(source, leaves, key, kind === 'environment' ? String(value) : value, after),
  };
}

/** Each table of upper-case names, which are called without the way to them. */
function environmentsIn(source: SourceText, leaves: readonly Leaf[]): Scope[] {
  const tables = new Map<string, Leaf[]>();
  for (const leaf of leaves) {
    const { prefix, inline } = leaf.owner;
    const key = leaf.key.slice(prefix.length);
    if (!isVariable(key)) continue;
    const variable = { ...leaf, key, owner: { prefix: '', inline } };
    const table = tables.get(prefix);
    if (table) table.push(variable);
    else tables.set(prefix, [variable]);
  }
  return [...tables].map(([prefix, variables]) => scopeOver(source, variables, 'environment', prefix.slice(0, -1)));
}

/** Reads TOML; half-typed text gives what can be read of it. */
export function parseToml(text: string, uri: string): SettingsTree {
  const source = { text, uri };
  const leaves = readToml(text).map((leaf) => leafOf(source, leaf));
  return { format: 'toml', scopes: [scopeOver(source, leaves, 'map', ''), ...environmentsIn(source, leaves)] };
}
