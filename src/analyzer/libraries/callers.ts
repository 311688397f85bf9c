/** Who calls a function that makes a transport of its parameters: each call is a configuration of its own. */
import { type Budget, LIMITS } from '../javascript/budget';
import { homeOf, nameOfInitial, occurrences } from '../javascript/context';
import { declarationOf } from '../javascript/declarations';
import type { Evaluator } from '../javascript/evaluator';
import { childNamed, encloses, isFunction, type Node, sameNode, textOf } from '../javascript/syntax';
import { type Frame, once } from '../javascript/values';
import { callOf } from './callees';

/** The calls in this document through which a node is reached with other parameters; one unknown call, if none is. */
export function callersOf(node: Node, evaluator: Evaluator): (Frame | undefined)[] {
  const fn = homeOf(node);
  const name = isFunction(fn) && (childNamed(fn, 'VariableDefinition') ?? nameOfInitial(fn));
  if (!name || !dependsOnParameters(node, fn, 0, evaluator.budget)) return [undefined];
  const frames = occurrences(node.tree, textOf(name)).flatMap((found): Frame[] => {
    const call = callOf(found);
    const declared = call && declarationOf(textOf(name), found);
    if (!call || !declared || !sameNode(declared.node, name)) return [];
    if (encloses(fn, call.node) || call.args.some(({ spread }) => spread)) return [];
    return [
      {
        fn,
        args: call.args.map(({ value }) => once(() => evaluator.evaluate(value))),
        parent: undefined,
      },
    ];
  });
  return frames.length > 0 ? frames.slice(0, LIMITS.callers) : [undefined];
}

/** Whether a name in the node is a parameter of the function, or a variable of the function that is made of one. */
export function dependsOnParameters(node: Node, fn: Node, chain: number, budget: Budget): boolean {
  budget.spend((node.syntax.to - node.syntax.from) >> 2);
  if (budget.isSpent) return false;
  const words = new Set(textOf(node).match(/[A-Za-z_$][\w$]*/g));
  return [...words].some((word) => {
    const declaration = declarationOf(word, node);
    if (!declaration || !sameNode(homeOf(declaration.node), fn)) return false;
    if (declaration.kind === 'parameter') return true;
    const init = declaration.kind === 'variable' && !encloses(declaration.node, node) ? declaration.init : undefined;
    return init !== undefined && chain < LIMITS.variablesBetween && dependsOnParameters(init, fn, chain + 1, budget);
  });
}
