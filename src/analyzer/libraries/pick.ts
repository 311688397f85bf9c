/** Finding settings inside the values that frameworks are given. */
import { invoke } from '../javascript/calls';
import type { Evaluator } from '../javascript/evaluator';
import { type Member, memberOf, type Value } from '../javascript/values';
import type { Given } from './site';

/** The value at a path of keys; undefined where it is not there, or not known. */
export function inside(value: Value | undefined, ...path: readonly string[]): Given | undefined {
  let current = value;
  let member: Member | undefined;
  for (const key of path) {
    const found = current?.kind === 'object' ? memberOf(current, key) : undefined;
    if (!found || found === 'unknown') return undefined;
    member = found;
    current = found.value();
  }
  return current && { options: current, holder: member?.property?.keyNode };
}

export const textAt = (value: Value | undefined, ...path: readonly string[]): string | undefined => {
  const found = inside(value, ...path)?.options;
  return found?.kind === 'known' && typeof found.value === 'string' ? found.value : undefined;
};

/** Every value of an object of named settings. */
export function each(value: Value | undefined): Given[] {
  if (value?.kind === 'array') return value.items.map((item) => ({ options: item() }));
  if (value?.kind !== 'object') return [];
  return value.members.flatMap((member) =>
    member === 'unknown' ? [] : [{ options: member.value(), holder: member.property?.keyNode }],
  );
}

/** What a function returns, or the value itself; `await` and promises are looked through. */
export function resolved(
  value: Value | undefined,
  evaluator: Evaluator,
  args?: readonly (() => Value)[],
): Value | undefined {
  return value?.kind === 'function' ? invoke(evaluator, value, args, value.node) : value;
}

/** A value that may be options: plug-ins, ready transporters and other things are none. */
export const asOptions = (given: Given | undefined): Given[] =>
  given && ['object', 'known', 'unknown'].includes(given.options.kind) ? [given] : [];

/** Settings beside which the sender is given. */
export const withSender = (given: readonly Given[], sender: Given | undefined): Given[] =>
  given.map((one) => ({ ...one, sender: sender?.options }));

/** An object with some keys under other names, for readers that spell nodemailer's options their own way. */
export function renamedKeys(value: Value, names: Readonly<Record<string, string>>): Value {
  if (value.kind !== 'object') return value;
  const members = value.members.map((member) =>
    member === 'unknown' ? member : { ...member, key: names[member.key] ?? member.key },
  );
  return { ...value, members };
}

/** An object whose login stands beside the host. */
export function withLogin(value: Value, user: string, password: string): Value {
  if (value.kind !== 'object') return value;
  const isLogin = (member: Member | 'unknown'): member is Member =>
    member !== 'unknown' && (member.key === user || member.key === password);
  const login = value.members.filter(isLogin);
  const auth: Value = renamedKeys(
    { kind: 'object', node: value.node, members: login },
    { [user]: 'user', [password]: 'pass' },
  );
  const rest = value.members.filter((member) => !isLogin(member));
  return login.length === 0 ? value : { ...value, members: [...rest, { key: 'auth', value: () => auth }] };
}

/** `transport`, and the sender where `sender` leads to. */
export const transportOf = (options: Value | undefined, ...sender: readonly string[]): Given[] =>
  withSender(asOptions(inside(options, 'transport')), inside(options, ...sender));
