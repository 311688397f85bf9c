/** What OpenSSL's and Node's codes mean. Matched on `code`, never on messages: those change with every release. */
import type { FailureCode } from './explanations';
import { errorCode, Failure } from './failure';

const CODES: readonly (readonly [RegExp, FailureCode])[] = [
  // The peer's first bytes were no TLS record. EPROTO is what older releases say.
  [/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|^EPROTO$|HTTP_REQUEST/, 'not-tls'],
  [/CERTIFICATE_REQUIRED/, 'client-certificate-required'],
  // Node 20 and 22.22: SSLV3_ALERT_HANDSHAKE_FAILURE; later SSL/TLS_ALERT_HANDSHAKE_FAILURE.
  [/ALERT_HANDSHAKE_FAILURE|NO_SHARED_CIPHER|INSUFFICIENT_SECURITY/, 'tls-no-common-cipher'],
  [/PROTOCOL_VERSION$|UNSUPPORTED_PROTOCOL|WRONG_SSL_VERSION/, 'tls-version'],
  [/UNRECOGNIZED_NAME|INVALID_SERVERNAME/, 'tls-name-refused'],
  [/KEY_TOO_SMALL|TOO_WEAK|LEGACY_SIGALG|UNSAFE_LEGACY_RENEGOTIATION|WRONG_SIGNATURE_TYPE/, 'tls-weak-parameters'],
  [
    /NO_CIPHER_MATCH|INVALID_PROTOCOL|NO_PROTOCOLS_AVAILABLE|PROTOCOL_VERSION_CONFLICT|^ERR_INVALID_ARG|^ERR_OSSL_PEM|NO_START_LINE/,
    'tls-option',
  ],
  [/ALERT_BAD_CERTIFICATE|ALERT_UNKNOWN_CA|ALERT_CERTIFICATE/, 'client-certificate-required'],
  [/ALERT_INTERNAL_ERROR/, 'tls-server-fault'],
  [/^ERR_SSL_|^ERR_TLS_/, 'tls-failed'],
];

/**
 * The failure behind an error of a handshake; undefined where it is an ordinary error of the connection. `certified`: the
 * server had shown its certificate, so that it had found a cipher, and what it misses is the client's (TLS 1.2 has no alert
 * for that).
 */
export function tlsFailure(error: unknown, certified = false): Failure | undefined {
  const code = errorCode(error);
  const found = CODES.find(([pattern]) => pattern.test(code));
  if (!found) return undefined;
  const means = certified && found[1] === 'tls-no-common-cipher' ? 'client-certificate-required' : found[1];
  return new Failure(means, { subject: code });
}
