/**
 * Settings of a mailer in the configuration of an Elixir application: the keyword list of `config :app, Some.Mailer, …`,
 * with keys called `Some.Mailer.relay`. Literals and variables of the environment are known; all else is computed.
 */
import type { Scalar } from '../model';
import { type Language, type Literal, scopeOfCode, type Value, type Written } from './code';
import type { Scope, SettingsTree } from './scope';

/** Atoms that switches are given; a text of the same letters is something else. */
const ATOM = /^(?:always|never|if_available)$/;

const elixir: Language = {
  spell(value: Scalar) {
    if (typeof value !== 'string') return String(value);
    if (ATOM.test(value)) return `:${value}`;
    return /["\\\r\n\0]|#\{/.test(value) ? undefined : `"${value}"`;
  },
  // A release reads no .env by itself.
  read: () => undefined,
};

/** Comments, texts, and the lists that are looked for, whichever comes first. */
const TOKEN = /#[^\r\n]*|"(?:[^"\\]|\\[\s\S])*"?|^[ \t]*config[ \t]+:\w+[ \t]*,[ \t]*([A-Z][\w.]*\.Mailer)[ \t]*,/gm;

/** Reads a file; what is half-typed is passed over. */
export function parseElixir(text: string, uri: string): SettingsTree {
  const scopes: Scope[] = [];
  TOKEN.lastIndex = 0;
  for (let token = TOKEN.exec(text); token; token = TOKEN.exec(text)) {
    if (token[1] === undefined) continue;
    const { written, end } = pairsAt(text, TOKEN.lastIndex, token[1]);
    if (written.length > 0) scopes.push(scopeOfCode(text, uri, elixir, written, { name: token[1] }));
    TOKEN.lastIndex = end;
  }
  return { format: 'elixir', scopes };
}

const BLANK = /(?:\s|#[^\r\n]*[\r\n])*/y;
const KEY = /(\w+):[ \t]+/y;
/** A part of an expression: a text, a comment, or a character. */
const PART = /"(?:[^"\\]|\\.)*"|#[^\r\n]*|[^"#]/gy;

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

/** The pairs of a keyword list, to the one that no comma follows. */
function pairsAt(text: string, start: number, module: string): { written: Written[]; end: number } {
  const written: Written[] = [];
  let at = start;
  for (;;) {
    const from = at + (match(BLANK, text, at)?.[0].length ?? 0);
    const key = match(KEY, text, from);
    if (!key) return { written, end: at };
    const valueStart = from + key[0].length;
    const { end, hasNext } = expressionAt(text, valueStart);
    written.push({
      key: `${module}.${key[1]}`,
      keySpan: { start: from, end: from + key[1]!.length },
      whole: { start: from, end },
      value: valueAt(text, valueStart, end),
      isStatement: false,
    });
    if (!hasNext) return { written, end };
    at = text.indexOf(',', end) + 1;
  }
}

/** The expression of a pair, up to a comma, or to the end of its line outside of brackets. */
function expressionAt(text: string, from: number): { end: number; hasNext: boolean } {
  let depth = 0;
  let end = from;
  let at = from;
  for (let part = match(PART, text, at); part; part = match(PART, text, at)) {
    const [token] = part;
    if (depth === 0 && /[,\r\n)\]}]/.test(token)) return { end, hasNext: token === ',' };
    if (/^[([{]$/.test(token)) depth++;
    else if (/^[)\]}]$/.test(token)) depth--;
    at += token.length;
    if (!/^(?:\s|#)/.test(token)) end = at;
  }
  return { end, hasNext: false };
}

const LITERAL = /^(?:"([^"\\#]*)"|:(\w+)|(true|false)|(nil)|(\d+)|([A-Z][\w.]*))$/;
const READ = /^System\.(?:get_env|fetch_env!)\(\s*"(\w+)"\s*(?:,\s*("[^"\\#]*")\s*)?\)$/;
/** In UTF-16 code units; what is longer is computed. */
const LONGEST = 300;

function literalOf(written: string, start: number): Literal | undefined {
  const [isLiteral, string, atom, truth, nil, number, module] = LITERAL.exec(written) ?? [];
  if (isLiteral === undefined) return undefined;
  const base = { kind: 'literal', span: { start, end: start + written.length } } as const;
  if (string !== undefined) return { ...base, type: 'string', text: string, quote: '"' };
  if (truth) return { ...base, type: 'boolean', text: truth };
  if (nil) return { ...base, type: 'null', text: '' };
  if (number) return { ...base, type: 'number', text: number };
  // A word of a switch, or the name of a module, is no text that says nothing.
  return { ...base, type: 'boolean', text: atom ?? module! };
}

function valueAt(text: string, start: number, end: number): Value {
  const span = { start, end };
  const whole = text.slice(start, end);
  if (whole.length > LONGEST) return { kind: 'unknown', span };
  const literal = literalOf(whole, start);
  if (literal) return literal;
  const [, name, beside] = READ.exec(whole) ?? [];
  if (name === undefined) return { kind: 'unknown', span };
  const fallback = beside === undefined ? undefined : literalOf(beside, start + whole.lastIndexOf(beside));
  return { kind: 'variable', name, fallback, span };
}
