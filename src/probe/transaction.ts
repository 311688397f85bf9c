/** A mail transaction (RFC 5321 section 3.3): sender and recipient, and what a refusal of each step means. */
import { positive, type Reply } from './conversation';
import type { FailureCode } from './explanations';
import { Failure } from './failure';
import { isAddress } from './message';
import type { Envelope } from './report';
import type { Outcome, Session } from './session';

const ASCII = /^[\x21-\x7e]+$/;

/** What was refused, and its code where the server says no more than no. */
const STEPS = { sender: 'sender-rejected', recipient: 'recipient-rejected', message: 'message-rejected' } as const;

type Step = keyof typeof STEPS;

interface Refusal extends Reply {
  readonly text: string;
  readonly step: Step;
}

const FOREIGN_SENDER =
  /not owned|send ?as|not (?:been )?verified|unverified|verified sender|sender (?:signature|identity)/i;

/** What more a reply says, the surest sign first. Enhanced status codes: RFC 3463 and IANA's list. */
const REASONS: readonly (readonly [FailureCode, (refusal: Refusal) => boolean])[] = [
  ['transaction-needs-login', ({ code, text }) => code === 530 || /authentication (?:is )?required/i.test(text)],
  ['message-too-large', ({ status, text }) => /\.3\.4$/.test(status ?? '') || /too (?:big|large)/i.test(text)],
  ['mailbox-full', ({ status, text }) => /\.2\.2$/.test(status ?? '') || /over quota|mailbox (?:is )?full/i.test(text)],
  // Postfix and others tell of a bad sender only when they hear the recipient.
  ['sender-not-owned', ({ code, text }) => code >= 500 && FOREIGN_SENDER.test(text)],
  ['sender-not-owned', ({ code, step, text }) => code >= 500 && step === 'sender' && /not allowed/i.test(text)],
  // After the recipient was accepted, only the sender can be what is not relayed for (Zoho).
  ['sender-not-owned', ({ code, step, text }) => code >= 500 && step !== 'recipient' && /\brelay/i.test(text)],
  ['relay-denied', ({ step, text }) => step === 'recipient' && /\brelay/i.test(text)],
  [
    'recipient-unknown',
    ({ status, text }) =>
      /^5\.1\.(?:[1236]|10)$/.test(status ?? '') || /user unknown|(?:unknown|no such) (?:user|recipient)/i.test(text),
  ],
  ['refused-for-now', ({ code }) => code >= 400 && code < 500],
  ['refused-by-policy', ({ status }) => /^5\.7\./.test(status ?? '')],
];

/** The outcome of a refused step. */
export function refused(session: Session, step: Step, reply: Reply): Outcome {
  const refusal = { ...reply, step, text: reply.lines.join(' ') };
  const code = REASONS.find(([, fits]) => fits(refusal))?.[0] ?? STEPS[step];
  return session.outcome('fail', code, { ...session.shown(reply), subject: step });
}

/** Whether an address can stand between angle brackets on this connection. */
const usable = (address: string, session: Session): boolean =>
  isAddress(address) && (ASCII.test(address) || (session.inside ?? session.clear)?.has('SMTPUTF8') === true);

/** MAIL FROM and RCPT TO. Returns the outcome of the step that the server refuses, undefined where it refuses none. */
export async function envelopeRefused(
  session: Session,
  { from, to }: Envelope,
  signal: AbortSignal,
  size?: number,
): Promise<Outcome | undefined> {
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
  return positive(recipient) ? undefined : refused(session, 'recipient', recipient);
}
