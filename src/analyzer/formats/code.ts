/**
 * Settings that stand in the code of a program: what an expression gives as far as that shows without running it, and
 * the settings that hold together where a program has branches. Python, PHP and Ruby are read in these words.
 */
import type { Spellings } from '../data/dialects-booleans';
import type { Edit, Editable, Scalar, Span } from '../model';
import { lineBreakOf, lineEndOf, lineStartOf, wholeLines, withComma } from './lines';
import type { Entry, Scope } from './scope';

type Quote = "'" | '"';

/** A value that is written out. Booleans are `true` and `false`, and nothing is an empty text, whatever the language says. */
export interface Literal {
  readonly kind: 'literal';
  readonly type: NonNullable<Entry['type']>;
  readonly text: string;
  /** With the quotes. */
  readonly span: Span;
  readonly quote?: Quote;
}

/** A variable of the environment, with what stands in for it. */
export interface Variable {
  readonly kind: 'variable';
  readonly name: string;
  readonly fallback?: Literal;
  readonly reads?: Spellings;
  readonly isConverted?: true;
  readonly span: Span;
}

export type Value = Literal | Variable | { readonly kind: 'unknown'; readonly span: Span };

/** `statement`: an assignment of its own; else an item of a list that commas part. */
export interface Written {
  /** With dots, from the root of the scope. */
  readonly key: string;
  readonly keySpan: Span;
  /** From the key to the end of the value, with all that belongs to them. */
  readonly whole: Span;
  readonly value: Value;
  readonly isStatement: boolean;
}

export interface Language {
  /** How the value is written; undefined where it cannot be. */
  spell(value: Scalar, quote: Quote): string | undefined;
  /** How a program reads a variable of its .env file; undefined where nothing shows that it has one. */
  read(name: string, quote: Quote, text: string): string | undefined;
}

/** A branch of a program; branches of the same statement exclude each other. */
export interface Branch {
  readonly of: number;
  readonly start: number;
  /** The conditions of the statement: what they ask for is known in none of its branches. */
  readonly asks: string;
}

export interface Assigned extends Written {
  /** The branches around it, from outside. */
  readonly path: readonly Branch[];
}

/** No more branches of one program are told apart; those that set something of mail come first. */
const MOST_BRANCHES = 20;

const MAIL_KEY = /mail|smtp/i;

const isPrefix = (outer: readonly Branch[], inner: readonly Branch[]) =>
  outer.every(({ start }, index) => inner[index]?.start === start);

/** True where only one of two paths can be taken. */
function excludes(one: readonly Branch[], other: readonly Branch[]): boolean {
  const fork = one.findIndex(({ start }, index) => other[index]?.start !== start);
  return fork >= 0 && other[fork] !== undefined && other[fork].of === one[fork]!.of;
}

const samePath = (one: readonly Branch[], other: readonly Branch[]) =>
  one.length === other.length && isPrefix(one, other);

/** Settings that hold together. */
export interface World {
  readonly written: readonly Written[];
  /** A branch that may be taken has others. */
  readonly isPartial: boolean;
}

const unknown = (one: Assigned): Written => ({ ...one, value: { kind: 'unknown', span: one.value.span } });

/**
 * What holds at the end of a path: of each key the last value, unknown where a branch that may be taken comes later, or
 * where the way there depends on it.
 */
function worldAt(path: readonly Branch[], byKey: ReadonlyMap<string, readonly Assigned[]>): World {
  const written: Written[] = [];
  let isPartial = false;
  for (const all of byKey.values()) {
    const certain = all.findLast((one) => isPrefix(one.path, path));
    const others = all.filter((one) => !isPrefix(one.path, path) && !excludes(one.path, path));
    if (!certain) isPartial ||= others.length > 0;
    else if (others.some(({ keySpan }) => keySpan.start > certain.keySpan.start) || isAsked(certain, path))
      written.push(unknown(certain));
    else written.push(...all.filter((one) => samePath(one.path, certain.path)));
  }
  return { written, isPartial };
}

function isAsked({ key }: Written, path: readonly Branch[]): boolean {
  const name = key.slice(key.lastIndexOf('.') + 1);
  return path.some(({ asks }) => asks.split(/\W+/).includes(name));
}

/** The settings of a program: those outside of branches, and those of each branch with what holds around it. */
export function worldsOf(assigned: readonly Assigned[]): World[] {
  const paths = new Map<number, readonly Branch[]>();
  const byKey = new Map<string, Assigned[]>();
  for (const one of assigned) {
    paths.set(one.path.at(-1)?.start ?? -1, one.path);
    const same = byKey.get(one.key);
    if (same) same.push(one);
    else byKey.set(one.key, [one]);
  }
  const ofMail = new Set(assigned.filter(({ key }) => MAIL_KEY.test(key)).map(({ path }) => path.at(-1)?.start));
  const isOfMail = (path: readonly Branch[]) => ofMail.has(path.at(-1)?.start);
  const inBranches = [...paths.values()].filter(({ length }) => length > 0);
  const branches = [...inBranches.filter(isOfMail), ...inBranches.filter((path) => !isOfMail(path))];
  return [[], ...branches.slice(0, MOST_BRANCHES)]
    .map((path) => worldAt(path, byKey))
    .filter(({ written }) => written.length > 0);
}

const within = ({ span, quote }: Literal): Span =>
  quote ? { start: span.start + 1, end: span.end - 1 } : { start: span.start, end: span.end };

class CodeEditable implements Editable {
  constructor(
    private readonly text: string,
    private readonly uri: string,
    private readonly language: Language,
    private readonly written: Written,
    /** What a new value takes the place of. */
    private readonly place: Span,
    private readonly quote: Quote,
  ) {}

  replace(value: Scalar): Edit | undefined {
    const text = this.language.spell(value, this.quote);
    return text === undefined ? undefined : { uri: this.uri, span: this.place, text };
  }

  read(variable: string): Edit | undefined {
    const text = this.language.read(variable, this.quote, this.text);
    return text === undefined ? undefined : { uri: this.uri, span: this.place, text };
  }

  remove(): Edit[] | undefined {
    const { start, end } = this.written.whole;
    const comma = this.written.isStatement ? 0 : (/^[ \t]*,/.exec(this.text.slice(end, end + 100))?.[0].length ?? 0);
    const span =
      wholeLines(this.text, start, end + comma) ??
      (this.written.isStatement ? undefined : withComma(this.text, start, end));
    return span && [{ uri: this.uri, span, text: '' }];
  }

  rename(name: string): Edit | undefined {
    const key = name.slice(name.lastIndexOf('.') + 1);
    return /^\w+$/.test(key) ? { uri: this.uri, span: this.written.keySpan, text: key } : undefined;
  }
}

/** The quotes of the neighbours go on. */
const quoteIn = (all: readonly Written[]): Quote =>
  all.map(({ value }) => (value.kind === 'literal' ? value.quote : undefined)).find((quote) => quote) ?? "'";

function entryOf(text: string, uri: string, language: Language, written: Written, quote: Quote): Entry {
  const { key, keySpan, value } = written;
  const editableAt = (place: Span, own: Quote) => new CodeEditable(text, uri, language, written, place, own);
  const base = { key, keySpan };
  if (value.kind === 'literal') {
    const at = within(value);
    const own = value.quote ?? quote;
    return {
      ...base,
      at,
      value: value.text,
      raw: text.slice(at.start, at.end),
      type: value.type,
      quote: value.quote,
      editable: editableAt(value.span, own),
    };
  }
  const raw = text.slice(value.span.start, value.span.end);
  const open = { ...base, at: value.span, value: undefined, raw, editable: editableAt(value.span, quote) };
  if (value.kind === 'unknown') return open;
  const { name, fallback, reads, isConverted } = value;
  const literal = fallback && {
    at: within(fallback),
    type: fallback.type,
    editable: editableAt(fallback.span, fallback.quote ?? quote),
  };
  return { ...open, reference: { name, fallback: fallback?.text, literal, reads, isConverted } };
}

export interface ScopeOptions {
  readonly name?: string;
  readonly isPartial?: boolean;
}

/** Settings as a scope that can be edited. */
export function scopeOfCode(
  text: string,
  uri: string,
  language: Language,
  written: readonly Written[],
  { name = '', isPartial = false }: ScopeOptions = {},
): Scope {
  const quote = quoteIn(written);
  const inOrder = [...written].sort((a, b) => a.keySpan.start - b.keySpan.start);
  const pairs = inOrder.map((one) => [entryOf(text, uri, language, one, quote), one] as const);
  const byEntry = new Map(pairs);
  return {
    kind: 'map',
    name,
    isPartial,
    extent: { start: inOrder[0]?.whole.start ?? 0, end: inOrder.at(-1)?.whole.end ?? 0 },
    entries: pairs.map(([entry]) => entry),
    insert(key, value, after) {
      const like = (after && byEntry.get(after)) ?? inOrder.at(-1);
      const spelt = language.spell(value, quote);
      return like && spelt !== undefined ? insertBeside(text, uri, like, key, spelt) : undefined;
    },
  };
}

/** Behind its neighbour, written as that one is, on a line of its own where that one has one. */
function insertBeside(text: string, uri: string, like: Written, key: string, spelt: string): Edit | undefined {
  const { whole, keySpan, value, isStatement } = like;
  const name = key.slice(key.lastIndexOf('.') + 1);
  const copy =
    text.slice(whole.start, keySpan.start) +
    name +
    text.slice(keySpan.end, value.span.start) +
    spelt +
    text.slice(value.span.end, whole.end);
  const lineStart = lineStartOf(text, whole.start);
  const indent = text.slice(lineStart, whole.start);
  const lead = /^[ \t]*$/.test(indent) ? lineBreakOf(text) + indent : undefined;
  if (isStatement) {
    const at = lineEndOf(text, whole.end);
    return lead === undefined ? undefined : { uri, span: { start: at, end: at }, text: lead + copy };
  }
  const comma = /^[ \t]*,/.exec(text.slice(whole.end, whole.end + 100))?.[0].length;
  const at = whole.end + (comma ?? 0);
  return {
    uri,
    span: { start: at, end: at },
    text: `${comma ? '' : ','}${lead ?? ' '}${copy}${comma ? ',' : ''}`,
  };
}
