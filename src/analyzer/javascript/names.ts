/** What a name is worth: imports, functions, classes, parameters, variables with all that is written to them. */
import { afterWrites } from './assignments';
import { LIMITS } from './budget';
import { classValue } from './classes';
import { homeOf, typeTextOf } from './context';
import type { Evaluator } from './evaluator';
import { equalityKey } from './facts';
import { byDefault, depthOf, type Frame, frameFor } from './frames';
import { enumValue } from './objects';
import { fallback, known } from './operators';
import { writesTo } from './references';
import {
  type Declaration,
  expressionOf,
  idOf,
  isNamed,
  type Node,
  parentOf,
  placeOf,
  type Step,
  sameNode,
  textOf,
} from './syntax';
import type { Provenance, Value } from './values';

/** The value of a declared name at the place `use`. */
export function declaredValue(evaluator: Evaluator, declaration: Declaration, use: Node, frame?: Frame): Value {
  switch (declaration.kind) {
    case 'import':
      return imported(evaluator, declaration);
    case 'function':
      return { kind: 'function', node: declaration.value, frame: frameFor(declaration.value, frame) };
    case 'class':
      return classValue(evaluator, declaration.value, frame);
    case 'enum':
      return enumValue(evaluator, declaration.value);
    case 'item':
      return evaluator.guarded(idOf(declaration.node), use, () => {
        const own = frameFor(declaration.node, frame);
        const item = itemOf(evaluator, declaration.list, use, own);
        return destructured(evaluator, item, declaration.path, own);
      });
    case 'parameter':
      return parameterValue(evaluator, declaration, use, frame);
    case 'variable':
      return variableValue(evaluator, declaration, use, frame);
    default:
      return evaluator.opaque(use, idOf(declaration.node));
  }
}

/** `import { name } from 'x'`; `default` and `*` as in ES modules. */
function imported(evaluator: Evaluator, { source, imported: name, node }: Declaration & { kind: 'import' }): Value {
  const whole = evaluator.module(source, node);
  return name === '*' ? whole : evaluator.member(whole, name, node);
}

function parameterValue(
  evaluator: Evaluator,
  declaration: Declaration & { kind: 'parameter' },
  use: Node,
  frame: Frame | undefined,
): Value {
  const home = homeOf(declaration.node);
  const call = frameFor(declaration.node, frame);
  const args = call && sameNode(call.fn, home) ? call.args : undefined;
  if (!args) return openParameter(evaluator, declaration, use);
  return evaluator.guarded(`${idOf(declaration.node)} ${depthOf(frame)}`, use, () => {
    const given = args[declaration.index]?.();
    const missing = given === undefined || (given.kind === 'known' && given.value === undefined);
    const value = missing && declaration.init ? evaluator.evaluate(declaration.init, call?.parent) : given;
    const start = value ?? known(undefined, evaluator.written(declaration.node));
    return afterWrites(
      evaluator,
      destructured(evaluator, start, declaration.path, call),
      writesTo(declaration),
      declaration.node,
      use,
      frame,
    );
  });
}

/** A parameter whose argument nobody knows: its type or name, a list or its default may tell what it is. */
function openParameter(evaluator: Evaluator, declaration: Declaration & { kind: 'parameter' }, use: Node): Value {
  const { node, path, init } = declaration;
  const [step] = path;
  const key = path.length === 1 && typeof step?.key === 'string' && !init ? step.key : undefined;
  const wanted = { type: step ? '' : typeTextOf(node), key };
  const given = evaluator.library.injected?.(evaluator, wanted, use);
  if (given) return given;
  const home = homeOf(node);
  return evaluator.guarded(`${idOf(node)} open`, use, () => {
    const list = declaration.index === 0 ? listOf(home) : undefined;
    const open = evaluator.opaque(use, path.length > 0 ? `${idOf(home)}.${declaration.index}` : idOf(node));
    const whole = list ? itemOf(evaluator, list, use, undefined) : init ? byDefault(evaluator, open, init) : open;
    const value = destructured(evaluator, whole, path, undefined);
    return afterWrites(evaluator, value, writesTo(declaration), node, use, undefined);
  });
}

/** The list of whose items each is given to a function: `list.forEach((item) => …)`. */
function listOf(fn: Node): Node | undefined {
  const list = parentOf(fn);
  const call = list && isNamed(list, 'ArgList') ? parentOf(list) : undefined;
  const expression = call && expressionOf(call);
  const callee = expression?.kind === 'call' ? expressionOf(expression.callee) : undefined;
  return callee?.kind === 'member' && /^(?:forEach|map|flatMap)$/.test(String(callee.property))
    ? callee.object
    : undefined;
}

/** One item of a list: each world has another one. */
function itemOf(evaluator: Evaluator, list: Node, use: Node, frame: Frame | undefined): Value {
  const value = evaluator.evaluate(list, frame);
  const key = `item of ${idOf(list)}`;
  if (value.kind !== 'array' || value.open || value.items.length > LIMITS.worlds) return evaluator.opaque(use, key);
  const last = value.items.length - 1;
  const isChosen = (index: number) =>
    index === last || evaluator.facts.decide(equalityKey(key, String(index)), `${textOf(list).slice(0, 40)}[${index}]`);
  const index = value.items.findIndex((_, at) => isChosen(at));
  return value.items[index]?.() ?? evaluator.opaque(use, key);
}

function variableValue(
  evaluator: Evaluator,
  declaration: Declaration & { kind: 'variable' },
  use: Node,
  frame: Frame | undefined,
): Value {
  const own = frameFor(declaration.node, frame);
  const writes = declaration.constant && declaration.path.length > 0 ? [] : writesTo(declaration);
  // A variable that is written anew from itself has another value at each use.
  const key = `${idOf(declaration.node)} ${depthOf(own)} ${writes.length > 0 ? idOf(use) : ''}`;
  const compute = () => {
    const { init } = declaration;
    const start = init
      ? destructured(evaluator, evaluator.evaluate(init, own), declaration.path, own)
      : known(undefined, evaluator.written(declaration.node));
    return afterWrites(evaluator, start, writes, declaration.node, use, own);
  };
  return writes.length === 0 && own === undefined
    ? evaluator.lasting(key, use, compute)
    : evaluator.guarded(key, use, compute);
}

/** Follows a destructuring pattern into a value. */
function destructured(evaluator: Evaluator, start: Value, path: readonly Step[], frame: Frame | undefined): Value {
  let value = start;
  for (const { key, fallback: other, taken } of path) {
    if (key === '...') return leftOver(evaluator, value, taken ?? [], frame);
    const name = typeof key === 'string' ? key : evaluator.keyText(key, frame);
    const node = other ?? nodeOf(value);
    if (name === undefined || !node) return { kind: 'unknown', source: sourceOf(value) };
    value = evaluator.member(value, name, node);
    if (!other) continue;
    if (value.kind === 'unknown') value = { ...value, source: { ...value.source, raw: name } };
    const unset = value.kind === 'known' ? value.value === undefined : value.kind === 'unknown';
    // Only undefined, not null, makes way for the default of a pattern.
    if (unset) value = fallback('??', value, () => evaluator.evaluate(other, frame), evaluator.facts);
  }
  return value;
}

/** What a rest pattern holds: the value without what the pattern names before it. */
function leftOver(
  evaluator: Evaluator,
  value: Value,
  taken: readonly (string | Node)[],
  frame: Frame | undefined,
): Value {
  if (value.kind === 'array') return { ...value, items: value.items.slice(taken.length) };
  if (value.kind !== 'object') return value;
  const keys = new Set(taken.map((key) => (typeof key === 'string' ? key : evaluator.keyText(key, frame))));
  return { ...value, members: value.members.filter((member) => member === 'unknown' || !keys.has(member.key)) };
}

function nodeOf(value: Value): Node | undefined {
  return 'node' in value ? value.node : undefined;
}

function sourceOf(value: Value): Provenance {
  if (value.kind === 'known' || value.kind === 'unknown') return value.source;
  return { at: placeOf(value.node), raw: '', origin: { kind: 'opaque' } };
}
