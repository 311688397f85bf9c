/**
 * A main.cf that is written in another file: as attributes of NixOS, as a map of Ansible, as `postconf -e` in a script. It
 * is a part of the main.cf that the machine has in the end: what it does not set is not known.
 */
import type { Edit, Editable, Scalar, Span } from '../model';
import { type Assembled, cut, extentOf, piecesOf } from './assembled';
import type { Assignment, MainCfTree } from './main-cf';
import { trimmed } from './postfix-lines';
import { isTemplateText } from './postfix-templates';

export interface WrittenElsewhere {
  readonly name: Assembled;
  readonly value: Assembled;
  /** Where the value would stand, if there were any. */
  readonly at: number;
  /** Only sometimes read: in a branch of a script, under a condition. */
  readonly conditional: boolean;
  /** False where the value is what a program makes of it. */
  readonly certain?: boolean;
  readonly editable: Editable;
}

const isPlain = (part: { start: number; end: number; text: string }, text: string) =>
  text.slice(part.start, part.end) === part.text;

function assignmentOf(text: string, written: WrittenElsewhere): Assignment {
  const { name, value, at, conditional, certain = true, editable } = written;
  const nameSpan = extentOf(name) ?? { start: at, end: at };
  const position = name.text.length + 1;
  const pieces = [
    ...piecesOf(name),
    ...piecesOf(value).map((piece) => ({ ...piece, position: piece.position + position })),
  ];
  return {
    name: name.text,
    nameSpan,
    value: value.text,
    at: extentOf(value) ?? { start: at, end: at },
    position,
    line: {
      text: `${name.text}=${value.text}`,
      pieces,
      orphan: false,
      conditional,
      interrupted: false,
      isElsewhere: true,
      isPlain: value.parts.length === 1 && isPlain(value.parts[0]!, text),
    },
    certain: certain && !conditional && !isTemplateText(value.text) && !isTemplateText(name.text),
    editable,
  };
}

/** `name = value`, as an argument of postconf or an item of a list; undefined for another text. */
export function splitAtEquals(word: Assembled): Pick<WrittenElsewhere, 'name' | 'value'> | undefined {
  const equals = word.text.indexOf('=');
  if (equals <= 0) return undefined;
  const name = trimmed(word.text, 0, equals);
  const value = trimmed(word.text, equals + 1, word.text.length);
  return name.start < name.end
    ? { name: cut(word, name.start, name.end), value: cut(word, value.start, value.end) }
    : undefined;
}

/** Characters that some language around a value gives a meaning. */
export const needsCare = (value: Scalar): boolean => /["'`\\$#{}\r\n]/.test(String(value));

/** Replaces the text between quotes, and nothing else. */
export const replacing = (uri: string, span: Span): Editable => ({
  replace: (value): Edit | undefined => (needsCare(value) ? undefined : { uri, span, text: String(value) }),
});

interface Where {
  readonly text: string;
  readonly uri: string;
  readonly extent: Span;
  insert?(name: string, value: string): Edit | undefined;
}

export function mainCfElsewhere({ text, uri, extent, insert }: Where, all: readonly WrittenElsewhere[]): MainCfTree {
  return {
    format: 'main.cf',
    uri,
    text,
    extent,
    assignments: all.map((written) => assignmentOf(text, written)),
    faults: [],
    open: true,
    insert: insert ?? (() => undefined),
  };
}
