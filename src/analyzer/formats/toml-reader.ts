/**
 * Reads TOML 1.1 in one pass, whose time grows as the text does. What breaks the grammar, or repeats what was there
 * before, is left out, and reading goes on with the next line.
 */
import type { Span } from '../model';
import { past } from './past';
import { BLANKS, keyAt, type TomlKey, type TomlValue, valueAt } from './toml-values';

/** A table, or an inline table, that holds a leaf. */
export interface TomlOwner {
  /** Path of the table, with a dot behind it; empty for the root. */
  readonly prefix: string;
  readonly inline: boolean;
}

export interface TomlLeaf {
  /** `receivers[0].to` */
  readonly key: string;
  readonly keySpan: Span;
  readonly value: TomlValue;
  readonly owner: TomlOwner;
  /** The leaf's key and value; undefined within a list. */
  readonly pair: Span | undefined;
}

/** Deeper lists and inline tables than any settings file has; what stands in them is left out. */
const DEEPEST = 32;

/** Of so many values that are not closed the lines are read anew; a text with more of them is no TOML. */
const MOST_OPEN = 12;

/** What a text has defined: a table by the names within, a value, or a list of tables, of which the last one is open. */
class Defined {
  private names: Map<string, Defined> | undefined;
  isValue = false;
  isWritten = false;
  tables = 0;
  last: Defined | undefined;

  named(name: string): Defined {
    this.names ??= new Map();
    const known = this.names.get(name);
    if (known) return known;
    const made = new Defined();
    this.names.set(name, made);
    return made;
  }

  /** Where a key of this table leads; undefined where one of its names is taken. */
  at({ parts }: TomlKey): Defined | undefined {
    let place: Defined = this;
    for (const part of parts) {
      place = place.named(part);
      if (place.isValue || place.last) return undefined;
    }
    return place.names || place.isWritten ? undefined : place;
  }
}

const SPACE = /[ \t\r\n]*/y;
const LINE = /[^\r\n]*/y;
const LINE_BREAK = /\r\n|[\r\n]/y;
/** Up to the next character that a nested value or a text may begin or end with. */
const UNNESTED = /[^[\]{}"'#]*/y;

class TomlReader {
  readonly leaves: TomlLeaf[] = [];
  private readonly root = new Defined();
  private table: Defined | undefined = this.root;
  private owner: TomlOwner = { prefix: '', inline: false };
  private opened = 0;
  /** Where reading stopped that came to no end. */
  private stuck = 0;

  constructor(private readonly text: string) {}

  read(): void {
    const { text } = this;
    for (let at = text.startsWith('\ufeff') ? 1 : 0; at < text.length; ) {
      const start = past(SPACE, text, at);
      const sign = text[start];
      if (sign === undefined || sign === '#') at = this.nextLine(start);
      else at = sign === '[' ? this.header(start) : this.statement(start);
    }
  }

  private nextLine(at: number): number {
    const end = past(LINE, this.text, at);
    return Math.max(past(LINE_BREAK, this.text, end), end + 1);
  }

  /** Behind the end of a line of which only blanks and a comment are left; undefined where something else is. */
  private lineEnd(at: number): number | undefined {
    const end = past(BLANKS, this.text, at);
    const sign = this.text[end];
    return sign === undefined || sign === '\n' || sign === '\r' || sign === '#' ? this.nextLine(end) : undefined;
  }

  /** `[a.b]` or `[[a.b]]`: a line that is none is left out. */
  private header(start: number): number {
    const { text } = this;
    const isList = text.startsWith('[[', start);
    const key = keyAt(text, past(BLANKS, text, start + (isList ? 2 : 1)));
    const close = key && past(BLANKS, text, key.end);
    const end =
      close !== undefined && text.startsWith(isList ? ']]' : ']', close) ? close + (isList ? 2 : 1) : undefined;
    const next = end === undefined ? undefined : this.lineEnd(end);
    if (next === undefined) return this.nextLine(start);
    this.open(key!.parts, isList);
    return next;
  }

  /** Makes a table the open one; none is open behind the head of a table that was there before. */
  private open(parts: readonly string[], isList: boolean): void {
    let place = this.root;
    let path = '';
    this.table = undefined;
    for (const [index, part] of parts.entries()) {
      place = place.named(part);
      if (place.isValue) return;
      path = index === 0 ? part : `${path}.${part}`;
      if (!place.last || index === parts.length - 1) continue;
      path += `[${place.tables - 1}]`;
      place = place.last;
    }
    if (isList ? place.isWritten : place.isWritten || place.last) return;
    if (isList) {
      place.last = new Defined();
      path += `[${place.tables++}]`;
      place = place.last;
    }
    place.isWritten = true;
    this.table = place;
    this.owner = { prefix: `${path}.`, inline: false };
  }

  private statement(start: number): number {
    const before = this.leaves.length;
    const end = this.pair(start, this.owner, this.table, 0);
    const next = end === undefined ? undefined : this.lineEnd(end);
    if (next !== undefined) return next;
    this.leaves.length = before;
    const second = this.nextLine(start);
    const stop = end ?? this.stuck;
    return stop < second || ++this.opened <= MOST_OPEN ? second : this.nextLine(stop);
  }

  private fail(at: number): undefined {
    this.stuck = at;
    return undefined;
  }

  /** Gives the end of the value; undefined for what is no pair. A pair of names that are taken leaves nothing. */
  private pair(start: number, owner: TomlOwner, table: Defined | undefined, depth: number): number | undefined {
    const { text, leaves } = this;
    const key = keyAt(text, start);
    const equals = key && past(BLANKS, text, key.end);
    if (equals === undefined || text[equals] !== '=') return this.fail(equals ?? start);
    const before = leaves.length;
    const name = owner.prefix + key!.parts.join('.');
    const end = this.value(past(BLANKS, text, equals + 1), name, key!, owner, true, depth);
    if (end === undefined) return undefined;
    const place = table?.at(key!);
    if (place) place.isValue = true;
    else leaves.length = before;
    return end;
  }

  /** Gives the end of a value, whose leaves it adds; undefined for what is none. */
  private value(
    start: number,
    path: string,
    key: TomlKey,
    owner: TomlOwner,
    isOfPair: boolean,
    depth: number,
  ): number | undefined {
    const sign = this.text[start];
    if (sign === '[' || sign === '{') {
      if (depth > DEEPEST) return this.nested(start);
      return sign === '[' ? this.list(start, path, key, owner, depth) : this.inline(start, path, depth);
    }
    const value = this.scalar(start);
    if (!value) return this.fail(start);
    const keySpan = { start: key.start, end: key.end };
    const pair = isOfPair ? { start: key.start, end: value.end } : undefined;
    if (depth <= DEEPEST) this.leaves.push({ key: path, keySpan, value, owner, pair });
    return value.end;
  }

  private scalar(start: number): TomlValue | undefined {
    const { text } = this;
    const isOfLines = text.startsWith('"""', start) || text.startsWith("'''", start);
    if (isOfLines && this.opened > MOST_OPEN) return undefined;
    const value = valueAt(text, start);
    if (isOfLines && !value) this.opened++;
    return value;
  }

  /** Behind blanks, line breaks and comments. */
  private space(start: number): number {
    for (let at = start; ; at = past(LINE, this.text, at)) {
      at = past(SPACE, this.text, at);
      if (this.text[at] !== '#') return at;
    }
  }

  private list(start: number, path: string, key: TomlKey, owner: TomlOwner, depth: number): number | undefined {
    let at = this.space(start + 1);
    for (let index = 0; this.text[at] !== ']'; index++) {
      const end = this.value(at, `${path}[${index}]`, key, owner, false, depth + 1);
      if (end === undefined) return undefined;
      at = this.space(end);
      if (this.text[at] === ',') at = this.space(at + 1);
      else if (this.text[at] !== ']') return this.fail(at);
    }
    return at + 1;
  }

  private inline(start: number, path: string, depth: number): number | undefined {
    const owner = { prefix: `${path}.`, inline: true };
    const table = new Defined();
    let at = this.space(start + 1);
    while (this.text[at] !== '}') {
      const end = this.pair(at, owner, table, depth + 1);
      if (end === undefined) return undefined;
      at = this.space(end);
      if (this.text[at] === ',') at = this.space(at + 1);
      else if (this.text[at] !== '}') return this.fail(at);
    }
    return at + 1;
  }

  /** Behind brackets that are nested too deeply. */
  private nested(start: number): number | undefined {
    const { text } = this;
    let depth = 0;
    for (let at = start; at < text.length; at = past(UNNESTED, text, at)) {
      const sign = text[at];
      if (sign === '#') at = past(LINE, text, at);
      else if (sign === '"' || sign === "'") at = this.scalar(at)?.end ?? at + 1;
      else {
        depth += sign === '[' || sign === '{' ? 1 : -1;
        at++;
        if (depth === 0) return at;
      }
    }
    return this.fail(text.length);
  }
}

/** The values of a text with their paths, in its order; half-typed text gives what can be read of it. */
export function readToml(text: string): TomlLeaf[] {
  const reader = new TomlReader(text);
  reader.read();
  return reader.leaves;
}
