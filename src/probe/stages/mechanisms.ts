import { NO_CAPABILITIES } from '../capabilities';
import type { Fact } from '../report';
import { capabilityFacts, hello } from './ehlo';
import type { Stage } from './stage';

const listed = (names: readonly string[]): string => (names.length > 0 ? names.join(', ') : 'none');

/** The methods that show the password to whoever reads along. */
const readable = (names: readonly string[]): string[] => names.filter((name) => name === 'PLAIN' || name === 'LOGIN');

export const mechanisms: Stage = {
  id: 'mechanisms',
  title: 'Login methods',
  async run(session, signal) {
    if (session.secure && !session.inside) {
      // After the handshake all that was learned in clear is void (RFC 3207 section 4.2).
      session.conversation = session.converse(session.secure, true);
      const { capabilities } = await hello(session, signal);
      session.inside = capabilities ?? NO_CAPABILITIES;
    }
    const { clear, inside, target } = session;
    const offered = (inside ?? clear)?.mechanisms ?? [];
    const facts: Fact[] = [
      ...(clear ? [{ label: 'Before TLS', value: listed(clear.mechanisms) }] : []),
      ...(inside ? [{ label: 'Inside TLS', value: listed(inside.mechanisms) }] : []),
      ...(clear && inside ? capabilityFacts(session, inside) : []),
    ];
    const onlyHere = (session.staysHere || session.isLocal) && !session.secure;
    if (target.login && offered.length === 0 && onlyHere) {
      const sentence = 'The server offers no login, as catchers of mail do; libraries send without one then.';
      return { status: 'ok', sentence, facts };
    }
    if (target.login && offered.length === 0) return session.outcome('warn', 'login-not-offered', {}, facts);
    if (target.login && !session.secure && !onlyHere) return session.outcome('warn', 'login-not-encrypted', {}, facts);
    const leaky = readable(clear?.mechanisms ?? []);
    // Whoever requires TLS loses nothing by it.
    if (leaky.length > 0 && target.tls !== 'starttls' && !onlyHere) {
      return session.outcome('warn', 'login-in-clear', { subject: leaky.join(', ') }, facts);
    }
    const sentence = offered.length > 0 ? `The server offers ${listed(offered)}.` : 'The server offers no login.';
    const note = leaky.length > 0 ? ' It offers them before TLS, too, which this configuration does not use.' : '';
    return { status: 'ok', sentence: sentence + note, facts };
  },
};
