/**
 * Environment files, with the semantics of npm dotenv 18 (its regular expression, turned into a linear scan): keys of
 * `[\w.-]`, `export`, `KEY=value` and `KEY: value`, three kinds of quotes over several lines, `#` comments that need
 * no blank before them, and values that go on to the next line where only blanks follow the separator.
 */
import { isTemplated } from '../marks';
import type { Edit, Editable, Scalar, Span } from '../model';
import { misreadingsOf } from './dotenv-readers';
import { lineStartOf } from './lines';
import { past } from './past';
import { referenceIn } from './reference';
import type { Entry, Scope, SettingsTree } from './scope';
import { hasControlLines } from './template-lines';

export interface DotenvTree extends SettingsTree {
  readonly format: 'dotenv';
  readonly entries: readonly DotenvEntry[];
  /** The file as one list of settings. */
  readonly scopes: readonly [Scope];
}

export interface DotenvEntry extends Entry {
  /** What dotenv yields without dotenv-expand, for a reference, too. */
  readonly literal: string;
  /** From `export` or the key to the end of the comment, without the line break. */
  readonly statement: Span;
  /** `#` and what follows it to the end of the line. */
  readonly comment?: Span;
}

type Quote = "'" | '"' | '`';

/** One `KEY=value` as it stands in the text. */
interface Statement {
  readonly start: number;
  readonly key: Span;
  /** Right behind the separator. */
  readonly separatorEnd: number;
  /** Without quotes and blanks around it; empty at `separatorEnd` where there is no value. */
  readonly value: Span;
  readonly quote?: Quote;
  /** The value starts with a double quote, so that dotenv resolves `\n` and `\r`, even where no quote closes it. */
  readonly escapes: boolean;
  /** Behind the value and its quotes; only blanks and a comment follow in the line. */
  readonly end: number;
}

const BLANKS = /\s*/y;
const EXPORT = /export\s+/y;
const NAME = /[\w.-]*/y;
const UNQUOTED = /[^#\r\n]*/y;
const REST_OF_LINE = /[^\n\r\u2028\u2029]*/y;
const BLANKS_OF_LINE = /[^\S\n\r\u2028\u2029]*/y;
const LINE_BREAK = /\r\n|[\n\r\u2028\u2029]/y;

const isQuote = (char: string | undefined): char is Quote => char === "'" || char === '"' || char === '`';

/** True where nothing but blanks and a comment follows in the line. */
function endsStatement(text: string, at: number): boolean {
  const next = past(BLANKS_OF_LINE, text, at);
  return next === text.length || text[next] === '#' || past(LINE_BREAK, text, next) > next;
}

/**
 * The quote that closes the one at `open`: the first that no backslash precedes, or else the last of those before it,
 * if the statement ends there; -1 where none does.
 */
function closingQuote(text: string, open: number): number {
  const quote = text[open]!;
  let found = -1;
  for (let at = text.indexOf(quote, open + 1); at >= 0; at = text.indexOf(quote, at + 1)) {
    if (endsStatement(text, at + 1)) found = at;
    if (text[at - 1] !== '\\') break;
  }
  return found;
}

function valueAt(text: string, from: number): Pick<Statement, 'value' | 'quote' | 'escapes' | 'end'> {
  const first = past(BLANKS, text, from);
  const opening = text[first];
  if (isQuote(opening)) {
    const closing = closingQuote(text, first);
    if (closing >= 0)
      return {
        value: { start: first + 1, end: closing },
        quote: opening,
        escapes: opening === '"',
        end: closing + 1,
      };
  }
  const limit = past(UNQUOTED, text, from);
  const end = from + text.slice(from, limit).trimEnd().length;
  if (end === from) return { value: { start: from, end: from }, escapes: false, end: from };
  const paired = isQuote(opening) && end - first > 1 && text[end - 1] === opening;
  return paired
    ? { value: { start: first + 1, end: end - 1 }, quote: opening, escapes: opening === '"', end }
    : { value: { start: first, end }, escapes: opening === '"', end };
}

/** The offset behind `=` or `: `; undefined where no separator follows the key. */
function separatorEnd(text: string, keyEnd: number): number | undefined {
  const next = past(BLANKS, text, keyEnd);
  if (text[next] === '=') return next + 1;
  if (text[keyEnd] !== ':' || past(BLANKS, text, keyEnd + 1) === keyEnd + 1) return undefined;
  return text.startsWith('\r\n', keyEnd + 1) ? keyEnd + 3 : keyEnd + 2;
}

function statementAt(text: string, start: number): Statement | undefined {
  const exported = past(EXPORT, text, start);
  // `export = x` sets a variable named export.
  for (const keyStart of exported > start ? [exported, start] : [start]) {
    const key = { start: keyStart, end: past(NAME, text, keyStart) };
    const separator = key.end > key.start ? separatorEnd(text, key.end) : undefined;
    if (separator !== undefined) return { start, key, separatorEnd: separator, ...valueAt(text, separator) };
  }
  return undefined;
}

function statementsOf(text: string): Statement[] {
  const statements: Statement[] = [];
  for (let at = 0; at < text.length; ) {
    const start = past(BLANKS, text, at);
    const statement = statementAt(text, start);
    if (statement) statements.push(statement);
    const lineEnd = past(REST_OF_LINE, text, statement ? statement.end : start);
    at = Math.max(past(LINE_BREAK, text, lineEnd), lineEnd + 1);
  }
  return statements;
}

function literalOf(raw: string, escapes: boolean): string {
  const text = raw.replace(/\r\n?/g, '\n');
  return escapes ? text.replaceAll('\\n', '\n').replaceAll('\\r', '\r') : text;
}

/** Outside of quotes a shell that reads the file acts on these: it runs what follows, redirects, or puts a folder there. */
const ACTIVE = /[;&|<>()~]/g;

/**
 * A value with the quotes that make all readers take it literally, a shell among them; undefined where no such quotes
 * exist. `quote`: the one that stands there, kept if it can be. `before`: what stands there, which may be as bare as it is.
 */
export function quoted(value: string, quote?: Quote, before = ''): string | undefined {
  if (/[\r\n\0\u2028\u2029]/.test(value)) return undefined;
  const isTame = (value.match(ACTIVE) ?? []).every((sign) => before.includes(sign));
  const holds: Readonly<Record<Quote | '', boolean>> = {
    '': isTame && !/[\s#$"'`\\]/.test(value),
    "'": !/['\\]/.test(value),
    '"': !/["$\\`]/.test(value),
    '`': false,
  };
  const chosen = ([quote ?? '', '', "'", '"'] as const).find((candidate) => holds[candidate]);
  return chosen === undefined ? undefined : chosen + value + chosen;
}

class DotenvEditable implements Editable {
  constructor(
    private readonly text: string,
    private readonly uri: string,
    private readonly statement: Statement,
    /** Behind text that was meant as part of the value, although dotenv cuts it off. */
    private readonly valueEnd: number,
  ) {}

  replace(value: Scalar): Edit | undefined {
    const { quote, value: span } = this.statement;
    const text = quoted(String(value), quote, quote ? '' : this.text.slice(span.start, span.end));
    if (text === undefined) return undefined;
    const start = quote ? span.start - 1 : span.start;
    return { uri: this.uri, span: { start, end: this.valueEnd }, text };
  }

  remove(): Edit[] {
    const { start, end } = this.statement;
    let lineStart = start;
    while (this.text[lineStart - 1] === ' ' || this.text[lineStart - 1] === '\t') lineStart--;
    const lineEnd = past(REST_OF_LINE, this.text, end);
    return [{ uri: this.uri, span: { start: lineStart, end: past(LINE_BREAK, this.text, lineEnd) }, text: '' }];
  }

  rename(name: string): Edit {
    return { uri: this.uri, span: this.statement.key, text: name };
  }
}

/** `PASS=#4-Kiwi`: behind the `=` at once, to the end of the line, with a letter and a digit. */
const isPassword = (key: string, rest: string): boolean =>
  /pass|pwd|secret/i.test(key) && /^=#\S+\s*$/.test(rest) && /\d/.test(rest) && /[a-z]/i.test(rest);

function entryOf(text: string, uri: string, statement: Statement): DotenvEntry {
  const { start, key, value: at, quote, escapes, end } = statement;
  const raw = text.slice(at.start, at.end);
  const next = past(BLANKS_OF_LINE, text, end);
  const lineEnd = past(REST_OF_LINE, text, next);
  const comment = text[next] === '#' ? { start: next, end: lineEnd } : undefined;
  // `abc#def`: no blank on either side of the mark, so that it was hardly meant as a comment.
  const wordEnd = next + text.slice(next, lineEnd).split(/\s/, 1)[0]!.length;
  const isInWord = comment?.start === at.end && /^#+[^\s#]/.test(text.slice(next, next + 8));
  const cut =
    isInWord && (at.end > at.start || isPassword(text.slice(key.start, key.end), text.slice(next - 1, lineEnd)));
  const cutEnd = cut ? wordEnd : undefined;
  // `##HOST##` is filled in before anybody takes it for a comment.
  const isMarked = isTemplated(raw) || (comment?.start === at.end && isTemplated(text.slice(at.start, wordEnd)));
  const literal = literalOf(raw, escapes);
  // No reader but dotenv-expand looks into single quotes.
  const reference = quote === "'" ? undefined : referenceIn(raw, true);
  // A line separator inside an unquoted value makes dotenv look for quotes in each of its "lines".
  const unclear = reference !== undefined || isMarked || (!quote && /[\u2028\u2029]/.test(raw));
  return {
    key: text.slice(key.start, key.end),
    keySpan: key,
    value: unclear ? undefined : literal,
    literal,
    raw,
    at,
    reference,
    quote,
    misread: isMarked
      ? undefined
      : misreadingsOf(raw, quote, cutEnd === undefined ? undefined : text.slice(at.start, cutEnd)),
    statement: { start, end: comment ? comment.end : end },
    comment,
    editable: new DotenvEditable(text, uri, statement, cutEnd ?? end),
  };
}

function insertInto(text: string, uri: string, key: string, value: string, after?: DotenvEntry): Edit | undefined {
  const spelt = quoted(value, after?.quote === '`' ? undefined : after?.quote);
  if (spelt === undefined) return undefined;
  const eol = /\r\n|\n/.exec(text)?.[0] ?? '\n';
  const prefix = after && after.statement.start < after.keySpan.start ? 'export ' : '';
  const line = `${prefix}${key}=${spelt}`;
  if (!after) {
    const open = text !== '' && !/[\r\n]$/.test(text);
    return { uri, span: { start: text.length, end: text.length }, text: `${open ? eol : ''}${line}${eol}` };
  }
  const at = past(REST_OF_LINE, text, after.statement.end);
  const indent = text.slice(lineStartOf(text, after.statement.start), after.statement.start);
  return { uri, span: { start: at, end: at }, text: eol + indent + line };
}

/** Reads a .env file; lines that dotenv passes over have no entry. */
export function parseDotenv(text: string, uri: string): DotenvTree {
  const entries = statementsOf(text).map((statement) => entryOf(text, uri, statement));
  const byEntry = new Set<Entry>(entries);
  const scope: Scope = {
    kind: 'file',
    name: '',
    holdsSecrets: true,
    hasBranches: hasControlLines(text),
    extent: { start: 0, end: text.length },
    entries,
    insert: (key, value, after) =>
      insertInto(text, uri, key, String(value), after && byEntry.has(after) ? (after as DotenvEntry) : undefined),
  };
  return { format: 'dotenv', entries, scopes: [scope] };
}
