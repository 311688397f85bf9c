/** Object and array literals. */
import { invoke } from './calls';
import type { Evaluator } from './evaluate';
import { expressionOf, hasError, type Node, type Property, textOf } from './syntax';
import { type ArrayValue, type Frame, type Member, type ObjectValue, once, type Value } from './values';

export function objectValue(
  evaluator: Evaluator,
  node: Node,
  properties: readonly Property[],
  frame: Frame | undefined,
): ObjectValue {
  const members = properties.flatMap((property): (Member | 'unknown')[] => {
    if (property.kind === 'spread') return spreadMembers(evaluator, property.value, frame);
    const key =
      typeof property.key === 'string' ? property.key : property.key && evaluator.keyText(property.key, frame);
    if (key === undefined) return ['unknown'];
    return [{ key, property, value: once(() => propertyValue(evaluator, property, frame)) }];
  });
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

/** The members that `...x` brings in. */
export function spreadMembers(evaluator: Evaluator, node: Node, frame: Frame | undefined): (Member | 'unknown')[] {
  const expression = expressionOf(node);
  const chosen =
    expression.kind === 'binary' && expression.operator === '&&'
      ? evaluator.condition(expression.left, frame)
        ? expression.right
        : undefined
      : node;
  if (!chosen) return [];
  const value = evaluator.evaluate(chosen, frame);
  if (value.kind === 'object') return [...value.members];
  return value.kind === 'known' && typeof value.value !== 'string' ? [] : ['unknown'];
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
    items: items
      .filter(({ spread }) => !spread)
      .map(
        ({ value }) =>
          () =>
            evaluator.evaluate(value, frame),
      ),
    open: items.some(({ spread }) => spread),
  };
}
