/**
 * convict (6.x): settings by a schema of `{ format, default, env }`. A variable goes before the default, and files that the
 * program loads may hold other values than either.
 */
import { callBuiltin } from '../javascript/builtins';
import type { Evaluator } from '../javascript/evaluator';
import { fallback } from '../javascript/operators';
import type { Node } from '../javascript/syntax';
import { memberOf, type ObjectValue, type Value } from '../javascript/values';
import type { MailLibrary } from './library';
import { inside } from './pick';

/** Every word but `false` is true for its `Boolean`. */
function asBoolean(value: Value): Value {
  if (value.kind === 'known' && typeof value.value === 'string')
    return { ...value, value: value.value.toLowerCase() !== 'false', trail: undefined };
  return value.kind === 'unknown' ? { ...value, trail: undefined, key: value.key && `bool(${value.key})` } : value;
}

function converted(evaluator: Evaluator, value: Value, entry: ObjectValue): Value {
  const format = inside(entry, 'format')?.options;
  const name =
    format?.kind === 'known' ? String(format.value) : format?.kind === 'external' ? (format.path.at(-1) ?? '') : '';
  if (/^boolean$/i.test(name)) return asBoolean(value);
  if (!/^(?:number|port|int|integer|nat)$/i.test(name)) return value;
  const read = callBuiltin(evaluator, ['Number'], [() => value], entry.node);
  return read?.kind === 'known' || read?.kind === 'unknown' ? { ...read, trail: undefined } : value;
}

/** A default that a file may replace is one possibility. */
function asPossibility(value: Value, name: string): Value {
  return value.kind === 'known' && value.source.origin.kind === 'literal'
    ? { ...value, source: { ...value.source, origin: { kind: 'fallback', name } } }
    : value;
}

interface Schema {
  readonly evaluator: Evaluator;
  readonly loads: boolean;
}

function valueAt({ evaluator, loads }: Schema, object: ObjectValue, path: string): Value {
  const unset = inside(object, 'default');
  if (!unset) {
    const members = object.members.map((member) =>
      member === 'unknown'
        ? member
        : { ...member, value: () => inner({ evaluator, loads }, member.value(), `${path}${path && '.'}${member.key}`) },
    );
    return { ...object, members };
  }
  const variable = inside(object, 'env')?.options;
  const given = () => (loads ? asPossibility(unset.options, path) : unset.options);
  if (variable?.kind !== 'known') return given();
  const read = converted(evaluator, evaluator.environment(String(variable.value), object.node), object);
  return fallback('??', read, given, evaluator.facts);
}

const inner = (schema: Schema, value: Value, path: string): Value =>
  value.kind === 'object' ? valueAt(schema, value, path) : value;

function lookUp(schema: Schema, root: ObjectValue, path: string, node: Node): Value {
  let object: Value = root;
  for (const key of path.split('.')) {
    const member: ReturnType<typeof memberOf> = object.kind === 'object' ? memberOf(object, key) : undefined;
    if (!member || member === 'unknown') return schema.evaluator.opaque(node);
    object = member.value();
  }
  return inner(schema, object, path);
}

export const convict: MailLibrary = {
  call(evaluator, { target, args: [first], node }) {
    if (target.kind !== 'external' || target.module !== 'convict') return undefined;
    if (!first || target.path.some((step) => step !== 'default')) return undefined;
    const root = evaluator.evaluate(first.value);
    if (root.kind !== 'object') return undefined;
    const schema: Schema = { evaluator, loads: /\.load(?:File)?\s*\(/.test(node.tree.text) };
    return {
      kind: 'namespace',
      node,
      member: (name) =>
        /^(?:getProperties|toJSON)$/.test(name) ? { kind: 'external', path: [name], node } : undefined,
      lookUp: (path) => lookUp(schema, root, path, node),
    };
  },
};
