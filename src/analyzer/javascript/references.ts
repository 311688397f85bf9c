/** Where a variable or field is written after its declaration. */

import type { JavaScriptTree } from '../formats/javascript';
import { LIMITS } from './budget';
import { classAround, isReference, occurrences } from './context';
import { declarationOf } from './declarations';
import {
  childrenOf,
  type Declaration,
  encloses,
  expressionOf,
  isNamed,
  type Node,
  parentOf,
  plainExpressionOf,
  sameNode,
  textOf,
  unwrapped,
  wrappedIn,
} from './syntax';

/** One write to a variable, or to something inside its value. */
export interface Write {
  /** The assignment or call. */
  readonly node: Node;
  /** The way to the written place; undefined for a key that is computed. */
  readonly path: readonly (string | undefined)[];
  /** `assign` one value, `merge` the keys of some objects, `lose` all knowledge. */
  readonly kind: 'assign' | 'merge' | 'lose';
  readonly values: readonly Node[];
}

const cache = new WeakMap<JavaScriptTree, Map<string, readonly Write[]>>();

function cached(tree: JavaScriptTree, key: string, compute: () => readonly Write[]): readonly Write[] {
  let known = cache.get(tree);
  if (!known) {
    known = new Map();
    cache.set(tree, known);
  }
  let writes = known.get(key);
  if (!writes) {
    writes = compute();
    known.set(key, writes);
  }
  return writes;
}

/** Writes to a variable, in the order of the text, without its declaration. */
export function writesTo(declaration: Declaration): readonly Write[] {
  const { node, name } = declaration;
  return cached(node.tree, `${node.syntax.from}`, () => {
    const all = occurrences(node.tree, name);
    // A write may be among those that were not looked at.
    if (all.length >= LIMITS.uses) return [{ node, path: [], kind: 'lose', values: [] }];
    return all
      .filter((found) => isReference(found) && !sameNode(found, node))
      .flatMap((found) => {
        const write = writeThrough(found);
        if (!write) return [];
        const meant = declarationOf(name, found);
        return meant && sameNode(meant.node, node) ? [write] : [];
      });
  });
}

/** Writes to `this.name` in a class, in the order of the text. */
export function writesToField(classNode: Node, name: string): readonly Write[] {
  return cached(classNode.tree, `${classNode.syntax.from}.${name}`, () =>
    occurrences(classNode.tree, name).flatMap((found) => {
      const member = parentOf(found);
      if (!member || !encloses(classNode, found) || !isNamed(member, 'MemberExpression')) return [];
      const expression = expressionOf(member);
      if (expression.kind !== 'member' || !isNamed(unwrapped(expression.object), 'this')) return [];
      const around = classAround(found);
      const write = around && sameNode(around, classNode) ? writeThrough(member) : undefined;
      return write ? [write] : [];
    }),
  );
}

/** The write that goes through a reference, if one does: `x = 1`, `x.a.b = 1`, `Object.assign(x, y)`, `delete x.a`. */
function writeThrough(reference: Node): Write | undefined {
  const path: (string | undefined)[] = [];
  let node = reference;
  for (;;) {
    const outer = parentOf(node);
    if (!outer) return undefined;
    if (wrappedIn(outer)) {
      node = outer;
      continue;
    }
    const expression = isNamed(outer, 'ArgList', 'Property') ? undefined : plainExpressionOf(outer);
    if (expression?.kind === 'member' && sameNode(expression.object, node)) {
      path.push(typeof expression.property === 'string' ? expression.property : undefined);
      node = outer;
    } else if (expression?.kind === 'assignment' && sameNode(expression.target, node)) {
      const plain = expression.operator === '=';
      return { node: outer, path, kind: plain ? 'assign' : 'lose', values: plain ? [expression.value] : [] };
    } else if (expression?.kind === 'unary' && ['delete', '++', '--'].includes(expression.operator)) {
      return { node: outer, path, kind: 'lose', values: [] };
    } else return isNamed(outer, 'ArgList') ? mergeInto(outer, node, path) : incremented(outer, path);
  }
}

function mergeInto(list: Node, target: Node, path: readonly (string | undefined)[]): Write | undefined {
  const call = parentOf(list);
  const expression = call && expressionOf(call);
  if (!call || expression?.kind !== 'call' || textOf(expression.callee) !== 'Object.assign') return undefined;
  const [first, ...others] = expression.args;
  if (!first || first.spread || !sameNode(first.value, target)) return undefined;
  return { node: call, path, kind: 'merge', values: others.map(({ value }) => value) };
}

function incremented(outer: Node, path: readonly (string | undefined)[]): Write | undefined {
  const operator = isNamed(outer, 'PostfixExpression') ? childrenOf(outer)[1] : undefined;
  return operator && textOf(operator) !== '!' ? { node: outer, path, kind: 'lose', values: [] } : undefined;
}
