import { Failure } from '../failure';
import { protocolOf } from '../protocols';
import type { Reply } from '../reply';
import { answersTls, type Encrypted } from '../second-look';
import type { Session } from '../session';
import type { Stage } from './stage';

/**
 * Waits for the greeting. A server that wants TLS from the first byte is silent and waits, too: after a while a second
 * connection asks, while the first goes on waiting.
 */
async function awaitGreeting(session: Session, signal: AbortSignal): Promise<Reply> {
  const { timeouts, secure } = session;
  const conversation = session.converse(secure ?? session.socket!, secure !== undefined);
  session.conversation = conversation;
  const reading = session.limited(timeouts.greeting, signal, 'greeting-timeout', (limit) => conversation.read(limit));
  if (secure || timeouts.silence >= timeouts.greeting) return reading;
  let timer: NodeJS.Timeout | undefined;
  const doubt = new Promise<'silent'>((resolve) => {
    timer = setTimeout(() => resolve('silent'), timeouts.silence);
  });
  try {
    const first = await Promise.race([reading, doubt]);
    if (first !== 'silent') return first;
    const second = await Promise.race([reading, answersTls(session, signal)]);
    if (!('tls' in second)) return second;
    if (second.tls) throw expectsTls(session, second);
    return await reading;
  } finally {
    clearTimeout(timer);
    reading.catch(() => {});
  }
}

/** The port speaks TLS from the first byte: as an SMTP server, or as something else. */
function expectsTls(session: Session, { smtp, protocol }: Encrypted): Failure {
  if (protocol) return new Failure('not-smtp', { protocol: `${protocol}, inside TLS` });
  if (smtp) {
    session.suggestion = {
      of: 'greeting',
      title: `Use implicit TLS on port ${session.target.port}`,
      because: 'On a second connection the server greeted inside TLS.',
      change: { tls: 'implicit' },
    };
  }
  return new Failure('tls-expected');
}

/** What stands behind a port that did not greet: TLS, another protocol, or nobody. */
async function explainEnd(session: Session, signal: AbortSignal, failure: Failure): Promise<Failure> {
  const known = failure.code === 'not-smtp' || failure.code === 'answer-too-long' || failure.code === 'tls-expected';
  if (known) return failure;
  const silent = failure.code === 'greeting-timeout';
  const asked = silent && session.timeouts.silence < session.timeouts.greeting;
  const inside = session.secure || asked ? undefined : await answersTls(session, signal);
  if (inside?.tls) return expectsTls(session, inside);
  if (!silent) return failure;
  const unfinished = session.conversation?.unfinished ?? Buffer.alloc(0);
  if (unfinished.length === 0) return (await provoked(session, signal)) ?? failure;
  const protocol = protocolOf(unfinished);
  if (protocol?.name === 'SMTP') return failure;
  return new Failure('not-smtp', { protocol: protocol?.kind });
}

/** Web servers are silent until they are asked: what comes for an EHLO gives them away. */
async function provoked(session: Session, signal: AbortSignal): Promise<Failure | undefined> {
  const { conversation, timeouts } = session;
  try {
    await session.limited(timeouts.silence, signal, 'greeting-timeout', (limit) =>
      conversation!.ask(`EHLO ${session.clientName}`, limit),
    );
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Failure && error.code === 'not-smtp') return error;
  }
  return undefined;
}

/** RFC 2033. */
export const LMTP = 'an LMTP server, to which only mail servers of the same machine hand mail';

export const greeting: Stage = {
  id: 'greeting',
  title: 'Greeting',
  async run(session, signal) {
    const begun = session.now();
    let reply: Reply;
    try {
      reply = await awaitGreeting(session, signal);
    } catch (error) {
      if (!(error instanceof Failure) || signal.aborted) throw error;
      throw await explainEnd(session, signal, error);
    }
    session.greeting = reply;
    const text = reply.lines.join(' ');
    if (reply.code === 200 || reply.code === 201) throw new Failure('not-smtp', { protocol: 'a news server (NNTP)' });
    if (/\bLMTP\b/.test(text)) throw new Failure('not-smtp', { protocol: LMTP });
    if (reply.code !== 220) {
      throw session.refusal('hello', reply, reply.code < 500 ? 'greeting-busy' : 'greeting-rejected', 'greeting');
    }
    const waited = session.now() - begun;
    const facts = [{ label: 'Greeting', value: session.show(text) }];
    const slow =
      waited > 4000 ? ` It took ${Math.round(waited / 1000)} seconds, as servers do that delay strangers.` : '';
    return { status: 'ok', sentence: `The server greets as an SMTP server.${slow}`, facts };
  },
};
