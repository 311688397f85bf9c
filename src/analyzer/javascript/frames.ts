/** Calls that are being looked into. */
import type { Evaluator } from './evaluator';
import { fallback } from './operators';
import { encloses, type Node } from './syntax';
import type { Frame, Value } from './values';

export type { Frame };

/** The frame of the innermost call whose function encloses a node. */
export function frameFor(node: Node, frame: Frame | undefined): Frame | undefined {
  let current = frame;
  while (current && !encloses(current.fn, node)) current = current.parent;
  return current;
}

export function depthOf(frame: Frame | undefined): number {
  let depth = 0;
  for (let at = frame; at; at = at.parent) depth++;
  return depth;
}

/** A parameter that somebody may have given: its default is a known possibility. */
export function byDefault(evaluator: Evaluator, open: Value, init: Node): Value {
  const value = evaluator.evaluate(init);
  return value.kind === 'object' && value.members.length > 0
    ? value
    : fallback('??', open, () => value, evaluator.facts);
}
