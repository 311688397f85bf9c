/** The functions that configuration code is made of, as JavaScript and its runtimes define them. */
import type { Evaluator } from './evaluate';
import { moduleValue } from './modules';
import { isText, namespaced } from './nest-config';
import { runtimeConfig } from './nuxt-config';
import { joined, membersIn } from './objects';
import { equal, fallback, known, toBoolean, toNumber, toText } from './operators';
import type { Node } from './syntax';
import type { Primitive, Value } from './values';

type Args = readonly (() => Value)[];
type Builtin = (evaluator: Evaluator, args: Args, node: Node) => Value | undefined;

const number =
  (convert: (value: Primitive) => number): Builtin =>
  (evaluator, [value], node) =>
    value && toNumber(value(), convert, evaluator.opaque(node));

const text =
  (convert: (value: string) => string): Builtin =>
  (evaluator, [value], node) => {
    const subject = value?.();
    return subject?.kind === 'known' && typeof subject.value !== 'string' && convert !== asIs
      ? undefined
      : subject && toText(subject, convert, evaluator.opaque(node));
  };

const asIs = (value: string) => value;
const identity: Builtin = (_, [value]) => value?.();

const parseInteger: Builtin = (evaluator, [value, radix], node) => {
  const base = radix?.();
  const given = base === undefined ? undefined : base.kind === 'known' ? Number(base.value) : Number.NaN;
  if (Number.isNaN(given)) return undefined;
  return value && toNumber(value(), (from) => Number.parseInt(String(from), given), evaluator.opaque(node));
};

const boolean: Builtin = (evaluator, [value], node) => value && toBoolean(value(), evaluator.written(node));

/** `JSON.parse` of a primitive; what it makes of an object is not followed. */
const parseJson: Builtin = (evaluator, [value], node) => {
  const subject = value?.();
  if (subject?.kind === 'unknown') return { ...subject, trail: undefined, pieces: undefined };
  if (subject?.kind !== 'known') return undefined;
  try {
    const parsed: unknown = JSON.parse(String(subject.value));
    if (typeof parsed === 'object' && parsed !== null) return undefined;
    return known(parsed as Primitive, subject.source);
  } catch {
    return evaluator.opaque(node);
  }
};

/** `Object.assign(a, b)` as an expression. */
const assign: Builtin = (evaluator, args, node) => {
  const parts = args.map((arg) => membersIn(arg()));
  return { kind: 'object', node, members: joined(evaluator, parts) };
};

const require: Builtin = (evaluator, [source], node) => {
  const value = source?.();
  return value?.kind === 'known' && typeof value.value === 'string'
    ? moduleValue(evaluator, value.value, node)
    : undefined;
};

/** `env('X', default)` and its kin: Deno, Strapi, AdonisJS, NestJS. `convert` is what the reader makes of the text. */
const variable =
  (convert?: (evaluator: Evaluator, args: Args, node: Node) => Value | undefined): Builtin =>
  (evaluator, [name, other], node) => {
    const key = name?.();
    if (key?.kind !== 'known' || typeof key.value !== 'string') return undefined;
    const read = evaluator.environment(key.value, node);
    const value = convert ? convert(evaluator, [() => read], node) : read;
    if (!value || !other) return value;
    return fallback('??', value, other, evaluator.facts);
  };

/** Readers with a schema behind them may give booleans and numbers: their texts are not taken for mistakes. */
const withSchema: Builtin = (evaluator, [value], node) => {
  const subject = value?.();
  if (subject?.kind === 'unknown') return { ...subject, trail: undefined };
  if (subject?.kind !== 'known' || typeof subject.value !== 'string') return subject;
  const readings = readingsOf(subject.value);
  if (!readings.some((reading) => typeof reading === 'boolean')) return { ...subject, trail: undefined, readings };
  const truthy = readings.every(Boolean) || undefined;
  // No text that could stand there instead is false for every reader.
  return { ...evaluator.opaque(node), source: { ...subject.source, editable: undefined }, readings, truthy };
};

function readingsOf(given: string): Primitive[] {
  const isNumber = given.trim() !== '' && !Number.isNaN(Number(given));
  const asBoolean = /^(?:true|yes|on|1)$/i.test(given) ? true : /^(?:false|no|off|0)$/i.test(given) ? false : undefined;
  return [given, ...(isNumber ? [Number(given)] : []), ...(asBoolean === undefined ? [] : [asBoolean])];
}

/** A variable, or a setting in a namespace. A second argument is a default, or options of the reader. */
const configService: Builtin = (evaluator, args, node) => {
  const [key, other] = args.map((arg) => arg());
  const found = key?.kind === 'known' ? namespaced(evaluator, String(key.value), node) : undefined;
  if (!found) return variable(isText(evaluator, key, node) ? undefined : withSchema)(evaluator, args, node);
  return other === undefined || other.kind === 'object' ? found : fallback('??', found, () => other, evaluator.facts);
};

/** Strapi's `env.bool` and AdonisJS' boolean schema: the text `true`, and nothing else, is true. */
const strictBoolean: Builtin = (evaluator, [value], node) => {
  const subject = value?.();
  if (subject?.kind === 'unknown') return { ...subject, trail: undefined };
  if (subject?.kind !== 'known') return undefined;
  const read = known(subject.value, subject.source);
  return subject.value === undefined
    ? read
    : equal('===', read, known('true', evaluator.written(node)), evaluator.written(node), evaluator.facts);
};

const withoutTrail: Builtin = (evaluator, args, node) => {
  const value = number(Number)(evaluator, args, node);
  return value && (value.kind === 'known' || value.kind === 'unknown') ? { ...value, trail: undefined } : value;
};

const includes: Builtin = (evaluator, [list, item], node) => {
  const array = list?.();
  const value = item?.();
  if (array?.kind !== 'array' || array.open || value?.kind !== 'known') return undefined;
  const items = array.items.map((entry) => entry());
  if (!items.every((entry) => entry.kind === 'known')) return undefined;
  return known(
    items.some((entry) => entry.kind === 'known' && entry.value === value.value),
    value.source.origin.kind === 'variable' ? { ...value.source, editable: undefined } : evaluator.written(node),
  );
};

/** `use('Env')` of AdonisJS 4. */
const use: Builtin = (_, [name], node) => {
  const key = name?.();
  return key?.kind === 'known' && key.value === 'Env' ? { kind: 'external', path: ['Env'], node } : undefined;
};

const BUILTINS: Readonly<Record<string, Builtin>> = {
  Number: number(Number),
  parseInt: parseInteger,
  'Number.parseInt': parseInteger,
  parseFloat: number((value) => Number.parseFloat(String(value))),
  'Number.parseFloat': number((value) => Number.parseFloat(String(value))),
  Boolean: boolean,
  String: text(asIs),
  'JSON.parse': parseJson,
  'Object.freeze': identity,
  'Object.seal': identity,
  structuredClone: identity,
  'Object.assign': assign,
  require,
  use,
  useRuntimeConfig: (evaluator, _, node) => runtimeConfig(evaluator, node),
  'Deno.env.get': variable(),
  env: variable(),
  'env.get': variable(withSchema),
  'Env.get': variable(withSchema),
  'env.int': variable(withoutTrail),
  'env.float': variable(withoutTrail),
  'env.bool': variable(strictBoolean),
  'ConfigService.get': configService,
  'ConfigService.getOrThrow': configService,
  // Methods of a value, which comes as the first argument.
  '.trim': text((value) => value.trim()),
  '.trimEnd': text((value) => value.trimEnd()),
  '.trimStart': text((value) => value.trimStart()),
  '.toLowerCase': text((value) => value.toLowerCase()),
  '.toUpperCase': text((value) => value.toUpperCase()),
  '.toString': text(asIs),
  '.includes': includes,
};

/** The result of a known function; undefined where it is not one of ours, or its arguments say nothing. */
export function callBuiltin(evaluator: Evaluator, path: readonly string[], args: Args, node: Node): Value | undefined {
  const name = path.join('.');
  return Object.hasOwn(BUILTINS, name) ? BUILTINS[name]?.(evaluator, args, node) : undefined;
}
