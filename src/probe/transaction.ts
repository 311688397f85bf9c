/** A mail transaction (RFC 5321 section 3.3): sender and recipient, and what a refusal of each step means. */
import { positive } from './conversation';
import { Failure } from './failure';
import { isAddress, onTheWire } from './message';
import { meaningOf, type Step } from './refusals';
import type { Reply } from './reply';
import type { Envelope } from './report';
import type { Outcome, Session } from './session';

const ASCII = /^[\x21-\x7e]+$/;

/** Its code where the server says no more than no. */
const STEPS = { sender: 'sender-rejected', recipient: 'recipient-rejected', message: 'message-rejected' } as const;

/** The outcome of a refused step. */
export function refused(session: Session, step: Step, reply: Reply): Outcome {
  const { host, login } = session;
  const fallback = { code: reply.code >= 400 && reply.code < 500 ? 'refused-for-now' : STEPS[step] } as const;
  const { code, advice } = meaningOf('transaction', reply, { host, step, loggedIn: login === 'accepted' }) ?? {
    ...fallback,
    advice: undefined,
  };
  return session.outcome('fail', code, { ...session.shown(reply), subject: step, advice });
}

/** Whether an address can stand between angle brackets on this connection. */
const usable = (address: string, session: Session): boolean =>
  isAddress(address) && (ASCII.test(address) || (session.inside ?? session.clear)?.has('SMTPUTF8') === true);

/** MAIL FROM and RCPT TO. Returns the outcome of the step that the server refuses, undefined where it refuses none. */
export async function envelopeRefused(
  session: Session,
  envelope: Envelope,
  signal: AbortSignal,
  size?: number,
): Promise<Outcome | undefined> {
  const from = onTheWire(envelope.from);
  const to = envelope.to === undefined ? undefined : onTheWire(envelope.to);
  if (!usable(from, session)) throw new Failure('address-not-usable', { subject: 'sender' });
  if (to !== undefined && !usable(to, session)) throw new Failure('address-not-usable', { subject: 'recipient' });
  const offers = session.inside ?? session.clear;
  const parameters = [
    // RFC 1870: what is too large is to be refused before it is sent.
    ...(size !== undefined && offers?.has('SIZE') ? [` SIZE=${size}`] : []),
    ...(ASCII.test(from + (to ?? '')) ? [] : [' SMTPUTF8']),
  ];
  const sender = await session.ask(`MAIL FROM:<${from}>${parameters.join('')}`, signal);
  if (!positive(sender)) return refused(session, 'sender', sender);
  if (to === undefined) return undefined;
  const recipient = await session.ask(`RCPT TO:<${to}>`, signal);
  // 254 says that the address is accepted and nothing will be delivered to it (Oracle).
  return positive(recipient) && recipient.code !== 254 ? undefined : refused(session, 'recipient', recipient);
}
