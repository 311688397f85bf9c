/**
 * INI files as gopkg.in/ini.v1 reads them, for Gitea, Gogs and Grafana: `[section]`, `KEY = value` or `KEY: value`,
 * comments with `#` and `;` anywhere outside of `"""` and backticks. Keys are `section.KEY`.
 */
import type { Edit, Editable, Scalar, Span } from '../model';
import type { Entry, Misreading, Scope, SettingsTree } from './scope';

export interface IniTree extends SettingsTree {
  readonly format: 'ini';
  /** The file as one map of sections. */
  readonly scopes: readonly [Scope];
}

interface IniEntry extends Entry {
  /** From the first character of the key to the end of the line, without its break. */
  readonly line: Span;
}

const LINE = /[^\r\n]*/y;
const LINE_BREAK = /\r\n|[\r\n]/y;
const SECTION = /^[ \t]*\[([^\]]*)\]/;
/** Key, and what stands up to the value. */
const KEY = /^([ \t]*)([^\s=:#;[][^=:]*?)[ \t]*[=:][ \t]*/;
/** Filled in when the program starts: `%(name)s`, `$__env{X}`, `${X}`, templates. */
const COMPUTED = /%\([^)]*\)s|\$__\w+\{|\$\{|\{\{|<%/;

function past(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

interface Value {
  readonly at: Span;
  /** What the program gets. */
  readonly text: string | undefined;
  /** With the quotes that hold it, and what a stray comment sign cuts off: replaced as a whole. */
  readonly whole: Span;
  readonly end: number;
  readonly misread?: readonly Misreading[];
}

const CUT = '`#` and `;` start a comment here, in quotes, too, so that the rest is cut off; `"""` around it keeps it.';

/** The value from `start` in a line that ends at `lineEnd`. */
function valueAt(text: string, start: number, lineEnd: number): Value {
  for (const quote of ['"""', '`']) {
    if (!text.startsWith(quote, start)) continue;
    const from = start + quote.length;
    const line = text.slice(from, lineEnd).lastIndexOf(quote);
    const close = line >= 0 ? from + line : text.indexOf(quote, lineEnd);
    const at = { start: from, end: close < 0 ? lineEnd : close };
    const end = close < 0 ? lineEnd : close + quote.length;
    return {
      at,
      text: close < 0 ? undefined : text.slice(from, close),
      whole: { start, end },
      end: past(LINE, text, end),
    };
  }
  const written = text.slice(start, lineEnd);
  const mark = written.search(/[#;]/);
  const raw = (mark < 0 ? written : written.slice(0, mark)).trimEnd();
  const quoted = /^(["'])(.*)\1$/.exec(raw);
  const inner = quoted ? 1 : 0;
  const at = { start: start + inner, end: start + raw.length - inner };
  // No blank before the sign, and more text behind it: it was hardly meant as a comment.
  const meant = mark > 0 && /^(?:(["'])(.*)\1|([^"'\s]\S*[#;][^\s#;]\S*))\s*$/.exec(written);
  const isCut = meant && raw.length === mark;
  const whole = { start, end: isCut ? start + written.trimEnd().length : start + raw.length };
  const isContinued = raw.endsWith('\\');
  return {
    at: isCut && !quoted ? { start, end: start + raw.length } : at,
    text: isContinued ? undefined : quoted ? quoted[2] : raw,
    whole,
    end: lineEnd,
    misread: isCut ? [{ because: CUT, meant: meant[2] ?? meant[3]! }] : undefined,
  };
}

/** A value as it is written; undefined where it would need several lines. */
function spell(value: string): string | undefined {
  if (/[\r\n\0]/.test(value) || value.includes('"""')) return undefined;
  return /[#;`]|^["'\s]|["'\s\\]$/.test(value) ? `"""${value}"""` : value;
}

class IniEditable implements Editable {
  constructor(
    private readonly text: string,
    private readonly uri: string,
    private readonly keySpan: Span,
    private readonly value: Span,
    private readonly line: Span,
  ) {}

  replace(value: Scalar): Edit | undefined {
    const spelt = spell(String(value));
    return spelt === undefined ? undefined : { uri: this.uri, span: this.value, text: spelt };
  }

  remove(): Edit[] {
    const { start, end } = this.line;
    return [{ uri: this.uri, span: { start, end: past(LINE_BREAK, this.text, end) }, text: '' }];
  }

  /** Keys are renamed within their section. */
  rename(name: string): Edit | undefined {
    const key = name.slice(name.lastIndexOf('.') + 1);
    return /^\w+$/.test(key) ? { uri: this.uri, span: this.keySpan, text: key } : undefined;
  }
}

function entryAt(text: string, uri: string, section: string, start: number, lineEnd: number): IniEntry | undefined {
  const head = KEY.exec(text.slice(start, lineEnd));
  if (!head) return undefined;
  const [all, indent, name] = head as unknown as [string, string, string];
  const keySpan = { start: start + indent.length, end: start + indent.length + name.length };
  const value = valueAt(text, start + all.length, lineEnd);
  const line = { start, end: value.end };
  return {
    key: section === '' ? name : `${section}.${name}`,
    keySpan,
    value: value.text === undefined || COMPUTED.test(value.text) ? undefined : value.text,
    raw: text.slice(value.at.start, value.at.end),
    at: value.at,
    misread: value.misread,
    line,
    editable: new IniEditable(text, uri, keySpan, value.whole, line),
  };
}

/** Reads an INI file; lines that are none of section, key and comment are passed over. */
export function parseIni(text: string, uri: string): IniTree {
  const entries: IniEntry[] = [];
  let section = '';
  for (let at = text.startsWith('\ufeff') ? 1 : 0; at < text.length; ) {
    const lineEnd = past(LINE, text, at);
    const line = text.slice(at, lineEnd);
    const header = SECTION.exec(line);
    if (header) section = header[1]!.trim();
    const entry = header || /^[ \t]*[#;]/.test(line) ? undefined : entryAt(text, uri, section, at, lineEnd);
    if (entry) entries.push(entry);
    const end = entry ? entry.line.end : lineEnd;
    at = Math.max(past(LINE_BREAK, text, end), end + 1);
  }
  return { format: 'ini', scopes: [scopeOver(text, uri, entries)] };
}

function scopeOver(text: string, uri: string, entries: readonly IniEntry[]): Scope {
  return {
    kind: 'map',
    name: '',
    extent: { start: 0, end: text.length },
    entries,
    /** Behind a neighbour of the same section, with its indent and the signs around `=`. */
    insert(key, value, after) {
      const section = key.slice(0, key.lastIndexOf('.') + 1);
      const like =
        entries.find((entry) => entry === after) ?? entries.findLast((entry) => entry.key.startsWith(section));
      const spelt = spell(String(value));
      if (!like?.key.startsWith(section) || spelt === undefined) return undefined;
      const eol = /\r\n|\n/.exec(text)?.[0] ?? '\n';
      const indent = text.slice(like.line.start, like.keySpan.start);
      const separator = /^[ \t]*[=:][ \t]*/.exec(text.slice(like.keySpan.end, like.keySpan.end + 40))?.[0] ?? ' = ';
      const { end } = like.line;
      return {
        uri,
        span: { start: end, end },
        text: `${eol}${indent}${key.slice(section.length)}${separator}${spelt}`,
      };
    },
  };
}
