/** nodemailer's function that makes transporters, and what it gives. */
import type { Call, Evaluator } from '../../javascript/evaluator';
import { type Node, textOf } from '../../javascript/syntax';
import type { External, Value } from '../../javascript/values';
import { pathOf } from '../callees';

/** `nodemailer`, `npm:nodemailer@6`, `https://esm.sh/nodemailer@7`. */
export const NODEMAILER = /(?:^|[/:])nodemailer(?:@[^/:]*)?(?:\/lib\/nodemailer(?:\.js)?)?$/;

/** nodemailer's function, and the name that people and machines give it by mistake. */
export const CREATE = 'createTransport';
export const MISNAMED = 'createTransporter';

/** Whether a value is certainly, or by its telling name, that function of nodemailer. */
export const isNodemailers =
  (name: string) =>
  (value: Value, callee: Node): boolean => {
    if (value.kind === 'external') {
      const path = pathOf(value);
      if (path.at(-1) !== name) return false;
      if (value.module !== undefined && NODEMAILER.test(value.module)) return path.length === 1;
      const isOurs = value.module === undefined || value.module.startsWith('.');
      return isOurs && /^nodemailer$/i.test(path.at(-2) ?? '');
    }
    return value.kind === 'unknown' && new RegExp(`\\bnodemailer\\s*[!?]?\\.${name}$`, 'i').test(textOf(callee));
  };

/** What `createTransport(…)` gives. Its name is no function of nodemailer, so that nothing else is taken for it. */
const TRANSPORTER = 'transporter';

export const isTransporter = (value: Value): value is External =>
  value.kind === 'external' &&
  value.path.length === 1 &&
  value.path[0] === TRANSPORTER &&
  value.module !== undefined &&
  NODEMAILER.test(value.module);

/** The value of a call that makes one. */
export function transporter(_: Evaluator, { target, callee, node }: Call): Value | undefined {
  const isMade = target.kind === 'external' && target.module !== undefined && isNodemailers(CREATE)(target, callee);
  return isMade ? { kind: 'external', module: target.module, path: [TRANSPORTER], node } : undefined;
}
