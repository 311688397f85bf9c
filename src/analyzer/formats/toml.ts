/**
 * TOML as lists of settings with spans: the whole file flattened to dotted paths, and each table of upper-case names as
 * an environment, as fly.toml, netlify.toml and wrangler.toml have them.
 */
import { type AST, parseTOML } from 'toml-eslint-parser';
import type { Edit, Editable, Scalar, Span } from '../model';
import { lineBreakOf, lineEndOf, lineStartOf, wholeLines, withComma } from './lines';
import { meaningOf } from './reference';
import type { Entry, Scope, SettingsTree } from './scope';
import { isVariable } from './yaml-environment';

/** A table, or an inline table, that holds a leaf. */
interface Owner {
  /** Path of the table, with a dot behind it; empty for the root. */
  readonly prefix: string;
  readonly inline: boolean;
}

interface Leaf extends Entry {
  readonly owner: Owner;
  /** The leaf's key and value; undefined within a list. */
  readonly pair?: Span;
}

interface SourceText {
  readonly text: string;
  readonly uri: string;
}

/** Deeper lists and inline tables than any settings file has; the rest is left out. */
const DEEPEST = 32;

const TYPES: Readonly<Record<string, Entry['type']>> = { boolean: 'boolean', integer: 'number', float: 'number' };

const spanOf = ({ range: [start, end] }: AST.TOMLNode): Span => ({ start, end });
const pathOf = (key: AST.TOMLKey) =>
  key.keys.map((part) => (part.type === 'TOMLBare' ? part.name : part.value)).join('.');

/** `['receivers', 0, 'to']` → `receivers[0].to`. */
const joined = (path: readonly (string | number)[]) =>
  path.reduce<string>(
    (all, part) => (typeof part === 'number' ? `${all}[${part}]` : all ? `${all}.${part}` : part),
    '',
  );

function leavesOf(source: SourceText, program: AST.TOMLProgram): Leaf[] {
  const leaves: Leaf[] = [];

  function visitPairs(pairs: readonly AST.TOMLKeyValue[], owner: Owner, depth: number) {
    for (const pair of pairs)
      visit(pair.value, owner.prefix + pathOf(pair.key), spanOf(pair.key), owner, spanOf(pair), depth);
  }

  function visit(
    node: AST.TOMLContentNode,
    key: string,
    keySpan: Span,
    owner: Owner,
    pair: Span | undefined,
    depth: number,
  ) {
    if (depth > DEEPEST) return;
    if (node.type === 'TOMLInlineTable') visitPairs(node.body, { prefix: `${key}.`, inline: true }, depth + 1);
    else if (node.type === 'TOMLArray')
      node.elements.forEach((item, index) => {
        visit(item, `${key}[${index}]`, keySpan, owner, undefined, depth + 1);
      });
    else leaves.push(leafOf(source, node, key, keySpan, owner, pair));
  }

  const [top] = program.body;
  for (const node of top.body) {
    if (node.type === 'TOMLKeyValue') visitPairs([node], { prefix: '', inline: false }, 0);
    else visitPairs(node.body, { prefix: `${joined(node.resolvedKey)}.`, inline: false }, 0);
  }
  return leaves;
}

function leafOf(
  source: SourceText,
  node: AST.TOMLValue,
  key: string,
  keySpan: Span,
  owner: Owner,
  pair: Span | undefined,
): Leaf {
  const whole = spanOf(node);
  const isString = node.kind === 'string';
  const quotes = isString ? (node.multiline ? 3 : 1) : 0;
  const at = { start: whole.start + quotes, end: whole.end - quotes };
  const raw = source.text.slice(at.start, at.end);
  const text = isString ? node.value : node.kind === 'integer' ? String(node.bigint) : raw;
  return {
    key,
    keySpan,
    value: meaningOf(text, false),
    raw,
    at,
    type: TYPES[node.kind] ?? 'string',
    quote: !isString ? undefined : node.style === 'basic' ? '"' : "'",
    owner,
    pair,
    editable: new TomlEditable(source, node, owner, keySpan, pair),
  };
}

/** Keys that need no quotes. */
const NAME = /^[\w-]+(?:\.[\w-]+)*$/;

/** Strings are quoted, as they were if that can hold them; everything else stands plain. */
function spell(value: Scalar, style: 'basic' | 'literal' = 'basic'): string | undefined {
  if (typeof value !== 'string') return String(value);
  if (/[\r\n\0\u0085\u2028\u2029]/.test(value)) return undefined;
  return style === 'literal' && !/['\x01-\x1f\x7f]/.test(value) ? `'${value}'` : JSON.stringify(value);
}

class TomlEditable implements Editable {
  constructor(
    private readonly source: SourceText,
    private readonly node: AST.TOMLValue,
    private readonly owner: Owner,
    private readonly keySpan: Span,
    private readonly pair: Span | undefined,
  ) {}

  replace(value: Scalar): Edit | undefined {
    const { node, source } = this;
    if (node.kind === 'string' && node.multiline) return undefined;
    const spelt = node.kind === 'string' ? spell(String(value), node.style) : spell(value);
    return spelt === undefined ? undefined : { uri: source.uri, span: spanOf(node), text: spelt };
  }

  remove(): Edit[] | undefined {
    const { pair, owner, source } = this;
    const span = pair && (owner.inline ? withComma : wholeLines)(source.text, pair.start, pair.end);
    return span && [{ uri: source.uri, span, text: '' }];
  }

  rename(name: string): Edit | undefined {
    const { prefix } = this.owner;
    const key = name.startsWith(prefix) ? name.slice(prefix.length) : name;
    if (!this.pair || !NAME.test(key)) return undefined;
    return { uri: this.source.uri, span: this.keySpan, text: key };
  }
}

/** Writes a new key behind a neighbour of the same table: `after`, else the last of the innermost table around the key. */
function insertLeaf({ text, uri }: SourceText, leaves: readonly Leaf[], key: string, value: Scalar, after?: Entry) {
  const open = leaves.filter(({ owner, pair }) => pair && key.startsWith(owner.prefix));
  const most = open.reduce((longest, { owner }) => Math.max(longest, owner.prefix.length), 0);
  const inner = open.filter(({ owner }) => owner.prefix.length === most);
  const like = inner.find((leaf) => leaf === after) ?? inner.at(-1);
  const spelt = spell(value, like?.quote === "'" ? 'literal' : 'basic');
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

/** No more lines than this are passed over; a text with more errors is no TOML. */
const MOST_ERRORS = 12;
/** Nor is more text than this parsed again, in UTF-16 code units. */
const MOST_TEXT = 400_000;

/** A comment, a header, or a key with its whole value: a line in which nothing is left open. */
function isComplete(line: string): boolean {
  const text = line.trim();
  if (text === '' || text.startsWith('#')) return true;
  if (text.startsWith('[')) return text.includes(']');
  const equals = text.indexOf('=');
  const value = equals > 0 ? text.slice(equals + 1).trimStart() : '';
  return value !== '' && !/[,[{]$/.test(value) && (!value.startsWith('{') || value.includes('}'));
}

/** The line that keeps a text from being TOML: the one that is told, or the one before it that was not completed. */
function faultyLine(text: string, index: number): Span {
  const at = Math.min(index, text.trimEnd().length);
  const line = { start: lineStartOf(text, at), end: lineEndOf(text, at) };
  const before = text.slice(0, line.start).trimEnd().length;
  const earlier = { start: lineStartOf(text, before), end: before };
  const isFirst = text.slice(line.start, at).trim() === '';
  return isFirst && before > 0 && !isComplete(text.slice(earlier.start, earlier.end)) ? earlier : line;
}

const blanked = (text: string, { start, end }: Span) =>
  text.slice(0, start) + ' '.repeat(end - start) + text.slice(end);

/** What a line begins with: a header, or a key. */
const HEADER = /^[ \t]*(\[[^\]]*\])/;
const KEY = /^[ \t]*([^\s=[#][^=]*)=/;

/** What the parser says of a key or a table that was there before. */
const IS_REPEATED = /multiple times/;

/** Without the tables that repeat an earlier one, or without the keys that their table has already. */
function withoutRepeated(text: string, what: 'tables' | 'keys'): string {
  const seen = new Set<string>();
  let table = '';
  let isRepeated = false;
  return text.replace(/[^\r\n]+/g, (line) => {
    const header = HEADER.exec(line)?.[1];
    const key = header === undefined ? KEY.exec(line)?.[1] : undefined;
    if (header !== undefined) {
      // Each table of an array has keys of its own.
      table = header.startsWith('[[') ? `${header}${seen.size}` : header;
      isRepeated = what === 'tables' && seen.has(table);
      seen.add(table);
    } else if (what === 'keys') {
      const name = `${table} ${key?.trim()}`;
      isRepeated = key !== undefined && seen.has(name);
      seen.add(name);
    }
    return isRepeated ? ' '.repeat(line.length) : line;
  });
}

/** The tree of a text, of which lines that break the grammar are left out. */
function parseTolerantly(text: string): AST.TOMLProgram | undefined {
  let plain = text.replace(/^\ufeff/, ' ');
  const left = new Set<'tables' | 'keys'>();
  let parsed = 0;
  for (let errors = 0; errors <= MOST_ERRORS && parsed <= MOST_TEXT; errors++) {
    try {
      return parseTOML(plain);
    } catch (error) {
      const { index, message } = error as { index?: number; message: string };
      if (index === undefined) return undefined; // nested more deeply than the parser's stack
      const line = faultyLine(plain, index);
      const what = plain.slice(line.start, line.end).trimStart().startsWith('[') ? 'tables' : 'keys';
      // The keys are compared when all has been read.
      parsed += IS_REPEATED.test(message) ? plain.length : index;
      const isRepeated = IS_REPEATED.test(message) && !left.has(what);
      if (isRepeated) left.add(what);
      plain = isRepeated ? withoutRepeated(plain, what) : blanked(plain, line);
    }
  }
  return undefined;
}

/** Reads TOML; half-typed text gives what can be read of it. */
export function parseToml(text: string, uri: string): SettingsTree {
  const program = parseTolerantly(text);
  const source = { text, uri };
  const leaves = program ? leavesOf(source, program) : [];
  return { format: 'toml', scopes: [scopeOver(source, leaves, 'map', ''), ...environmentsIn(source, leaves)] };
}
