/** Object and array literals, and enumerations. */
import { LIMITS } from './budget';
import { invoke } from './calls';
import type { Evaluator } from './evaluator';
import { equalityKey } from './facts';
import { joined, type Members, NOBODY_KNOWS, spreadMembers } from './members';
import { known } from './operators';
import { childNamed, childrenOf, hasError, isNamed, type Node, type Property, textOf } from './syntax';
import {
  type ArrayValue,
  type Frame,
  keyFor,
  type Member,
  type ObjectValue,
  once,
  type Provenance,
  type Value,
} from './values';

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

/**
 * `configurations[process.env.NODE_ENV]`: what a computed key leads to. Where nothing decides the key, each world has
 * another one of the object's.
 */
export function chosenMember(
  evaluator: Evaluator,
  object: ObjectValue,
  key: Value,
  node: Node,
  written: Node,
): Value | undefined {
  const isOpen = key.kind === 'unknown' || (key.kind === 'known' && mayDiffer(key.source));
  const name = isOpen ? keyFor(key) : undefined;
  const keys = new Set(object.members.map((member) => (member === 'unknown' ? undefined : member.key)));
  if (name === undefined || keys.has(undefined) || keys.size === 0 || keys.size > LIMITS.worlds)
    return key.kind === 'known' ? evaluator.member(object, String(key.value), node) : undefined;
  const names = ([...keys] as string[]).filter((one) => evaluator.facts.holds(equalityKey(name, one)) !== false);
  const [last] = names.slice(-1);
  const text = textOf(written).slice(0, 40);
  const chosen = names.find(
    (one) => one === last || evaluator.facts.decide(equalityKey(name, one), `${text} is ${one}`),
  );
  if (chosen === undefined) return undefined;
  evaluator.facts.assume(equalityKey(name, chosen), true);
  return evaluator.member(object, chosen, node);
}

/** True for a value that is one of several: a fallback, or what a template holds. */
const mayDiffer = ({ origin, isSample }: Provenance) => origin.kind === 'fallback' || isSample === true;

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
