/**
 * Java properties files, as java.util.Properties reads them and Spring and Quarkus fill in their placeholders:
 * `key=value`, `key: value` or `key value`, comments of whole lines only, `\` before the end of a line.
 */
import { type Pair, parseLines } from 'dot-properties';
import { isTemplated } from '../marks';
import type { Edit, Editable, Scalar, Span } from '../model';
import { lineBreakOf, lineEndOf, lineStartOf } from './lines';
import { referenceIn } from './reference';
import type { Entry, Scope, SettingsTree } from './scope';

interface Property extends Entry {
  /** From the indent to the end of the value, over all of its lines, without the last line break. */
  readonly lines: Span;
}

interface SourceText {
  readonly text: string;
  readonly uri: string;
}

/** A value as it is written; undefined where it would need several lines. */
const spell = (value: Scalar) => {
  const text = String(value);
  return /[\r\n\0]/.test(text) ? undefined : text.replaceAll('\\', '\\\\').replace(/^[ \t\f]/, '\\$&');
};

class PropertyEditable implements Editable {
  constructor(
    private readonly source: SourceText,
    private readonly property: Pick<Property, 'keySpan' | 'at' | 'lines'>,
  ) {}

  replace(value: Scalar): Edit | undefined {
    const text = spell(value);
    return text === undefined ? undefined : { uri: this.source.uri, span: this.property.at, text };
  }

  remove(): Edit[] {
    const { text, uri } = this.source;
    const { start, end } = this.property.lines;
    const lineBreak = /^(?:\r\n|[\r\n])/.exec(text.slice(end, end + 2))?.[0].length ?? 0;
    return [{ uri, span: { start, end: end + lineBreak }, text: '' }];
  }

  rename(name: string): Edit {
    return { uri: this.source.uri, span: this.property.keySpan, text: name };
  }
}

/** Where the blanks before a key start. */
function indentStart(text: string, keyStart: number): number {
  let start = keyStart;
  while (start > 0 && ' \t\f'.includes(text[start - 1]!)) start--;
  return start;
}

function propertyOf(source: SourceText, { key, value: literal, range }: Required<Pair>): Property {
  const { text } = source;
  // A backslash at the very end counts as two characters.
  const [keyStart, keyEnd, start, end] = range.map((at) => Math.min(at, text.length)) as [
    number,
    number,
    number,
    number,
  ];
  const reference = referenceIn(literal, false);
  const facts = {
    keySpan: { start: keyStart, end: keyEnd },
    at: { start, end },
    lines: { start: indentStart(text, keyStart), end },
  };
  return {
    ...facts,
    key,
    value: reference || literal.includes('${') || isTemplated(literal) ? undefined : literal,
    raw: text.slice(start, end),
    reference,
    editable: new PropertyEditable(source, facts),
  };
}

/** Behind a neighbour with its indent and separator, else at the end of the file. */
function insertInto(
  { text, uri }: SourceText,
  properties: readonly Property[],
  key: string,
  spelt: string,
  after?: Entry,
) {
  const last = properties.find((property) => property === after);
  const like = last ?? properties.at(-1);
  const separator = (like && text.slice(like.keySpan.end, like.at.start)) || '=';
  const lineBreak = lineBreakOf(text);
  const at = last ? last.lines.end : text.length;
  const isOpen = lineEndOf(text, at) === at && at > lineStartOf(text, at);
  const line = `${last ? text.slice(last.lines.start, last.keySpan.start) : ''}${key}${separator}${spelt}`;
  return {
    uri,
    span: { start: at, end: at },
    text: `${isOpen ? lineBreak : ''}${line}${last ? '' : lineBreak}`,
  };
}

/** Reads a properties file. */
export function parseProperties(text: string, uri: string): SettingsTree {
  const source = { text, uri };
  const pairs = parseLines(text, true).filter((node): node is Required<Pair> => node.type === 'PAIR');
  const entries = pairs.map((pair) => propertyOf(source, pair));
  const scope: Scope = {
    kind: 'file',
    name: '',
    extent: { start: 0, end: text.length },
    entries,
    insert(key, value, after) {
      const spelt = spell(value);
      return spelt === undefined ? undefined : insertInto(source, entries, key, spelt, after);
    },
  };
  return { format: 'properties', scopes: [scope] };
}
