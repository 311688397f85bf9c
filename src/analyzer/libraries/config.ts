/**
 * The `config` package (4.x): config/default, the file of the stage that NODE_ENV names over it, and variables that
 * config/custom-environment-variables maps onto its keys over both; each of them in JavaScript, JSON or YAML.
 */

import type { JavaScriptTree } from '../formats/javascript';
import type { Entry, Scope } from '../formats/scope';
import type { Evaluator } from '../javascript/evaluator';
import { equalityKey } from '../javascript/facts';
import { exportedValue } from '../javascript/modules';
import { fallback, known } from '../javascript/operators';
import type { SettingsFile } from '../javascript/surroundings';
import type { Node } from '../javascript/syntax';
import { type Member, memberOf, type Primitive, type Provenance, type Value } from '../javascript/values';
import type { MailLibrary } from './library';

const STAGES = ['production', 'staging', 'development'];

/** What the files of one name say at a path of keys, the one that counts first; those that say nothing are left out. */
const valuesIn = (evaluator: Evaluator, name: string, path: readonly string[], node: Node): Value[] =>
  evaluator.surroundings
    .settings(`config/${name}`, node.tree)
    .flatMap((file) => valueAt(evaluator, file, path, node) ?? []);

function valueAt(
  evaluator: Evaluator,
  { uri, tree }: SettingsFile,
  path: readonly string[],
  node: Node,
): Value | undefined {
  if (tree.format === 'javascript') return valueInModule(evaluator, tree, path, node);
  const map = tree.scopes.find(({ kind }) => kind === 'map');
  return map && valueInMap(evaluator, map, uri, path, node);
}

function valueInModule(
  evaluator: Evaluator,
  tree: JavaScriptTree,
  path: readonly string[],
  node: Node,
): Value | undefined {
  let value = exportedValue(evaluator, tree);
  for (const key of path) {
    if (value?.kind !== 'object') return value && evaluator.opaque(node);
    const member = memberOf(value, key);
    if (member === 'unknown') return evaluator.opaque(node);
    value = member?.value();
  }
  return value;
}

/** A scalar, a map, or for a list an unknown value; undefined where the map has no such path. */
function valueInMap(
  evaluator: Evaluator,
  map: Scope,
  uri: string,
  path: readonly string[],
  node: Node,
): Value | undefined {
  const { entries } = map;
  const at = path.join('.');
  const leaf = entries.find(({ key }) => key === at);
  if (leaf) return scalarValue(leaf, uri);
  const prefix = path.map((key) => `${key}.`).join('');
  const below = entries.filter(({ key }) => key.startsWith(prefix));
  if (below.length === 0)
    return entries.some(({ key }) => key.startsWith(`${at}[`)) ? evaluator.opaque(node) : undefined;
  const names = new Set(below.map(({ key }) => /^[^.[]*/.exec(key.slice(prefix.length))?.[0] ?? ''));
  const members = [...names].map(
    (key): Member => ({
      key,
      value: () => valueInMap(evaluator, map, uri, [...path, key], node) ?? evaluator.opaque(node),
    }),
  );
  return { kind: 'object', node, members };
}

function scalarValue({ value, type, raw, at, editable }: Entry, uri: string): Value {
  const source: Provenance = { at: { uri, span: at }, raw, origin: { kind: 'literal' }, editable };
  if (value === undefined) return { kind: 'unknown', source: { ...source, origin: { kind: 'opaque' } } };
  return known(primitiveOf(value, type), source);
}

function primitiveOf(text: string, type: Entry['type']): Primitive {
  switch (type) {
    case 'number':
      return Number(text);
    case 'boolean':
      return text.toLowerCase() === 'true';
    case 'null':
      return null;
    default:
      return text;
  }
}

function lookUp(evaluator: Evaluator, path: readonly string[], node: Node): Value {
  const stage = STAGES.filter((name) => evaluator.surroundings.settings(`config/${name}`, node.tree).length > 0).find(
    (name) => evaluator.facts.decide(equalityKey('env:NODE_ENV', name), `NODE_ENV is ${name}`),
  );
  const layers = (stage === undefined ? ['default'] : [stage, 'default']).flatMap((name) =>
    valuesIn(evaluator, name, path, node),
  );
  const [variables] = valuesIn(evaluator, 'custom-environment-variables', path, node);
  const base = () => merged(evaluator, layers, variables, path, node);
  if (variables?.kind !== 'known' || typeof variables.value !== 'string') return base();
  return fallback('??', evaluator.environment(variables.value, node), base, evaluator.facts);
}

/** The first value counts; the keys of an object may each come from another file. */
function merged(
  evaluator: Evaluator,
  layers: readonly Value[],
  variables: Value | undefined,
  path: readonly string[],
  node: Node,
): Value {
  const first = layers[0] ?? variables;
  if (first?.kind !== 'object') return first ?? evaluator.opaque(node);
  const objects = [...layers, variables].filter((value) => value?.kind === 'object');
  const members = objects.flatMap((object) => object.members);
  const keys = new Set(members.flatMap((member) => (member === 'unknown' ? [] : member.key)));
  const asked = [...keys].map((key): Member => ({ key, value: () => lookUp(evaluator, [...path, key], node) }));
  return { ...first, members: members.includes('unknown') ? ['unknown', ...asked] : asked };
}

/** The package's default export; undefined where the workspace has no config/default. */
function configPackage(evaluator: Evaluator, node: Node): Value | undefined {
  if (evaluator.surroundings.settings('config/default', node.tree).length === 0) return undefined;
  const look = (path: readonly string[]) => lookUp(evaluator, path, node);
  return {
    kind: 'namespace',
    node,
    member: (name) => (name === 'default' ? configPackage(evaluator, node) : look([name])),
    lookUp: (path) => look(path.split('.')),
  };
}

export const config: MailLibrary = {
  module: (evaluator, source, node) => (source === 'config' ? configPackage(evaluator, node) : undefined),
};
