/** lodash and its like: the parts of an object. */
import type { Call, Evaluator } from '../javascript/evaluator';
import type { Value } from '../javascript/values';
import type { MailLibrary } from './library';

const MODULES = /^(?:lodash(?:-es)?(?:\/\w+)?|lodash\.\w+|underscore|es-toolkit|radash|ramda)$/;

/** The names that the arguments list, each by itself or in an array; undefined where one is not known. */
function namesOf(values: readonly Value[]): ReadonlySet<string> | undefined {
  const names = values.flatMap((value) => (value.kind === 'array' ? value.items.map((item) => item()) : [value]));
  const isListed = values.every((value) => value.kind !== 'array' || !value.open);
  const texts = names.flatMap((name) => (name.kind === 'known' ? [String(name.value)] : []));
  return isListed && texts.length === names.length ? new Set(texts) : undefined;
}

/** `pick(object, ['host', 'port'])`, `omit(object, 'sender')`; Ramda's take the object last. */
function part(evaluator: Evaluator, { target, args, node, frame }: Call): Value | undefined {
  if (target.kind !== 'external' || !MODULES.test(target.module ?? '')) return undefined;
  const wanted = /(?:^|[/.])(pick|omit)$/.exec(
    target.path.filter((step) => step !== 'default').at(-1) ?? target.module ?? '',
  )?.[1];
  if (!wanted || args.some(({ spread }) => spread)) return undefined;
  const values = args.map(({ value }) => evaluator.evaluate(value, frame));
  const object = values.find((value) => value.kind === 'object');
  const names = namesOf(values.filter((value) => value !== object));
  if (object?.kind !== 'object' || !names) return undefined;
  const isIn = wanted === 'pick';
  const members = object.members.filter((member) => member === 'unknown' || names.has(member.key) === isIn);
  return { kind: 'object', node, members };
}

export const lodash: MailLibrary = { call: part };
