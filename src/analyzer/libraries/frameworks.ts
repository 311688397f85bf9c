/** Frameworks that hand settings on to nodemailer or a library like it: where each keeps them. */

import { type JavaScriptTree, mentions } from '../formats/javascript';
import { invoke } from '../javascript/calls';
import { classAround, objectWith, occurrences } from '../javascript/context';
import type { Evaluator } from '../javascript/evaluate';
import { exportedValue } from '../javascript/modules';
import { hasError, isFunction, type Node, parentOf, rootOf, textOf } from '../javascript/syntax';
import type { FunctionValue, Value } from '../javascript/values';
import { callsOf, pathOf } from './callees';
import { asOptions, each, inside, renamedKeys, resolved, textAt, withLogin, withSender } from './pick';
import type { Given, Site } from './site';

/** Settings in the arguments of a call. */
interface CallEntry {
  readonly label: string;
  /** The name that is called, and the way to it inside the package: `MailerModule.forRoot`. */
  readonly path: string;
  readonly modules: RegExp;
  /** Stands in every text that could have such a call. */
  readonly hint: string;
  /** True where the name alone tells enough, wherever it is imported from. */
  readonly telling?: boolean;
  readonly reader?: Site['reader'];
  readonly defaults?: Site['defaults'];
  pick(args: readonly Value[], evaluator: Evaluator): readonly Given[];
}

/** Settings in what a file exports, told by its path. */
interface FileEntry {
  readonly label: string;
  readonly path: RegExp;
  readonly defaults?: Site['defaults'];
  pick(exported: Value, evaluator: Evaluator): readonly Given[];
  /** Of a name that other JSON files have, too: true for the framework's own. */
  owns?(exported: Value): boolean;
}

/** `transport`, and the sender where `sender` leads to. */
const transportOf = ([options]: readonly Value[], ...sender: readonly string[]) =>
  withSender(asOptions(inside(options, 'transport')), inside(options, ...sender));

/** `transport` and each of the named `transports` of NestJS' mailer module. */
const mailerOptions = (options: Value | undefined): Given[] =>
  withSender(
    [...asOptions(inside(options, 'transport')), ...each(inside(options, 'transports')?.options)],
    inside(options, 'defaults', 'from'),
  );

const authProvider = ([options]: readonly Value[]): Given[] =>
  withSender(asOptions(inside(options, 'server')), inside(options, 'from'));

const CALLS: readonly CallEntry[] = [
  {
    label: 'NestJS mailer module',
    path: 'MailerModule.forRoot',
    hint: 'MailerModule',
    modules: /^@nest(?:js)?-modules\/mailer$/,
    telling: true,
    pick: ([options]) => mailerOptions(options),
  },
  {
    label: 'NestJS mailer module',
    path: 'MailerModule.forRootAsync',
    hint: 'MailerModule',
    modules: /^@nest(?:js)?-modules\/mailer$/,
    telling: true,
    pick: ([options], evaluator) => mailerOptions(resolved(inside(options, 'useFactory')?.options, evaluator)),
  },
  {
    label: 'e-mail provider of Auth.js',
    path: '',
    hint: '/providers/',
    modules: /^(?:next-auth|@auth\/[\w-]+)\/providers\/(?:email|nodemailer)$/,
    defaults: { port: 25 },
    pick: authProvider,
  },
  {
    label: 'e-mail provider of NextAuth 3',
    path: 'Email',
    hint: 'next-auth/providers',
    modules: /^next-auth\/providers$/,
    defaults: { port: 25 },
    pick: authProvider,
  },
  {
    label: 'Payload e-mail adapter',
    path: 'nodemailerAdapter',
    hint: 'nodemailerAdapter',
    modules: /^@payloadcms\/email-nodemailer$/,
    telling: true,
    pick: ([options]) =>
      withSender(asOptions(inside(options, 'transportOptions')), inside(options, 'defaultFromAddress')),
  },
  {
    label: 'AdonisJS mailer',
    path: 'transports.smtp',
    hint: '@adonisjs/mail',
    modules: /^@adonisjs\/mail$/,
    pick: ([options]) => asOptions(options && { options }),
  },
  {
    label: 'email-templates',
    path: '',
    hint: 'email-templates',
    modules: /^email-templates$/,
    pick: (args) => transportOf(args, 'message', 'from'),
  },
  {
    label: 'Fastify mailer',
    path: 'register',
    hint: 'fastify-mailer',
    modules: /^$/,
    telling: true,
    pick: ([plugin, options]) =>
      plugin?.kind === 'external' && plugin.module === 'fastify-mailer'
        ? transportOf(options ? [options] : [], 'defaults', 'from')
        : [],
  },
  {
    label: 'Feathers mailer',
    path: '',
    hint: 'feathers-mailer',
    modules: /^feathers-mailer$/,
    pick: ([options, defaults]) => withSender(asOptions(options && { options }), inside(defaults, 'from')),
  },
  {
    label: 'Vendure e-mail plugin',
    path: 'EmailPlugin.init',
    hint: 'EmailPlugin',
    modules: /^@vendure\/email-plugin$/,
    telling: true,
    pick: ([options]) =>
      textAt(options, 'transport', 'type') === 'smtp' ? asOptions(inside(options, 'transport')) : [],
  },
  {
    label: 'emailjs client',
    path: 'SMTPClient',
    hint: 'emailjs',
    modules: /^(?:npm:)?emailjs(?:@[^/]*)?$/,
    reader: 'emailjs',
    pick: ([options]) => asOptions(options && { options }),
  },
  {
    label: 'winston-mail transport',
    path: '',
    hint: 'winston-mail',
    modules: /^winston-mail$/,
    reader: 'emailjs',
    pick: ([options]) => asOptions(options && { options: renamedKeys(options, { username: 'user', secure: 'ssl' }) }),
  },
  {
    label: 'winston-mail transport',
    path: 'Mail',
    hint: 'winston',
    modules: /^winston(?:-mail)?$/,
    reader: 'emailjs',
    pick: ([options]) => asOptions(options && { options: renamedKeys(options, { username: 'user', secure: 'ssl' }) }),
  },
];

/** `env` for configurations that are functions of it. */
const withEnv = (exported: Value, evaluator: Evaluator): Value | undefined => {
  if (exported.kind !== 'function') return exported;
  const { node } = exported;
  const env: Value = { kind: 'external', path: ['env'], node };
  return resolved(exported, evaluator, [() => ({ kind: 'object', node, members: [{ key: 'env', value: () => env }] })]);
};

const hasTransports = (source: Value): readonly Given[] =>
  textAt(source, 'connector') === 'mail' || textAt(source, 'connector') === 'loopback-connector-mail'
    ? [...each(inside(source, 'transports')?.options), ...asOptions(inside(source, 'transport'))].filter(
        ({ options }) => textAt(options, 'type')?.toLowerCase() === 'smtp',
      )
    : [];

/** Strapi's own provider, by its short name or its package, and the one of Strapi 3. */
const STRAPI_PROVIDERS = /^(?:@strapi\/provider-email-|strapi-provider-email-)?nodemailer$/;

const FILES: readonly FileEntry[] = [
  {
    label: 'Strapi e-mail provider',
    path: /(?:^|\/)config\/(?:env\/[^/]+\/)?plugins\.[jt]s$/,
    pick: (exported, evaluator) => {
      const email = inside(withEnv(exported, evaluator), 'email')?.options;
      // Up to version 3 without `config` around it.
      const config = inside(email, 'config')?.options ?? email;
      return STRAPI_PROVIDERS.test(textAt(config, 'provider') ?? '')
        ? withSender(asOptions(inside(config, 'providerOptions')), inside(config, 'settings', 'defaultFrom'))
        : [];
    },
  },
  {
    label: 'AdonisJS mailer',
    path: /(?:^|\/)config\/mail\.[jt]s$/,
    pick: (exported) =>
      each(inside(exported, 'mailers')?.options ?? exported).filter(
        ({ options }) => textAt(options, 'driver') === 'smtp',
      ),
  },
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
  {
    label: 'Medusa SMTP plugin',
    path: /(?:^|\/)medusa-config\.[jt]s$/,
    pick: (exported) =>
      each(inside(exported, 'plugins')?.options)
        .filter(({ options }) => /^medusa-plugin-smtp/.test(textAt(options, 'resolve') ?? ''))
        .flatMap(({ options }) => asOptions(inside(options, 'options', 'transport'))),
  },
  {
    label: 'LoopBack mail connector',
    path: /(?:^|\/)datasources(?:\.[\w-]+)*\.(?:json|js)$/,
    pick: (exported) => each(exported).flatMap(({ options }) => hasTransports(options)),
    owns: (exported) => each(exported).some(({ options }) => textAt(options, 'connector') !== undefined),
  },
  {
    label: 'Sails e-mail hook',
    path: /(?:^|\/)config\/email\.[jt]s$/,
    pick: (exported) => {
      const email = inside(exported, 'email');
      const transporter = inside(email?.options, 'transporter');
      return transporter ? asOptions(transporter) : inside(email?.options, 'service') ? asOptions(email) : [];
    },
  },
  {
    label: 'Ghost mail settings',
    path: /(?:^|\/)config\.(?:production|development|local)\.json$/,
    pick: (exported) => {
      if (textAt(exported, 'mail', 'transport')?.toUpperCase() !== 'SMTP') return [];
      const given = inside(exported, 'mail', 'options');
      // Ghost still reads the old name of `secure`.
      return asOptions(given && { ...given, options: renamedKeys(given.options, { secureConnection: 'secure' }) });
    },
    owns: (exported) => textAt(exported, 'mail', 'transport') !== undefined,
  },
];

/** Without one of these words a file has no mail settings to export. */
const SMTP_WORDS = /smtp|mail/i;

function callSites(tree: JavaScriptTree, evaluator: Evaluator): Site[] {
  return CALLS.flatMap((entry) => {
    const name = entry.path.split('.').at(-1) || 'default';
    if (!mentions(tree, entry.hint)) return [];
    const calls = callsOf(tree, evaluator, name, entry.modules, (value, callee) => isEntry(entry, value, callee));
    return calls.flatMap((call): Site[] => {
      if (hasError(call.node) || call.args.some(({ spread }) => spread)) return [];
      return [
        {
          label: entry.label,
          node: call.node,
          anchor: call.name,
          given: (world) =>
            entry.pick(
              call.args.map(({ value }) => world.evaluate(value)),
              world,
            ),
          loginElsewhere: entry.defaults !== undefined,
          defaults: entry.defaults,
          reader: entry.reader,
        },
      ];
    });
  });
}

function isEntry(entry: CallEntry, value: Value, callee: Node): boolean {
  if (value.kind !== 'external')
    return entry.telling === true && value.kind === 'unknown' && endsWith(textOf(callee), entry.path);
  const path = pathOf(value).join('.');
  if (value.module === undefined) return entry.telling === true && (path === entry.path || endsWith(path, entry.path));
  return entry.modules.test(value.module)
    ? endsWith(path, entry.path)
    : entry.telling === true && value.module.startsWith('.') && endsWith(path, entry.path);
}

const endsWith = (text: string, path: string) => text === path || text.endsWith(`.${path}`);

function fileSites(tree: JavaScriptTree, evaluator: Evaluator): Site[] {
  const entries = FILES.filter(({ path }) => path.test(tree.path));
  if (entries.length === 0 || !SMTP_WORDS.test(tree.text)) return [];
  const root = rootOf(tree);
  return entries.flatMap((entry): Site[] => {
    const pick = (world: Evaluator) => {
      const exported = exportedValue(world, tree);
      return exported ? entry.pick(exported, world) : [];
    };
    if (pick(evaluator).length === 0) return [];
    return [{ label: entry.label, node: root, anchor: root, given: pick, defaults: entry.defaults }];
  });
}

/** True for JSON files that a framework may read and hand on. */
export const mayHoldOptions = (path: string): boolean => FILES.some((entry) => entry.owns && entry.path.test(path));

/** True for JSON that such a framework reads, whatever it says of mail. */
export function holdsOptions(tree: JavaScriptTree, evaluator: Evaluator): boolean {
  const exported = exportedValue(evaluator, tree);
  return FILES.some(({ path, owns }) => exported && path.test(tree.path) && owns?.(exported));
}

/** NestJS' `createMailerOptions()` in a class of its own. */
function methodSites(tree: JavaScriptTree): Site[] {
  return occurrences(tree, 'createMailerOptions').flatMap((name): Site[] => {
    const method = parentOf(name);
    if (!method || !isFunction(method) || hasError(method) || !classAround(method)) return [];
    const fn: FunctionValue = { kind: 'function', node: method, frame: undefined };
    const given = (evaluator: Evaluator) => mailerOptions(invoke(evaluator, fn, undefined, method));
    return [{ label: 'NestJS mailer module', node: method, anchor: name, given }];
  });
}

/** Settings in an object that is told by one of its keys. */
const KEYS: readonly { readonly key: string; readonly label: string; pick(object: Value): readonly Given[] }[] = [
  {
    key: 'emailAdapter',
    label: 'Parse Server e-mail adapter',
    pick: (object) => {
      const adapter = inside(object, 'emailAdapter')?.options;
      const given = inside(adapter, 'options');
      if (!given || !/^(?:parse-smtp-template|simple-parse-smtp-adapter)$/.test(textAt(adapter, 'module') ?? ''))
        return [];
      return asOptions({ ...given, options: withLogin(given.options, 'user', 'password') });
    },
  },
  {
    key: 'nodemailer',
    label: 'Apostrophe e-mail module',
    pick: (object) => {
      const tree = object.kind === 'object' ? object.node.tree : undefined;
      const isApostrophe = tree !== undefined && `${tree.path}\n${tree.text}`.includes('@apostrophecms/email');
      return isApostrophe ? asOptions(inside(object, 'nodemailer')) : [];
    },
  },
  {
    key: 'mixins',
    label: 'Moleculer mail service',
    pick: (object) => {
      const isMail = each(inside(object, 'mixins')?.options).some(
        ({ options }) => options.kind === 'external' && options.module === 'moleculer-mail',
      );
      if (!isMail) return [];
      const given = [inside(object, 'settings', 'transport'), inside(object, 'settings', 'template', 'transport')];
      return withSender(given.flatMap(asOptions), inside(object, 'settings', 'from'));
    },
  },
];

function keySites(tree: JavaScriptTree, evaluator: Evaluator): Site[] {
  return KEYS.flatMap(({ key, label, pick }) =>
    occurrences(tree, key).flatMap((name): Site[] => {
      const object = objectWith(name);
      if (!object || hasError(object) || pick(evaluator.evaluate(object)).length === 0) return [];
      return [{ label, node: object, anchor: name, given: (world) => pick(world.evaluate(object)) }];
    }),
  );
}

export function frameworkSites(tree: JavaScriptTree, evaluator: Evaluator): Site[] {
  return [
    ...callSites(tree, evaluator),
    ...fileSites(tree, evaluator),
    ...methodSites(tree),
    ...keySites(tree, evaluator),
  ];
}
