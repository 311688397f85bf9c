/** The members of objects that are laid over each other: spreads, merges, assignments. */
import { LIMITS } from './budget';
import type { Evaluator } from './evaluator';
import { expressionOf, type Node, type Property, parentOf, sameNode } from './syntax';
import type { Frame, Member, Value } from './values';

export type Members = readonly (Member | 'unknown')[];

/** Any key may have any value. */
export const NOBODY_KNOWS: Members = ['unknown'];

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
