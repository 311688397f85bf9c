/** Further connections to the same address that find out why the first one failed. They never carry credentials. */
import { type Capabilities, capabilitiesOf } from './capabilities';
import { connectTo } from './connect';
import { Failure } from './failure';
import { handshake } from './handshake';
import type { Session } from './session';

/** Whether the port answers a ClientHello with TLS, be it only to refuse. */
export async function answersTls(session: Session, signal: AbortSignal): Promise<boolean> {
  if (!session.address) return false;
  session.note('note', 'second connection: does the port speak TLS from the first byte?', false);
  try {
    const { timeouts, address } = session;
    const socket = await connectTo(session, address, signal);
    await session.limited(timeouts.handshake, signal, 'tls-timeout', (limit) => handshake(session, socket, limit));
    return true;
  } catch (error) {
    signal.throwIfAborted();
    const code = error instanceof Failure ? error.code : undefined;
    return (
      code?.startsWith('tls-') === true && code !== 'tls-timeout' && code !== 'tls-closed' && code !== 'tls-option'
    );
  }
}

export interface Plaintext {
  /** What answers, if it is not SMTP. */
  readonly protocol?: string;
  readonly smtp: boolean;
  readonly starttls: boolean;
}

/** What the port says to a client that begins in plaintext. */
export async function answersPlaintext(session: Session, signal: AbortSignal): Promise<Plaintext> {
  const nothing = { smtp: false, starttls: false };
  if (!session.address) return nothing;
  session.note('note', 'second connection: what does the port say in plaintext?', false);
  try {
    const capabilities = await greet(session, signal);
    return { smtp: true, starttls: capabilities.has('STARTTLS') };
  } catch (error) {
    signal.throwIfAborted();
    return error instanceof Failure ? { ...nothing, protocol: error.detail.protocol } : nothing;
  }
}

/** Whether STARTTLS leads to a verified session: proof enough to propose it. */
export async function starttlsWorks(session: Session, signal: AbortSignal): Promise<boolean> {
  if (!session.address) return false;
  session.note('note', 'second connection: does STARTTLS work?', false);
  try {
    const { timeouts, address } = session;
    const socket = await connectTo(session, address, signal);
    const conversation = session.converse(socket, false);
    return await session.limited(timeouts.handshake, signal, 'answer-timeout', async (limit) => {
      await conversation.read(limit);
      const hello = await conversation.ask(`EHLO ${session.clientName}`, limit);
      if (!capabilitiesOf(hello).has('STARTTLS')) return false;
      const reply = await conversation.ask('STARTTLS', limit);
      if (reply.code !== 220 || conversation.release() > 0) return false;
      return (await handshake(session, socket, limit)).authorized;
    });
  } catch {
    signal.throwIfAborted();
    return false;
  }
}

/** Greeting and EHLO; a peer that says nothing of itself is asked, as web servers are silent until then. */
async function greet(session: Session, signal: AbortSignal): Promise<Capabilities> {
  const { timeouts } = session;
  const socket = await connectTo(session, session.address!, signal);
  const conversation = session.converse(socket, false);
  try {
    await session.limited(timeouts.silence, signal, 'greeting-timeout', (limit) => conversation.read(limit));
  } catch (error) {
    if (!(error instanceof Failure && error.code === 'greeting-timeout')) throw error;
  }
  const reply = await session.limited(timeouts.command, signal, 'answer-timeout', async (limit) => {
    const first = await conversation.ask(`EHLO ${session.clientName}`, limit);
    // A late greeting.
    return first.code === 220 ? conversation.read(limit) : first;
  });
  if (conversation.usable) socket.end('QUIT\r\n');
  return capabilitiesOf(reply);
}
