/** main.cf: `name = value` in logical lines (postconf(5)). */
import type { Edit, Editable, Scalar, Span } from '../model';
import {
  contentEnd,
  endOfLine,
  type LogicalLine,
  lineBreakOf,
  logicalLines,
  removeLine,
  spanOf,
  trimmed,
} from './postfix-lines';
import { isFilledIn, isTemplateText } from './postfix-templates';

/** One `name = value`. */
export interface Assignment {
  readonly name: string;
  readonly nameSpan: Span;
  /** The value as Postfix has it before `$` expansion; a continued one without its comments. */
  readonly value: string;
  /** From the value's first to its last character; empty behind the `=` where there is no value. */
  readonly at: Span;
  readonly line: LogicalLine;
  /** Where the value begins in the text of its logical line. */
  readonly position: number;
  /** False where a template engine decides what the value is, or whether the line is there at all. */
  readonly certain: boolean;
  readonly editable: Editable;
}

/** Something that cannot be read. All but the first two stop every Postfix program. */
export interface Fault {
  readonly kind: 'orphan' | 'nul' | 'byte-order-mark' | 'missing-equals' | 'missing-name';
  readonly span: Span;
}

export interface MainCfTree {
  readonly format: 'main.cf';
  readonly uri: string;
  readonly text: string;
  /** In the order of the file; of two with one name the later one holds. */
  readonly assignments: readonly Assignment[];
  readonly faults: readonly Fault[];
  /** True where a template engine may add any parameter, so that an absent one proves nothing. */
  readonly open: boolean;
  /** The part of the text that belongs to it; absent: all. */
  readonly extent?: Span;
  /** Writes a parameter that is not there behind its relatives, or at the end; undefined where there is no place for one. */
  insert(name: string, value: string): Edit | undefined;
}

const BYTE_ORDER_MARK = '\uFEFF';

export function parseMainCf(text: string, uri: string, _path = ''): MainCfTree {
  const { lines, nul } = logicalLines(text);
  const assignments: Assignment[] = [];
  const faults: Fault[] = nul === undefined ? [] : [{ kind: 'nul', span: { start: nul, end: nul + 1 } }];
  if (text.startsWith(BYTE_ORDER_MARK)) faults.push({ kind: 'byte-order-mark', span: { start: 0, end: 1 } });
  for (const line of lines) {
    const read = readLine(line, text, uri);
    if ('kind' in read) faults.push(read);
    else if (!isComment(read)) assignments.push(read);
  }
  return {
    format: 'main.cf',
    uri,
    text,
    assignments,
    faults: faults.filter(({ span }) => !isFilledIn(text.slice(span.start, span.end))),
    open:
      assignments.some(({ name }) => isFilledIn(name)) ||
      faults.some(({ span }) => isFilledIn(text.slice(span.start, span.end))),
    insert: (name, value) => insert(text, uri, assignments, name, value),
  };
}

/** A comment behind a byte order mark: Postfix takes it for a parameter, but the mark is told already. */
const isComment = ({ name }: Assignment) => name.startsWith(`${BYTE_ORDER_MARK}#`);

function readLine(line: LogicalLine, text: string, uri: string): Assignment | Fault {
  const joined = line.text;
  const whole = trimmed(joined, 0, joined.length);
  if (line.orphan) return { kind: 'orphan', span: spanOf(line, whole.start, whole.end) };
  const nameEnd = /[= \t\v\f\r]/.exec(joined)?.index ?? joined.length;
  const equals = trimmed(joined, nameEnd, joined.length).start;
  const first = line.pieces[0]!;
  if (joined[equals] !== '=') {
    const end = Math.min(whole.end, contentEnd(text, first.span.end) - first.span.start);
    return { kind: 'missing-equals', span: spanOf(line, 0, end) };
  }
  if (nameEnd === 0) return { kind: 'missing-name', span: spanOf(line, 0, whole.end) };
  const { start, end } = trimmed(joined, equals + 1, joined.length);
  const value = joined.slice(start, end);
  const at = start < end ? spanOf(line, start, end) : emptyAt(line, equals + 1);
  const nameSpan = spanOf(line, 0, nameEnd);
  const certain = !line.conditional && !line.interrupted && !isTemplateText(joined);
  return {
    name: joined.slice(0, nameEnd),
    nameSpan,
    value,
    at,
    line,
    position: start,
    certain,
    editable: new AssignmentEdits(text, uri, nameSpan, at, line),
  };
}

/** A class, because a long file is read anew at each keystroke, and closures for all of its lines are a burden. */
class AssignmentEdits implements Editable {
  constructor(
    private readonly text: string,
    private readonly uri: string,
    private readonly name: Span,
    private readonly value: Span,
    private readonly line: LogicalLine,
  ) {}

  replace(next: Scalar): Edit {
    const space = this.text[this.value.start - 1] === '=' && spaced(this.text, this.name) ? ' ' : '';
    return { uri: this.uri, span: this.value, text: space + String(next) };
  }

  remove(): Edit[] {
    return removeLine(this.text, this.uri, this.line);
  }

  rename(next: string): Edit {
    return { uri: this.uri, span: this.name, text: next };
  }
}

/** Whether the file writes a blank before this line's `=`. */
const spaced = (text: string, name: Span) => /[ \t]/.test(text[name.end] ?? '');

/** Behind the `=`, and behind one blank if there is one. */
function emptyAt(line: LogicalLine, position: number): Span {
  const piece = line.pieces[0]!;
  const offset = piece.span.start + position;
  return /[ \t]/.test(line.text[position] ?? '')
    ? { start: offset + 1, end: offset + 1 }
    : { start: offset, end: offset };
}

/** The number of leading `_` parts that two names share. */
function kinship(a: string, b: string): number {
  const left = a.split('_');
  const right = b.split('_');
  let shared = 0;
  while (shared < left.length && shared < right.length && left[shared] === right[shared]) shared++;
  return shared;
}

function insert(text: string, uri: string, assignments: readonly Assignment[], name: string, value: string): Edit {
  const lineBreak = lineBreakOf(text);
  const tight = assignments.filter(({ nameSpan }) => text[nameSpan.end] === '=').length * 2 > assignments.length;
  const entry = tight ? `${name}=${value}` : `${name} = ${value}`;
  let relative: Assignment | undefined;
  let closest = 0;
  for (const candidate of assignments) {
    if (candidate.line.conditional) continue;
    const degree = kinship(candidate.name, name);
    if (degree > 0 && degree >= closest) {
      closest = degree;
      relative = candidate;
    }
  }
  if (!relative) {
    const separator = text === '' || text.endsWith('\n') ? '' : lineBreak;
    return { uri, span: { start: text.length, end: text.length }, text: `${separator}${entry}${lineBreak}` };
  }
  const end = contentEnd(text, endOfLine(relative.line));
  return { uri, span: { start: end, end }, text: `${lineBreak}${entry}` };
}

/** The head of a file: where a finding about something absent is shown. */
export const headOf = (tree: MainCfTree): Span => {
  const first = tree.assignments[0];
  return first ? first.nameSpan : { start: 0, end: 0 };
};
