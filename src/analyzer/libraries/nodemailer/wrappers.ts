/** Functions and classes of other modules that make a transport of what they are given: each call here is a transport. */
import type { JavaScriptTree } from '../../formats/javascript';
import { LIMITS } from '../../javascript/budget';
import { membersOf, nameOfInitial, occurrences } from '../../javascript/context';
import type { Evaluator } from '../../javascript/evaluator';
import { encloses, expressionOf, type Node, textOf } from '../../javascript/syntax';
import { type Frame, once, type Value } from '../../javascript/values';
import { type Call, callOf, callsOf, methodOf } from '../callees';
import { dependsOnParameters } from '../callers';
import { importedNames } from './imports';
import { CREATE, isNodemailers, NODEMAILER } from './transporter';

/** A call of such a function, and the call of nodemailer in it. */
export interface Wrapped {
  readonly call: Call;
  readonly inner: Call;
  frame(world: Evaluator): Frame;
}

/** The function that runs when a value is called or made anew. */
function functionOf(value: Value): Node | undefined {
  if (value.kind === 'function') return value.node;
  if (value.kind !== 'namespace' || !value.isClass) return undefined;
  return membersOf(value.node).find(({ name }) => name === 'constructor')?.value;
}

/** Calls of what a name stands for: of it, of what it holds, and of methods of the instances that are made of it. */
function callsBy(word: Node): Call[] {
  const method = methodOf(word);
  const call = callOf(method ?? word);
  if (!call) return [];
  const instance = expressionOf(call.node).kind === 'new' ? methodsOf(call.node) : [];
  return [call, ...instance.flatMap((name) => callOf(name) ?? [])];
}

/** Methods of a new instance: `new Mail().open`, or `mail.open` for the variable that holds it. */
function methodsOf(instance: Node): Node[] {
  const direct = methodOf(instance);
  const holder = nameOfInitial(instance);
  const held = holder ? occurrences(instance.tree, textOf(holder)) : [];
  return [...(direct ? [direct] : []), ...held.flatMap((name) => methodOf(name) ?? [])];
}

export function wrapped(tree: JavaScriptTree, evaluator: Evaluator): Wrapped[] {
  const found: Wrapped[] = [];
  for (const name of importedNames(tree, evaluator, CREATE)) {
    for (const call of occurrences(tree, name).flatMap(callsBy)) {
      if (found.length >= LIMITS.sites) return found;
      if (call.args.length === 0 || call.args.some(({ spread }) => spread)) continue;
      const fn = functionOf(evaluator.evaluate(call.callee));
      if (!fn || fn.tree === tree) continue;
      for (const inner of callsOf(fn.tree, evaluator, CREATE, NODEMAILER, isNodemailers(CREATE))) {
        const first = inner.args[0]?.value;
        if (!first || !encloses(fn, inner.node) || !dependsOnParameters(first, fn, 0, evaluator.budget)) continue;
        found.push({ call, inner, frame: (world) => ({ fn, args: argumentsOf(call, world), parent: undefined }) });
      }
    }
  }
  return found;
}

const argumentsOf = ({ args }: Call, world: Evaluator) => args.map(({ value }) => once(() => world.evaluate(value)));
