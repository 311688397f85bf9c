/** Calls by what is called, whatever it is named where it is called. */

import type { JavaScriptTree } from '../formats/javascript';
import { LIMITS } from '../javascript/budget';
import { occurrences } from '../javascript/context';
import type { Evaluator } from '../javascript/evaluator';
import {
  type Argument,
  childrenOf,
  isNamed,
  type Node,
  parentOf,
  plainExpressionOf,
  sameNode,
  textOf,
  wrappedIn,
} from '../javascript/syntax';
import type { External, Value } from '../javascript/values';

export interface Call {
  readonly node: Node;
  readonly callee: Node;
  readonly args: readonly Argument[];
  /** The name that leads to the call. */
  readonly name: Node;
}

/** The call that a name is the callee of: `x.name(…)`, `name(…)`, `new name(…)`. */
export function callOf(name: Node): Call | undefined {
  let callee = name;
  for (let parent = parentOf(callee); parent; parent = parentOf(callee)) {
    if (wrappedIn(parent)) {
      callee = parent;
      continue;
    }
    const expression = plainExpressionOf(parent);
    const isCallee = (expression.kind === 'call' || expression.kind === 'new') && sameNode(expression.callee, callee);
    if (isCallee) return { node: parent, args: expression.args, callee, name };
    const isProperty = expression.kind === 'member' && expression.property === textOf(name) && sameNode(callee, name);
    if (!isProperty) return undefined;
    callee = parent;
  }
  return undefined;
}

/** The name of what is taken out of an object: `make` for the object `mail` in `mail.make(…)`. */
export function methodOf(object: Node): Node | undefined {
  const parent = parentOf(object);
  const member = parent && plainExpressionOf(parent);
  return member?.kind === 'member' && sameNode(member.object, object)
    ? childrenOf(parent as Node).findLast((child) => isNamed(child, 'PropertyName'))
    : undefined;
}

/** The path of an external value without the `default` that module systems put between. */
export const pathOf = (value: External): readonly string[] => value.path.filter((part) => part !== 'default');

/**
 * Calls of something out of a package. `name` is what the package calls it; `import { name as other }`,
 * `const { name: other } = require(…)` and default imports are followed by the names of `modules` in the text.
 */
export function callsOf(
  tree: JavaScriptTree,
  evaluator: Evaluator,
  name: string,
  modules: RegExp,
  matches: (value: Value, callee: Node) => boolean,
): Call[] {
  const names = new Set([name, ...aliases(tree, name), ...defaultImports(tree, modules)]);
  const calls: Call[] = [];
  for (const word of names)
    for (const found of occurrences(tree, word)) {
      const call = calls.length < LIMITS.sites ? callOf(found) : undefined;
      if (call && matches(evaluator.evaluate(call.callee), call.callee)) calls.push(call);
    }
  return calls.sort((a, b) => a.node.syntax.from - b.node.syntax.from);
}

const escaped = (text: string) => text.replace(/[$]/g, '\\$&');

/** Other names that imports and patterns give to a name. */
function aliases(tree: JavaScriptTree, name: string): string[] {
  // `default:` is a label, not a pattern.
  const separator = name === 'default' ? '\\bas\\b' : '(?:\\bas\\b|:)';
  const word = escaped(name);
  // The word comes first in each, as it is what can be looked for quickly.
  const pattern = new RegExp(`${word}(?<![\\w$.]${word})\\s*${separator}\\s*([A-Za-z_$][\\w$]*)`, 'g');
  // `const make = nodemailer.createTransport;`
  const assigned = new RegExp(
    `${word}(?![\\w$]|\\s*[(.=])(?<=(?<![\\w$])([A-Za-z_$][\\w$]{0,60})\\s{0,9}=\\s{0,9}(?:[\\w$]{1,40}\\.){0,3}${word})`,
    'g',
  );
  const patterns = name === 'default' ? [pattern] : [pattern, assigned];
  return patterns.flatMap((one) =>
    [...tree.text.matchAll(one)].flatMap(([, alias]) => (alias === undefined ? [] : [alias])),
  );
}

/** Names of default imports and plain `require` calls of the modules. */
function defaultImports(tree: JavaScriptTree, modules: RegExp): string[] {
  const pattern =
    /(?:\bimport\s+([A-Za-z_$][\w$]*)(?![\w$])[^'"\n;]{0,200}\bfrom\s*|(?:const|let|var|import)\s+([A-Za-z_$][\w$]*)\s*=\s*(?:[\w$.]{1,40}\()?require\(\s*)['"]([^'"\n]{1,200})['"]/g;
  return [...tree.text.matchAll(pattern)].flatMap(([, imported, required, source]) =>
    source !== undefined && modules.test(source) ? [imported ?? required ?? ''].filter((word) => word !== '') : [],
  );
}
