/** Calls that are being looked into. */
import { encloses, type Node } from './syntax';
import type { Frame } from './values';

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
