/**
 * Nuxt: `useRuntimeConfig()`, which is what nuxt.config sets, and over it variables named after the path
 * (`NUXT_SMTP_HOST`), and the settings of its mail module.
 */
import type { Evaluator } from '../javascript/evaluator';
import { exportedValue } from '../javascript/modules';
import { fallback, known } from '../javascript/operators';
import { type Node, placeOf } from '../javascript/syntax';
import type { Known, Primitive, Value } from '../javascript/values';
import type { MailLibrary } from './library';
import { asOptions, each, inside } from './pick';

/** The settings of the project's nuxt.config; undefined where there are none, or none that are known. */
function runtimeConfig(evaluator: Evaluator, node: Node): Value | undefined {
  const tree = evaluator.surroundings.module('~/nuxt.config', node.tree);
  const config = tree && exportedValue(evaluator, tree);
  const settings = config?.kind === 'object' ? evaluator.member(config, 'runtimeConfig', node) : undefined;
  return settings?.kind === 'object' ? overridden(evaluator, settings, 'NUXT', node) : undefined;
}

function overridden(evaluator: Evaluator, value: Value, name: string, node: Node): Value {
  if (value.kind === 'known' || value.kind === 'unknown') return setting(evaluator, value, name, node);
  if (value.kind !== 'object') return value;
  const members = value.members.map((member) =>
    member === 'unknown'
      ? member
      : {
          ...member,
          value: () => overridden(evaluator, member.value(), `${name}_${variableName(member.key)}`, node),
        },
  );
  return { ...value, members };
}

/** `smtpHost`: `SMTP_HOST`. */
const variableName = (key: string) => key.replace(/([a-z\d])([A-Z])/g, '$1_$2').toUpperCase();

const EMPTY: ReadonlySet<Primitive> = new Set(['', null, undefined]);

function setting(evaluator: Evaluator, value: Value, name: string, node: Node): Value {
  const isSet = evaluator.surroundings.variable(name, placeOf(node)) !== undefined;
  // A setting with a value of its own does not ask for the variable.
  if (!isSet && value.kind === 'known' && !EMPTY.has(value.value)) return value;
  const given = evaluator.environment(name, node);
  if (given.kind === 'known' && given.value !== undefined) return typed(given);
  // Of two that nobody knows, nuxt.config's own says more: `process.env.SMTP_SECURE === 'true'`.
  if (value.kind === 'unknown') return value;
  return given.kind === 'known' || given.kind === 'unknown'
    ? fallback('??', { ...given, trail: undefined }, () => value, evaluator.facts)
    : given;
}

/** Nuxt gives numbers and booleans for texts that look like them. */
function typed({ value, ...rest }: Known): Value {
  const text = String(value);
  const word: Primitive = text === 'true' ? true : text === 'false' ? false : text;
  const isNumber = text.trim() !== '' && !Number.isNaN(Number(text));
  return known(isNumber ? Number(text) : word, rest.source, { key: rest.key });
}

export const nuxt: MailLibrary = {
  words: ['nuxt-mail'],
  /** Under this name stands everything that Nuxt gives to every program. */
  module: (_, source, node) => (source === '#imports' ? { kind: 'external', path: [], node } : undefined),
  functions: {
    useRuntimeConfig: (evaluator, _, node) =>
      evaluator.lasting(`nuxt:${node.tree.uri}`, node, () => runtimeConfig(evaluator, node) ?? evaluator.opaque(node)),
  },
  files: [
    {
      label: 'Nuxt mail module',
      path: /(?:^|\/)nuxt\.config\.[cm]?[jt]s$/,
      pick: (exported) => [
        ...asOptions(inside(exported, 'mail', 'smtp')),
        ...asOptions(inside(exported, 'runtimeConfig', 'mail', 'smtp')),
        ...each(inside(exported, 'modules')?.options).flatMap(({ options }) => {
          const [name, settings] = options.kind === 'array' ? options.items.map((item) => item()) : [];
          return name?.kind === 'known' && name.value === 'nuxt-mail' ? asOptions(inside(settings, 'smtp')) : [];
        }),
      ],
    },
  ],
};
