/**
 * Environments behind a schema: zod, T3 Env, envalid, Joi. A reader of these gives the program numbers and booleans, in the
 * way of its library: `z.coerce.boolean()` takes every text but the empty one for true, envalid's `bool()` and Joi's
 * `boolean()` do not.
 */
import { callBuiltin } from './builtins';
import { invoke } from './calls';
import { declarationOf } from './declarations';
import type { Evaluator } from './evaluate';
import { fallback, known, toBoolean } from './operators';
import { type Argument, expressionOf, idOf, type Node, type Property, textOf, unwrapped } from './syntax';
import type { Value } from './values';

type Reader = (evaluator: Evaluator, value: Value, schema: Node) => Value;

/** The value of a call that reads the environment by a schema; undefined for any other call. */
export function schemaCall(
  evaluator: Evaluator,
  target: Value,
  callee: Node,
  args: readonly Argument[],
): Value | undefined {
  const [first, second] = args;
  if (target.kind === 'external' && /^@t3-oss\/env-/.test(target.module ?? '') && target.path.at(-1) === 'createEnv') {
    const parts = ['server', 'client', 'shared'].map((name) => propertyOf(first?.value, name)?.value);
    return environmentOf(
      evaluator,
      parts.flatMap((part) => propertiesOf(part)),
      readZod,
      callee,
    );
  }
  if (target.kind === 'external' && target.module === 'envalid' && target.path.at(-1) === 'cleanEnv')
    return environmentOf(evaluator, propertiesOf(second?.value), readEnvalid, callee);
  return methodCall(evaluator, callee, args);
}

/** The methods that check an object by a schema, and the key of the result that holds it. */
const METHODS: Readonly<Record<string, { readonly read: () => Reader; readonly key?: string }>> = {
  parse: { read: () => readZod },
  parseAsync: { read: () => readZod },
  safeParse: { read: () => readZod, key: 'data' },
  safeParseAsync: { read: () => readZod, key: 'data' },
  validate: { read: () => readJoi, key: 'value' },
  validateAsync: { read: () => readJoi },
  attempt: { read: () => readJoi },
};

/** `schema.parse(process.env)`, `schema.validate(process.env)`, `Joi.attempt(process.env, schema)`. */
function methodCall(evaluator: Evaluator, callee: Node, [given, schema]: readonly Argument[]): Value | undefined {
  const expression = expressionOf(callee);
  if (expression.kind !== 'member' || !given || !Object.hasOwn(METHODS, String(expression.property))) return undefined;
  const method = METHODS[String(expression.property)];
  const source = evaluator.evaluate(given.value);
  if (!method || source.kind !== 'external' || source.path.at(-1) !== 'env') return undefined;
  const object = (schema && objectSchema(schema.value)) ?? objectSchema(expression.object);
  if (!object) return undefined;
  const { key } = method;
  const read = environmentOf(evaluator, propertiesOf(object), method.read(), callee);
  return key === undefined ? read : { kind: 'object', node: callee, members: ['unknown', { key, value: () => read }] };
}

function environmentOf(evaluator: Evaluator, properties: readonly Property[], read: Reader, node: Node): Value {
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

const propertiesOf = (node: Node | undefined): readonly Property[] => {
  const object = followed(node);
  const expression = object && expressionOf(object);
  return expression?.kind === 'object' ? expression.properties : [];
};

const propertyOf = (node: Node | undefined, name: string) => propertiesOf(node).find(({ key }) => key === name);

interface Link {
  readonly name: string;
  readonly args: readonly Argument[];
}

/** `z.string().min(1)` as its calls, the innermost first; the first name holds the path before it: `z.string`. */
function chainOf(node: Node | undefined): Link[] {
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

const base = (name: string) => name.replace(/^(?:z|zod|v)\s*\.\s*/, '');

const readZod: Reader = (evaluator, given, schema) => {
  const chain = chainOf(schema);
  const [unset] = chain.find(({ name }) => name === 'default' || name === 'catch')?.args ?? [];
  const value = orDefault(evaluator, given, unset);
  return chain.reduce((current, { name, args }, index) => {
    if (index === 0) return zodBase(evaluator, current, base(name), args, schema);
    const [argument] = args;
    if (name === 'transform' && argument) return applied(evaluator, argument.value, current, schema);
    if (name === 'pipe' && argument) return readZod(evaluator, current, argument.value);
    return KEEPS.has(name) ? current : evaluator.opaque(schema);
  }, value);
};

/** Methods that check a value, or say that it may be missing, and leave it as it is. */
const KEEPS: ReadonlySet<string> = new Set(
  (
    'min max int positive nonnegative gte lte gt lt email url uuid regex optional nullable nullish default catch ' +
    'describe nonempty refine superRefine startsWith endsWith length finite safe brand readonly trim'
  ).split(' '),
);

function zodBase(evaluator: Evaluator, value: Value, name: string, args: readonly Argument[], schema: Node): Value {
  switch (name) {
    case 'string':
    case 'enum':
    case 'email':
    case 'url':
      return value;
    case 'coerce.number':
      return callBuiltin(evaluator, ['Number'], [() => value], schema) ?? evaluator.opaque(schema);
    case 'coerce.boolean':
      return toBoolean(value, evaluator.written(schema));
    case 'coerce.string':
      return value;
    case 'preprocess': {
      const [fn, inner] = args;
      return fn && inner
        ? readZod(evaluator, applied(evaluator, fn.value, value, schema), inner.value)
        : evaluator.opaque(schema);
    }
    case 'number':
    case 'boolean':
    case 'any':
      return value;
    default:
      return evaluator.opaque(schema);
  }
}

function applied(evaluator: Evaluator, fn: Node, value: Value, at: Node): Value {
  const target = evaluator.evaluate(fn);
  if (target.kind === 'function') return invoke(evaluator, target, [() => value], at);
  const builtin = target.kind === 'external' ? callBuiltin(evaluator, target.path, [() => value], at) : undefined;
  return builtin ?? evaluator.opaque(at);
}

/** What envalid's `bool()` takes for true and for false; Joi takes the two words of JavaScript alone. */
const TRUE = /^(?:true|t|yes|on|1)$/;
const FALSE = /^(?:false|f|no|off|0)$/;

const readEnvalid: Reader = (evaluator, given, schema) => {
  const [link] = chainOf(schema);
  if (!link) return evaluator.opaque(schema);
  return converted(evaluator, link, orDefault(evaluator, given, propertyOf(link.args[0]?.value, 'default')), schema);
};

const readJoi: Reader = (evaluator, given, schema) => {
  const [link, ...more] = chainOf(schema);
  if (!link || more.some(({ name }) => name === 'when' || name === 'custom')) return evaluator.opaque(schema);
  const [unset] = more.find(({ name }) => name === 'default')?.args ?? [];
  return converted(evaluator, link, orDefault(evaluator, given, unset), schema);
};

const orDefault = (evaluator: Evaluator, value: Value, unset: { readonly value: Node } | undefined): Value =>
  unset ? fallback('??', value, () => evaluator.evaluate(unset.value), evaluator.facts) : value;

/** What envalid and Joi make of the text: a number, a boolean by its word, or the text itself. */
function converted(evaluator: Evaluator, link: Link, value: Value, schema: Node): Value {
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
