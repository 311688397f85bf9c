/** Where words stand in a text: looked for one by one, and once many are asked for, all of them at once. */
import { type JavaScriptTree, mentions } from '../formats/javascript';

interface Words {
  readonly offsets: Map<string, readonly number[]>;
  isComplete: boolean;
}

const known = new WeakMap<JavaScriptTree, Words>();

/** From this many words on a list of all is cheaper than another look at the text. */
const MANY = 24;

const NOWHERE: readonly number[] = [];

/** Offsets of a whole word in the text, comments and strings included, in ascending order. */
export function offsetsOf(tree: JavaScriptTree, word: string): readonly number[] {
  let words = known.get(tree);
  if (!words) {
    words = { offsets: new Map(), isComplete: false };
    known.set(tree, words);
  }
  const found = words.offsets.get(word);
  if (found) return found;
  const isPlain = PLAIN.test(word);
  if ((words.isComplete && isPlain) || !mentions(tree, word)) return NOWHERE;
  if (words.offsets.size >= MANY && isPlain) {
    listAll(tree.text, words);
    return words.offsets.get(word) ?? NOWHERE;
  }
  const offsets = searched(tree.text, word);
  words.offsets.set(word, offsets);
  return offsets;
}

/** Letters of other alphabets and `#` end no word of the list. */
const PLAIN = /^[\w$]+$/;
const PART = /[\w$]/;

function searched(text: string, word: string): number[] {
  const offsets: number[] = [];
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length))
    if (!PART.test(text[at - 1] ?? '') && !PART.test(text[at + word.length] ?? '')) offsets.push(at);
  return offsets;
}

function listAll(text: string, words: Words): void {
  const all = new Map<string, number[]>();
  for (const { 0: word, index } of text.matchAll(/[\w$]+/g)) {
    const offsets = all.get(word);
    if (offsets) offsets.push(index);
    else all.set(word, [index]);
  }
  for (const [word, offsets] of all) words.offsets.set(word, offsets);
  words.isComplete = true;
}
