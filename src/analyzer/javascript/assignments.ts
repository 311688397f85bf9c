/** Values after what is written to them: assignments, merges and deletions between a declaration and a use. */
import { homeOf } from './context';
import type { Evaluator } from './evaluator';
import { joined, spreadMembers } from './members';
import type { Write } from './references';
import { guardsOf } from './statements';
import { encloses, type Node, sameNode } from './syntax';
import { type Frame, type Member, memberOf, type ObjectValue, once, type Value } from './values';

/** A value after the writes that are made before its use. */
export function afterWrites(
  evaluator: Evaluator,
  start: Value,
  writes: readonly Write[],
  definition: Node,
  use: Node,
  frame: Frame | undefined,
): Value {
  let value = start;
  const home = homeOf(definition);
  for (const write of writes) {
    if (encloses(write.node, use)) continue;
    if (evaluator.isSpent) return evaluator.opaque(use);
    const certain = happens(evaluator, write.node, home, use, frame);
    if (certain === false) continue;
    value = certain
      ? applied(evaluator, value, write, write.path, frame)
      : forgotten(evaluator, value, write.path, write.node);
  }
  return value;
}

/** Whether a write has been made when a place is reached; undefined where that depends on who calls whom. */
function happens(
  evaluator: Evaluator,
  write: Node,
  home: Node,
  use: Node,
  frame: Frame | undefined,
): boolean | undefined {
  const where = homeOf(write);
  const inOrder = sameNode(where, homeOf(use));
  if (inOrder && write.syntax.from >= use.syntax.from) return false;
  if (!inOrder && !sameNode(where, home)) return undefined;
  for (const guard of guardsOf(write, where)) {
    if (guard.kind === 'uncertain') return undefined;
    const holds =
      guard.kind === 'test'
        ? evaluator.condition(guard.test, frame)
        : guard.tests.some((test) => evaluator.decide(evaluator.caseValue(guard.value, test, frame), test));
    if (holds !== guard.holds) return false;
  }
  return true;
}

/** A value after one write that is certainly made. */
export function applied(
  evaluator: Evaluator,
  value: Value,
  write: Write,
  path: readonly (string | undefined)[],
  frame: Frame | undefined,
): Value {
  const [key, ...rest] = path;
  if (path.length === 0) {
    if (write.kind === 'lose') return evaluator.opaque(write.node);
    if (write.kind === 'assign') return write.values[0] ? evaluator.evaluate(write.values[0], frame) : value;
    const base = value.kind === 'object' ? value : emptyObject(write.node, value);
    const given = write.values.map((node) => spreadMembers(evaluator, node, frame));
    return { ...base, members: joined(evaluator, [base.members, ...given]) };
  }
  if (key === undefined || value.kind !== 'object') return forgotten(evaluator, value, path, write.node);
  const before = memberOf(value, key);
  const known = before === 'unknown' ? undefined : before;
  const member: Member = {
    key,
    assignment: write.node,
    // A write into the value leaves the property that holds it in place.
    property: rest.length > 0 ? known?.property : undefined,
    // Of many writes each asks for the value before it.
    value: once(() =>
      evaluator.within(
        () => applied(evaluator, known?.value() ?? evaluator.opaque(write.node), write, rest, frame),
        () => evaluator.opaque(write.node),
      ),
    ),
  };
  return { ...value, members: joined(evaluator, [value.members, [member]]) };
}

/** A value after a write of which nobody knows whether it is made, or what it writes. */
export function forgotten(
  evaluator: Evaluator,
  value: Value,
  path: readonly (string | undefined)[],
  node: Node,
): Value {
  const [key, ...rest] = path;
  if (value.kind !== 'object' || path.length === 0) return evaluator.opaque(node);
  if (key === undefined) return { ...value, members: joined(evaluator, [value.members, ['unknown']]) };
  const before = memberOf(value, key);
  const known = before === 'unknown' ? undefined : before;
  const inner = once(() =>
    evaluator.within(
      () => (known && rest.length > 0 ? forgotten(evaluator, known.value(), rest, node) : evaluator.opaque(node)),
      () => evaluator.opaque(node),
    ),
  );
  return { ...value, members: joined(evaluator, [value.members, [{ key, value: inner }]]) };
}

const emptyObject = (node: Node, value: Value): ObjectValue => ({
  kind: 'object',
  node,
  members: value.kind === 'known' ? [] : ['unknown'],
});
