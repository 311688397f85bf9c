/** The values and keys of TOML 1.1, each read where it begins; undefined where the text is no such thing. */

import { past } from './past';

export interface TomlValue {
  readonly kind: 'string' | 'integer' | 'float' | 'boolean' | 'date';
  readonly start: number;
  readonly end: number;
  /** What a program gets, as text. */
  readonly text: string;
  /** How many quotes stand on either side. */
  readonly quotes: 0 | 1 | 3;
  readonly quote?: "'" | '"';
}

export interface TomlKey {
  readonly parts: readonly string[];
  readonly start: number;
  readonly end: number;
}

export const BLANKS = /[ \t]*/y;
const PLAIN = /[^"\\\x00-\x08\n-\x1f\x7f]*/y;
/** Up to what may end a string of several lines. */
const PLAIN_LINES = { '"': /[^"\\]*/y, "'": /[^']*/y } as const;
const LITERAL = /[^'\x00-\x08\n-\x1f\x7f]*/y;
const BARE_KEY = /[\w-]+/y;
const WORD = /[\w.:+-]+/y;
/** A backslash at the end of a line takes the blanks of the next ones with it. */
const FOLDED = /[ \t]*\r?\n[ \t\r\n]*/y;

const ESCAPES: Readonly<Record<string, string>> = {
  ...{ b: '\b', t: '\t', n: '\n', f: '\f', r: '\r', e: '\x1b' },
  ...{ '"': '"', '\\': '\\' },
};
const DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** What stands for other characters, and where it ends. */
interface Escaped {
  readonly text: string;
  readonly end: number;
}

function escapeAt(text: string, at: number): Escaped | undefined {
  const sign = text[at + 1] ?? '';
  const plain = ESCAPES[sign];
  if (plain !== undefined) return { text: plain, end: at + 2 };
  const end = at + 2 + (DIGITS[sign] ?? 0);
  const digits = text.slice(at + 2, end);
  if (!(sign in DIGITS) || digits.length < end - at - 2 || !/^[\da-f]+$/i.test(digits)) return undefined;
  const code = Number.parseInt(digits, 16);
  return code <= 0x10ffff ? { text: String.fromCodePoint(code), end } : undefined;
}

/** An escape within several lines. */
function foldedAt(text: string, at: number): Escaped | undefined {
  const end = past(FOLDED, text, at + 1);
  return end > at + 1 ? { text: '', end } : escapeAt(text, at);
}

/** A string of one line. */
function stringAt(text: string, start: number): TomlValue | undefined {
  const quote = text[start] as "'" | '"';
  let value = '';
  for (let at = start + 1; ; ) {
    const end = past(quote === '"' ? PLAIN : LITERAL, text, at);
    value += text.slice(at, end);
    if (text[end] === quote) return { kind: 'string', start, end: end + 1, text: value, quotes: 1, quote };
    const escaped = quote === '"' && text[end] === '\\' ? escapeAt(text, end) : undefined;
    if (!escaped) return undefined;
    value += escaped.text;
    at = escaped.end;
  }
}

const FIRST_BREAK = /\r?\n/y;
const CLOSING = { '"': /"{3,5}/y, "'": /'{3,5}/y } as const;

/** A string of several lines; up to two of its quotes may stand before the three that close it. */
function linesAt(text: string, start: number): TomlValue | undefined {
  const quote = text[start] as "'" | '"';
  let value = '';
  for (let at = past(FIRST_BREAK, text, start + 3); ; ) {
    const end = past(PLAIN_LINES[quote], text, at);
    value += text.slice(at, end).replace(/\r\n?/g, '\n');
    const behind = past(CLOSING[quote], text, end);
    if (behind > end) {
      const inner = quote.repeat(behind - end - 3);
      return { kind: 'string', start, end: behind, text: value + inner, quotes: 3, quote };
    }
    const next = text[end] === quote ? { text: quote, end: end + 1 } : foldedAt(text, end);
    if (!next) return undefined;
    value += next.text;
    at = next.end;
  }
}

const INTEGER = /^(?:[+-]?(?:0|[1-9](?:_?\d)*)|0x[\dA-Fa-f](?:_?[\dA-Fa-f])*|0o[0-7](?:_?[0-7])*|0b[01](?:_?[01])*)$/;
const FLOAT = /^[+-]?(?:(?:0|[1-9](?:_?\d)*)(?:\.\d(?:_?\d)*)?(?:[eE][+-]?\d(?:_?\d)*)?|inf|nan)$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
const TIME = /^(?:\d{4}-\d\d-\d\d[Tt ])?\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[Zz]|[+-]\d\d:\d\d)?$/;

/** No program's number is longer, in characters; making another notation of it takes time. */
const LONGEST_NUMBER = 100;

/** In decimal digits. */
function decimal(written: string): string {
  const digits = written.replaceAll('_', '').replace(/^\+/, '');
  if (digits === '-0') return '0';
  return /^0[xob]/.test(digits) && digits.length <= LONGEST_NUMBER ? String(BigInt(digits)) : digits;
}

/** A number, a date or a truth. */
function wordAt(text: string, start: number): TomlValue | undefined {
  let end = past(WORD, text, start);
  // A blank may stand between date and time.
  if (end === start + 10 && /^ \d/.test(text.slice(end, end + 2)) && DAY.test(text.slice(start, end)))
    end = past(WORD, text, end + 1);
  const word = text.slice(start, end);
  const value = { start, end, text: word, quotes: 0 } as const;
  if (word === 'true' || word === 'false') return { ...value, kind: 'boolean' };
  if (INTEGER.test(word)) return { ...value, kind: 'integer', text: decimal(word) };
  if (FLOAT.test(word)) return { ...value, kind: 'float' };
  return DAY.test(word) || TIME.test(word) ? { ...value, kind: 'date' } : undefined;
}

/** A value that is neither list nor table. */
export function valueAt(text: string, start: number): TomlValue | undefined {
  const sign = text[start];
  if (sign !== '"' && sign !== "'") return wordAt(text, start);
  return text.startsWith(sign.repeat(3), start) ? linesAt(text, start) : stringAt(text, start);
}

/** A key with all of its parts. */
export function keyAt(text: string, start: number): TomlKey | undefined {
  const parts: string[] = [];
  for (let at = start; ; ) {
    const sign = text[at];
    const quoted = sign === '"' || sign === "'" ? stringAt(text, at) : undefined;
    const end = quoted?.end ?? past(BARE_KEY, text, at);
    if (end === at) return undefined;
    parts.push(quoted?.text ?? text.slice(at, end));
    const dot = past(BLANKS, text, end);
    if (text[dot] !== '.') return { parts, start, end };
    at = past(BLANKS, text, dot + 1);
  }
}
