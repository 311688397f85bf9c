/**
 * Comments that disable rules:
 *
 *     # mail-config-lint-disable-next-line port-25-submission -- the relay trusts our address
 *     port: 25, // mail-config-lint-disable-line
 *     # mail-config-lint-disable-file tls-disabled, missing-auth
 *
 * Without rule ids every rule is disabled. A comment that disables nothing is a finding itself.
 */
import { formatOf, type Kind, kindOf } from '../analyzer/kinds';
import type { Edit, Finding, Place, Proposal, SourceDocument, Span } from '../analyzer/model';
import { nearest } from '../analyzer/nearest';
import { RULE_IDS } from '../analyzer/rules/index';
import { shown } from '../analyzer/showing';
import { LineIndex } from './lines';

export const UNUSED_SUPPRESSION = 'unused-suppression';

interface Directive {
  /** Lines from 0; undefined for the whole file. */
  readonly line: number | undefined;
  readonly rules: ReadonlySet<string>;
  readonly start: number;
  readonly end: number;
  /** The comment with its reason, and with its line where it stands alone in it; undefined where it ends on another. */
  readonly comment?: Span;
}

const DIRECTIVE = /(?:#|\/\/|\/\*)[ \t]*(mail-config-lint-disable-(next-line|line|file)\b[ \t]*)/g;
/** What may follow. */
const IDS = /(?:[a-z0-9-]+(?:[ \t]*,[ \t]*[a-z0-9-]+)*)?/y;

function directivesOf(text: string, lines: LineIndex): Directive[] {
  const found: Directive[] = [];
  const nextSpokenLine = spokenLines(lines);
  for (const match of text.matchAll(DIRECTIVE)) {
    const [whole, head = '', scope] = match;
    const start = match.index + whole.length - head.length;
    const { line } = lines.positionAt(start);
    IDS.lastIndex = start + head.length;
    const list = IDS.exec(text)?.[0] ?? '';
    const named = list.startsWith('--') ? [] : list.split(',').map((id) => id.trim());
    found.push({
      line: scope === 'file' ? undefined : scope === 'line' ? line : nextSpokenLine(line),
      rules: new Set(named.filter((id) => id !== '')),
      start,
      end: start + (head + list).trimEnd().length,
      comment: commentAt(text, match.index, lines, line),
    });
  }
  return found;
}

function commentAt(text: string, start: number, lines: LineIndex, line: number): Span | undefined {
  const lineStart = lines.offsetAt({ line, character: 0 });
  const whole = lines.lineText(line);
  const lineEnd = lineStart + whole.length;
  const closing = whole.indexOf('*/', start - lineStart);
  const close = !text.startsWith('/*', start) ? lineEnd : closing < 0 ? undefined : lineStart + closing + 2;
  if (close === undefined) return undefined;
  const before = text.slice(lineStart, start);
  const isAlone = before.trim() === '' && text.slice(close, lineEnd).trim() === '';
  return isAlone
    ? { start: lineStart, end: lines.offsetAt({ line: line + 1, character: 0 }) }
    : { start: lineStart + before.trimEnd().length, end: close };
}

/** Directives may stand above each other; they speak of the first line below that is not one itself. */
function spokenLines(lines: LineIndex): (line: number) => number {
  const known = new Map<number, number>();
  return (line) => {
    const before = known.get(line);
    if (before !== undefined) return before;
    let next = line + 1;
    while (next < lines.lineCount && lines.lineText(next).includes('mail-config-lint-disable-next-line')) next++;
    for (let above = line; above < next; above++) known.set(above, next);
    return next;
  };
}

/** Takes out the findings of a document that its comments disable, and adds one for each comment without effect. */
export function applySuppressions(document: SourceDocument, findings: readonly Finding[]): Finding[] {
  if (!document.text.includes('mail-config-lint-disable-')) return [...findings];
  const lines = new LineIndex(document.text);
  const directives = directivesOf(document.text, lines);
  const byLine = new Map<number | undefined, Directive[]>();
  for (const directive of directives) {
    const same = byLine.get(directive.line);
    if (same) same.push(directive);
    else byLine.set(directive.line, [directive]);
  }
  const used = new Set<Directive>();
  const answers = new Map<string, boolean>();
  const isDisabled = (line: number | undefined, rule: string): boolean => {
    const key = `${line} ${rule}`;
    const known = answers.get(key);
    if (known !== undefined) return known;
    const disabling = (byLine.get(line) ?? []).filter(({ rules }) => rules.size === 0 || rules.has(rule));
    for (const directive of disabling) used.add(directive);
    answers.set(key, disabling.length > 0);
    return disabling.length > 0;
  };
  const kept = findings.filter(({ at, rule }) => {
    const ofLine = isDisabled(lines.positionAt(at.span.start).line, rule);
    return !isDisabled(undefined, rule) && !ofLine;
  });
  const unused = directives.filter((directive) => !used.has(directive));
  return [...kept, ...unused.map((directive) => asFinding(document, directive))];
}

/** What is wrong with a directive: names that no rule has, else that there is nothing to disable. */
function messageOf({ rules }: Directive): Pick<Finding, 'headline' | 'detail'> {
  const unknown = [...rules].find((id) => !RULE_IDS.has(id));
  if (unknown === undefined) {
    return {
      headline: shown('This comment disables nothing'),
      detail: shown('Remove it, or check the rule ids and the line that it refers to.'),
    };
  }
  const near = nearest(unknown, RULE_IDS);
  return {
    headline: shown(`'${unknown}' is not a rule`),
    detail: shown(`This comment disables nothing.${near ? ` Did you mean '${near}'?` : ''}`),
  };
}

function asFinding({ uri }: SourceDocument, directive: Directive): Finding {
  const { start, end, comment } = directive;
  return {
    rule: UNUSED_SUPPRESSION,
    severity: 'warning',
    at: { uri, span: { start, end } },
    ...messageOf(directive),
    related: [],
    tags: ['unnecessary'],
    subjects: [{ proposals: comment ? [removal({ uri, span: comment })] : [] }],
  };
}

/** A suggestion: in a half-typed text a finding may be away for a moment only. */
const removal = (comment: Place): Proposal => ({
  title: 'Remove this comment',
  change: { kind: 'edits', edits: () => [{ ...comment, text: '' }] },
  suggestion: true,
});

/** Names of JSON whose readers take comments. */
const COMMENTED_JSON = /\.jsonc(?:\.\w+)?$|^(?=.*\.json$).*appsettings/is;

const nameIn = (path: string) => path.slice(path.lastIndexOf('/') + 1);

/** What starts a comment before a line; undefined where no comment can stand. */
function commentLeader(document: SourceDocument, line: string): Kind['comment'] {
  const format = formatOf(document);
  if (format === 'json' && (COMMENTED_JSON.test(nameIn(document.path)) || document.languageId === 'jsonc')) return '//';
  // A file that another one names has no format of its own: variables of a container.
  if (format === undefined) return '#';
  // YAML may hold JSON files as texts.
  return format === 'yaml' && /^\s*[{"]/.test(line) ? undefined : kindOf(format).comment;
}

/** A comment above a line, counted from 0, that disables a rule in it; undefined where none can stand. */
export function lineSuppression(document: SourceDocument, line: number, rule: string): Edit | undefined {
  const lines = new LineIndex(document.text);
  const leader = commentLeader(document, lines.lineText(line));
  const indent = /^[ \t]*/.exec(lines.lineText(line))?.[0] ?? '';
  return leader && insertion(document, lines, line, `${indent}${leader} mail-config-lint-disable-next-line ${rule}`);
}

/** A comment at the top of a document that disables a rule in all of it; undefined where none can stand. */
export function fileSuppression(document: SourceDocument, rule: string): Edit | undefined {
  const lines = new LineIndex(document.text);
  const leader = commentLeader(document, lines.lineText(0));
  let line = 0;
  while (line < lines.lineCount - 1 && mustStandFirst(document, lines.lineText(line))) line++;
  return leader && insertion(document, lines, line, `${leader} mail-config-lint-disable-file ${rule}`);
}

/** A script's interpreter, and what Docker's builder takes for directives only before any other comment. */
const mustStandFirst = (document: SourceDocument, line: string): boolean =>
  line.startsWith('#!') || (formatOf(document) === 'dockerfile' && /^#[ \t]*[a-z]+[ \t]*=/i.test(line));

function insertion({ uri, text }: SourceDocument, lines: LineIndex, line: number, added: string): Edit {
  const start = lines.offsetAt({ line, character: 0 });
  return { uri, span: { start, end: start }, text: added + (text.includes('\r\n') ? '\r\n' : '\n') };
}
