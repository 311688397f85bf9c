/**
 * ActionMailer's settings in the Ruby of a Rails application: the hash that is assigned to `smtp_settings`, or to the
 * constant `SMTP_SETTINGS` that many projects give it, with keys called `smtp_settings.address`. Literals and variables
 * of the environment are known; all else is computed.
 */
import type { Scalar } from '../model';
import { type Language, type Literal, scopeOfCode, type Value, type Written } from './code';
import type { Scope, SettingsTree } from './scope';

const ruby: Language = {
  spell(value: Scalar, quote) {
    if (typeof value !== 'string') return String(value);
    return /[\\\r\n\0]|#[{$@]/.test(value) || value.includes(quote) ? undefined : quote + value + quote;
  },
  // Rails loads no .env by itself.
  read: () => undefined,
};

/** Comments, texts (one without an end goes to the end), and the assignments that are looked for, whichever comes first. */
const TOKEN =
  /#[^\r\n]*|^=begin\b[\s\S]*?(?:^=end\b|$(?![\s\S]))|'(?:[^'\\]|\\.)*'?|"(?:[^"\\]|\\.)*"?|\bdelivery_method\s*=\s*:(\w+)|\b(?:smtp_settings|SMTP_SETTINGS)\s*=\s*\{/gm;

/** The ways to deliver that use these settings. */
const SENDS = /^smtp$/;

/** Reads a file; what is half-typed is passed over. */
export function parseRails(text: string, uri: string): SettingsTree {
  const scopes: Scope[] = [];
  const methods = new Set<string>();
  TOKEN.lastIndex = 0;
  for (let token = TOKEN.exec(text); token; token = TOKEN.exec(text)) {
    if (token[1] !== undefined) methods.add(token[1]);
    if (!/^smtp_settings/i.test(token[0])) continue;
    const { written, end } = hashAt(text, TOKEN.lastIndex);
    if (written.length > 0) scopes.push(scopeOfCode(text, uri, ruby, written, { name: 'smtp_settings' }));
    TOKEN.lastIndex = end;
  }
  const isUsed = methods.size === 0 || [...methods].some((method) => SENDS.test(method));
  return { format: 'rails', scopes: isUsed ? scopes : [] };
}

const BLANK = /(?:\s|#[^\r\n]*(?:[\r\n]|$))*/y;
const KEY = /(?:(\w+):(?!:)|:(\w+)\s*=>|(['"])(\w+)\3(?::|\s*=>))[ \t]*/y;
/** A part of an expression: a text, what stands in brackets, a comment, or a character. */
const PART = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|#[^\r\n]*|[^'"#]/gy;

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

/** The pairs of a hash from behind its bracket to the one that closes it. */
function hashAt(text: string, start: number): { written: Written[]; end: number } {
  const written: Written[] = [];
  let at = start;
  for (;;) {
    at += match(BLANK, text, at)?.[0].length ?? 0;
    const key = match(KEY, text, at);
    if (!key) return { written, end: at };
    const name = key[1] ?? key[2] ?? key[4]!;
    const nameStart = at + key[0].indexOf(name);
    const from = at + key[0].length;
    const { end, next } = expressionAt(text, from);
    written.push({
      key: `smtp_settings.${name}`,
      keySpan: { start: nameStart, end: nameStart + name.length },
      whole: { start: at, end },
      value: valueAt(text, from, end),
      isStatement: false,
    });
    at = next;
  }
}

/** The expression of a pair up to the comma or bracket behind it, without the blanks and comments at its end. */
function expressionAt(text: string, from: number): { end: number; next: number } {
  let depth = 0;
  let end = from;
  let at = from;
  for (let part = match(PART, text, at); part; part = match(PART, text, at)) {
    const [token] = part;
    if (depth === 0 && token === ',') return { end, next: at + 1 };
    if (depth === 0 && /[)\]}]/.test(token)) return { end, next: at };
    if (/[([{]/.test(token)) depth++;
    else if (/[)\]}]/.test(token)) depth--;
    at += token.length;
    if (!/^(?:\s|#)/.test(token)) end = at;
  }
  return { end, next: text.length };
}

const LITERAL =
  /^(?:'([^'\\]*)'|"((?:[^"\\#]|#(?![{$@]))*)"|:(\w+)|(true|false)|(nil)|(\d+)|OpenSSL::SSL::VERIFY_(\w+))$/;

function literalOf(written: string, start: number): Literal | undefined {
  const [isLiteral, single, double, symbol, truth, nil, number, verify] = LITERAL.exec(written) ?? [];
  if (isLiteral === undefined) return undefined;
  const base = { kind: 'literal', span: { start, end: start + written.length } } as const;
  if (single !== undefined || double !== undefined)
    return { ...base, type: 'string', text: single ?? double ?? '', quote: single === undefined ? '"' : "'" };
  if (truth) return { ...base, type: 'boolean', text: truth };
  if (nil) return { ...base, type: 'null', text: '' };
  if (number) return { ...base, type: 'number', text: number };
  // `:always` is a word of a switch, not a text that says nothing.
  return { ...base, type: 'boolean', text: symbol ?? verify!.toLowerCase() };
}

const READ =
  /^ENV(?:\[\s*(['"])(\w+)\1\s*\]|\.fetch\(\s*(['"])(\w+)\3\s*(?:,\s*(.*?)\s*)?\))(?:\.(?:to_i|to_s|presence|strip))?(?:\s*(?:\|\||\bor\b)\s*(.*))?$/s;
/** In UTF-16 code units; what is longer is computed. */
const LONGEST = 300;

const INTEGER = /^Integer\((.*)\)$/s;

function valueAt(text: string, start: number, end: number): Value {
  const span = { start, end };
  const whole = text.slice(start, end);
  if (whole.length > LONGEST) return { kind: 'unknown', span };
  const literal = literalOf(whole, start);
  if (literal) return literal;
  const inner = INTEGER.exec(whole)?.[1] ?? whole;
  const compared = /^(.*?)(?:\.(downcase))?(?<!\s)\s*==\s*(?:'(\w+)'|"(\w+)")$/s.exec(inner);
  const [, , direct, , fetched, beside, or] = READ.exec(compared?.[1] ?? inner) ?? [];
  const name = direct ?? fetched;
  if (name === undefined) return { kind: 'unknown', span };
  const standIn = beside ?? or;
  const at = standIn === undefined ? -1 : start + whole.lastIndexOf(standIn);
  const fallback = standIn === undefined ? undefined : literalOf(standIn, at);
  if (!compared) return { kind: 'variable', name, fallback, span };
  const word = compared[3] ?? compared[4] ?? '';
  const reads = { true: [word], false: [], anyCase: compared[2] !== undefined, other: false };
  return { kind: 'variable', name, fallback, reads, span };
}
