/** Inputs of GitHub's workflows and actions: the default of one is what its expression stands for where nobody gives any. */
import type { Leaf } from './yaml-leaves';

const EXPRESSION = /^\$\{\{\s*(?:github\.event\.)?inputs\.([\w-]+)\s*\}\}$/;
const DEFAULT = /^(?:on\.workflow_(?:call|dispatch)\.)?inputs\.([\w-]+)\.default$/;

/** The leaves, with the defaults of inputs beside their expressions. */
export function withInputs(leaves: readonly Leaf[]): readonly Leaf[] {
  const defaults = new Map(
    leaves.flatMap(({ key, value }): [string, string][] => {
      const name = DEFAULT.exec(key)?.[1];
      return name !== undefined && value !== undefined ? [[name, value]] : [];
    }),
  );
  if (defaults.size === 0) return leaves;
  return leaves.map((leaf) => {
    const name = EXPRESSION.exec(leaf.raw)?.[1];
    const fallback = name === undefined ? undefined : defaults.get(name);
    return fallback === undefined ? leaf : { ...leaf, reference: { name: `inputs.${name}`, fallback } };
  });
}
