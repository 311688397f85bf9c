/** AdonisJS: its reader of the environment, and the settings of its mailer. */
import { variable } from '../javascript/builtins';
import type { Builtin } from '../javascript/evaluator';
import { textOf } from '../javascript/syntax';
import type { Value } from '../javascript/values';
import type { MailLibrary } from './library';
import { asOptions, each, inside, textAt } from './pick';
import { withSchema } from './readers';

/** The modules of AdonisJS 6 and 5 whose default export reads the environment. */
const READERS: ReadonlySet<string> = new Set(['#start/env', '@ioc:Adonis/Core/Env']);

/** `use('Env')` of AdonisJS 4. */
const use: Builtin = (_, [name], node) => {
  const key = name?.();
  return key?.kind === 'known' && key.value === 'Env' ? { kind: 'external', path: ['Env'], node } : undefined;
};

export const adonis: MailLibrary = {
  words: ['@adonisjs/mail'],
  module(evaluator, source, node) {
    if (!READERS.has(source)) return undefined;
    const env: Value = { kind: 'external', path: ['env'], node };
    return {
      kind: 'namespace',
      node,
      member: (name) => (name === 'default' ? env : evaluator.member(env, name, node)),
    };
  },
  functions: { use, 'env.get': variable(withSchema), 'Env.get': variable(withSchema) },
  /** `mailConfig({…})` gives back what it is given. */
  call(evaluator, { callee, args: [first], frame }) {
    return first && !first.spread && textOf(callee) === 'mailConfig'
      ? evaluator.evaluate(first.value, frame)
      : undefined;
  },
  calls: [
    {
      label: 'AdonisJS mailer',
      path: 'transports.smtp',
      modules: /^@adonisjs\/mail$/,
      pick: ([options]) => asOptions(options && { options }),
    },
  ],
  files: [
    {
      label: 'AdonisJS mailer',
      path: /(?:^|\/)config\/mail\.[jt]s$/,
      pick: (exported) =>
        each(inside(exported, 'mailers')?.options ?? exported).filter(
          ({ options }) => textAt(options, 'driver') === 'smtp',
        ),
    },
  ],
};
