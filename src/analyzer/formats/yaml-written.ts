/** A parameter of main.cf as a pair or an item of YAML has it: its value as a role writes it, and how it is edited. */
import { isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from 'yaml';
import type { Edit, Editable, Scalar } from '../model';
import { type Assembled, assembled, mark, verbatim } from './assembled';
import { lineBreakOf, lineStartOf, wholeLines } from './lines';
import type { WrittenElsewhere } from './main-cf-elsewhere';
import { type SourceText, spanOf } from './yaml-nodes';
import { spellScalar } from './yaml-scalar';

/** Roles write `yes` and `no` for what YAML takes for booleans. */
const YES = /^(?:true|yes|on)$/i;
const NO = /^(?:false|no|off)$/i;

/** Longer texts are programs and files. */
const LONGEST = 4000;

type Part = Assembled['parts'][number];

/** Between the items of a list and the lines of a block, where the document has nothing of the kind. */
const between = (at: number, text: string): Part => ({ start: at, end: at, text });

/** The lines of a block scalar, each where it stands. */
function linesOf({ text }: SourceText, start: number, end: number): Part[] {
  const parts: Part[] = [];
  for (let at = text.indexOf('\n', start) + 1; at > 0 && at < end; ) {
    const feed = text.indexOf('\n', at);
    const stop = feed < 0 || feed > end ? end : feed;
    const line = text.slice(at, stop);
    const indent = line.length - line.trimStart().length;
    const last = at + line.trimEnd().length;
    if (at + indent < last) {
      if (parts.length > 0) parts.push(between(at + indent, '\n'));
      parts.push(verbatim(text, at + indent, last));
    }
    at = stop + 1;
  }
  return parts;
}

/** The text of a scalar in its pieces; undefined for other nodes, for nothing, and for what is too long. */
export function scalarText(source: SourceText, node: Node | null | undefined): Assembled | undefined {
  const { text } = source;
  if (!node?.range) return undefined;
  const [start, end] = node.range;
  if (text.startsWith('{{', start)) return assembled([mark(text, start, end)]);
  if (!isScalar(node) || node.value === null || end - start > LONGEST) return undefined;
  if (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED') return assembled(linesOf(source, start, end));
  const isQuoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE';
  // Half-typed: the quote is not closed yet.
  if (isQuoted && (end - start < 2 || text[end - 1] !== text[start])) return undefined;
  const at = isQuoted ? { start: start + 1, end: end - 1 } : { start, end };
  const raw = text.slice(at.start, at.end);
  const isPlain = isQuoted ? !/[\\\r\n]|''/.test(raw) : !/[\r\n]/.test(raw);
  if (!isPlain && isQuoted && node.type === 'QUOTE_DOUBLE' && !/[\r\n]/.test(raw))
    return unescaped(text, at.start, at.end);
  return assembled([isPlain ? verbatim(text, at.start, at.end) : { ...at, text: String(node.value) }]);
}

/** `\"` and `\\` of double quotes; other escapes are none of a command line. */
function unescaped(text: string, start: number, end: number): Assembled {
  const parts: Part[] = [];
  let from = start;
  for (let at = start; at < end; at++) {
    if (text[at] !== '\\') continue;
    if (at > from) parts.push(verbatim(text, from, at));
    from = at + 1;
    at++;
  }
  if (end > from) parts.push(verbatim(text, from, end));
  return assembled(parts);
}

interface Value {
  readonly value: Assembled;
  readonly certain: boolean;
}

/** The value that a role writes; undefined where it leaves the parameter out. */
export function writtenValue(source: SourceText, written: Node | null | undefined): Value | undefined {
  const node = source.aliases.resolved(written ?? null);
  if (node === null || (isScalar(node) && node.value === null)) return undefined;
  // What stands elsewhere in the file is edited there.
  if (node !== written) return { value: assembled([mark(source.text, ...rangeOf(written!))]), certain: false };
  if (isSeq(node)) {
    const items = node.items.map((item) => scalarText(source, item as Node));
    const parts = items.flatMap((item, index) =>
      item ? [...(index > 0 ? [between(item.parts[0]?.start ?? 0, ', ')] : []), ...item.parts] : [],
    );
    return { value: assembled(parts), certain: items.every((item) => item !== undefined) };
  }
  const text = scalarText(source, node);
  if (!text) return isMap(node) ? undefined : { value: assembled([]), certain: false };
  const isTyped = isScalar(node) && node.type === 'PLAIN';
  const word = isTyped && YES.test(text.text) ? 'yes' : isTyped && NO.test(text.text) ? 'no' : text.text;
  return { value: word === text.text ? text : assembled([{ ...text.parts[0]!, text: word }]), certain: true };
}

const rangeOf = (node: Node): [number, number] => [spanOf(node).start, spanOf(node).end];

/** The `true` or `"yes"` that the place of a boolean has already. */
function spell(source: SourceText, node: Node, value: Scalar): string | undefined {
  const raw = source.text.slice(...rangeOf(node));
  if (/^(?:true|false)$/i.test(raw) && (value === 'yes' || value === 'no')) return String(value === 'yes');
  const quote = /^["']/.exec(raw)?.[0] as "'" | '"' | undefined;
  return spellScalar(source, value, quote);
}

/** `prefix`: what stands before the name of the parameter in the key. */
export function editableOf(source: SourceText, pair: Pair | undefined, node: Node | null, prefix: string): Editable {
  const { text, uri } = source;
  const isBlock = isScalar(node) && node.type?.startsWith('BLOCK');
  const key = pair?.key as Node | undefined;
  return {
    replace(value): Edit | undefined {
      if (!isScalar(node) || isBlock) return undefined;
      const spelt = spell(source, node, value);
      return spelt === undefined ? undefined : { uri, span: spanOf(node), text: spelt };
    },
    remove(): Edit[] | undefined {
      const span = key && node?.range ? wholeLines(text, spanOf(key).start, node.range[1]) : undefined;
      return span && [{ uri, span, text: '' }];
    },
    rename: (name) => (key && prefix === '' ? { uri, span: spanOf(key), text: name } : undefined),
  };
}

/** A new pair behind another one, in a map that is not written in braces. */
export function insertBehind(source: SourceText, map: YAMLMap, last: WrittenElsewhere | undefined, prefix: string) {
  const { text, uri } = source;
  return (name: string, value: string): Edit | undefined => {
    const start = last?.name.parts[0]?.start;
    if (start === undefined || map.flow) return undefined;
    const line = lineStartOf(text, start);
    const indent = /^[ ]*/.exec(text.slice(line, start))![0];
    const spelt = spellScalar(source, value);
    const end = Math.max(last!.at, last!.value.parts.at(-1)?.end ?? 0);
    const feed = text.indexOf('\n', end);
    const at = feed < 0 ? text.length : text[feed - 1] === '\r' ? feed - 1 : feed;
    if (spelt === undefined || /\S/.test(text.slice(line, start).replace(prefix, '').replace(/["']/, '')))
      return undefined;
    return { uri, span: { start: at, end: at }, text: `${lineBreakOf(text)}${indent}${prefix}${name}: ${spelt}` };
  };
}
