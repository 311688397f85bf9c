/** What a module of the workspace gives to those who import it, in ES and CommonJS form. */

import type { JavaScriptTree } from '../formats/javascript';
import { LIMITS } from './budget';
import { type Export, exportsOf } from './declarations';
import type { Evaluator } from './evaluator';
import { declaredValue } from './names';
import { childrenOf, expressionOf, isNamed, type Node, rootOf, textOf } from './syntax';
import type { Member, ObjectValue, Value } from './values';
import { offsetsOf } from './words';

/** `require('x')`, `await import('x')`, `import * as x`. */
export function moduleValue(evaluator: Evaluator, source: string, node: Node): Value {
  // Under such names projects keep their own files, and frameworks what they make.
  const told = source.startsWith('#') ? evaluator.library.module?.(evaluator, source, node) : undefined;
  if (told) return told;
  const tree = evaluator.surroundings.module(source, node.tree);
  return tree ? wholeModule(evaluator, tree, node) : outside(evaluator, source, node);
}

/** A package, of which nothing is known but what libraries tell. */
const outside = (evaluator: Evaluator, source: string, node: Node): Value =>
  evaluator.library.module?.(evaluator, source, node) ?? { kind: 'external', module: source, path: [], node };

/** What a document itself exports: its default export, `module.exports`, the value of a JSON file. */
export function exportedValue(evaluator: Evaluator, tree: JavaScriptTree): Value | undefined {
  const whole = wholeModule(evaluator, tree, rootOf(tree));
  if (whole.kind === 'namespace') return whole.member('default');
  return whole.kind === 'object' ? evaluator.member(whole, 'default', whole.node) : whole;
}

const wholeModule = (evaluator: Evaluator, tree: JavaScriptTree, node: Node): Value =>
  evaluator.lasting(`module ${tree.uri}`, node, () => {
    const root = rootOf(tree);
    if (isNamed(root, 'SingleExpression')) {
      const [value] = childrenOf(root);
      return value ? asModule(evaluator.evaluate(value)) : evaluator.opaque(node);
    }
    const common = commonExports(evaluator, root);
    if (common) return asModule(common);
    return { kind: 'namespace', node: root, member: (name) => exported(evaluator, tree, name, 0) };
  });

/** A CommonJS module or JSON file is its own default export, unless it says otherwise. */
const asModule = (value: Value): Value => (value.kind === 'object' ? { ...value, isModule: true } : value);

/** `seen` are the modules that were asked for the name on the way: whatever leads back to them gives nothing new. */
function exported(
  evaluator: Evaluator,
  tree: JavaScriptTree,
  name: string,
  chain: number,
  seen = new Set<JavaScriptTree>(),
): Value | undefined {
  const { named, stars } = exportsOf(rootOf(tree));
  const own = named.get(name);
  if (own) return followExport(evaluator, tree, own, chain);
  if (chain >= LIMITS.handedOn || name === 'default' || seen.has(tree) || evaluator.isSpent) return undefined;
  seen.add(tree);
  for (const source of stars) {
    const next = evaluator.surroundings.module(source, tree);
    const value = next && exported(evaluator, next, name, chain + 1, seen);
    if (value) return value;
  }
  return undefined;
}

function followExport(evaluator: Evaluator, tree: JavaScriptTree, found: Export, chain: number): Value | undefined {
  if (found.kind === 'expression') return evaluator.evaluate(found.value);
  if (found.kind === 'declaration') {
    const { declaration } = found;
    // The end of the module is where its importers look at it.
    return declaredValue(evaluator, declaration, endOf(tree));
  }
  const next = evaluator.surroundings.module(found.source, tree);
  if (!next || chain >= LIMITS.handedOn) return undefined;
  return found.imported === '*'
    ? wholeModule(evaluator, next, rootOf(next))
    : exported(evaluator, next, found.imported, chain + 1);
}

/** The last statement of a module: everything before it has been run. */
function endOf(tree: JavaScriptTree): Node {
  const root = rootOf(tree);
  return childrenOf(root).at(-1) ?? root;
}

/** `export = …` of TypeScript. */
function wholeExport(root: Node): Node | undefined {
  if (!/\bexport\s*=/.test(root.tree.text)) return undefined;
  const statement = childrenOf(root).find(
    (child) => isNamed(child, 'ExportDeclaration') && childrenOf(child).some((part) => isNamed(part, '=', 'Equals')),
  );
  return statement && childrenOf(statement).findLast((child) => !isNamed(child, ';'));
}

/** `module.exports = …`, `module.exports.x = …`, `exports.x = …`; undefined where the module has none of them. */
function commonExports(evaluator: Evaluator, root: Node): Value | undefined {
  const exported = wholeExport(root);
  if (exported) return evaluator.evaluate(exported);
  if (offsetsOf(root.tree, 'exports').length === 0) return undefined;
  let whole: Value | undefined;
  const members: Member[] = [];
  for (const statement of childrenOf(root)) {
    const expression = isNamed(statement, 'ExpressionStatement') && childrenOf(statement)[0];
    const assignment = expression ? expressionOf(expression) : undefined;
    if (assignment?.kind !== 'assignment' || assignment.operator !== '=') continue;
    const target = textOf(assignment.target).replace(/\s+/g, '');
    const key = /^(?:module\.)?exports\.([\w$]+)$/.exec(target)?.[1];
    if (target === 'module.exports' || target === 'exports') whole = evaluator.evaluate(assignment.value);
    else if (key && key !== '__esModule')
      members.push({ key, assignment: expression || undefined, value: () => evaluator.evaluate(assignment.value) });
  }
  if (!whole) return members.length > 0 ? { kind: 'object', node: root, members } : undefined;
  const object: ObjectValue | undefined = whole.kind === 'object' ? whole : undefined;
  return object ? { ...object, members: [...object.members, ...members] } : whole;
}
