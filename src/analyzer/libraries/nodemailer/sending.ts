/** Messages whose sending nobody waits for, in functions that a platform may stop once they have answered. */

import { folderWith } from '../../environment-file';
import { type JavaScriptTree, mentions } from '../../formats/javascript';
import { LIMITS } from '../../javascript/budget';
import { homeOf, nameOfInitial, occurrences } from '../../javascript/context';
import type { Evaluator } from '../../javascript/evaluator';
import {
  type Argument,
  childNamed,
  childrenOf,
  encloses,
  expressionOf,
  isFunction,
  isNamed,
  type Node,
  parentOf,
  textOf,
} from '../../javascript/syntax';
import type { Project } from '../../model';
import { type Call, callOf, methodOf } from '../callees';
import { importedNames } from './imports';
import { CREATE, isTransporter } from './transporter';

/** A call of `name`; `waitsInVain`: its `await` waits for nothing, as the outcome goes to a callback. */
export interface Unawaited {
  readonly name: Node;
  readonly waitsInVain: boolean;
}

const SEND = 'sendMail';

/** Paths of functions that answer one request: routes of Next.js, Netlify's functions. */
const HANDLERS = /(?:^|\/)(?:pages\/api|netlify\/functions)\/.|^(?=(?:.*\/)?route\.\w+$)(?:.*\/)?app\//;

const SCRIPT = /\.[cm]?[jt]sx?$/;

/** What only functions of AWS Lambda, Firebase and Cloud Functions import. */
const PLATFORMS =
  /['"](?:aws-lambda|@middy\/core|serverless-http|@vendia\/serverless-express|firebase-functions(?:\/[\w/-]+)?|@google-cloud\/functions-framework)['"]/;

/** A server action of Next.js: the directive comes before everything else. */
const ACTIONS = /^\uFEFF?(?:\s|\/\/[^\n]*\n|\/\*(?:[^*]|\*(?!\/))*\*\/)*['"]use server['"]/;

/** Functions to which work is given that outlives the answer, and promises that somebody waits for. */
const KEEPS_ALIVE = /^(?:after|waitUntil|unstable_after|Promise)$/;

/** An answer or a promise is settled once the message is sent; `info.response` is what the mail server said. */
const SETTLES = /\b(?:res|resolve|reply|callback|cb|done)\b|(?<!\.)\bresponse\b/;

/** The Serverless Framework's file, and the template of AWS SAM: what they deploy runs on Lambda. */
const OF_LAMBDA = ['serverless.yml', 'serverless.yaml', 'serverless.ts', 'template.yaml', 'template.yml'];
const EXPORTS_HANDLER = /\bexports\.handler\s*=|\bexport\s+(?:const|(?:async\s+)?function)\s+handler\b/;

/** Each file of `api`, beside the file that configures Vercel. */
const isOfVercel = (uri: string, project: Project): boolean =>
  /\/api\//.test(uri) && project.read(`${uri.slice(0, uri.indexOf('/api/'))}/vercel.json`) !== undefined;

/** True only where the platform is certain. */
const isHandler = ({ path, text, uri }: JavaScriptTree, project: Project): boolean =>
  SCRIPT.test(path) &&
  (HANDLERS.test(path) ||
    PLATFORMS.test(text) ||
    ACTIONS.test(text) ||
    isOfVercel(uri, project) ||
    (EXPORTS_HANDLER.test(text) && folderWith(OF_LAMBDA, uri, project) !== undefined));

export function unawaited(tree: JavaScriptTree, evaluator: Evaluator, project: Project): Unawaited[] {
  if (!isHandler(tree, project)) return [];
  const sent = mentions(tree, SEND) ? occurrences(tree, SEND).filter((name) => isOfTransporter(name, evaluator)) : [];
  return [...sent, ...wrappersIn(tree, evaluator)].flatMap((name) => {
    const call = callOf(name);
    return (call && lostIn(call)) ?? [];
  });
}

/** True for a method of a transporter; in a module that makes one, whatever is asked to send mail is taken for it. */
function isOfTransporter(name: Node, evaluator: Evaluator): boolean {
  if (mentions(name.tree, CREATE)) return true;
  const callee = callOf(name)?.callee;
  const expression = callee && expressionOf(callee);
  return expression?.kind === 'member' && isTransporter(evaluator.evaluate(expression.object));
}

/** Names by which functions are called that send a message and give a promise of it. */
function wrappersIn(tree: JavaScriptTree, evaluator: Evaluator): Node[] {
  const imported = [...importedNames(tree, evaluator, SEND)].filter((name) => mentions(tree, name));
  const own = mentions(tree, SEND) ? occurrences(tree, SEND).flatMap((name) => nameAround(name) ?? []) : [];
  const words = new Set([...imported, ...own]);
  const names = [...words]
    .flatMap((word) => occurrences(tree, word).map((name) => methodOf(name) ?? name))
    .slice(0, LIMITS.sites);
  return names.filter((name) => {
    const call = callOf(name);
    const value = call && statementOf(call.node) ? evaluator.evaluate(call.callee) : undefined;
    return value?.kind === 'function' && promises(value.node, evaluator);
  });
}

/** The name of the function around a node. */
function nameAround(node: Node): string | undefined {
  const fn = homeOf(node);
  const name = isFunction(fn) ? (childNamed(fn, 'VariableDefinition') ?? nameOfInitial(fn)) : undefined;
  return name && textOf(name);
}

const GIVES_PROMISE = /(?:\b(?:await|return)\s|=>)\s*[\w$][\w$.()![\]]{0,80}\.$/;

/** True where a function awaits or returns what `sendMail` gives, so that waiting for the function is worth it. */
const promises = (fn: Node, evaluator: Evaluator): boolean =>
  mentions(fn.tree, SEND) &&
  occurrences(fn.tree, SEND).some(
    (name) =>
      encloses(fn, name) &&
      GIVES_PROMISE.test(fn.tree.text.slice(Math.max(0, name.syntax.from - 120), name.syntax.from)) &&
      isOfTransporter(name, evaluator),
  );

/** True where a callback may be what answers, or what somebody waits for. */
function isSettled(callback: Argument | undefined): boolean {
  if (!callback) return false;
  const text = textOf(callback.value);
  return isFunction(callback.value) ? SETTLES.test(text) : !/^console\./.test(text);
}

function lostIn(call: Call): Unawaited | undefined {
  const statement = statementOf(call.node);
  if (!statement || isKeptAlive(call.node)) return undefined;
  const callback = textOf(call.name) === SEND ? call.args[1] : undefined;
  if (isSettled(callback) || statement.handlers.some(isSettled)) return undefined;
  if (statement.isAwaited && !callback) return undefined;
  return { name: call.name, waitsInVain: statement.isAwaited };
}

/** The statement that a call makes up with the handlers of its promise; undefined where something else takes its value. */
function statementOf(call: Node): { readonly isAwaited: boolean; readonly handlers: readonly Argument[] } | undefined {
  const handlers: Argument[] = [];
  let at = call;
  for (let member = parentOf(at); member && isNamed(member, 'MemberExpression'); member = parentOf(at)) {
    const outer = parentOf(member);
    const expression = outer && expressionOf(outer);
    if (!outer || expression?.kind !== 'call' || !/\.\s*(?:then|catch|finally)$/.test(textOf(member))) return undefined;
    handlers.push(...expression.args);
    at = outer;
  }
  const parent = parentOf(at);
  const isAwaited = parent !== undefined && isNamed(parent, 'AwaitExpression');
  const statement = isAwaited ? parentOf(parent) : parent;
  return statement && isNamed(statement, 'ExpressionStatement') ? { isAwaited, handlers } : undefined;
}

/** True inside of a function that is given to something that waits. */
function isKeptAlive(node: Node): boolean {
  for (let at: Node | undefined = node; at; at = parentOf(at)) {
    const list = isFunction(at) ? parentOf(at) : undefined;
    const call = list && isNamed(list, 'ArgList') ? parentOf(list) : undefined;
    const expression = call && expressionOf(call);
    if (expression?.kind !== 'call' && expression?.kind !== 'new') continue;
    const name = childrenOf(expression.callee).at(-1) ?? expression.callee;
    if (KEEPS_ALIVE.test(textOf(name))) return true;
  }
  return false;
}
