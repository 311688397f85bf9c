import { modeInWords } from '../../analyzer/words';
import { Failure } from '../failure';
import { type Composed, compose, onTheWire } from '../message';
import type { Fact } from '../report';
import type { Outcome, Session } from '../session';
import { envelopeRefused, refused } from '../transaction';
import type { Stage } from './stage';

/** Why the message is not sent; undefined where nothing speaks against it. */
function withheld({ target, login, objection }: Session): Outcome | undefined {
  if (objection) {
    return {
      status: 'skipped',
      sentence: `The message was not sent: ${objection}.`,
      advice: 'Fix the problem above, then send it again.',
    };
  }
  if (!target.login || login === 'accepted') return undefined;
  return {
    status: 'skipped',
    sentence: 'The message was not sent: the configuration logs in first, and this test did not.',
    advice: 'Test with login.',
  };
}

/** Hands the content over. From here on it may be delivered, whatever becomes of the connection. */
async function send(session: Session, text: string, signal: AbortSignal): Promise<Outcome> {
  const { conversation, timeouts } = session;
  const go = await session.ask('DATA', signal);
  if (go.code !== 354) return refused(session, 'message', go);
  session.message = 'unknown';
  const reply = await session.limited(timeouts.message, signal, 'answer-timeout', (limit) =>
    conversation!.ask(`${text}\r\n.`, limit, `[the message, ${text.length} characters]`),
  );
  if (reply.code >= 300) return refused(session, 'message', reply);
  session.message = 'accepted';
  return {
    status: 'ok',
    sentence: `The server took the message ("${session.shown(reply).reply}").`,
    advice: 'Look for it in the mailbox, and among the spam: that the server took it does not prove that it arrives.',
  };
}

const factsOf = (session: Session, { id }: Composed): Fact[] => [
  { label: 'From', value: session.show(session.options.message!.from) },
  { label: 'To', value: session.show(session.options.message!.to) },
  { label: 'Message-ID', value: session.show(id) },
];

export const message: Stage = {
  id: 'message',
  title: 'Test message',
  async run(session, signal) {
    const reason = withheld(session);
    if (reason) return reason;
    const { options, target, host, login } = session;
    const asked = { ...options.message!, from: onTheWire(options.message!.from), to: onTheWire(options.message!.to) };
    const about = asked.about && session.show(asked.about);
    const server = `${host}, port ${target.port}, ${modeInWords(target.tls)}`;
    const composed = compose({ ...asked, about }, server, login === 'accepted', session.now());
    const facts = factsOf(session, composed);
    try {
      const outcome =
        (await envelopeRefused(session, asked, signal, Buffer.byteLength(composed.text))) ??
        (await send(session, composed.text, signal));
      if (outcome.status === 'fail') session.message = 'rejected';
      return { ...outcome, facts };
    } catch (error) {
      if (session.message !== 'unknown' || !(error instanceof Failure) || signal.aborted) throw error;
      return session.outcome('fail', 'message-unanswered', {}, facts);
    }
  },
};
