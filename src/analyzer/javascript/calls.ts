/** Calls: of functions of the workspace, which are looked into, of those that every program has, and of libraries. */
import { LIMITS } from './budget';
import { callBuiltin } from './builtins';
import type { Evaluator } from './evaluator';
import { depthOf } from './frames';
import { known } from './operators';
import { bodyOf, statementOf } from './statements';
import { type Argument, expressionOf, idOf, type Node, textOf } from './syntax';
import { type External, type Frame, type FunctionValue, keyFor, type Value } from './values';

/** Helpers that give back what they are given: of compilers' module interop, and `defineConfig` and its kin. */
const GIVES_BACK =
  /^(?:tslib_?\d*\.)?(?:__importDefault|__importStar|_interopRequire(?:Default|Wildcard)|define\w*Config)$/;

export function callValue(
  evaluator: Evaluator,
  node: Node,
  callee: Node,
  given: readonly Argument[],
  frame: Frame | undefined,
): Value {
  const args = given.some(({ spread }) => spread)
    ? undefined
    : given.map(
        ({ value }) =>
          () =>
            evaluator.evaluate(value, frame),
      );
  const [first] = args ?? [];
  if (first && GIVES_BACK.test(textOf(callee))) return first();
  const target = evaluator.evaluate(callee, frame);
  const told = evaluator.library.call?.(evaluator, { target, callee, args: given, node, frame });
  if (told) return told;
  if (target.kind === 'function') return args ? invoke(evaluator, target, args, node) : evaluator.opaque(node);
  if (!args) return evaluator.opaque(node);
  const path = target.kind === 'external' ? globalPath(target) : undefined;
  const builtin = path ? callBuiltin(evaluator, path, args, node) : methodCall(evaluator, node, callee, args, frame);
  if (builtin) return builtin;
  const name = node.syntax.to - node.syntax.from > LIMITS.text ? undefined : keyFor(target);
  return evaluator.opaque(node, name && `${name}(${given.map(({ value }) => textOf(value))})`);
}

/** The path of something that every program has: a global, or a function of Node's own modules. */
function globalPath({ module, path }: External): readonly string[] | undefined {
  if (module === undefined) return path;
  const own = /^(?:node:)?(module|path)$/.exec(module)?.[1];
  return own === undefined ? undefined : [`node:${own}`, ...path.filter((step) => step !== 'default')];
}

/** A method of a value that is at hand: `text.trim()`, `['true', '1'].includes(x)`. */
function methodCall(
  evaluator: Evaluator,
  node: Node,
  callee: Node,
  args: readonly (() => Value)[],
  frame: Frame | undefined,
): Value | undefined {
  const expression = expressionOf(callee);
  if (expression.kind !== 'member' || typeof expression.property !== 'string') return undefined;
  const object = evaluator.evaluate(expression.object, frame);
  if (object.kind === 'namespace' && object.lookUp && expression.property === 'get') {
    const path = args[0]?.();
    return path?.kind === 'known' ? object.lookUp(String(path.value)) : undefined;
  }
  return callBuiltin(evaluator, ['', expression.property], [() => object, ...args], node);
}

/** The result of a function of the workspace. */
export function invoke(
  evaluator: Evaluator,
  fn: FunctionValue,
  args: readonly (() => Value)[] | undefined,
  at: Node,
): Value {
  const expression = expressionOf(fn.node);
  if (expression.kind !== 'function') return evaluator.opaque(at);
  const key = `call ${idOf(fn.node)} ${depthOf(fn.frame)}`;
  const compute = () => {
    const frame: Frame = { fn: fn.node, args, self: fn.self, parent: fn.frame };
    const statements = bodyOf(expression.body);
    if (!statements) return evaluator.evaluate(expression.body, frame);
    return resultOf(evaluator, statements, frame) ?? known(undefined, evaluator.written(at));
  };
  const isAlone = args?.length === 0 && fn.frame === undefined && fn.self === undefined;
  return isAlone ? evaluator.lasting(key, at, compute) : evaluator.guarded(key, at, compute);
}

/** What a list of statements returns; undefined where it runs through. */
function resultOf(evaluator: Evaluator, statements: readonly Node[], frame: Frame): Value | undefined {
  for (const node of statements) {
    const statement = statementOf(node);
    if (statement.kind === 'return') {
      return statement.value ? evaluator.evaluate(statement.value, frame) : known(undefined, evaluator.written(node));
    }
    if (statement.kind === 'throw') return evaluator.opaque(node);
    const value = evaluator.within(
      () => {
        const body = taken(evaluator, statement, frame);
        return body && resultOf(evaluator, body, frame);
      },
      () => evaluator.opaque(node),
    );
    if (value) return value;
  }
  return undefined;
}

/** The statements inside a statement that this world runs. */
function taken(
  evaluator: Evaluator,
  statement: ReturnType<typeof statementOf>,
  frame: Frame,
): readonly Node[] | undefined {
  if (statement.kind === 'block') return statement.body;
  if (statement.kind === 'if') {
    const branch = evaluator.condition(statement.test, frame) ? statement.yes : statement.no;
    return branch && [branch];
  }
  if (statement.kind !== 'switch') return undefined;
  const at = statement.cases.findIndex(
    ({ test }) => test && evaluator.decide(evaluator.caseValue(statement.value, test, frame), test),
  );
  const start = at >= 0 ? at : statement.cases.findIndex(({ test }) => !test);
  return start < 0 ? undefined : statement.cases.slice(start).flatMap(({ body }) => body);
}
