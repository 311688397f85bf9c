/** Nodes by their place: where a name stands, what stands around a node, what a class holds. */

import { type JavaScriptTree, mentions } from '../formats/javascript';
import type { Span } from '../model';
import { LIMITS } from './budget';
import {
  childNamed,
  childrenOf,
  innerSpan,
  isFunction,
  isNamed,
  keyOf,
  type Node,
  nodeAt,
  parentOf,
  sameNode,
  textOf,
} from './syntax';
import { offsetsOf } from './words';

/** The name that a node is the initial value of: `x` in `const x = {…}`. */
export function nameOfInitial(node: Node): Node | undefined {
  const parent = parentOf(node);
  if (!parent || !isNamed(parent, 'VariableDeclaration')) return undefined;
  const inner = childrenOf(parent);
  const at = inner.findIndex((child) => sameNode(child, node));
  return inner.slice(0, at).findLast((child) => isNamed(child, 'VariableDefinition'));
}

/** The object literal that has a node as the key of one of its properties. */
export function objectWith(key: Node): Node | undefined {
  const property = parentOf(key);
  const object = property && parentOf(property);
  return object && isNamed(property, 'Property') && isNamed(object, 'ObjectExpression') ? object : undefined;
}

/** The key's span without its quotes. */
export const keySpan = (keyNode: Node): Span => innerSpan(keyNode);

/** A variable name or a shorthand property, read as the name of a variable. */
export const isReference = (node: Node): boolean =>
  isNamed(node, 'VariableName') || (isNamed(node, 'PropertyDefinition') && isShorthand(node));

function isShorthand(node: Node): boolean {
  const parent = parentOf(node);
  return parent !== undefined && isNamed(parent, 'Property') && childrenOf(parent).length === 1;
}

/** Whole-word occurrences of a name in the code (not in comments or strings), in the order of the text. */
export function occurrences(tree: JavaScriptTree, name: string): Node[] {
  const result: Node[] = [];
  // One cursor for all: from the root a deep tree would be climbed down anew for each.
  const cursor = tree.root.cursor();
  for (const at of offsetsOf(tree, name)) {
    cursor.moveTo(at, 1);
    if (cursor.from !== at || cursor.to !== at + name.length || !/Name$|Definition$|Identifier$/.test(cursor.name))
      continue;
    result.push(nodeAt(tree, cursor.node));
    if (result.length >= LIMITS.uses) break;
  }
  return result;
}

/** Strings that hold exactly a text, in the order of the source: the keys of `x['name']`. */
export function quotedOccurrences(tree: JavaScriptTree, text: string): Node[] {
  if (!mentions(tree, text)) return [];
  return [...tree.text.matchAll(new RegExp(`(['"])${text}\\1`, 'g'))].flatMap(({ index }) => {
    const syntax = tree.root.tree?.resolveInner(index, 1);
    return syntax?.name === 'String' && syntax.from === index ? [{ tree, syntax }] : [];
  });
}

/** The innermost function around a node (not the node itself), or the whole document. */
export function homeOf(node: Node): Node {
  let current = node;
  let climbed = 0;
  for (let parent = parentOf(current); parent && climbed < LIMITS.nesting; parent = parentOf(current)) {
    current = parent;
    climbed++;
    if (isFunction(current)) return current;
  }
  return current;
}

/** The innermost class around a node. */
export function classAround(node: Node): Node | undefined {
  let climbed = 0;
  for (let at = parentOf(node); at && climbed < LIMITS.nesting; at = parentOf(at), climbed++)
    if (isNamed(at, 'ClassDeclaration', 'ClassExpression')) return at;
  return undefined;
}

export interface ClassMember {
  readonly name: string;
  readonly kind: 'field' | 'method' | 'getter' | 'parameter';
  readonly static: boolean;
  readonly node: Node;
  /** A field's initial value, a parameter's default, the method itself; absent for a field without one. */
  readonly value?: Node;
}

/** Members of the classes that were asked for, per tree and offset. */
const members = new WeakMap<JavaScriptTree, Map<number, readonly ClassMember[]>>();

/** Fields, methods, getters, and constructor parameters that are fields. */
export function membersOf(classNode: Node): readonly ClassMember[] {
  const known = members.get(classNode.tree) ?? new Map<number, readonly ClassMember[]>();
  members.set(classNode.tree, known);
  const own = known.get(classNode.syntax.from) ?? listedMembers(classNode);
  known.set(classNode.syntax.from, own);
  return own;
}

function listedMembers(classNode: Node): ClassMember[] {
  const body = childNamed(classNode, 'ClassBody');
  if (!body) return [];
  return childrenOf(body).flatMap((node): ClassMember[] => {
    const inner = childrenOf(node);
    const named = keyOf(inner.filter((child) => !isNamed(child, 'Decorator')));
    if (!named || typeof named.key !== 'string') return [];
    const fixed = inner.some((child) => isNamed(child, 'static'));
    if (isNamed(node, 'PropertyDeclaration')) {
      const equals = inner.findIndex((child) => isNamed(child, 'Equals'));
      const value = equals < 0 ? undefined : inner[equals + 1];
      return [{ name: named.key, kind: 'field', static: fixed, node, value }];
    }
    if (!isNamed(node, 'MethodDeclaration')) return [];
    const own: ClassMember = {
      name: named.key,
      kind: inner.some((child) => isNamed(child, 'get')) ? 'getter' : 'method',
      static: fixed,
      node,
      value: node,
    };
    return named.key === 'constructor' ? [own, ...parameterFields(node)] : [own];
  });
}

/** `constructor(private readonly config: Config)` declares a field. */
function parameterFields(constructorNode: Node): ClassMember[] {
  const list = childNamed(constructorNode, 'ParamList');
  if (!list) return [];
  const inner = childrenOf(list);
  return inner.flatMap((node, index): ClassMember[] => {
    const before = inner[index - 1];
    const marked = before && isNamed(before, 'Privacy', 'readonly', 'public', 'private', 'protected');
    if (!marked || !isNamed(node, 'VariableDefinition')) return [];
    const end = inner.findIndex((child, at) => at > index && isNamed(child, ',', ')'));
    const equals = inner.findIndex((child, at) => at > index && at < end && isNamed(child, 'Equals'));
    return [
      { name: textOf(node), kind: 'parameter', static: false, node, value: equals < 0 ? undefined : inner[equals + 1] },
    ];
  });
}

/** The declared type of a field or parameter, as written without its colon; empty where there is none. */
export function typeTextOf(definition: Node): string {
  const next = definition.syntax.nextSibling;
  const inside = definition.syntax.getChild('TypeAnnotation');
  const annotation = inside ?? (next?.name === 'TypeAnnotation' ? next : undefined);
  return annotation ? definition.tree.text.slice(annotation.from + 1, annotation.to).trim() : '';
}
