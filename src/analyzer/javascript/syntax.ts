/**
 * The typed layer over the parser's tree: expressions, statements and patterns as data, read lazily, one node at a time.
 * What the parser calls an expression, only this file knows.
 */
import type { SyntaxNode } from '@lezer/common';
import type { JavaScriptTree } from '../formats/javascript';
import type { Place, Span } from '../model';

/** One node of one document. */
export interface Node {
  readonly tree: JavaScriptTree;
  readonly syntax: SyntaxNode;
}

export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  /** Cooked texts and interpolated expressions in the order of the source. */
  | { readonly kind: 'template'; readonly parts: readonly (TemplateText | Node)[] }
  | { readonly kind: 'identifier'; readonly name: string }
  | { readonly kind: 'this' }
  | { readonly kind: 'import-meta' }
  | { readonly kind: 'member'; readonly object: Node; readonly property: string | Node }
  | { readonly kind: 'call' | 'new'; readonly callee: Node; readonly args: readonly Argument[] }
  | { readonly kind: 'object'; readonly properties: readonly Property[] }
  | { readonly kind: 'array'; readonly items: readonly Argument[] }
  | { readonly kind: 'function'; readonly name: string; readonly body: Node }
  | { readonly kind: 'class' }
  | { readonly kind: 'conditional'; readonly test: Node; readonly yes: Node; readonly no: Node }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Node; readonly right: Node }
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: Node }
  | { readonly kind: 'assignment'; readonly operator: string; readonly target: Node; readonly value: Node }
  | { readonly kind: 'await'; readonly operand: Node }
  | { readonly kind: 'dynamic-import'; readonly source: string }
  /** Anything else, and anything that is not complete. */
  | { readonly kind: 'other' };

export interface TemplateText {
  readonly text: string;
  readonly span: Span;
}

export interface Argument {
  readonly value: Node;
  readonly spread: boolean;
}

export interface Property {
  readonly kind: 'value' | 'shorthand' | 'spread' | 'method' | 'getter';
  /** The whole property, without its comma. */
  readonly node: Node;
  /** A plain name, or the expression between brackets; absent for a spread. */
  readonly key?: string | Node;
  readonly keyNode?: Node;
  /** The value, the name of a shorthand, the operand of a spread, the method itself. */
  readonly value: Node;
}

/** One way from a destructured value to a name in it. */
export interface Step {
  /** A key, an index as text, or `...` for what is left over. */
  readonly key: string | Node;
  readonly fallback?: Node;
  /** With `...`: the keys that stand before it. */
  readonly taken?: readonly (string | Node)[];
}

export type Declaration = {
  readonly name: string;
  /** Where the name is defined. */
  readonly node: Node;
} & (
  | { readonly kind: 'variable'; readonly constant: boolean; readonly init?: Node; readonly path: readonly Step[] }
  | { readonly kind: 'parameter'; readonly index: number; readonly init?: Node; readonly path: readonly Step[] }
  | { readonly kind: 'function'; readonly value: Node }
  | { readonly kind: 'class' | 'enum'; readonly value: Node }
  /** What a loop takes out of a list, one by one. */
  | { readonly kind: 'item'; readonly list: Node; readonly path: readonly Step[] }
  /** `imported` is a name, `default`, or `*` for the whole module. */
  | { readonly kind: 'import'; readonly source: string; readonly imported: string }
  | { readonly kind: 'other' }
);

const FUNCTIONS: ReadonlySet<string> = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunction',
  'MethodDeclaration',
]);

const WRAPPERS: ReadonlySet<string> = new Set([
  'ParenthesizedExpression',
  'BinaryExpression',
  'PostfixExpression',
  'InstantiationExpression',
  'PrefixCast',
  'SequenceExpression',
]);

let read = 0;

/** How many nodes were read so far, of any tree: the measure of all work on trees, to be compared with itself. */
export const nodesRead = (): number => read;

function wrap(node: Node, syntax: SyntaxNode): Node {
  read++;
  return { tree: node.tree, syntax };
}

const is = (node: Node, ...names: string[]) => names.includes(node.syntax.name);

export const nodeAt = (tree: JavaScriptTree, syntax: SyntaxNode): Node => {
  read++;
  return { tree, syntax };
};
export const rootOf = (tree: JavaScriptTree): Node => ({ tree, syntax: tree.root });
/** The smallest node that an offset lies in, or at the end of. */
export const innermostAt = (tree: JavaScriptTree, offset: number): Node =>
  nodeAt(tree, tree.root.resolveInner(offset, -1));
export const spanOf = (node: Node): Span => ({ start: node.syntax.from, end: node.syntax.to });
export const placeOf = (node: Node): Place => ({ uri: node.tree.uri, span: spanOf(node) });
export const textOf = (node: Node): string => node.tree.text.slice(node.syntax.from, node.syntax.to);
/** Names a node uniquely across documents, for caches. */
export const idOf = (node: Node): string => `${node.tree.uri}#${node.syntax.from}-${node.syntax.to}`;
export const sameNode = (a: Node, b: Node): boolean =>
  a.tree === b.tree && a.syntax.from === b.syntax.from && a.syntax.to === b.syntax.to;
export const encloses = (outer: Node, inner: Node): boolean =>
  outer.tree === inner.tree && outer.syntax.from <= inner.syntax.from && inner.syntax.to <= outer.syntax.to;

export function parentOf(node: Node): Node | undefined {
  const { parent } = node.syntax;
  return parent ? wrap(node, parent) : undefined;
}

/** Children without comments. */
function children(node: Node): Node[] {
  const result: Node[] = [];
  for (let child = node.syntax.firstChild; child; child = child.nextSibling)
    if (child.name !== 'LineComment' && child.name !== 'BlockComment') result.push(wrap(node, child));
  return result;
}

/** The first child of one of these names. */
export function childNamed(node: Node, ...names: string[]): Node | undefined {
  for (let child = node.syntax.firstChild; child; child = child.nextSibling)
    if (names.includes(child.name)) return wrap(node, child);
  return undefined;
}

/** Where the parser had to guess, for the trees in which long nodes were asked about. */
const errors = new WeakMap<JavaScriptTree, readonly number[]>();

/** In UTF-16 code units; a look at all that is longer would be repeated for each node inside of it. */
const SHORT = 2000;

function errorsIn({ syntax }: Node): number[] {
  const found: number[] = [];
  syntax.cursor().iterate((inner) => {
    read++;
    if (inner.type.isError) found.push(inner.from);
  });
  return found;
}

/** True where the parser had to guess somewhere in the node: half-typed text. */
export function hasError(node: Node): boolean {
  const { from, to } = node.syntax;
  if (to - from < SHORT) return errorsIn(node).length > 0;
  let all = errors.get(node.tree);
  if (!all) {
    all = errorsIn(rootOf(node.tree));
    errors.set(node.tree, all);
  }
  return all.some((at) => from <= at && at <= to);
}

const isPunctuation = (node: Node) => /^[^\w]*$/.test(node.syntax.name) && node.syntax.name !== '⚠';

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', v: '\v', f: '\f', 0: '\0' };

/** Text with JavaScript's escape sequences as the program sees it. */
export function cook(raw: string): string {
  if (!raw.includes('\\')) return raw;
  return raw.replace(
    /\\(?:u\{([\da-fA-F]{1,6})\}|u([\da-fA-F]{4})|x([\da-fA-F]{2})|(\r\n|[\s\S]))/g,
    (_, braced, four, two, single) => {
      const code = braced ?? four ?? two;
      if (code !== undefined)
        return Number.parseInt(code, 16) <= 0x10ffff ? String.fromCodePoint(Number.parseInt(code, 16)) : '';
      return /[\r\n\u2028\u2029]/.test(single) ? '' : (ESCAPES[single] ?? single);
    },
  );
}

/** The span of a string or template literal without its quotes; any other node's own span. */
export function innerSpan(node: Node): Span {
  const { start, end } = spanOf(node);
  return is(node, 'String', 'TemplateString')
    ? { start: start + 1, end: Math.max(start + 1, end - 1) }
    : { start, end };
}

/** What parentheses, casts, `satisfies`, `!` or a compiler's `(0, x)` hold; undefined for any other node. */
function wrappedIn(node: Node): Node | undefined {
  const { name } = node.syntax;
  if (!WRAPPERS.has(name)) return undefined;
  const inner = children(node);
  if (name === 'PrefixCast') return inner.at(-1);
  if (name === 'SequenceExpression') return inner[0] && textOf(inner[0]) === '0' ? inner.at(-1) : undefined;
  if (name === 'ParenthesizedExpression') return inner[1] && !is(inner[1], ')') ? inner[1] : undefined;
  const isTyped = name === 'BinaryExpression' && inner[1] && is(inner[1], 'as', 'satisfies');
  const isAsserted = name === 'PostfixExpression' && inner[1] && textOf(inner[1]) === '!';
  return isTyped || isAsserted || name === 'InstantiationExpression' ? inner[0] : undefined;
}

/** The expression without parentheses, casts, `satisfies` and `!`. */
export function unwrapped(node: Node): Node {
  let current = node;
  for (let inner = wrappedIn(current); inner; inner = wrappedIn(current)) current = inner;
  return current;
}

const OTHER: Expression = { kind: 'other' };

/** What a node says as an expression. */
export const expressionOf = (node: Node): Expression => plainExpressionOf(unwrapped(node));

/** The same of a node that holds no other in parentheses or casts: where one climbs from node to node. */
export function plainExpressionOf(node: Node): Expression {
  const inner = children(node);
  const [first, second, third] = inner;
  switch (node.syntax.name) {
    case 'String':
      return { kind: 'literal', value: cook(node.tree.text.slice(node.syntax.from + 1, node.syntax.to - 1)) };
    case 'Number': {
      const value = Number(textOf(node).replaceAll('_', ''));
      return Number.isNaN(value) ? OTHER : { kind: 'literal', value };
    }
    case 'BooleanLiteral':
      return { kind: 'literal', value: textOf(node) === 'true' };
    case 'null':
      return { kind: 'literal', value: null };
    case 'TemplateString':
      return { kind: 'template', parts: templateParts(node) };
    case 'VariableName':
      return { kind: 'identifier', name: textOf(node) };
    case 'this':
      return { kind: 'this' };
    case 'ImportMeta':
      return { kind: 'import-meta' };
    case 'MemberExpression':
      return memberOf(inner);
    case 'CallExpression':
    case 'NewExpression':
      return callOf(node, inner);
    case 'ObjectExpression':
      return { kind: 'object', properties: inner.filter((child) => is(child, 'Property')).flatMap(propertyOf) };
    case 'ArrayExpression':
      return { kind: 'array', items: argumentsOf(node) };
    case 'FunctionExpression':
    case 'ArrowFunction':
    case 'FunctionDeclaration':
    case 'MethodDeclaration':
      return functionOf(inner);
    case 'Property':
      return inner.some((child) => is(child, 'ParamList')) ? functionOf(inner) : OTHER;
    case 'ClassExpression':
    case 'ClassDeclaration':
      return { kind: 'class' };
    case 'ConditionalExpression':
      return first && third && inner[4] ? { kind: 'conditional', test: first, yes: third, no: inner[4] } : OTHER;
    case 'BinaryExpression':
      return first && second && third ? { kind: 'binary', operator: textOf(second), left: first, right: third } : OTHER;
    case 'UnaryExpression':
      return first && second ? { kind: 'unary', operator: textOf(first), operand: second } : OTHER;
    case 'AssignmentExpression':
      return first && second && third
        ? { kind: 'assignment', operator: textOf(second), target: first, value: third }
        : OTHER;
    case 'AwaitExpression':
      return second ? { kind: 'await', operand: second } : OTHER;
    case 'DynamicImport': {
      const source = inner.find((child) => is(child, 'String'));
      return source ? { kind: 'dynamic-import', source: stringOf(source) } : OTHER;
    }
    default:
      return OTHER;
  }
}

const stringOf = (node: Node) => {
  const { start, end } = innerSpan(node);
  return cook(node.tree.text.slice(start, end));
};

function templateParts(node: Node): (TemplateText | Node)[] {
  const parts: (TemplateText | Node)[] = [];
  const { start, end } = innerSpan(node);
  const text = (from: number, to: number) =>
    parts.push({ text: cook(node.tree.text.slice(from, to)), span: { start: from, end: to } });
  let at = start;
  for (const child of children(node)) {
    if (!is(child, 'Interpolation')) continue;
    text(at, child.syntax.from);
    const value = children(child)[1];
    parts.push(value && !is(value, 'InterpolationEnd') ? value : child);
    at = child.syntax.to;
  }
  text(at, end);
  return parts;
}

function memberOf(inner: readonly Node[]): Expression {
  const [object] = inner;
  const last = inner.at(-1);
  if (!object || !last || inner.length < 3) return OTHER;
  if (is(last, 'PropertyName', 'PrivatePropertyName')) return { kind: 'member', object, property: textOf(last) };
  const index = inner.at(-2);
  if (!is(last, ']') || !index || is(index, '[')) return OTHER;
  return { kind: 'member', object, property: literalKey(index) ?? index };
}

const LITERALS: ReadonlySet<string> = new Set(['String', 'Number', 'BooleanLiteral', 'null']);

/** The key that a literal between brackets is; undefined for any other expression. */
function literalKey(node: Node): string | undefined {
  const literal = LITERALS.has(node.syntax.name) ? plainExpressionOf(node) : undefined;
  return literal?.kind === 'literal' ? String(literal.value) : undefined;
}

function callOf(node: Node, inner: readonly Node[]): Expression {
  const kind = is(node, 'NewExpression') ? 'new' : 'call';
  const callee = inner[kind === 'new' ? 1 : 0];
  const list = inner.find((child) => is(child, 'ArgList'));
  if (!callee || (!list && kind === 'call')) return OTHER;
  return { kind, callee, args: list ? argumentsOf(list) : [] };
}

/** Arguments of a call, items of an array; a hole in an array is left out. */
function argumentsOf(list: Node): Argument[] {
  const result: Argument[] = [];
  let spread = false;
  for (const child of children(list)) {
    if (is(child, 'Spread')) spread = true;
    else if (!isPunctuation(child)) {
      result.push({ value: child, spread });
      spread = false;
    }
  }
  return result;
}

function functionOf(inner: readonly Node[]): Expression {
  const body = inner.at(-1);
  const name = inner.find((child) =>
    is(child, 'VariableDefinition', 'PropertyDefinition', 'PrivatePropertyDefinition'),
  );
  const usable = body && !is(body, 'ParamList', 'Arrow') && !body.syntax.type.isError;
  return usable ? { kind: 'function', name: name ? textOf(name) : '', body } : OTHER;
}

function propertyOf(node: Node): Property[] {
  const inner = children(node);
  const [first] = inner;
  if (!first) return [];
  if (is(first, 'Spread')) return inner[1] ? [{ kind: 'spread', node, value: inner[1] }] : [];
  const named = keyOf(inner);
  if (!named) return [];
  const { key, keyNode } = named;
  if (inner.some((child) => is(child, 'ParamList'))) {
    return [{ kind: is(first, 'get') ? 'getter' : 'method', node, key, keyNode, value: node }];
  }
  const colon = inner.findIndex((child) => is(child, ':'));
  if (colon < 0) return [{ kind: 'shorthand', node, key, keyNode, value: first }];
  const value = inner[colon + 1];
  return value ? [{ kind: 'value', node, key, keyNode, value }] : [];
}

/** The key among the children of a property, a class member or a pattern's property. */
function keyOf(inner: readonly Node[]): { key: string | Node; keyNode: Node } | undefined {
  for (const [index, child] of inner.entries()) {
    if (is(child, 'String')) return { key: stringOf(child), keyNode: child };
    if (is(child, 'Number')) return { key: String(Number(textOf(child))), keyNode: child };
    if (
      is(child, 'PropertyDefinition', 'PropertyName', 'PrivatePropertyDefinition', 'VariableName', 'VariableDefinition')
    )
      return { key: textOf(child), keyNode: child };
    const inside = inner[index + 1];
    if (is(child, '[') && inside) return { key: literalKey(inside) ?? inside, keyNode: inside };
  }
  return undefined;
}

export const isFunction = (node: Node): boolean =>
  FUNCTIONS.has(node.syntax.name) || (is(node, 'Property') && children(node).some((child) => is(child, 'ParamList')));

export { children as childrenOf, is as isNamed, keyOf, stringOf, wrappedIn };
