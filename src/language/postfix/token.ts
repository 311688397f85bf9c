/** What stands at a place of a file: a parameter's name, a `$name`, a word of a value, a column of master.cf. */
import { PARAMETERS } from '../../analyzer/data/postfix-parameters';
import type { Definition } from '../../analyzer/dialects/postfix/instance';
import type { Field, ServiceEntry } from '../../analyzer/formats/master-cf-tree';
import { LIST_SEPARATORS, spanOf, splitWords, type TextWord } from '../../analyzer/formats/postfix-lines';
import type { Place, Span } from '../../analyzer/model';
import { definitionsAt, positionIn, serviceAt, type View } from './view';

export type Column = 'service' | 'type' | 'private' | 'unprivileged' | 'chroot' | 'wakeup' | 'processes' | 'program';

/** In the order of master(5). */
export const COLUMNS: readonly Column[] = [
  'service',
  'type',
  'private',
  'unprivileged',
  'chroot',
  'wakeup',
  'processes',
  'program',
];

export type Token =
  | { readonly kind: 'name'; readonly name: string; readonly span: Span; readonly definition: Definition }
  | { readonly kind: 'reference'; readonly name: string; readonly span: Span; readonly definition: Definition }
  | {
      readonly kind: 'word';
      readonly text: string;
      readonly span: Span;
      readonly definition: Definition;
      /** All words of the value, and which of them this is. */
      readonly words: readonly TextWord[];
      readonly index: number;
    }
  | { readonly kind: 'column'; readonly column: Column; readonly span: Span; readonly service: ServiceEntry };

const holds = ({ start, end }: Span, offset: number) => start <= offset && offset <= end;

export function tokenAt(view: View, offset: number): Token | undefined {
  for (const definition of definitionsAt(view, offset)) {
    const span = definition.key.span;
    if (holds(span, offset)) return { kind: 'name', name: definition.name, span, definition };
    const token = holds(definition.at.span, offset) && tokenInValue(definition, offset);
    if (token) return token;
  }
  const service = serviceAt(view, offset);
  const column = service && COLUMNS.find((each) => holds((service[each] as Field).span, offset));
  return column && { kind: 'column', column, span: service[column].span, service };
}

export interface NameInValue {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** The names that a value refers to, with the place of each name in the text of the value. */
export function namesIn({ name, raw, macros }: Definition): NameInValue[] {
  if (PARAMETERS.get(name)?.type === 'raw') return [];
  return macros.references.map((reference) => {
    const start = raw.indexOf(reference.name, reference.start + 1);
    return { name: reference.name, start, end: start + reference.name.length };
  });
}

/** Where a part of a value stands. */
export const placeIn = ({ at, line, position }: Definition, { start, end }: Span): Place => ({
  uri: at.uri,
  span: spanOf(line, position + start, position + end),
});

function tokenInValue(definition: Definition, offset: number): Token | undefined {
  const { raw, line, position } = definition;
  const inLine = positionIn(line, offset);
  if (inLine === undefined) return undefined;
  const at = inLine - position;
  const spanIn = (start: number, end: number) => spanOf(line, position + start, position + end);
  // Where lines are joined, the end of one and the start of the next are the same place in the value.
  const isBefore = (end: number) => at <= end && offset <= spanIn(end, end).end;
  // The `$` and the bracket in front of a name belong to it.
  const reference = namesIn(definition).find(({ start, end }) => raw.lastIndexOf('$', start) <= at && isBefore(end));
  if (reference) {
    return { kind: 'reference', name: reference.name, span: spanIn(reference.start, reference.end), definition };
  }
  const words = splitWords(raw, LIST_SEPARATORS);
  const index = words.findIndex(({ start, end }) => start <= at && isBefore(end));
  const word = words[index];
  return word && { kind: 'word', text: word.text, span: spanIn(word.start, word.end), definition, words, index };
}
