/**
 * Environments behind a schema. A reader of these gives the program numbers and booleans, in the way of its library:
 * `z.coerce.boolean()` takes every text but the empty one for true, envalid's `bool()` and Joi's `boolean()` do not.
 */
import { callBuiltin } from '../javascript/builtins';
import { declarationOf } from '../javascript/declarations';
import type { Call, Evaluator } from '../javascript/evaluator';
import { fallback, known } from '../javascript/operators';
import { type Argument, expressionOf, idOf, type Node, type Property, textOf, unwrapped } from '../javascript/syntax';
import type { Value } from '../javascript/values';

/** What a library makes of a text by one entry of a schema. */
export type SchemaReader = (evaluator: Evaluator, value: Value, schema: Node) => Value;

/**
 * `schema.parse(process.env)`, `Joi.attempt(process.env, schema)`. `methods` are those that check an object, each with
 * the key of its result that holds the values; an empty one where they are the result.
 */
export function checkedEnvironment(
  evaluator: Evaluator,
  { callee, args: [given, schema] }: Call,
  methods: Readonly<Record<string, string>>,
  read: SchemaReader,
): Value | undefined {
  const expression = expressionOf(callee);
  if (expression.kind !== 'member' || !given || !Object.hasOwn(methods, String(expression.property))) return undefined;
  const source = evaluator.evaluate(given.value);
  if (source.kind !== 'external' || source.path.at(-1) !== 'env') return undefined;
  const object = (schema && objectSchema(schema.value)) ?? objectSchema(expression.object);
  if (!object) return undefined;
  const key = methods[String(expression.property)];
  const values = environmentOf(evaluator, propertiesOf(object), read, callee);
  return key ? { kind: 'object', node: callee, members: ['unknown', { key, value: () => values }] } : values;
}

/** The environment as a schema of so many entries gives it. */
export function environmentOf(
  evaluator: Evaluator,
  properties: readonly Property[],
  read: SchemaReader,
  node: Node,
): Value {
  return {
    kind: 'namespace',
    node,
    member: (name) => {
      const property = properties.find(({ key }) => key === name);
      return property && read(evaluator, evaluator.environment(name, property.node), property.value);
    },
  };
}

/** The declaration behind a name, else the node itself; undefined for what a package gives. */
function followed(node: Node | undefined, depth = 0): Node | undefined {
  const expression = node && expressionOf(node);
  if (node && expression?.kind === 'call' && textOf(expression.callee) === 'require') return undefined;
  if (!node || expression?.kind !== 'identifier' || depth > 8) return node && unwrapped(node);
  const declaration = declarationOf(expression.name, unwrapped(node));
  return declaration?.kind === 'variable' && declaration.path.length === 0
    ? followed(declaration.init, depth + 1)
    : undefined;
}

export const propertiesOf = (node: Node | undefined): readonly Property[] => {
  const object = followed(node);
  const expression = object && expressionOf(object);
  return expression?.kind === 'object' ? expression.properties : [];
};

export const propertyOf = (node: Node | undefined, name: string) => propertiesOf(node).find(({ key }) => key === name);

export interface Link {
  readonly name: string;
  readonly args: readonly Argument[];
}

/** `z.string().min(1)` as its calls, the innermost first; the first name holds the path before it: `z.string`. */
export function chainOf(node: Node | undefined): Link[] {
  const links: Link[] = [];
  let current = followed(node);
  while (current) {
    const call = expressionOf(current);
    if (call.kind !== 'call') return [];
    const callee = expressionOf(call.callee);
    if (callee.kind !== 'member' || typeof callee.property !== 'string')
      return [{ name: textOf(call.callee), args: call.args }, ...links];
    const object = followed(callee.object);
    const isCall = object && expressionOf(object).kind === 'call';
    links.unshift({ name: isCall ? callee.property : textOf(call.callee), args: call.args });
    if (!isCall) return links;
    current = object;
  }
  return [];
}

/** The literal of a `z.object({…})` or `Joi.object().keys({…})`, looked for through names and further calls on it. */
function objectSchema(node: Node): Node | undefined {
  const [first, ...more] = chainOf(node);
  if (!first || !/(?:^|\.)object$/.test(first.name)) return undefined;
  return (first.args[0] ?? more.find(({ name }) => name === 'keys')?.args[0])?.value;
}

export const orDefault = (evaluator: Evaluator, value: Value, unset: { readonly value: Node } | undefined): Value =>
  unset ? fallback('??', value, () => evaluator.evaluate(unset.value), evaluator.facts) : value;

/** What envalid's `bool()` takes for true and for false. */
const TRUE = /^(?:true|t|yes|on|1)$/;
const FALSE = /^(?:false|f|no|off|0)$/;

/** What envalid and Joi make of the text: a number, a boolean by its word, or the text itself. */
export function converted(evaluator: Evaluator, link: Link, value: Value, schema: Node): Value {
  const name = link.name.replace(/^\w+\s*\.\s*/, '');
  if (value.kind !== 'known' && value.kind !== 'unknown') return evaluator.opaque(schema);
  if (['port', 'num', 'number'].includes(name)) {
    const read = callBuiltin(evaluator, ['Number'], [() => value], schema);
    return read && (read.kind === 'known' || read.kind === 'unknown') ? { ...read, trail: undefined } : value;
  }
  if (name !== 'bool' && name !== 'boolean') return value;
  if (value.kind === 'unknown') return { ...value, trail: undefined, key: value.key && `bool(${value.key})` };
  const text = String(value.value);
  return TRUE.test(text) || FALSE.test(text)
    ? known(TRUE.test(text), value.source)
    : evaluator.opaque(schema, idOf(schema));
}
