/** JavaScript, TypeScript, JSX, TSX and JSON as a tolerant, incremental tree. */
import { type SyntaxNode, type Tree, TreeFragment } from '@lezer/common';
import { parser } from '@lezer/javascript';

export interface JavaScriptTree {
  readonly format: 'javascript';
  readonly uri: string;
  readonly path: string;
  readonly text: string;
  /** Read it through `syntax.ts` only, so that the parser stays replaceable. */
  readonly root: SyntaxNode;
}

const PARSERS = {
  javascript: parser.configure({ dialect: 'jsx' }),
  typescript: parser.configure({ dialect: 'ts' }),
  tsx: parser.configure({ dialect: 'ts jsx' }),
  json: parser.configure({ top: 'SingleExpression' }),
};

/** `.js` may hold JSX; a path without an extension (an untitled document) gets the widest grammar. */
function parserFor(path: string) {
  const extension = /\.([a-z]+)$/.exec(path.toLowerCase())?.[1] ?? '';
  if (/^json[c5]?$/.test(extension)) return PARSERS.json;
  if (/^[cm]?ts$/.test(extension)) return PARSERS.typescript;
  return /^(?:[cm]?js|jsx)$/.test(extension) ? PARSERS.javascript : PARSERS.tsx;
}

/** The last parse of the documents that were parsed last, so that a typed character reparses little. */
const recent = new Map<string, { text: string; path: string; tree: Tree }>();
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
function changedRange(before: string, after: string) {
  const shorter = Math.min(before.length, after.length);
  const start = commonPrefix(before, after, shorter);
  const end = commonSuffix(before, after, shorter - start);
  return { fromA: start, toA: before.length - end, fromB: start, toB: after.length - end };
}

/** Parses any text; what the grammar cannot read becomes error nodes. Never throws. */
export function parseJavaScript(text: string, uri: string, path = ''): JavaScriptTree {
  const before = recent.get(uri);
  const fragments =
    before?.path === path
      ? TreeFragment.applyChanges(TreeFragment.addTree(before.tree), [changedRange(before.text, text)])
      : [];
  const tree = before?.path === path && before.text === text ? before.tree : parserFor(path).parse(text, fragments);
  recent.delete(uri);
  recent.set(uri, { text, path, tree });
  const oldest = recent.size > MOST_RECENT ? recent.keys().next().value : undefined;
  if (oldest !== undefined) recent.delete(oldest);
  return { format: 'javascript', uri, path, text, root: tree.topNode };
}
