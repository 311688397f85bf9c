/** TLS over a connection that stands. */
import { isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect, type SecureVersion, type TLSSocket } from 'node:tls';
import type { TlsVersion } from '../analyzer/model';
import { errorCode, Failure } from './failure';
import type { Session } from './session';
import { tlsFailure } from './tls-failures';

/** Node has no words for SSLv2 and SSLv3; as a lower limit they mean its lowest. */
const nodeVersion = (version: TlsVersion): SecureVersion =>
  version.startsWith('SSL') ? 'TLSv1' : (version as SecureVersion);

/** The options of the application, from which only the certificate check differs. */
export function tlsOptions(session: Session): ConnectionOptions {
  const { ca, maxVersion, clientCertificate, tlsLibrary } = session.target;
  // GnuTLS takes TLS 1.0 with its priorities as they are, which OpenSSL does at security level 0 alone.
  const takesOld = tlsLibrary === 'gnutls' && !session.target.minVersion;
  const minVersion = takesOld ? 'TLSv1' : session.target.minVersion;
  const ciphers = session.target.ciphers ?? (takesOld ? 'DEFAULT@SECLEVEL=0' : undefined);
  return {
    host: session.reference,
    // RFC 6066 section 3: an address is no server name; Node compares it with the address entries of the certificate.
    ...(isIP(session.reference) ? {} : { servername: session.reference }),
    ...(ca === undefined ? {} : { ca: typeof ca === 'string' ? ca : [...ca] }),
    ...(minVersion ? { minVersion: nodeVersion(minVersion) } : {}),
    ...(maxVersion ? { maxVersion: nodeVersion(maxVersion) } : {}),
    ...(ciphers ? { ciphers } : {}),
    // Compared with them by `examine`.
    ...(session.target.acceptedNames && { checkServerIdentity: () => undefined }),
    ...clientCertificate,
  };
}

/**
 * Completes the handshake whatever the certificate, so that all of its problems can be told; whether it is good stands in
 * `authorized` afterwards, and nothing but EHLO and QUIT is said where it is not. The option is explicit because a
 * variable of the environment (NODE_TLS_REJECT_UNAUTHORIZED) would change what its absence means.
 */
export function handshake(
  session: Session,
  socket: Socket,
  signal: AbortSignal,
  options: ConnectionOptions = tlsOptions(session),
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    let secure: TLSSocket;
    try {
      secure = connect({ ...options, socket, rejectUnauthorized: false, requestOCSP: true } as ConnectionOptions);
    } catch (error) {
      reject(new Failure('tls-option', { subject: errorCode(error) }));
      return;
    }
    session.hold(secure);
    secure.once('OCSPResponse', (response: Buffer | null) => {
      if (response?.length) session.stapled = true;
    });
    const abort = () => give(signal.reason);
    const settle = () => {
      signal.removeEventListener('abort', abort);
      secure.off('error', onError).off('close', onClose).off('secureConnect', onSecure);
    };
    const give = (reason: unknown) => {
      settle();
      secure.destroy();
      reject(reason);
    };
    const certified = () => Object.keys(secure.getPeerCertificate() ?? {}).length > 0;
    const onError = (error: Error) => give(tlsFailure(error, certified()) ?? new Failure('tls-closed'));
    const onClose = () => give(new Failure('tls-closed'));
    const onSecure = () => {
      settle();
      resolve(secure);
    };
    signal.addEventListener('abort', abort, { once: true });
    secure.on('error', onError).on('close', onClose).on('secureConnect', onSecure);
  });
}
