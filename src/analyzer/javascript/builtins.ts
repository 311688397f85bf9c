/** The functions that configuration code is made of, as JavaScript and its runtimes define them. */
import type { Builtin, Evaluator } from './evaluator';
import { joined, membersIn } from './members';
import { joinedPath, moduleAt, workingFolder } from './module-paths';
import { fallback, known, toBoolean, toNumber, toText } from './operators';
import type { Node } from './syntax';
import type { Member, Primitive, Provenance, Value } from './values';

type Args = readonly (() => Value)[];

export const number =
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

/** `JSON.parse`: what it makes of a text stands, all of it, where the text stands. */
const parseJson: Builtin = (evaluator, [value], node) => {
  const subject = value?.();
  if (subject?.kind === 'unknown') return { ...subject, trail: undefined, pieces: undefined };
  if (subject?.kind !== 'known') return undefined;
  try {
    return fromJson(JSON.parse(String(subject.value)), subject.source, node);
  } catch {
    return evaluator.opaque(node);
  }
};

function fromJson(parsed: unknown, source: Provenance, node: Node): Value {
  if (typeof parsed !== 'object' || parsed === null) return known(parsed as Primitive, source);
  const inside = { ...source, editable: undefined, node: undefined };
  const given = (item: unknown) => () =>
    fromJson(item, { ...inside, raw: typeof item === 'object' ? source.raw : String(item) }, node);
  // `body || '{}'`: nothing, for want of another text, does not tell what the other text has.
  const isStandIn = source.isSample === true || source.origin.kind === 'fallback';
  const open = isStandIn && Object.keys(parsed).length === 0;
  if (Array.isArray(parsed)) return { kind: 'array', node, items: parsed.map(given), open };
  const members = Object.entries(parsed).map(([key, item]): Member => ({ key, value: given(item) }));
  return { kind: 'object', node, members: open ? ['unknown', ...members] : members };
}

/** `Object.assign(a, b)` as an expression. */
const assign: Builtin = (evaluator, args, node) => {
  const parts = args.map((arg) => membersIn(arg()));
  return { kind: 'object', node, members: joined(evaluator, parts) };
};

const require: Builtin = (evaluator, [source], node) => {
  const value = source?.();
  const told = value?.kind === 'known' || value?.kind === 'unknown' ? moduleAt(evaluator, value, node) : undefined;
  if (told) return told;
  return value?.kind === 'known' && typeof value.value === 'string' ? evaluator.module(value.value, node) : undefined;
};

/** A reader of the environment: `env('X', default)`. `convert` is what it makes of the text. */
export const variable =
  (convert?: (evaluator: Evaluator, args: Args, node: Node) => Value | undefined): Builtin =>
  (evaluator, [name, other], node) => {
    const key = name?.();
    if (key?.kind !== 'known' || typeof key.value !== 'string') return undefined;
    const read = evaluator.environment(key.value, node);
    const value = convert ? convert(evaluator, [() => read], node) : read;
    if (!value || !other) return value;
    return fallback('??', value, other, evaluator.facts);
  };

/** `Object.values(x)`. */
const values: Builtin = (_, [value], node) => {
  const object = value?.();
  if (object?.kind !== 'object') return undefined;
  const items = object.members.flatMap((member) => (member === 'unknown' ? [] : [member.value]));
  return { kind: 'array', node, items, open: items.length < object.members.length };
};

/** A `require` that a module makes for itself. */
const createRequire: Builtin = (_, __, node) => ({ kind: 'external', path: ['require'], node });

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
  'Object.values': values,
  require,
  'node:module.createRequire': createRequire,
  'node:path.join': joinedPath(false),
  'node:path.resolve': joinedPath(true),
  'process.cwd': workingFolder,
  'Deno.env.get': variable(),
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
  const functions = Object.hasOwn(BUILTINS, name) ? BUILTINS : evaluator.library.functions;
  return functions && Object.hasOwn(functions, name) ? functions[name]?.(evaluator, args, node) : undefined;
}
