/** JavaScript, TypeScript, JSX, TSX, JSON and JSON5 as a tolerant, incremental tree. */
import { type ChangedRange, type SyntaxNode, type Tree, TreeFragment } from '@lezer/common';
import { parser } from '@lezer/javascript';
import { embeddedScript, hasEmbeddedScript } from './embedded-script';
import { jsonExpression } from './javascript-json';

export interface JavaScriptTree {
  readonly format: 'javascript';
  readonly uri: string;
  readonly path: string;
  readonly text: string;
  /** Parsed when it is asked for first. Read it through `syntax.ts` only, so that the parser stays replaceable. */
  readonly root: SyntaxNode;
  /** Words that were looked for and do not stand in the text; see `mentions`. */
  readonly absent: Set<string>;
}

/** Only whole trees are taken over from the parse before, and what is smaller than this is not one (in parser units). */
const bufferLength = 128;

const PARSERS = {
  javascript: parser.configure({ dialect: 'jsx', bufferLength }),
  typescript: parser.configure({ dialect: 'ts', bufferLength }),
  tsx: parser.configure({ dialect: 'ts jsx', bufferLength }),
  json5: parser.configure({ top: 'SingleExpression', bufferLength }),
};

/** Data, which can hold no code. */
export const isJson = ({ path }: Pick<JavaScriptTree, 'path'>): boolean => /\.json[c5]?$/i.test(path);

/** `.js` may hold JSX; a path without an extension (an untitled document) gets the widest grammar. */
function parserFor(path: string) {
  if (/\.json5$/i.test(path)) return PARSERS.json5;
  const extension = /\.([a-z]+)$/.exec(path.toLowerCase())?.[1] ?? '';
  if (/^(?:[cm]?ts|astro|vue|svelte)$/.test(extension)) return PARSERS.typescript;
  return /^(?:[cm]?js|jsx)$/.test(extension) ? PARSERS.javascript : PARSERS.tsx;
}

/** The last parse of the documents that were parsed last, so that a typed character reparses little. */
const recent = new Map<string, { text: string; path: string; tree: Tree; absent: ReadonlySet<string> }>();
const MOST_RECENT = 24;

/** Whole blocks are compared at once, as the engine does that many times faster than unit after unit. */
const BLOCK = 2048;

function commonPrefix(a: string, b: string, limit: number): number {
  let at = 0;
  while (at + BLOCK <= limit && a.slice(at, at + BLOCK) === b.slice(at, at + BLOCK)) at += BLOCK;
  while (at < limit && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return at;
}

function commonSuffix(a: string, b: string, limit: number): number {
  const block = (text: string, at: number) => text.slice(text.length - at - BLOCK, text.length - at);
  let at = 0;
  while (at + BLOCK <= limit && block(a, at) === block(b, at)) at += BLOCK;
  while (at < limit && a.charCodeAt(a.length - 1 - at) === b.charCodeAt(b.length - 1 - at)) at++;
  return at;
}

/** The one range in which two texts differ, in both texts' offsets. */
function changedRange(before: string, after: string): ChangedRange {
  const shorter = Math.min(before.length, after.length);
  const start = commonPrefix(before, after, shorter);
  const end = commonSuffix(before, after, shorter - start);
  return { fromA: start, toA: before.length - end, fromB: start, toB: after.length - end };
}

/** The words that were absent before a change and still are: a new one stands where the text changed. */
function stillAbsent(absent: ReadonlySet<string>, text: string, { fromB, toB }: ChangedRange): Set<string> {
  const appeared = (word: string) => text.slice(Math.max(0, fromB - word.length), toB + word.length).includes(word);
  return new Set([...absent].filter((word) => !appeared(word)));
}

/** Brackets inside each other; the parser takes seconds and memory without end for a small text of more. */
const MOST_BRACKETS = 1000;

/** Whether brackets are nested too deep for a program that somebody wrote; those in strings and comments count, too. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x28 || code === 0x5b || code === 0x7b) {
      if (++depth > MOST_BRACKETS) return true;
    } else if ((code === 0x29 || code === 0x5d || code === 0x7d) && depth > 0) depth--;
  }
  return false;
}

/**
 * Parses any text; what the grammar cannot read becomes error nodes, and what is nested too deep an empty tree. Never
 * throws. Most texts lack a word that all that is looked for has, and are never parsed.
 */
export function parseJavaScript(whole: string, uri: string, path = ''): JavaScriptTree {
  const program = hasEmbeddedScript(path) ? embeddedScript(whole, path) : whole;
  const text = isTooDeep(program) ? '' : program;
  const before = recent.get(uri);
  const isSameFile = before?.path === path;
  const absent = isSameFile ? stillAbsent(before.absent, text, changedRange(before.text, text)) : new Set<string>();
  let tree: Tree | undefined;
  return {
    format: 'javascript',
    uri,
    path,
    text,
    get root() {
      tree ??= parsed(text, uri, path, absent);
      return tree.topNode;
    },
    absent,
  };
}

/** Reuses what it can of the last parse of the same file. */
function parsed(text: string, uri: string, path: string, absent: ReadonlySet<string>): Tree {
  const before = recent.get(uri);
  let fragments: readonly TreeFragment[] = [];
  let tree: Tree | undefined;
  if (before?.path === path) {
    if (before.text === text) tree = before.tree;
    else fragments = TreeFragment.applyChanges(TreeFragment.addTree(before.tree), [changedRange(before.text, text)]);
  }
  tree ??= /\.jsonc?$/i.test(path) ? jsonExpression(text) : parserFor(path).parse(text, fragments);
  recent.delete(uri);
  recent.set(uri, { text, path, tree, absent });
  const oldest = recent.size > MOST_RECENT ? recent.keys().next().value : undefined;
  if (oldest !== undefined) recent.delete(oldest);
  return tree;
}

/** Whether a word stands in the text, anywhere. A typed character makes no search of a long text necessary. */
export function mentions(tree: JavaScriptTree, word: string): boolean {
  if (tree.absent.has(word)) return false;
  const found = tree.text.includes(word);
  if (!found) tree.absent.add(word);
  return found;
}
