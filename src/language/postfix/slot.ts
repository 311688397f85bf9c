/**
 * What is being written at a place: read from the text in front of it alone, so that a half-typed line is no obstacle.
 */
import { physicalLineStart, splitWords } from '../../analyzer/formats/postfix-lines';
import type { Span } from '../../analyzer/model';

export type Slot =
  | { readonly kind: 'name'; readonly typed: string; readonly replace: Span; readonly hasValue: boolean }
  | ValueSlot
  | ({ readonly kind: 'column'; readonly index: number; readonly fields: readonly string[] } & Typed)
  /** Where `-o` or another argument of a program may stand. */
  | ({ readonly kind: 'option' } & Typed & InService)
  /** The name behind `-o`. */
  | ({ readonly kind: 'override'; readonly hasValue: boolean } & Typed & InService);

interface Typed {
  /** The part of the word in front of the cursor. */
  readonly typed: string;
  /** The whole word. */
  readonly replace: Span;
}

interface InService {
  readonly program: string;
  /** Where the logical line of the service begins. */
  readonly start: number;
}

export interface ValueSlot extends Typed {
  readonly kind: 'value';
  readonly parameter: string;
  /** The value in front of the word. */
  readonly before: string;
  /** The service of an `-o`. */
  readonly service?: InService;
  /** A blank would end the value: an `-o` without braces. */
  readonly isTight?: boolean;
}

interface Head {
  /** Where the logical line begins. */
  readonly start: number;
  /** The logical line up to the cursor, joined as Postfix joins it. */
  readonly text: string;
}

const BLANK = /[ \t\v\f\r]/;

/** Undefined in comments, and in indented lines that go on with nothing. */
function headAt(text: string, offset: number): Head | undefined {
  const lineStart = physicalLineStart(text, offset);
  const line = text.slice(lineStart, offset);
  if (/^\s*#/.test(line)) return undefined;
  if (line === '' || !BLANK.test(line[0]!)) return { start: lineStart, text: line };
  const parts = [line];
  for (let start = lineStart; start > 0; ) {
    const end = start - 1;
    start = physicalLineStart(text, end);
    const above = text.slice(start, end);
    if (/^\s*(?:#|$)/.test(above)) continue;
    parts.push(above);
    if (!BLANK.test(above[0]!)) return { start, text: parts.reverse().join('') };
  }
  return undefined;
}

/** The word around the cursor: `typed` in front of it, and what follows without a separator. */
function wordAround(text: string, offset: number, typed: string, following: RegExp): Typed {
  const rest = following.exec(text.slice(offset, offset + 500))?.[0] ?? '';
  return { typed, replace: { start: offset - typed.length, end: offset + rest.length } };
}

export function slotAt(text: string, offset: number, format: 'main.cf' | 'master.cf'): Slot | undefined {
  const head = headAt(text, offset);
  if (!head) return undefined;
  const slot = format === 'main.cf' ? mainSlot(text, offset, head) : masterSlot(text, offset, head);
  // A template's mark may go over several lines, and an editor replaces text within one line only.
  return slot && slot.replace.start >= physicalLineStart(text, offset) ? slot : undefined;
}

function mainSlot(text: string, offset: number, head: Head): Slot | undefined {
  const equals = head.text.indexOf('=');
  if (equals >= 0) {
    return valueSlot(text, offset, head.text.slice(0, equals).trim(), head.text.slice(equals + 1));
  }
  if (!/^\w*$/.test(head.text)) return undefined;
  const word = wordAround(text, offset, head.text, /^\w*/);
  return { kind: 'name', ...word, hasValue: hasValueAt(text, word.replace.end) };
}

const hasValueAt = (text: string, offset: number) => /^[ \t]*=/.test(text.slice(offset, offset + 100));

function valueSlot(text: string, offset: number, parameter: string, value: string, service?: InService): ValueSlot {
  const isProtocols = /_protocols$/.test(parameter);
  const separator = isProtocols ? /[\s,:]/ : /[\s,]/;
  let start = value.length;
  while (start > 0 && !separator.test(value[start - 1]!)) start--;
  const typed = value.slice(start);
  const word = wordAround(text, offset, typed, isProtocols ? /^[^\s,:}]*/ : /^[^\s,}]*/);
  return { kind: 'value', ...word, parameter, before: value.slice(0, start), service };
}

function masterSlot(text: string, offset: number, head: Head): Slot | undefined {
  const plain = splitWords(head.text).slice(0, 8);
  const last = plain.at(-1);
  const isNew = !last || last.end < head.text.length;
  const index = isNew ? plain.length : plain.length - 1;
  if (index < 8) {
    const fields = plain.slice(0, index).map((word) => word.text);
    return { kind: 'column', index, fields, ...wordAround(text, offset, isNew ? '' : last.text, /^\S*/) };
  }
  const program = plain[7]!.text;
  return argumentSlot(text, offset, head, plain[7]!.end, { program, start: head.start });
}

/** The `-o` that the next word belongs to. */
const TAKES_VALUE = /^-v*o$/;

function argumentSlot(text: string, offset: number, head: Head, from: number, inService: InService): Slot | undefined {
  const words = splitWords(head.text, undefined, from);
  const last = words.at(-1);
  const isNew = !last || last.end < head.text.length;
  const current = isNew ? '' : last.text;
  const finished = (isNew ? words : words.slice(0, -1)).map((word) => word.text);
  const before = finished.at(-1) ?? '';
  // Behind the first word that is no option, no option is read.
  if (finished.some((word, index) => !word.startsWith('-') && !TAKES_VALUE.test(finished[index - 1] ?? ''))) {
    return undefined;
  }
  if (TAKES_VALUE.test(before)) return overrideSlot(text, offset, current, inService);
  if (/^-o\w/.test(current)) return overrideSlot(text, offset, current.slice(2), inService);
  if (!/^(?:-o?)?$/.test(current)) return undefined;
  return { kind: 'option', ...wordAround(text, offset, current, /^\S*/), ...inService };
}

/** `option` is what stands behind the `-o`, with its opening brace. */
function overrideSlot(text: string, offset: number, option: string, inService: InService): Slot | undefined {
  const written = option.replace(/^\{\s*/, '');
  const equals = written.indexOf('=');
  if (equals >= 0) {
    const slot = valueSlot(text, offset, written.slice(0, equals).trim(), written.slice(equals + 1), inService);
    return { ...slot, isTight: !option.startsWith('{') };
  }
  if (!/^\w*$/.test(written)) return undefined;
  const word = wordAround(text, offset, written, /^\w*/);
  return { kind: 'override', ...word, ...inService, hasValue: hasValueAt(text, word.replace.end) };
}
