/** Where a document makes nodemailer's transports. */

import { type JavaScriptTree, mentions } from '../../formats/javascript';
import { occurrences } from '../../javascript/context';
import type { Evaluator } from '../../javascript/evaluator';
import { type Argument, expressionOf, hasError, type Node, textOf } from '../../javascript/syntax';
import { type Frame, memberOf, type Value } from '../../javascript/values';
import { type Call, callOf, callsOf, pathOf } from '../callees';
import { callersOf } from '../callers';
import type { MailLibrary } from '../library';
import { inside, withSender } from '../pick';
import type { Given, Site } from '../site';
import { CREATE, isNodemailers, MISNAMED, NODEMAILER, transporter } from './transporter';
import { type Wrapped, wrapped } from './wrappers';

/** Transport classes of nodemailer and the plug-ins that they once were: what they are called with are the options. */
const TRANSPORTS =
  /(?:^|[/:])nodemailer(?:@[^/:]*)?\/lib\/smtp-(?:transport|pool|connection)(?:\/index)?(?:\.js)?$|^nodemailer-smtp-(?:transport|pool)$/;

/** Every release of these opens its connections with smtp-connection 1 or 2. */
const OLD_PLUGINS = /^nodemailer-smtp-/;

/** The plug-in or class, for which the module tells what it is. */
const isTransport = (value: Value): boolean =>
  value.kind === 'external' &&
  value.module !== undefined &&
  TRANSPORTS.test(value.module) &&
  pathOf(value).length === 0;

/** The value of a call's argument; nothing for plug-ins: those of SMTP are sites of their own, others are not SMTP. */
function givenTo(argument: Node, evaluator: Evaluator, frame: Frame | undefined): Given[] {
  const expression = expressionOf(argument);
  if (expression.kind === 'new') return [];
  if (expression.kind === 'call' && isTransport(evaluator.evaluate(expression.callee))) return [];
  return [{ options: evaluator.evaluate(argument, frame) }];
}

/** Longest message, in UTF-16 code units, in which a login of its own is looked for. */
const LONGEST_MESSAGE = 2000;

/** True where a word follows another soon: a look at the text, which saves a look at each of many messages. */
function isNear(text: string, word: string, wanted: string): boolean {
  let found = 0;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, Math.max(at + 1, found - LONGEST_MESSAGE))) {
    found = text.indexOf(wanted, at);
    if (found < 0) return false;
    if (found - at < LONGEST_MESSAGE) return true;
  }
  return false;
}

/** `auth` in the defaults. */
function hasLoginInDefaults(args: readonly Argument[], evaluator: Evaluator): boolean {
  const defaults = args[1] && evaluator.evaluate(args[1].value);
  return defaults?.kind === 'object' && memberOf(defaults, 'auth') !== undefined;
}

/** `auth` in a message of this document. */
function hasLoginInMessages(tree: JavaScriptTree): boolean {
  if (!mentions(tree, 'sendMail') || !isNear(tree.text, 'sendMail', 'auth')) return false;
  return occurrences(tree, 'sendMail').some((name) => {
    const [message] = callOf(name)?.args ?? [];
    const value = message && expressionOf(message.value);
    return value?.kind === 'object' && value.properties.some(({ key }) => key === 'auth');
  });
}

/** nodemailer 0.7 took the transport's name first. */
const isOldForm = ([first, second]: readonly Argument[]) => {
  const literal = first && expressionOf(first.value);
  return second !== undefined && literal?.kind === 'literal' && /^[a-z]+$/i.test(String(literal.value));
};

function site(label: string, call: Call, evaluator: Evaluator, isLoginInMessages: boolean): Site[] {
  const old = isOldForm(call.args);
  const [first, second] = old ? call.args.slice(1) : call.args;
  const defaults = second?.spread ? undefined : second?.value;
  if (!first || first.spread || hasError(call.node)) return [];
  const called = evaluator.evaluate(call.callee);
  const module = (called.kind === 'external' && called.module) || '';
  return [
    {
      label,
      node: call.node,
      anchor: call.name,
      given: (world) =>
        callersOf(first.value, world)
          .filter((frame) => frame === undefined || world.assumeReached(call.node, frame))
          .flatMap((frame) => {
            const beside = defaults && world.evaluate(defaults, frame);
            return withSender(givenTo(first.value, world, frame), inside(beside, 'from')).map((one) => ({
              ...one,
              beside,
            }));
          }),
      // `SMTPConnection` is given the login later, by its method `login`.
      loginElsewhere: /\/smtp-connection/.test(module) || isLoginInMessages || hasLoginInDefaults(call.args, evaluator),
      isVersion2: OLD_PLUGINS.test(module),
      oldForm: old ? call.args[0]?.value : undefined,
      meant: textOf(call.name) === MISNAMED && /^[^.]*nodemailer/.test(module) ? CREATE : undefined,
    },
  ];
}

/** A call of a function elsewhere that hands on what it is given. */
const wrappedSite = ({ call, inner, frame }: Wrapped): Site => ({
  label: 'nodemailer transport',
  node: call.node,
  anchor: call.name,
  given(world) {
    const [first] = inner.args;
    const own = frame(world);
    return first && world.assumeReached(inner.node, own) ? givenTo(first.value, world, own) : [];
  },
});

function sitesIn(tree: JavaScriptTree, evaluator: Evaluator): Site[] {
  const created = [CREATE, MISNAMED].flatMap((name) =>
    mentions(tree, name) ? callsOf(tree, evaluator, name, NODEMAILER, isNodemailers(name)) : [],
  );
  const classes = ['smtp-transport', 'smtp-pool', 'smtp-connection'].some((name) => mentions(tree, name))
    ? callsOf(tree, evaluator, 'default', TRANSPORTS, isTransport)
    : [];
  const isLoginInMessages = created.length + classes.length > 0 && hasLoginInMessages(tree);
  return [
    ...created.flatMap((call) => site('nodemailer transport', call, evaluator, isLoginInMessages)),
    ...classes.flatMap((call) => site('nodemailer SMTP transport', call, evaluator, isLoginInMessages)),
    ...wrapped(tree, evaluator).map(wrappedSite),
  ];
}

export const nodemailer: MailLibrary = {
  call: transporter,
  words: [
    'nodemailer',
    CREATE,
    'smtp',
    'mailer',
    'transporter',
    'sendMail',
    'sendEmail',
    '/mail',
    '/email',
    'NODE_TLS_REJECT_UNAUTHORIZED',
  ],
  sites: sitesIn,
};
