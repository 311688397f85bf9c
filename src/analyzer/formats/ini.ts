/**
 * INI files: `[section]`, `KEY = value` or `KEY: value`, with keys called `section.KEY`. Values are read as their program
 * reads them: by gopkg.in/ini.v1 for Gitea, Gogs and Grafana, by Python's configparser for Airflow and Odoo.
 */
import { isTemplated } from '../marks';
import type { Edit, Editable, Scalar, Span } from '../model';
import { past } from './past';
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
const KEY = /^([ \t]*)([^\s=:#;[][^=:]*)[=:][ \t]*/;
/** Filled in when the program starts: `%(name)s`, `$__env{X}`, `${X}`. */
const COMPUTED = /%\([^)%]*\)s|\$__\w+\{|\$\{/;

interface Value {
  readonly at: Span;
  /** What the program gets. */
  readonly text: string | undefined;
  /** With the quotes that hold it, and what a stray comment sign cuts off: replaced as a whole. */
  readonly whole: Span;
  readonly end: number;
  readonly misread?: readonly Misreading[];
}

/** How a program reads and writes what stands behind the sign. */
interface Rules {
  /** The value from `start` in a line that begins at `lineStart` and ends at `lineEnd`. */
  read(text: string, start: number, lineEnd: number, lineStart: number): Value;
  /** A value as it is written; undefined where it cannot be held. */
  spell(value: string): string | undefined;
}

/** Comments start with `#` and `;` anywhere outside of `"""` and backticks. */
function readGo(text: string, start: number, lineEnd: number): Value {
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
  const meant = mark > 0 && raw.length === mark ? withSigns(written.trimEnd()) : undefined;
  const isCut = meant !== undefined;
  const whole = { start, end: isCut ? start + written.trimEnd().length : start + raw.length };
  const isContinued = raw.endsWith('\\');
  // `##HOST##` is filled in before anybody takes it for a comment.
  const isMarked = mark >= 0 && isTemplated(/^\S*/.exec(written)![0]);
  return {
    at: isCut && !quoted ? { start, end: start + raw.length } : at,
    text: isContinued || isMarked ? undefined : quoted ? quoted[2] : raw,
    whole,
    end: lineEnd,
    misread: isCut && !isMarked ? [{ fact: { code: 'go-comment' as const }, meant }] : undefined,
  };
}

/** The text that a value with comment signs was meant to be: in quotes, or one word; undefined where it is neither. */
function withSigns(written: string): string | undefined {
  const quoted = /^(["'])(.*)\1$/.exec(written)?.[2];
  if (quoted !== undefined) return quoted;
  return /^[^"'\s]\S*$/.test(written) && /.[#;][^#;]/.test(written) ? written : undefined;
}

function spellGo(value: string): string | undefined {
  if (/[\r\n\0]/.test(value) || value.includes('"""')) return undefined;
  return /[#;`]|^["'\s]|["'\s\\]$/.test(value) ? `"""${value}"""` : value;
}

/** The rest of the line, quotes and comment signs included; lines with a deeper indent go on with it. */
function readPython(text: string, start: number, lineEnd: number, lineStart: number): Value {
  const indent = indentOf(text, lineStart);
  let end = lineEnd;
  for (let at = past(LINE_BREAK, text, end); at < text.length; ) {
    const next = past(LINE, text, at);
    const isEmpty = /^\s*(?:[#;]|$)/.test(text.slice(at, next));
    if (!isEmpty && indentOf(text, at) <= indent) break;
    if (!isEmpty) end = next;
    at = Math.max(past(LINE_BREAK, text, next), next + 1);
  }
  const raw = text.slice(start, lineEnd).trimEnd();
  const at = { start, end: start + raw.length };
  return { at, text: end > lineEnd || /[%$]/.test(raw) ? undefined : raw, whole: at, end };
}

const indentOf = (text: string, lineStart: number) => past(/[ \t]*/y, text, lineStart) - lineStart;

/** A percent sign is read in two ways: some programs interpolate. */
const spellPython = (value: string) => (/[\r\n\0%$]|^\s|\s$/.test(value) ? undefined : value);

const GO: Rules = { read: readGo, spell: spellGo };
const PYTHON: Rules = { read: readPython, spell: spellPython };

const rulesFor = (path: string) => (/\.(?:cfg|conf)(?:\.[^/.]+)?$/i.test(path) ? PYTHON : GO);

class IniEditable implements Editable {
  constructor(
    private readonly rules: Rules,
    private readonly text: string,
    private readonly uri: string,
    private readonly keySpan: Span,
    private readonly value: Span,
    private readonly line: Span,
  ) {}

  replace(value: Scalar): Edit | undefined {
    const spelt = this.rules.spell(String(value));
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

function entryAt(
  rules: Rules,
  text: string,
  uri: string,
  section: string,
  start: number,
  lineEnd: number,
): IniEntry | undefined {
  const head = KEY.exec(text.slice(start, lineEnd));
  if (!head) return undefined;
  const [all, indent] = head as unknown as [string, string];
  const name = head[2]!.trimEnd();
  const keySpan = { start: start + indent.length, end: start + indent.length + name.length };
  const value = rules.read(text, start + all.length, lineEnd, start);
  const isOpen = value.text === undefined || COMPUTED.test(value.text) || isTemplated(value.text);
  const line = { start, end: value.end };
  return {
    key: section === '' ? name : `${section}.${name}`,
    keySpan,
    value: isOpen ? undefined : value.text,
    raw: text.slice(value.at.start, value.at.end),
    at: value.at,
    misread: value.misread,
    line,
    editable: new IniEditable(rules, text, uri, keySpan, value.whole, line),
  };
}

/** Reads an INI file; lines that are none of section, key and comment are passed over. */
export function parseIni(text: string, uri: string, path = ''): IniTree {
  const rules = rulesFor(path);
  const entries: IniEntry[] = [];
  let section = '';
  for (let at = text.startsWith('\ufeff') ? 1 : 0; at < text.length; ) {
    const lineEnd = past(LINE, text, at);
    const line = text.slice(at, lineEnd);
    const header = SECTION.exec(line);
    if (header) section = header[1]!.trim();
    const entry = header || /^[ \t]*[#;]/.test(line) ? undefined : entryAt(rules, text, uri, section, at, lineEnd);
    if (entry) entries.push(entry);
    const end = entry ? entry.line.end : lineEnd;
    at = Math.max(past(LINE_BREAK, text, end), end + 1);
  }
  return { format: 'ini', scopes: [scopeOver(rules, text, uri, entries)] };
}

function scopeOver(rules: Rules, text: string, uri: string, entries: readonly IniEntry[]): Scope {
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
      const spelt = rules.spell(String(value));
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
