/** Strapi: its reader of the environment, and the settings of its e-mail plug-in. */
import { number, variable } from '../javascript/builtins';
import type { Builtin, Evaluator } from '../javascript/evaluator';
import { equal, known } from '../javascript/operators';
import type { Value } from '../javascript/values';
import type { FileEntry, MailLibrary } from './library';
import { asOptions, inside, resolved, textAt, withSender } from './pick';

/** The text `true`, and nothing else, is true. */
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

/** `env` for configurations that are functions of it. */
const withEnv = (exported: Value, evaluator: Evaluator): Value | undefined => {
  if (exported.kind !== 'function') return exported;
  const { node } = exported;
  const env: Value = { kind: 'external', path: ['env'], node };
  return resolved(exported, evaluator, [() => ({ kind: 'object', node, members: [{ key: 'env', value: () => env }] })]);
};

/** Strapi's own provider, by its short name or its package, and the one of Strapi 3. */
const PROVIDERS = /^(?:@strapi\/provider-email-|strapi-provider-email-)?nodemailer$/;

const PLUGINS: Omit<FileEntry, 'path'> = {
  label: 'Strapi e-mail provider',
  pick: (exported, evaluator) => {
    const email = inside(withEnv(exported, evaluator), 'email')?.options;
    // Up to version 3 without `config` around it.
    const config = inside(email, 'config')?.options ?? email;
    return PROVIDERS.test(textAt(config, 'provider') ?? '')
      ? withSender(asOptions(inside(config, 'providerOptions')), inside(config, 'settings', 'defaultFrom'))
      : [];
  },
};

export const strapi: MailLibrary = {
  functions: {
    env: variable(),
    'env.int': variable(withoutTrail),
    'env.float': variable(withoutTrail),
    'env.bool': variable(strictBoolean),
  },
  /** A configuration takes its reader out of what it is called with: `({ env }) => …`. */
  injected: (_, { key }, node) => (key === 'env' ? { kind: 'external', path: ['env'], node } : undefined),
  files: [
    { ...PLUGINS, path: /(?:^|\/)config\/(?:env\/[^/]+\/)?plugins\.[jt]s$/ },
    {
      ...PLUGINS,
      path: /(?:^|\/)config\/(?:env\/[^/]+\/)?plugin\.[jt]s$/,
      misnamed: { program: 'Strapi', file: 'config/plugins' },
    },
  ],
};
