import type { ConnectionOptions } from 'node:tls';
import { connectTo } from '../connect';
import { Failure } from '../failure';
import { handshake, tlsOptions } from '../handshake';
import type { Session } from '../session';
import type { Stage } from './stage';

/** OpenSSL 3 speaks the old versions only at security level 0; BoringSSL, which Electron has, knows no levels. */
const CIPHERS = ['DEFAULT@SECLEVEL=0', undefined];

async function accepted(session: Session, signal: AbortSignal): Promise<string | undefined> {
  for (const ciphers of CIPHERS) {
    const options: ConnectionOptions = { ...tlsOptions(session), ciphers, minVersion: 'TLSv1', maxVersion: 'TLSv1.1' };
    const socket = await connectTo(session, session.address!, signal);
    try {
      if (session.target.tls !== 'implicit') {
        const conversation = session.converse(socket, false);
        await conversation.read(signal);
        await conversation.ask(`EHLO ${session.clientName}`, signal);
        if ((await conversation.ask('STARTTLS', signal)).code !== 220 || conversation.release() > 0) return undefined;
      }
      return (await handshake(session, socket, signal, options)).getProtocol() ?? undefined;
    } catch (error) {
      if (error instanceof Failure && error.code === 'tls-option') continue;
      throw error;
    }
  }
  return undefined;
}

export const oldVersions: Stage = {
  id: 'old-versions',
  title: 'Obsolete TLS versions',
  async run(session, signal) {
    if (!session.tls || !session.address) return { status: 'skipped', sentence: 'TLS was not reached.' };
    session.note('note', 'second connection: does the server still take TLS 1.0 or 1.1?', false);
    try {
      const version = await session.limited(session.timeouts.handshake, signal, 'tls-timeout', (limit) =>
        accepted(session, limit),
      );
      if (version) return session.outcome('warn', 'old-versions-accepted', { subject: version });
    } catch (error) {
      if (signal.aborted || !(error instanceof Failure)) throw error;
      // A refusal in TLS's own words is an answer; a lost connection is none.
      if (!error.code.startsWith('tls-') || error.code === 'tls-timeout') {
        return { status: 'skipped', sentence: 'The server did not let the test connect once more.' };
      }
    }
    return { status: 'ok', sentence: 'The server accepts neither TLS 1.0 nor TLS 1.1.' };
  },
};
