/** NestJS' settings (@nestjs/config 4): its reader, told by its type, and the namespaces that `registerAs` names. */

import type { JavaScriptTree } from '../formats/javascript';
import { invoke } from './calls';
import { occurrences } from './context';
import type { Evaluator } from './evaluate';
import { exportedValue } from './modules';
import { type Expression, expressionOf, type Node, parentOf, textOf } from './syntax';
import { memberOf, type Value } from './values';

/** What a parameter or field is by its type: the reader, or a namespace (`ConfigType<typeof mailConfig>`). */
export function injectedByType(evaluator: Evaluator, type: string, node: Node): Value | undefined {
  if (isConfigService(type)) return { kind: 'external', path: ['ConfigService'], node };
  const name = /^ConfigType<\s*typeof\s+([\w$]+)\s*>/.exec(type)?.[1];
  return name === undefined ? undefined : evaluator.name(name, node, undefined);
}

export const isConfigService = (type: string): boolean => /^(?:Nest)?ConfigService\b/.test(type);

/** `registerAs('mail', () => ({ … }))` stands for what its function returns; undefined for any other call. */
export function registered(evaluator: Evaluator, target: Value, args: readonly (() => Value)[]): Value | undefined {
  if (target.kind !== 'external' || target.module !== '@nestjs/config' || target.path.join('.') !== 'registerAs')
    return undefined;
  const factory = args[1]?.();
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
export function namespaced(evaluator: Evaluator, key: string, node: Node): Value | undefined {
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
export function isText(evaluator: Evaluator, key: Value | undefined, from: Node): boolean {
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
