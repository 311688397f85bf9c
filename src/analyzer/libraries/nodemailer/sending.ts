/** Messages whose sending nobody waits for, in functions that a platform may stop once they have answered. */

import { type JavaScriptTree, mentions } from '../../formats/javascript';
import { occurrences } from '../../javascript/context';
import { childrenOf, expressionOf, isFunction, isNamed, type Node, parentOf, textOf } from '../../javascript/syntax';
import { callOf } from '../callees';

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

/** An answer or a promise is settled once the message is sent. */
const SETTLES = /\b(?:res|response|resolve|reply|callback|cb|done)\b/;

/** True only where the platform is certain. */
export const isHandler = ({ path, text }: JavaScriptTree): boolean =>
  SCRIPT.test(path) && (HANDLERS.test(path) || PLATFORMS.test(text) || ACTIONS.test(text));

export function unawaited(tree: JavaScriptTree): Node[] {
  if (!isHandler(tree) || !mentions(tree, 'sendMail')) return [];
  return occurrences(tree, 'sendMail').filter((name) => {
    const call = callOf(name);
    const statement = call && parentOf(call.node);
    if (!statement || !isNamed(statement, 'ExpressionStatement')) return false;
    const callback = call.args[1]?.value;
    if (callback && (!isFunction(callback) || SETTLES.test(textOf(callback)))) return false;
    return !isKeptAlive(call.node);
  });
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
