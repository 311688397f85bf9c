/**
 * Java properties files (java.util.Properties, and what Spring and Quarkus make of them) in the shape of environment
 * files: `key=value`, `key: value` or `key value`, comments of whole lines only, `\` before the end of a line.
 */
import type { Edit, Editable, Scalar } from '../model';
import type { DotenvEntry, DotenvTree } from './dotenv';
import { isTemplated, referenceIn } from './reference';
import type { Scope } from './scope';

const NATURAL_LINE = /(?:[^\\\r\n]|\\(?:\r\n|[\s\S]|$))*/y;
const LINE_BREAK = /\r\n|[\r\n]/y;
const KEY = /(?:[^\\\s=:]|\\[\s\S])+/y;
const SEPARATOR = /[ \t\f]*(?:[=:][ \t\f]*)?/y;

function past(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f' };

const readText = (text: string) =>
  text.replace(/\\(?:\r\n|\r|\n)[ \t\f]*|\\u([\da-fA-F]{4})|\\([\s\S])/g, (_, code?: string, char?: string) =>
    code ? String.fromCharCode(Number.parseInt(code, 16)) : char === undefined ? '' : (ESCAPES[char] ?? char),
  );

/** A value as it is written; undefined where it would need several lines. */
const spell = (value: string) =>
  /[\r\n\0]/.test(value) ? undefined : value.replaceAll('\\', '\\\\').replace(/^[ \t\f]/, '\\$&');

class PropertyEditable implements Editable {
  constructor(
    private readonly text: string,
    private readonly uri: string,
    private readonly entry: Pick<DotenvEntry, 'keySpan' | 'at' | 'statement'>,
  ) {}

  replace(value: Scalar): Edit | undefined {
    const text = spell(String(value));
    return text === undefined ? undefined : { uri: this.uri, span: this.entry.at, text };
  }

  remove(): Edit[] {
    const { start, end } = this.entry.statement;
    return [{ uri: this.uri, span: { start, end: past(LINE_BREAK, this.text, end) }, text: '' }];
  }

  rename(name: string): Edit {
    return { uri: this.uri, span: this.entry.keySpan, text: name };
  }
}

function entryAt(text: string, uri: string, start: number, end: number): DotenvEntry | undefined {
  const keyStart = start + (/^[ \t\f]*/.exec(text.slice(start, end))?.[0].length ?? 0);
  const keyEnd = Math.min(past(KEY, text, keyStart), end);
  if (keyEnd === keyStart || text[keyStart] === '#' || text[keyStart] === '!') return undefined;
  const at = { start: Math.min(past(SEPARATOR, text, keyEnd), end), end };
  const raw = text.slice(at.start, at.end);
  const literal = readText(raw);
  const reference = referenceIn(literal, false);
  const facts = { keySpan: { start: keyStart, end: keyEnd }, at, statement: { start, end } };
  return {
    ...facts,
    key: readText(text.slice(keyStart, keyEnd)),
    value: reference || literal.includes('${') || isTemplated(literal) ? undefined : literal,
    literal,
    raw,
    reference,
    editable: new PropertyEditable(text, uri, facts),
  };
}

/** Reads a properties file. */
export function parseProperties(text: string, uri: string): DotenvTree {
  const entries: DotenvEntry[] = [];
  for (let at = 0; at < text.length; ) {
    // A comment ends with its line, whatever stands at the end of it.
    const isComment = /^[ \t\f]*[#!]/.test(text.slice(at, at + 200));
    const end = isComment ? past(/[^\r\n]*/y, text, at) : past(NATURAL_LINE, text, at);
    const entry = isComment ? undefined : entryAt(text, uri, at, end);
    if (entry) entries.push(entry);
    at = Math.max(past(LINE_BREAK, text, end), end + 1);
  }
  const scope: Scope = {
    kind: 'file',
    name: '',
    extent: { start: 0, end: text.length },
    entries,
    insert(key, value, after) {
      const spelt = spell(String(value));
      if (spelt === undefined) return undefined;
      const eol = text.includes('\r\n') ? '\r\n' : '\n';
      const last = after ? entries.find((entry) => entry === after) : undefined;
      const like = last ?? entries.at(-1);
      const separator = (like && text.slice(like.keySpan.end, like.at.start)) || '=';
      const indent = last ? text.slice(last.statement.start, last.keySpan.start) : '';
      const start = last ? last.statement.end : text.length;
      const open = last !== undefined || (text !== '' && !/[\r\n]$/.test(text));
      return {
        uri,
        span: { start, end: start },
        text: `${open ? eol : ''}${indent}${key}${separator}${spelt}${last ? '' : eol}`,
      };
    },
  };
  return { format: 'dotenv', entries, scopes: [scope] };
}
