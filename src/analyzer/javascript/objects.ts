/** Object and array literals. */
import { LIMITS } from './budget';
import { invoke } from './calls';
import type { Evaluator } from './evaluator';
import { joined, type Members, NOBODY_KNOWS, spreadMembers } from './members';
import { hasError, type Node, type Property, textOf } from './syntax';
import { type ArrayValue, type Frame, type ObjectValue, once, type Value } from './values';

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

function propertyValue(evaluator: Evaluator, property: Property, frame: Frame | undefined): Value {
  if (property.kind === 'shorthand') return evaluator.name(textOf(property.value), property.value, frame);
  if (property.kind === 'getter')
    return invoke(evaluator, { kind: 'function', node: property.value, frame }, [], property.value);
  return property.kind === 'method'
    ? { kind: 'function', node: property.value, frame, self: frame?.self }
    : evaluator.evaluate(property.value, frame);
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
