/**
 * HJSON (hjson.github.io) as lists of settings with spans: JSON whose keys and values need no quotes, whose commas are
 * optional, and whose comments begin with `#`, `//` or `/*`. The tree is that of JSON, so that it is written as JSON.
 */
import { type Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import type { SettingsTree } from './scope';
import { readSettings } from './yaml';
import { NO_ALIASES } from './yaml-aliases';

/** Deeper objects and lists than any settings file has; what is nested more deeply ends the reading. */
const DEEPEST = 32;

const SPACE = /(?:[\s,]|#[^\n]*(?:\n|$)|\/\/[^\n]*(?:\n|$)|\/\*(?:[^*]|\*(?!\/))*(?:\*\/|$))*/y;
/** Between a colon and its value. */
const GAP = /(?:\s|#[^\n]*(?:\n|$)|\/\/[^\n]*(?:\n|$)|\/\*(?:[^*]|\*(?!\/))*(?:\*\/|$))*/y;
const KEY = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[^\s,:[\]{}"'#]+/y;
const COLON = /[ \t]*:/y;
const STRING = /"(?:[^"\\\n]|\\.)*"|'(?!'')(?:[^'\\\n]|\\.)*'/y;
const LONG_STRING = /'''[\s\S]*?(?:'''|$)/y;
/** Numbers and words of JSON, where nothing but a comment, a comma or a bracket follows in the line. */
const LITERAL = /(?:true|false|null|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)(?=[ \t]*(?:[,\]}\r\n]|#|\/\/|\/\*|$))/y;
const REST_OF_LINE = /[^\r\n]*/y;

function placed<N extends Node>(node: N, start: number, end: number): N {
  node.range = [start, end, end];
  return node;
}

class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  /** The object of the file, whose braces may be left out. */
  root(): YAMLMap<Node, Node> {
    this.take(SPACE);
    return this.text[this.at] === '{' ? this.object(0) : this.members(0, 0);
  }

  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  private object(depth: number): YAMLMap<Node, Node> {
    const start = this.at++;
    return this.members(start, depth);
  }

  /** To the closing brace, or as far as there are members. */
  private members(start: number, depth: number): YAMLMap<Node, Node> {
    const map = new YAMLMap<Node, Node>();
    map.flow = true;
    for (;;) {
      this.take(SPACE);
      const keyStart = this.at;
      const key = this.take(KEY);
      if (key === undefined || this.take(COLON) === undefined) break;
      const keyEnd = keyStart + key.length;
      const name = placed(new Scalar(unquoted(key)), keyStart, keyEnd);
      const value = this.value(depth + 1);
      if (!value) break;
      map.items.push(new Pair<Node, Node>(name, value));
    }
    if (this.text[this.at] === '}') this.at++;
    return placed(map, start, this.at);
  }

  private list(depth: number): YAMLSeq<Node> {
    const start = this.at++;
    const list = new YAMLSeq<Node>();
    list.flow = true;
    for (;;) {
      this.take(SPACE);
      if (this.at >= this.text.length || this.text[this.at] === ']') break;
      const value = this.value(depth + 1);
      if (!value) break;
      list.items.push(value);
    }
    if (this.text[this.at] === ']') this.at++;
    return placed(list, start, this.at);
  }

  private value(depth: number): Node | undefined {
    if (depth > DEEPEST) return undefined;
    this.take(GAP);
    const start = this.at;
    if (this.text[start] === '{') return this.object(depth);
    if (this.text[start] === '[') return this.list(depth);
    if (start >= this.text.length || ',:]}'.includes(this.text[start]!)) return undefined;
    const quoted = this.take(LONG_STRING) ?? this.take(STRING);
    if (quoted !== undefined) {
      const scalar = placed(new Scalar(unquoted(quoted)), start, this.at);
      scalar.type = quoted.startsWith('"')
        ? 'QUOTE_DOUBLE'
        : quoted.startsWith("'''")
          ? 'BLOCK_LITERAL'
          : 'QUOTE_SINGLE';
      return scalar;
    }
    const literal = this.take(LITERAL);
    const text = literal ?? this.take(REST_OF_LINE)!.trimEnd();
    const scalar = placed(new Scalar(literal === undefined ? text : JSON.parse(literal)), start, start + text.length);
    scalar.type = 'PLAIN';
    scalar.source = text;
    return scalar;
  }
}

function unquoted(text: string): string {
  if (text.startsWith("'''")) return text.slice(3).replace(/'''$/, '').trim();
  if (!/^["']/.test(text)) return text;
  return text.slice(1, -1).replace(/\\(u[\da-fA-F]{4}|.)/g, (_, code: string) => ESCAPES[code] ?? unicode(code));
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

const unicode = (code: string) => (code.length > 1 ? String.fromCharCode(Number.parseInt(code.slice(1), 16)) : code);

/** Reads HJSON; half-typed text gives what can be read of it. */
export function parseHjson(text: string, uri: string, path = ''): SettingsTree {
  const contents = new Reader(text).root();
  return { format: 'hjson', ...readSettings(contents, { text, uri, aliases: NO_ALIASES, isJson: true }, path) };
}
