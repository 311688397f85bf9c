/** Object and array literals. */
import { LIMITS } from './budget';
import { invoke } from './calls';
import type { Evaluator } from './evaluate';
import { expressionOf, hasError, type Node, type Property, parentOf, sameNode, textOf } from './syntax';
import { type ArrayValue, type Frame, type Member, type ObjectValue, once, type Value } from './values';

export type Members = readonly (Member | 'unknown')[];

const NOBODY_KNOWS: Members = ['unknown'];

export function objectValue(
  evaluator: Evaluator,
  node: Node,
  properties: readonly Property[],
  frame: Frame | undefined,
): ObjectValue {
  if (properties.length > LIMITS.members) return { kind: 'object', node, members: NOBODY_KNOWS };
  const parts = properties.map((property): Members => {
    if (property.kind === 'spread') return spreadMembers(evaluator, property.value, frame);
    const key =
      typeof property.key === 'string' ? property.key : property.key && evaluator.keyText(property.key, frame);
    if (key === undefined) return NOBODY_KNOWS;
    return [{ key, property, value: once(() => propertyValue(evaluator, property, frame)) }];
  });
  const hasSpread = properties.some(({ kind }) => kind === 'spread');
  const members = hasSpread ? joined(evaluator, parts, new Set(properties)) : parts.flat();
  return { kind: 'object', node, members: hasError(node) ? [...members, 'unknown'] : members };
}

/**
 * The members of several objects, one laid over the other. A key that a later one sets again is left out, or an object
 * would grow with each object that it goes through; but not where both stand in one literal, or it is one of `own`.
 */
export function joined(evaluator: Evaluator, parts: readonly Members[], own?: ReadonlySet<Property>): Members {
  let length = 0;
  for (const part of parts) length += part.length;
  evaluator.budget.spend(length);
  if (evaluator.isSpent) return NOBODY_KNOWS;
  const winners = new Map<string, Member>();
  const kept: (Member | 'unknown')[] = [];
  let isOpen = false;
  for (const member of parts.flat().reverse()) {
    if (member === 'unknown') {
      if (!isOpen) kept.push(member);
      isOpen = true;
      continue;
    }
    const winner = winners.get(member.key);
    if (!winner) winners.set(member.key, member);
    if (!winner || (member.property && own?.has(member.property)) || isRival(member, winner)) kept.push(member);
  }
  return kept.length > LIMITS.members ? NOBODY_KNOWS : kept.reverse();
}

/** True for another property of the same literal. */
function isRival(member: Member, winner: Member): boolean {
  const [one, other] = [member.property?.node, winner.property?.node];
  const [literal, around] = [one && parentOf(one), other && parentOf(other)];
  return literal !== undefined && around !== undefined && sameNode(literal, around) && !sameNode(one!, other!);
}

function propertyValue(evaluator: Evaluator, property: Property, frame: Frame | undefined): Value {
  if (property.kind === 'shorthand') return evaluator.name(textOf(property.value), property.value, frame);
  if (property.kind === 'getter')
    return invoke(evaluator, { kind: 'function', node: property.value, frame }, [], property.value);
  return property.kind === 'method'
    ? { kind: 'function', node: property.value, frame, self: frame?.self }
    : evaluator.evaluate(property.value, frame);
}

/** The members that `...x` brings in. */
export function spreadMembers(evaluator: Evaluator, node: Node, frame: Frame | undefined): Members {
  const expression = expressionOf(node);
  const chosen =
    expression.kind === 'binary' && expression.operator === '&&'
      ? evaluator.condition(expression.left, frame)
        ? expression.right
        : undefined
      : node;
  return chosen ? membersIn(evaluator.evaluate(chosen, frame)) : [];
}

/** The members of a value that is spread or assigned. */
export function membersIn(value: Value): Members {
  if (value.kind === 'object') return value.members;
  return value.kind === 'known' && typeof value.value !== 'string' ? [] : NOBODY_KNOWS;
}

export function arrayValue(
  evaluator: Evaluator,
  node: Node,
  items: readonly { value: Node; spread: boolean }[],
  frame: Frame | undefined,
): ArrayValue {
  return {
    kind: 'array',
    node,
    items: (items.length > LIMITS.members ? [] : items)
      .filter(({ spread }) => !spread)
      .map(
        ({ value }) =>
          () =>
            evaluator.evaluate(value, frame),
      ),
    open: items.length > LIMITS.members || items.some(({ spread }) => spread),
  };
}
