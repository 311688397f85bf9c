/** What JavaScript's runtimes call the environment of a program. */
import type { Evaluator } from './evaluator';
import { equalityKey, isStage } from './facts';
import { known } from './operators';
import { type Node, placeOf } from './syntax';
import type { External, Provenance, Value } from './values';

const GLOBAL_ENVIRONMENTS: ReadonlySet<string> = new Set([
  'process.env',
  'globalThis.process.env',
  'global.process.env',
  'import.meta.env',
  'Bun.env',
]);

/** The object that holds a program's environment, by the names that runtimes give it. */
export const isEnvironment = ({ module, path }: External): boolean =>
  module === undefined
    ? GLOBAL_ENVIRONMENTS.has(path.join('.'))
    : /^(?:node:)?process$/.test(module) && path.filter((part) => part !== 'default').join('.') === 'env';

/** An environment variable, read at `node`, as its file or the world says. */
export function variableValue(evaluator: Evaluator, name: string, node: Node): Value {
  const { facts, surroundings } = evaluator;
  const key = `env:${name}`;
  const variable = isStage(name) ? undefined : surroundings.variable(name, placeOf(node));
  const trail = { how: 'text' as const, read: node, variable: name };
  if (variable) {
    const source: Provenance = {
      at: variable.at,
      raw: variable.raw,
      origin: variable.origin,
      variable: { name, key: variable.key ?? variable.at },
      editable: variable.editable,
      isSample: variable.isSample,
    };
    const { value } = variable;
    // A world may differ from the template that it was copied from.
    const other = variable.isSample ? facts.literal(key) : undefined;
    if (other !== undefined && other !== value)
      return known(other, { ...evaluator.written(node), origin: { kind: 'environment', name } }, { trail, key });
    if (value !== undefined && facts.holds(equalityKey(key, value)) !== false)
      return known(value, source, { trail, key });
    return { kind: 'unknown', source, trail, key, truthy: facts.holds(key) };
  }
  const source: Provenance = { ...evaluator.written(node), origin: { kind: 'environment', name } };
  const literal = facts.literal(key);
  if (literal !== undefined) return known(literal, source, { trail, key });
  const truthy = facts.holds(key);
  return truthy === false ? known(undefined, source, { trail, key }) : { kind: 'unknown', source, trail, key, truthy };
}
