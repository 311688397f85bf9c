/** List values word by word, each with the place where it is written. */
import { replacing } from '../../formats/main-cf-elsewhere';
import { LIST_SEPARATORS, spanOf, splitWords, type TextWord } from '../../formats/postfix-lines';
import { soleReference } from '../../formats/postfix-macros';
import { isTemplateText } from '../../formats/postfix-templates';
import type { Edit, Editable, Place, Scalar, Setting, Span } from '../../model';
import type { Space } from './evaluate';
import type { Definition } from './instance';

/** More words than any real list has; what comes behind them is not looked at. */
const MOST_WORDS = 10_000;

/**
 * The words of a parameter's value. `$name` words are followed to where their text stands. A word that a template fills
 * in has an unknown value; undefined where not even the words can be told apart.
 */
export function wordsOf(
  space: Space,
  name: string,
  separators: RegExp = LIST_SEPARATORS,
): Setting<string>[] | undefined {
  // A default is shown at the service that has it.
  if (space.base?.definition(name) && !space.differs(name)) return wordsOf(space.base, name, separators);
  const lists = remembered.get(space) ?? new Map<string, Setting<string>[] | undefined>();
  remembered.set(space, lists);
  const key = `${name} ${separators.source}`;
  if (!lists.has(key)) lists.set(key, collectAll(space, name, separators));
  return lists.get(key);
}

/** Each list is read once, and so is the same for all who ask: nobody changes it. */
const remembered = new WeakMap<Space, Map<string, Setting<string>[] | undefined>>();

/** The words of names that a list refers to, by name; undefined for those that cannot be told apart. */
type Nested = Map<string, readonly Setting<string>[] | undefined>;

function collectAll(space: Space, name: string, separators: RegExp): Setting<string>[] | undefined {
  const words: Setting<string>[] = [];
  return collect(space, name, separators, undefined, [], words, new Map()) ? words : undefined;
}

function collect(
  space: Space,
  name: string,
  separators: RegExp,
  read: Place | undefined,
  open: readonly string[],
  words: Setting<string>[],
  nested: Nested,
): boolean {
  if (open.includes(name) || open.length > 20) return false;
  const from = space.definition(name);
  if (!from) return addDefault(space, name, separators, words);
  if (!from.certain && (from.line.conditional || from.line.interrupted || hasLooseMarks(from.raw))) return false;
  for (const word of splitWords(from.raw, separators)) {
    if (words.length > MOST_WORDS) return true;
    const reference = soleReference(word.text);
    if (reference !== undefined && (space.definition(reference) || space.value(reference) !== undefined)) {
      if (space.definition(reference)) {
        if (!nested.has(reference)) {
          const inner: Setting<string>[] = [];
          const isKnown = collect(space, reference, separators, read ?? from.at, [...open, name], inner, nested);
          nested.set(reference, isKnown ? inner : undefined);
        }
        const inner = nested.get(reference);
        if (!inner) return false;
        for (const one of inner.slice(0, MOST_WORDS - words.length)) words.push(one);
        continue;
      }
    }
    for (const text of textsOf(space, word.text, separators)) words.push(wordSetting(from, word, text, name, read));
  }
  return true;
}

/** Conditions and loops around words, so that nobody knows which of them are there. */
const hasLooseMarks = (raw: string) => /<%(?!=)|\[%|\{%|<\?(?!=)/.test(raw);

function addDefault(space: Space, name: string, separators: RegExp, words: Setting<string>[]): boolean {
  const value = space.value(name);
  if (value === undefined) return false;
  for (const { text } of splitWords(value, separators)) {
    words.push({ value: text, raw: '', at: space.anchor, name, origin: { kind: 'default' } });
  }
  return true;
}

function textsOf(space: Space, word: string, separators: RegExp): (string | undefined)[] {
  if (isTemplateText(word)) return [undefined];
  if (!word.includes('$')) return [word];
  const text = space.expand(word);
  return text === undefined ? [undefined] : splitWords(text, separators).map((part) => part.text);
}

function wordSetting(
  from: Definition,
  word: TextWord,
  value: string | undefined,
  name: string,
  read: Place | undefined,
): Setting<string> {
  const { uri } = from.at;
  const span = spanOf(from.line, from.position + word.start, from.position + word.end);
  return {
    value,
    raw: word.text,
    at: { uri, span },
    key: from.key,
    name,
    origin: value === undefined ? { kind: 'opaque' } : read ? { kind: 'variable', name, read } : { kind: 'literal' },
    editable: from.line.isElsewhere
      ? from.line.isPlain
        ? replacing(uri, span)
        : undefined
      : new WordEdits(from, word, { uri, span }),
  };
}

/** The part of a word, where the word is written as it is used. */
export function partOf(word: Setting<string>, text: string, from: number): Setting<string> {
  const start = word.raw === word.value ? word.raw.indexOf(text, from) : -1;
  if (start < 0) return { ...word, value: text, editable: undefined };
  const { uri, span } = word.at;
  const at = { uri, span: { start: span.start + start, end: span.start + start + text.length } };
  return {
    ...word,
    value: text,
    raw: text,
    at,
    editable: { replace: (value) => ({ uri, span: at.span, text: String(value) }) },
  };
}

/** A class, as lists may be long. */
class WordEdits implements Editable {
  constructor(
    private readonly from: Definition,
    private readonly word: TextWord,
    private readonly place: Place,
  ) {}

  replace(next: Scalar): Edit {
    return { ...this.place, text: String(next) };
  }

  remove(): Edit[] {
    return removeWord(this.from, this.word);
  }
}

/** Takes a word out with its separator; its physical line, where nothing else stands in it. */
function removeWord({ line, position, at }: Definition, word: TextWord): Edit[] {
  const from = position + word.start;
  const to = position + word.end;
  const { uri } = at;
  const piece = [...line.pieces].reverse().find((candidate) => candidate.position <= from) ?? line.pieces[0]!;
  const pieceEnd = piece.position + (piece.span.end - piece.span.start);
  const before = line.text.slice(piece.position, from);
  const after = line.text.slice(to, pieceEnd);
  if (piece.position > 0 && /^[,\s]*$/.test(before + after)) {
    return [{ uri, span: { start: piece.span.start - 1, end: piece.span.end }, text: '' }];
  }
  const behind = /^[,\s]*/.exec(after)![0];
  const inFront = /(?<![,\s])[,\s]*$/.exec(before)![0];
  const alone = behind.length === after.length;
  const span: Span = alone
    ? { start: spanOf(line, from, to).start - (word.start > 0 ? inFront.length : 0), end: spanOf(line, from, to).end }
    : { start: spanOf(line, from, to).start, end: spanOf(line, from, to).end + behind.length };
  return [{ uri, span, text: '' }];
}
