/**
 * gitlab.rb, the settings of GitLab Omnibus, also as the text of the variable GITLAB_OMNIBUS_CONFIG:
 * `gitlab_rails['smtp_port'] = 587`, with keys called `gitlab_rails.smtp_port`. It is Ruby; of that only literals are
 * known, and any other statement is passed over.
 */
import { isTemplated } from '../marks';
import type { Edit, Editable, Scalar, Span } from '../model';
import { lineBreakOf, lineEndOf, lineStartOf, wholeLines } from './lines';
import type { Entry, Scope, SettingsTree } from './scope';
import { alternativesOf } from './template-lines';

interface RubyEntry extends Entry {
  /** From the name of the hash to the end of the value. */
  readonly statement: Span;
}

const BLANK = /[ \t\r\n;]*/y;
const ASSIGNMENT = /([a-z_]+)\[[ \t]*(['"])(\w+)\2[ \t]*\][ \t]*=(?![=~>])[ \t]*/y;
const LITERAL = /'((?:[^'\\\r\n]|\\.)*)'|"((?:[^"\\\r\n]|\\.)*)"|(true|false|nil)\b|(\d+)\b/y;
/** Nothing more of the statement. */
const END = /[ \t]*(?=[;#\r\n]|$)/y;
const REST = /(?:'(?:[^'\\\r\n]|\\.)*'|"(?:[^"\\\r\n]|\\.)*"|[^;'"#\r\n])*/y;

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

/** Escapes, what Ruby or Docker Compose puts in, and templates: the text is not what the program gets. */
const COMPUTED = /[\\$]|#\{|\{\{|<%/;

/** Words that are text here, and truthy, whatever they say. */
const SWITCH_WORD = /^(?:true|false|nil)$/;

function entryOf(text: string, uri: string, start: number, head: RegExpExecArray): RubyEntry {
  const [all, hash, , name] = head as unknown as [string, string, string, string];
  const from = start + all.length;
  const literal = match(LITERAL, text, from);
  const known = literal && match(END, text, from + literal[0].length) ? literal : undefined;
  const whole = known ? { start: from, end: from + known[0].length } : restOf(text, from);
  const quoted = known?.[1] ?? known?.[2];
  const quote = quoted === undefined ? undefined : known?.[1] === undefined ? '"' : "'";
  const inner = quote ? 1 : 0;
  const at = { start: whole.start + inner, end: whole.end - inner };
  const raw = text.slice(at.start, at.end);
  const isOpen = !known || (quote && (COMPUTED.test(raw) || SWITCH_WORD.test(raw) || isTemplated(raw)));
  const nameStart = start + all.indexOf(name, hash.length + 1);
  const keySpan = { start: nameStart, end: nameStart + name.length };
  const statement = { start, end: whole.end };
  return {
    key: `${hash}.${name}`,
    keySpan,
    value: isOpen ? undefined : raw,
    raw,
    at,
    type: known?.[3] === 'nil' ? 'null' : known?.[3] ? 'boolean' : known?.[4] ? 'number' : 'string',
    quote,
    statement,
    editable: new RubyEditable(text, uri, keySpan, whole, statement, quote),
  };
}

function restOf(text: string, from: number): Span {
  const rest = match(REST, text, from)?.[0].trimEnd() ?? '';
  return { start: from, end: from + rest.length };
}

function spell(value: Scalar, quote: Entry['quote']): string | undefined {
  if (typeof value !== 'string') return String(value);
  const mark = quote ?? "'";
  return /[\r\n\0]/.test(value) || COMPUTED.test(value) || value.includes(mark) ? undefined : mark + value + mark;
}

class RubyEditable implements Editable {
  constructor(
    private readonly text: string,
    private readonly uri: string,
    private readonly keySpan: Span,
    private readonly value: Span,
    private readonly statement: Span,
    private readonly quote: Entry['quote'],
  ) {}

  replace(value: Scalar): Edit | undefined {
    const text = spell(value, this.quote);
    return text === undefined ? undefined : { uri: this.uri, span: this.value, text };
  }

  remove(): Edit[] | undefined {
    const span = wholeLines(this.text, this.statement.start, this.statement.end);
    return span && [{ uri: this.uri, span, text: '' }];
  }

  rename(name: string): Edit | undefined {
    const key = name.slice(name.lastIndexOf('.') + 1);
    return /^\w+$/.test(key) ? { uri: this.uri, span: this.keySpan, text: key } : undefined;
  }
}

/** The end of what is left of a statement; a comment, and a quote that nobody closes, take the rest of the line along. */
function statementEnd(text: string, at: number): number {
  const end = at + (match(REST, text, at)?.[0].length ?? 0);
  return /['"#]/.test(text[end] ?? '') ? lineEndOf(text, end) : end;
}

/** Reads gitlab.rb; what is no assignment of a setting is passed over. */
export function parseGitlabRb(text: string, uri: string): SettingsTree {
  const entries: RubyEntry[] = [];
  for (let at = 0; at < text.length; ) {
    const start = at + (match(BLANK, text, at)?.[0].length ?? 0);
    const head = match(ASSIGNMENT, text, start);
    const entry = head && entryOf(text, uri, start, head);
    if (entry) entries.push(entry);
    at = statementEnd(text, entry?.statement.end ?? start);
  }
  const alternatives = alternativesOf(text);
  if (!alternatives) return { format: 'ruby', scopes: [scopeOver(text, uri, entries)] };
  const scopes = alternatives.map((isLeft) => {
    const left = entries.filter(({ statement }) => isLeft(statement.start));
    return { ...scopeOver(text, uri, left), isPartial: true, hasBranches: true };
  });
  return { format: 'ruby', scopes };
}

function scopeOver(text: string, uri: string, entries: readonly RubyEntry[]): Scope {
  return {
    kind: 'map',
    name: '',
    extent: { start: entries[0]?.statement.start ?? 0, end: entries.at(-1)?.statement.end ?? 0 },
    entries,
    /** In a line of its own behind a neighbour that has one. */
    insert(key, value, after) {
      const like = entries.find((entry) => entry === after) ?? entries.at(-1);
      const spelt = spell(value, like?.quote);
      const [hash, name] = key.split('.');
      if (!like || spelt === undefined || !name) return undefined;
      const { start, end } = like.statement;
      const lineStart = lineStartOf(text, start);
      if (!wholeLines(text, start, end)) return undefined;
      const lead = lineBreakOf(text) + text.slice(lineStart, start);
      const at = lineEndOf(text, end);
      return { uri, span: { start: at, end: at }, text: `${lead}${hash}['${name}'] = ${spelt}` };
    },
  };
}
