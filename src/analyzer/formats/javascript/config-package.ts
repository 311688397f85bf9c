/**
 * The `config` package: config/default, the file of the stage that NODE_ENV names over it, and variables that
 * config/custom-environment-variables maps onto its keys over both. Its YAML files are not read.
 */
import type { Evaluator } from './evaluate';
import { equalityKey } from './facts';
import { exportedValue } from './modules';
import { fallback } from './operators';
import type { Node } from './syntax';
import { memberOf, type Value } from './values';

const STAGES = ['production', 'staging', 'development'];

/** What a file of the folder says at a path of keys; undefined where it says nothing. */
function valueIn(evaluator: Evaluator, file: string, path: readonly string[], node: Node): Value | undefined {
  const tree = evaluator.surroundings.module(`config/${file}`, node.tree);
  let value = tree && exportedValue(evaluator, tree);
  for (const key of path) {
    if (value?.kind !== 'object') return value && evaluator.opaque(node);
    const member = memberOf(value, key);
    if (member === 'unknown') return evaluator.opaque(node);
    value = member?.value();
  }
  return value;
}

function lookUp(evaluator: Evaluator, path: readonly string[], node: Node): Value {
  const stage = STAGES.filter((name) => evaluator.surroundings.module(`config/${name}`, node.tree)).find((name) =>
    evaluator.facts.decide(equalityKey('env:NODE_ENV', name), `NODE_ENV is ${name}`),
  );
  const base = () =>
    (stage === undefined ? undefined : valueIn(evaluator, stage, path, node)) ??
    valueIn(evaluator, 'default', path, node) ??
    evaluator.opaque(node);
  const variable = valueIn(evaluator, 'custom-environment-variables', path, node);
  if (variable?.kind !== 'known' || typeof variable.value !== 'string') return nested(evaluator, base(), path, node);
  return fallback('??', evaluator.environment(variable.value, node), base, evaluator.facts);
}

/** An object is read further key by key, because each of its keys may come from another file. */
function nested(evaluator: Evaluator, value: Value, path: readonly string[], node: Node): Value {
  if (value.kind !== 'object') return value;
  const members = value.members.map((member) =>
    member === 'unknown' ? member : { ...member, value: () => lookUp(evaluator, [...path, member.key], node) },
  );
  return { ...value, members };
}

/** The package's default export; undefined where the workspace has no config/default. */
export function configPackage(evaluator: Evaluator, node: Node): Value | undefined {
  if (!evaluator.surroundings.module('config/default', node.tree)) return undefined;
  const look = (path: readonly string[]) => lookUp(evaluator, path, node);
  return {
    kind: 'namespace',
    node,
    member: (name) => (name === 'default' ? configPackage(evaluator, node) : look([name])),
    lookUp: (path) => look(path.split('.')),
  };
}
