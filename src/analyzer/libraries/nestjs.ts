/**
 * NestJS: its settings (@nestjs/config 4), with a reader that is told by its type and namespaces that `registerAs` names,
 * and its mailer module.
 */

import type { JavaScriptTree } from '../formats/javascript';
import { variable } from '../javascript/builtins';
import { invoke } from '../javascript/calls';
import { classAround, occurrences } from '../javascript/context';
import type { Builtin, Call, Evaluator, Wanted } from '../javascript/evaluator';
import { exportedValue } from '../javascript/modules';
import { fallback } from '../javascript/operators';
import { type Expression, expressionOf, hasError, isFunction, type Node, parentOf, textOf } from '../javascript/syntax';
import { type FunctionValue, memberOf, type Value } from '../javascript/values';
import type { MailLibrary } from './library';
import { isTransporter } from './nodemailer/transporter';
import { asOptions, each, inside, resolved, withSender } from './pick';
import { withSchema } from './readers';
import type { Given, Site } from './site';

/** What a parameter or field is by its type: the reader, or a namespace (`ConfigType<typeof mailConfig>`). */
function injected(evaluator: Evaluator, { type }: Wanted, node: Node): Value | undefined {
  if (isConfigService(type)) return { kind: 'external', path: ['ConfigService'], node };
  const name = /^ConfigType<\s*typeof\s+([\w$]+)\s*>/.exec(type)?.[1];
  return name === undefined ? undefined : evaluator.name(name, node, undefined);
}

const isConfigService = (type: string): boolean => /^(?:Nest)?ConfigService\b/.test(type);

/** `registerAs('mail', () => ({ … }))` stands for what its function returns. */
function registered(evaluator: Evaluator, { target, args: [, second], frame }: Call): Value | undefined {
  if (target.kind !== 'external' || target.module !== '@nestjs/config' || target.path.join('.') !== 'registerAs')
    return undefined;
  const factory = second && evaluator.evaluate(second.value, frame);
  return factory?.kind === 'function' ? invoke(evaluator, factory, [], factory.node) : undefined;
}

/** Where projects keep a namespace, or all of them; the modules that load them may stand anywhere. */
const PLACES = [
  'src/config/*.config',
  'src/config/*',
  'src/*/config/*.config',
  'src/*/*.config',
  'src/common/config/*.config',
  'src/configs/*.config',
];
const WHOLE = ['src/config/configuration', 'src/configuration', 'src/config/index'];

/** What the reader gives for `mail.host` or `mail`; undefined where no file of the workspace tells. */
function namespaced(evaluator: Evaluator, key: string, node: Node): Value | undefined {
  const [name = '', ...path] = key.split('.');
  if (!/^[a-z][\w-]*$/i.test(name) || /^[A-Z\d_]+$/.test(name)) return undefined;
  const namespace = namespaceOf(evaluator, name, node.tree);
  if (!namespace) return undefined;
  return path.reduce<Value>((value, part) => evaluator.member(value, part, node), namespace);
}

function namespaceOf(evaluator: Evaluator, name: string, from: JavaScriptTree): Value | undefined {
  for (const place of PLACES) {
    const tree = evaluator.surroundings.module(place.replaceAll('*', name), from);
    const call =
      tree &&
      occurrences(tree, 'registerAs')
        .map(callAround)
        .find((one) => isNamedCall(one, name));
    if (call) return evaluator.evaluate(call);
  }
  for (const place of WHOLE) {
    const tree = evaluator.surroundings.module(place, from);
    const exported = tree && exportedValue(evaluator, tree);
    const whole = exported?.kind === 'function' ? invoke(evaluator, exported, [], exported.node) : exported;
    const part = whole?.kind === 'object' ? evaluator.member(whole, name, whole.node) : undefined;
    if (part?.kind === 'object') return part;
  }
  return undefined;
}

/** The options by which something may be made of the texts; what is loaded may have a variable's name. */
const CHECKS = ['validationSchema', 'validate', 'load'];

/** True for a variable where the application's own module loads the settings without a schema; a namespace may have any. */
function isText(evaluator: Evaluator, key: Value | undefined, from: Node): boolean {
  if (key?.kind !== 'known' || !/^[A-Z\d_]+$/.test(String(key.value))) return false;
  const tree = evaluator.surroundings.module('src/app.module', from.tree);
  const loads = (tree ? occurrences(tree, 'forRoot') : []).flatMap((name) => {
    const callee = parentOf(name);
    const call = callee && textOf(callee) === 'ConfigModule.forRoot' ? callAround(callee) : undefined;
    return call ? [expressionOf(call)] : [];
  });
  return (
    loads.length > 0 &&
    loads.every((call) => {
      const options = call.kind === 'call' && call.args[0] ? evaluator.evaluate(call.args[0].value) : undefined;
      if (!options) return true;
      return options.kind === 'object' && CHECKS.every((name) => memberOf(options, name) === undefined);
    })
  );
}

const callAround = (callee: Node): Node | undefined => {
  const parent = parentOf(callee);
  return parent && expressionOf(parent).kind === 'call' ? parent : undefined;
};

function isNamedCall(call: Node | undefined, name: string): boolean {
  const expression: Expression | undefined = call && expressionOf(call);
  const [first] = expression?.kind === 'call' ? expression.args : [];
  const literal = first && expressionOf(first.value);
  return literal?.kind === 'literal' && literal.value === name;
}

/** A variable, or a setting in a namespace. A second argument is a default, or options of the reader. */
const configService: Builtin = (evaluator, args, node) => {
  const [key, other] = args.map((arg) => arg());
  const found = key?.kind === 'known' ? namespaced(evaluator, String(key.value), node) : undefined;
  if (!found) return variable(isText(evaluator, key, node) ? undefined : withSchema)(evaluator, args, node);
  return other === undefined || other.kind === 'object' ? found : fallback('??', found, () => other, evaluator.facts);
};

/** What the module hands on to `createTransport`, a finished transporter by mistake included. */
const transportIn = (given: Given | undefined): readonly Given[] =>
  given && isTransporter(given.options) ? [given] : asOptions(given);

/** `transport` and each of the named `transports`. */
const mailerOptions = (options: Value | undefined): Given[] =>
  withSender(
    [...transportIn(inside(options, 'transport')), ...each(inside(options, 'transports')?.options)],
    inside(options, 'defaults', 'from'),
  );

const LABEL = 'NestJS mailer module';
const MAILER = /^@nest(?:js)?-modules\/mailer$/;

/** `createMailerOptions()` in a class of its own. */
function factorySites(tree: JavaScriptTree): Site[] {
  return occurrences(tree, 'createMailerOptions').flatMap((name): Site[] => {
    const method = parentOf(name);
    if (!method || !isFunction(method) || hasError(method) || !classAround(method)) return [];
    const fn: FunctionValue = { kind: 'function', node: method, frame: undefined };
    const given = (evaluator: Evaluator) => mailerOptions(invoke(evaluator, fn, undefined, method));
    return [{ label: LABEL, node: method, anchor: name, given }];
  });
}

export const nestjs: MailLibrary = {
  words: ['MailerModule'],
  functions: { 'ConfigService.get': configService, 'ConfigService.getOrThrow': configService },
  call: registered,
  injected,
  calls: [
    {
      label: LABEL,
      path: 'MailerModule.forRoot',
      modules: MAILER,
      telling: true,
      pick: ([options]) => mailerOptions(options),
    },
    {
      label: LABEL,
      path: 'MailerModule.forRootAsync',
      modules: MAILER,
      telling: true,
      pick: ([options], evaluator) => mailerOptions(resolved(inside(options, 'useFactory')?.options, evaluator)),
    },
  ],
  sites: factorySites,
};
