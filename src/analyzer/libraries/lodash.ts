/** lodash and its like: the parts of an object, objects laid over each other, and defaults. */
import type { Call, Evaluator } from '../javascript/evaluator';
import { joined, membersIn } from '../javascript/members';
import { fallback } from '../javascript/operators';
import type { Node } from '../javascript/syntax';
import { type Member, memberOf, once, type Value } from '../javascript/values';
import type { MailLibrary } from './library';

const MODULES = /^(?:lodash(?:-es)?(?:\/\w+)?|lodash\.\w+|underscore|es-toolkit|radash|ramda)$/;

/** The names that the arguments list, each by itself or in an array; undefined where one is not known. */
function namesOf(values: readonly Value[]): ReadonlySet<string> | undefined {
  const names = values.flatMap((value) => (value.kind === 'array' ? value.items.map((item) => item()) : [value]));
  const isListed = values.every((value) => value.kind !== 'array' || !value.open);
  const texts = names.flatMap((name) => (name.kind === 'known' ? [String(name.value)] : []));
  return isListed && texts.length === names.length ? new Set(texts) : undefined;
}

/** Two values as `merge` makes one of them: objects key by key, of anything else the later one. */
function merged(evaluator: Evaluator, one: Value, other: Value, node: Node): Value {
  if (one.kind !== 'object' || other.kind !== 'object') return other;
  const members = other.members.map((member): Member | 'unknown' => {
    const before = member === 'unknown' ? undefined : memberOf(one, member.key);
    if (member === 'unknown' || !before || before === 'unknown') return member;
    return { ...member, value: once(() => merged(evaluator, before.value(), member.value(), node)) };
  });
  return { kind: 'object', node, members: joined(evaluator, [one.members, members]) };
}

/** `assign` and its like take whole members, `merge` goes into them. */
function together(evaluator: Evaluator, name: string, values: readonly Value[], node: Node): Value | undefined {
  if (name !== 'merge') return { kind: 'object', node, members: joined(evaluator, values.map(membersIn)) };
  const [first, ...others] = values;
  return first && others.reduce((one, other) => merged(evaluator, one, other, node), first);
}

const FUNCTION = /(?:^|[/.])(pick|omit|assign|assignIn|extend|merge|defaultTo)$/;

/** `pick(object, ['host', 'port'])`, `omit(object, 'sender')`, `merge(defaults, own)`; Ramda's `pick` takes the object last. */
function part(evaluator: Evaluator, { target, args, node, frame }: Call): Value | undefined {
  if (target.kind !== 'external' || !MODULES.test(target.module ?? '')) return undefined;
  const wanted = FUNCTION.exec(target.path.filter((step) => step !== 'default').at(-1) ?? target.module ?? '')?.[1];
  if (!wanted || args.some(({ spread }) => spread)) return undefined;
  const values = args.map(({ value }) => evaluator.evaluate(value, frame));
  if (wanted === 'defaultTo') {
    const [value, other] = values;
    return value && other && fallback('??', value, () => other, evaluator.facts);
  }
  if (wanted !== 'pick' && wanted !== 'omit') return together(evaluator, wanted, values, node);
  const object = values.find((value) => value.kind === 'object');
  const names = namesOf(values.filter((value) => value !== object));
  if (object?.kind !== 'object' || !names) return undefined;
  const isIn = wanted === 'pick';
  const members = object.members.filter((member) => member === 'unknown' || names.has(member.key) === isIn);
  return { kind: 'object', node, members };
}

export const lodash: MailLibrary = { call: part };
