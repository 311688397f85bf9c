/** zod, and T3 Env, whose schemas are zod's. */
import { callBuiltin } from '../javascript/builtins';
import { invoke } from '../javascript/calls';
import type { Evaluator } from '../javascript/evaluator';
import { toBoolean } from '../javascript/operators';
import type { Argument, Node } from '../javascript/syntax';
import type { Value } from '../javascript/values';
import type { MailLibrary } from './library';
import {
  chainOf,
  checkedEnvironment,
  environmentOf,
  orDefault,
  propertiesOf,
  propertyOf,
  type SchemaReader,
} from './schema';

const base = (name: string) => name.replace(/^(?:z|zod|v)\s*\.\s*/, '');

const readZod: SchemaReader = (evaluator, given, schema) => {
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

const METHODS = { parse: '', parseAsync: '', safeParse: 'data', safeParseAsync: 'data' };

export const zod: MailLibrary = {
  call(evaluator, call) {
    const { target, callee, args } = call;
    if (target.kind !== 'external' || !/^@t3-oss\/env-/.test(target.module ?? '') || target.path.at(-1) !== 'createEnv')
      return checkedEnvironment(evaluator, call, METHODS, readZod);
    const parts = ['server', 'client', 'shared'].map((name) => propertyOf(args[0]?.value, name)?.value);
    return environmentOf(
      evaluator,
      parts.flatMap((part) => propertiesOf(part)),
      readZod,
      callee,
    );
  },
};
