/** Further connections to the same address that find out why the first one failed. They never carry credentials. */
import type { TLSSocket } from 'node:tls';
import { type Capabilities, capabilitiesOf } from './capabilities';
import { connectTo } from './connect';
import type { Conversation } from './conversation';
import { Failure } from './failure';
import { handshake } from './handshake';
import type { Reply } from './reply';
import type { Session } from './session';

export interface Encrypted {
  /** The port answers a ClientHello with TLS, be it only to refuse. */
  readonly tls: boolean;
  /** It greets as an SMTP server inside TLS: proof enough to propose it. */
  readonly smtp: boolean;
  /** What answers inside TLS, if it is not SMTP. */
  readonly protocol?: string;
}

/** What the port says to a client that begins with TLS. */
export async function answersTls(session: Session, signal: AbortSignal): Promise<Encrypted> {
  if (!session.address) return { tls: false, smtp: false };
  session.note('note', 'second connection: does the port speak TLS from the first byte?', false);
  try {
    const { timeouts, address } = session;
    const socket = await connectTo(session, address, signal);
    const secure = await session.limited(timeouts.handshake, signal, 'tls-timeout', (limit) =>
      handshake(session, socket, limit),
    );
    return { tls: true, ...(await greetsInside(session, secure, signal)) };
  } catch (error) {
    signal.throwIfAborted();
    const code = error instanceof Failure ? error.code : undefined;
    const refused =
      code?.startsWith('tls-') === true && code !== 'tls-timeout' && code !== 'tls-closed' && code !== 'tls-option';
    return { tls: refused, smtp: false };
  }
}

/** The greeting of an SMTP server, or what gives another server away. */
async function greetsInside(
  session: Session,
  secure: TLSSocket,
  signal: AbortSignal,
): Promise<{ smtp: boolean; protocol?: string }> {
  const conversation = session.converse(secure, true);
  try {
    const reply = await firstReply(session, conversation, signal);
    if (conversation.usable) secure.end('QUIT\r\n');
    return { smtp: reply.code === 220 };
  } catch (error) {
    signal.throwIfAborted();
    return { smtp: false, protocol: error instanceof Failure ? error.detail.protocol : undefined };
  }
}

/** The greeting; a peer that says nothing of itself is asked, as web servers are silent until then. */
async function firstReply(session: Session, conversation: Conversation, signal: AbortSignal): Promise<Reply> {
  const { timeouts } = session;
  try {
    return await session.limited(timeouts.silence, signal, 'greeting-timeout', (limit) => conversation.read(limit));
  } catch (error) {
    if (!(error instanceof Failure && error.code === 'greeting-timeout')) throw error;
    return await session.limited(timeouts.command, signal, 'answer-timeout', (limit) =>
      conversation.ask(`EHLO ${session.clientName}`, limit),
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

/** Whether STARTTLS leads into TLS; `verified`: with a certificate that stands every check. */
export async function starttlsWorks(
  session: Session,
  signal: AbortSignal,
): Promise<{ readonly works: boolean; readonly verified: boolean }> {
  const no = { works: false, verified: false };
  if (!session.address) return no;
  session.note('note', 'second connection: does STARTTLS work?', false);
  try {
    const { timeouts, address } = session;
    const socket = await connectTo(session, address, signal);
    const conversation = session.converse(socket, false);
    return await session.limited(timeouts.handshake, signal, 'answer-timeout', async (limit) => {
      await conversation.read(limit);
      const hello = await conversation.ask(`EHLO ${session.clientName}`, limit);
      if (!capabilitiesOf(hello).has('STARTTLS')) return no;
      const reply = await conversation.ask('STARTTLS', limit);
      if (reply.code !== 220 || conversation.release() > 0) return no;
      return { works: true, verified: (await handshake(session, socket, limit)).authorized };
    });
  } catch {
    signal.throwIfAborted();
    return no;
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
