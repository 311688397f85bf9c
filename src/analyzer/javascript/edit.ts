/** Editing object literals and literals so that quotes, commas, comments, indentation and order stay as they are. */

import { isJson, type JavaScriptTree } from '../formats/javascript';
import { lineStartOf } from '../formats/lines';
import type { Edit, Scalar, Span } from '../model';
import { childrenOf, isNamed, type Node, type Property, parentOf, sameNode, spanOf, textOf } from './syntax';

const edit = (tree: JavaScriptTree, span: Span, text: string): Edit => ({ uri: tree.uri, span, text });

export const replaceNode = (node: Node, text: string): Edit => edit(node.tree, spanOf(node), text);

/** The quote that the file uses most at its start. */
function favouriteQuote(tree: JavaScriptTree): "'" | '"' {
  if (isJson(tree)) return '"';
  const head = tree.text.slice(0, 4000);
  return head.split('"').length > head.split("'").length ? '"' : "'";
}

function quoted(text: string, quote: string): string {
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll(quote, `\\${quote}`);
  return quote + (quote === '`' ? escaped.replaceAll('${', '\\${') : escaped) + quote;
}

/** A value as source text; `like` is the literal in whose place it stands. */
export function literalText(value: Scalar, tree: JavaScriptTree, like?: Node): string {
  const quote = like && isNamed(like, 'String', 'TemplateString') ? textOf(like).charAt(0) : undefined;
  if (typeof value === 'string') return quoted(value, quote ?? favouriteQuote(tree));
  // A port that was text stays text; a boolean that was text was the mistake.
  return typeof value === 'number' && quote ? quoted(String(value), quote) : String(value);
}

const lineEnd = (text: string, at: number) => {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
};

/** The separator behind a property, if there is one. */
function commaAfter(node: Node): Node | undefined {
  for (let next = node.syntax.nextSibling; next; next = next.nextSibling) {
    const sibling = { tree: node.tree, syntax: next };
    if (isNamed(sibling, ',')) return sibling;
    if (!isNamed(sibling, 'LineComment', 'BlockComment')) return undefined;
  }
  return undefined;
}

function commaBefore(node: Node): Node | undefined {
  for (let before = node.syntax.prevSibling; before; before = before.prevSibling) {
    const sibling = { tree: node.tree, syntax: before };
    if (isNamed(sibling, ',')) return sibling;
    if (!isNamed(sibling, 'LineComment', 'BlockComment')) return undefined;
  }
  return undefined;
}

const BLANK = /^[ \t\r]*$/;
const BLANK_OR_COMMENT = /^[ \t]*(?:\/\/.*|\/\*(?:[^*]|\*(?!\/))*\*\/[ \t]*)?\r?$/;

/** Takes a property (or an item between commas) out, with its line where nothing else stands in it. */
export function removeItem(node: Node): Edit[] {
  const { text } = node.tree;
  const { start, end } = spanOf(node);
  const after = commaAfter(node);
  const before = commaBefore(node);
  const last = after?.syntax.to ?? end;
  const from = lineStartOf(text, start);
  const to = lineEnd(text, last);
  if (BLANK.test(text.slice(from, start)) && BLANK_OR_COMMENT.test(text.slice(last, to))) {
    const line = edit(node.tree, { start: from, end: Math.min(to + 1, text.length) }, '');
    return [line];
  }
  if (after) {
    const blank = /^[ \t]*/.exec(text.slice(last))?.[0].length ?? 0;
    return [edit(node.tree, { start, end: last + blank }, '')];
  }
  if (before) return [edit(node.tree, { start: before.syntax.from, end }, '')];
  const parent = parentOf(node);
  const inside = parent && isNamed(parent, 'ObjectExpression', 'ArrayExpression') ? spanOf(parent) : undefined;
  return [edit(node.tree, inside ? { start: inside.start + 1, end: inside.end - 1 } : { start, end }, '')];
}

/** Takes a whole statement out, with its line. */
export function removeStatement(node: Node): Edit[] {
  const { text } = node.tree;
  const { start, end } = spanOf(node);
  const from = lineStartOf(text, start);
  const to = lineEnd(text, end);
  const alone = BLANK.test(text.slice(from, start)) && BLANK_OR_COMMENT.test(text.slice(end, to));
  return [edit(node.tree, alone ? { start: from, end: Math.min(to + 1, text.length) } : { start, end }, '')];
}

const hasQuotedKey = (property: Property) => property.keyNode !== undefined && isNamed(property.keyNode, 'String');

/** Writes `key: value` into an object literal behind (or before) a sibling, else at the end. */
export function insertProperty(
  object: Node,
  properties: readonly Property[],
  key: string,
  value: string,
  sibling: Property | undefined = properties.at(-1),
): Edit[] {
  const { tree } = object;
  const { text } = tree;
  const [first] = properties;
  const like = properties.every(hasQuotedKey) ? first?.keyNode : undefined;
  const quote = like ? textOf(like).charAt(0) : isJson(tree) ? '"' : undefined;
  const entry = `${quote ? quoted(key, quote) : key}: ${value}`;
  if (!sibling) {
    const inside = { start: object.syntax.from + 1, end: object.syntax.to - 1 };
    const empty = text.slice(inside.start, inside.end).trim() === '';
    return [edit(tree, empty ? inside : { start: inside.start, end: inside.start }, ` ${entry}${empty ? ' ' : ','}`)];
  }
  const { start, end } = spanOf(sibling.node);
  const indent = text.slice(lineStartOf(text, start), start);
  const comma = commaAfter(sibling.node);
  if (!BLANK.test(indent)) return [edit(tree, { start: end, end }, `, ${entry}`)];
  const last = comma?.syntax.to ?? end;
  const rest = text.slice(last, lineEnd(text, last));
  // Behind a trailing comment, which belongs to the sibling; but only where the line holds nothing else.
  if (!BLANK_OR_COMMENT.test(rest)) return [edit(tree, { start: end, end }, `, ${entry}`)];
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const at = last + rest.replace(/\r$/, '').length;
  const line = edit(tree, { start: at, end: at }, `${newline}${indent}${entry}${comma ? ',' : ''}`);
  return comma
    ? [line]
    : at === end
      ? [{ ...line, text: `,${line.text}` }]
      : [edit(tree, { start: end, end }, ','), line];
}

/** Gives a property another key; undefined where its name is its value, too. */
export function renameKey(property: Property, name: string): Edit | undefined {
  const { keyNode } = property;
  if (!keyNode) return undefined;
  const { tree } = keyNode;
  if (property.kind === 'shorthand') return edit(tree, spanOf(keyNode), `${name}: ${textOf(keyNode)}`);
  const quote = isNamed(keyNode, 'String') ? textOf(keyNode).charAt(0) : '';
  return edit(tree, spanOf(keyNode), quote + name + quote);
}

/** The object literal whose property a node is, where that property is its only one. */
export function isOnlyItem(node: Node): boolean {
  const parent = parentOf(node);
  if (!parent) return false;
  return childrenOf(parent)
    .filter((child) => isNamed(child, 'Property'))
    .every((child) => sameNode(child, node));
}
