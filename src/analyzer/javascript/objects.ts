/** Object and array literals, and enumerations. */
import { LIMITS } from './budget';
import { invoke } from './calls';
import type { Evaluator } from './evaluator';
import { joined, type Members, NOBODY_KNOWS, spreadMembers } from './members';
import { known } from './operators';
import { childNamed, childrenOf, hasError, isNamed, type Node, type Property, textOf } from './syntax';
import { type ArrayValue, type Frame, type Member, type ObjectValue, once, type Value } from './values';

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

/** An enumeration of TypeScript: a member without a value is one more than the one before it. */
export function enumValue(evaluator: Evaluator, node: Node): ObjectValue {
  const body = childNamed(node, 'EnumBody');
  const inner = body ? childrenOf(body) : [];
  const members: Member[] = [];
  let next: Value = known(0, evaluator.written(node));
  for (const [at, name] of inner.entries()) {
    if (!isNamed(name, 'PropertyName')) continue;
    const equals = inner[at + 1];
    const init = equals && isNamed(equals, 'Equals') ? inner[at + 2] : undefined;
    const value: Value = init ? evaluator.evaluate(init) : next;
    members.push({ key: textOf(name), value: () => value });
    const number: number | undefined = value.kind === 'known' ? Number(value.value) : undefined;
    next = number === undefined ? evaluator.opaque(name) : known(number + 1, evaluator.written(name));
  }
  return { kind: 'object', node, members };
}
