/** master.cf: one service in a logical line of eight fields and the arguments of its program (master(5)). */
import type { Edit, Scalar, Span } from '../model';
import type { Field, MasterCfTree, Override, ServiceEntry, ServiceFault } from './master-cf-tree';
import { uncommentOption } from './postfix-comments';
import {
  contentEnd,
  type LogicalLine,
  lineBreakOf,
  logicalLines,
  physicalLineStart,
  pieceAtOffset,
  removeLine,
  spanOf,
  splitWords,
  type TextWord,
  trimmed,
} from './postfix-lines';
import { patchedServices } from './postfix-patches';
import { glueMarks, isFilledIn, isTemplateText } from './postfix-templates';

/** The words of the fields that have a fixed form, in their order behind the service name. */
const FORMS: readonly (readonly [string, RegExp])[] = [
  ['type', /^(?:inet|unix|unix-dgram|fifo|pass)$/],
  ['private', /^[yn-]$/],
  ['unprivileged', /^[yn-]$/],
  ['chroot', /^[yn-]$/],
  ['wakeup', /^(?:-|\d+\??)$/],
  ['process limit', /^(?:-|\d+)$/],
];

/** One-letter options of the daemons that take a value, and those that take none (master(5), single_server(3)). */
const WITH_VALUE = 'imnost';
const WITHOUT_VALUE = 'cdDlSuvVz';

/** Programs whose arguments behind the options are a command of their own. */
const RUNS_COMMAND: ReadonlySet<string> = new Set(['pipe', 'spawn']);

export function parseMasterCf(text: string, uri: string, _path = ''): MasterCfTree {
  const { lines, nul } = logicalLines(text);
  const services: ServiceEntry[] = [];
  const faults: ServiceFault[] = nul === undefined ? [] : [{ kind: 'nul', span: { start: nul, end: nul + 1 } }];
  if (text.startsWith('\uFEFF')) faults.push({ kind: 'byte-order-mark', span: { start: 0, end: 1 } });
  for (const line of lines) {
    const read = readLine(line, text, uri);
    if ('kind' in read) faults.push(read);
    else services.push(read);
  }
  const patched = services.length === 0 ? patchedServices(lines, text, uri) : undefined;
  return {
    format: 'master.cf',
    uri,
    text,
    services: patched ?? services,
    isPatch: patched !== undefined,
    faults: patched ? [] : faults.filter(({ span }) => !isFilledIn(text.slice(span.start, span.end))),
    open:
      lines.some(({ conditional, interrupted }) => conditional || interrupted) ||
      services.some(({ service, type, program }) =>
        [service, type, program].some((word) => isTemplateText(word.text)),
      ) ||
      faults.some(({ span }) => isTemplateText(text.slice(span.start, span.end))),
  };
}

function readLine(line: LogicalLine, text: string, uri: string): ServiceEntry | ServiceFault {
  const whole = trimmed(line.text, 0, line.text.length);
  const all = spanOf(line, whole.start, whole.end);
  if (line.orphan) return { kind: 'orphan', span: all };
  const plain = splitFields(line.text);
  if (plain.length < 8) {
    const first = line.pieces[0]!.span;
    const end = Math.max(first.start, Math.min(all.end, contentEnd(text, first.end)));
    return { kind: 'too-few-fields', span: { start: first.start, end }, name: String(plain.length) };
  }
  const field = (word: TextWord): Field => ({ text: word.text, span: spanOf(line, word.start, word.end) });
  const fields = plain.slice(0, 8).map(field) as [Field, Field, Field, Field, Field, Field, Field, Field];
  const badFields = FORMS.flatMap(([name, form], index): ServiceFault[] => {
    const { text: word, span } = fields[index + 1]!;
    return form.test(word) || isFilledIn(word) ? [] : [{ kind: 'bad-field', span, name }];
  });
  // What is filled in may be several fields, so that those behind it are others.
  const shifted = badFields.length > 0 && fields.some((word) => isFilledIn(word.text));
  const faults = shifted ? [] : badFields;
  const words = splitWords(line.text, undefined, plain[7]!.end);
  const { overrides, operands, last } = readOptions(line, text, uri, words, faults);
  const [service, type, priv, unprivileged, chroot, wakeup, processes, program] = fields;
  return {
    service,
    type,
    private: priv,
    unprivileged,
    chroot,
    wakeup,
    processes,
    program,
    overrides,
    operands: operands.map(field),
    line,
    extent: all,
    certain:
      !line.conditional &&
      !line.interrupted &&
      !shifted &&
      // What is filled in behind the options may be options, too.
      ![service, type, program, ...operands].some((word) => isFilledIn(word.text)),
    faults: faults.filter(({ span }) => !isTemplateText(text.slice(span.start, span.end))),
    editable: { replace: () => undefined, remove: () => removeLine(text, uri, line) },
    insert(name, value) {
      const option = optionOf(name, value);
      // Behind a word that is no option, none is read.
      const commented = operands.length > 0 ? undefined : uncommentOption(text, uri, all.start, option);
      return commented ?? insertOption(line, text, uri, last ?? plain[7]!, overrides, option);
    },
  };
}

/** Fields 1 to 8 know no braces, as Postfix splits them. Only their number matters behind the eighth. */
function splitFields(text: string): TextWord[] {
  const words: TextWord[] = [];
  const glued = glueMarks(text);
  const field = /[^ \t\v\f\r]+/g;
  for (let found = field.exec(glued); found && words.length < 8; found = field.exec(glued)) {
    const end = found.index + found[0].length;
    words.push({ text: text.slice(found.index, end), start: found.index, end });
  }
  return words;
}

interface Options {
  readonly overrides: Override[];
  readonly operands: readonly TextWord[];
  /** The last word that belongs to an option. */
  readonly last?: TextWord;
}

/** Reads options as the daemons' getopt does: it stops at the first word without a dash, and behind `--`. */
function readOptions(
  line: LogicalLine,
  text: string,
  uri: string,
  words: readonly TextWord[],
  faults: ServiceFault[],
): Options {
  const overrides: Override[] = [];
  let last: TextWord | undefined;
  let index = 0;
  for (; index < words.length; index++) {
    const word = words[index]!;
    if (!word.text.startsWith('-') || word.text === '-') break;
    last = word;
    if (word.text === '--') {
      index++;
      break;
    }
    const letter = optionWithValue(word.text);
    if (letter === undefined) continue;
    const inside = letter + 1 < word.text.length;
    const value = inside
      ? { text: word.text.slice(letter + 1), start: word.start + letter + 1, end: word.end }
      : words[++index];
    if (word.text[letter] !== 'o') {
      last = value ?? word;
      continue;
    }
    if (!value) {
      faults.push({ kind: 'missing-option', span: spanOf(line, word.start, word.end) });
      break;
    }
    last = value;
    const read = readOverride(line, text, uri, word.start, value, !inside);
    if ('kind' in read) faults.push(read);
    else overrides.push(read);
  }
  const dash = words.findIndex((word, at) => at >= index && word.text.startsWith('-'));
  return { overrides, operands: words.slice(index, dash < 0 ? undefined : dash), last };
}

/** The index of the letter in a cluster such as `-vo` that takes a value; undefined where none does. */
function optionWithValue(cluster: string): number | undefined {
  for (let index = 1; index < cluster.length; index++) {
    if (WITH_VALUE.includes(cluster[index]!)) return index;
    if (!WITHOUT_VALUE.includes(cluster[index]!)) return undefined;
  }
  return undefined;
}

function readOverride(
  line: LogicalLine,
  text: string,
  uri: string,
  start: number,
  word: TextWord,
  mayBrace: boolean,
): Override | ServiceFault {
  const span = spanOf(line, word.start, word.end);
  const option = { start: spanOf(line, start, start + 1).start, end: span.end };
  const braced = mayBrace && word.text.startsWith('{');
  if (braced && !word.text.endsWith('}')) {
    return { kind: word.text.includes('}') ? 'after-brace' : 'unclosed-brace', span };
  }
  const inner = braced ? { start: word.start + 1, end: word.end - 1 } : word;
  const body = trimmed(line.text, inner.start, inner.end);
  const joined = line.text.slice(body.start, body.end);
  const nameLength = /[= \t\v\f\r]/.exec(joined)?.index ?? joined.length;
  const equals = trimmed(line.text, body.start + nameLength, body.end).start;
  if (line.text[equals] !== '=' || equals >= body.end)
    return { kind: 'missing-equals', span, name: joined.slice(0, nameLength), option };
  if (nameLength === 0) return { kind: 'missing-name', span };
  const value = trimmed(line.text, equals + 1, body.end);
  const nameSpan = spanOf(line, body.start, body.start + nameLength);
  const at = value.start < value.end ? spanOf(line, value.start, value.end) : spanOf(line, equals + 1, equals + 1);
  return {
    name: joined.slice(0, nameLength),
    nameSpan,
    value: line.text.slice(value.start, value.end),
    at,
    line,
    position: value.start,
    certain: !line.conditional && !line.interrupted && !isTemplateText(word.text),
    option,
    editable: {
      replace: (next: Scalar) =>
        braced || !/\s/.test(compact(String(next)))
          ? { uri, span: at, text: braced ? String(next) : compact(String(next)) }
          : { uri, span, text: `{ ${joined.slice(0, nameLength)} = ${next} }` },
      remove: () => removeOption(text, uri, line, option),
      rename: (next) => ({ uri, span: nameSpan, text: next }),
    },
  };
}

/** A list without blanks, as an unbraced `-o` needs it. */
const compact = (value: string) => (/[{}]/.test(value) ? value : value.replace(/,\s+/g, ','));

/** With the whitespace in front; the whole physical line where nothing else stands in it. */
function removeOption(text: string, uri: string, line: LogicalLine, option: Span): Edit[] {
  const piece = pieceAtOffset(line, option.start);
  if (option.end <= piece.span.end && piece !== line.pieces[0]) {
    const content = trimmed(text, piece.span.start, piece.span.end);
    if (content.start === option.start && content.end === option.end) {
      return removeLine(text, uri, { ...line, pieces: [piece] });
    }
  }
  let start = option.start;
  while (/[ \t]/.test(text[start - 1] ?? '')) start--;
  return [{ uri, span: { start, end: option.end }, text: '' }];
}

function optionOf(name: string, value: string): string {
  const plain = compact(value);
  return /\s/.test(plain) ? `-o { ${name} = ${plain} }` : `-o ${name}=${plain}`;
}

function insertOption(
  line: LogicalLine,
  text: string,
  uri: string,
  after: TextWord,
  overrides: readonly Override[],
  option: string,
): Edit {
  const offset = spanOf(line, after.start, after.end).end;
  const first = line.pieces[0]!.span;
  const inline = overrides.length > 0 && overrides.every((override) => override.option.start < first.end);
  const own = [...overrides].reverse().find((override) => override.option.start >= first.end);
  const indent = own ? /^[ \t]*/.exec(text.slice(physicalLineStart(text, own.option.start)))![0] : '  ';
  const before = inline ? ' ' : `${lineBreakOf(text)}${indent}`;
  return { uri, span: { start: offset, end: offset }, text: before + option };
}

/** True where the words behind the options are a command, not a mistake. */
export const runsCommand = (entry: ServiceEntry): boolean => RUNS_COMMAND.has(entry.program.text);
