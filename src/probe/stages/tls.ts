import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { Failure } from '../failure';
import { handshake } from '../handshake';
import type { Fact, TlsFacts } from '../report';
import { answersPlaintext, starttlsWorks } from '../second-look';
import type { Session } from '../session';
import type { Stage } from './stage';

/** Ciphers that RFC 9325 and its forerunners rule out. */
const WEAK_CIPHER = /NULL|EXP|RC4|RC2|DES|MD5|ADH|AECDH|SEED|IDEA/;

/** The key is encrypted with the certificate's own, in the names of RFC 5246. */
const STATIC_KEY = /^TLS_RSA_WITH_/;

function factsOf(session: Session, secure: TLSSocket): TlsFacts {
  const key = secure.getEphemeralKeyInfo() as { type?: string; name?: string; size?: number } | null;
  return {
    version: secure.getProtocol() ?? 'unknown',
    cipher: secure.getCipher().standardName ?? secure.getCipher().name,
    ...(key?.type && {
      keyExchange: [key.name ?? key.type, key.size && `${key.size} bits`].filter(Boolean).join(', '),
    }),
    ...(isIP(session.reference) === 0 && { servername: session.reference }),
  };
}

/** The peer sent nothing, or something that is not TLS: asks it in plaintext what it is. */
async function explainNotTls(session: Session, signal: AbortSignal, failure: Failure): Promise<Failure> {
  if (session.target.tls !== 'implicit') return failure.code === 'not-tls' ? new Failure('starttls-garbage') : failure;
  const plain = await answersPlaintext(session, signal);
  if (!plain.smtp) return plain.protocol ? new Failure('not-smtp', { protocol: plain.protocol }) : failure;
  if (!plain.starttls) return new Failure('no-tls-here');
  if ((await starttlsWorks(session, signal)).works) {
    session.suggestion = {
      of: 'tls',
      title: `Use required STARTTLS on port ${session.target.port}`,
      because: 'On a second connection the server greeted in plaintext, and STARTTLS led into TLS.',
      change: { tls: 'starttls' },
    };
  }
  return new Failure('starttls-expected');
}

export const tls: Stage = {
  id: 'tls',
  title: 'TLS',
  async run(session, signal) {
    let secure: TLSSocket;
    try {
      secure = await session.limited(session.timeouts.handshake, signal, 'tls-timeout', (limit) =>
        handshake(session, session.socket!, limit),
      );
    } catch (error) {
      if (!(error instanceof Failure) || signal.aborted) throw error;
      if (error.code === 'tls-no-common-cipher' && session.target.ciphers)
        throw new Failure(error.code, { subject: 'ciphers' });
      const doubtful = error.code === 'not-tls' || error.code === 'tls-timeout' || error.code === 'tls-closed';
      throw doubtful ? await explainNotTls(session, signal, error) : error;
    }
    session.secure = secure;
    const found = factsOf(session, secure);
    session.tls = found;
    const facts: Fact[] = [
      { label: 'Version', value: found.version },
      { label: 'Cipher', value: found.cipher },
      ...(found.keyExchange ? [{ label: 'Key exchange', value: found.keyExchange }] : []),
      {
        label: 'Name sent (SNI)',
        value: found.servername ? session.show(found.servername) : 'none, as the host is an address',
      },
    ];
    if (WEAK_CIPHER.test(secure.getCipher().name)) {
      return session.outcome('warn', 'tls-weak-cipher', { subject: found.cipher }, facts);
    }
    if (!/^TLSv1\.[23]$/.test(found.version)) {
      return session.outcome('warn', 'tls-old-version', { subject: found.version }, facts);
    }
    session.strong = true;
    if (STATIC_KEY.test(found.cipher)) {
      const { tlsLibrary } = session.target;
      const status = tlsLibrary === 'go' ? 'fail' : 'warn';
      return session.outcome(status, 'tls-static-key', { subject: found.cipher, reason: tlsLibrary }, facts);
    }
    return { status: 'ok', sentence: `The connection is encrypted with ${found.version}.`, facts };
  },
};
