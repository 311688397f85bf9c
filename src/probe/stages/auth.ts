import { chooseMethod, logIn, refusedLogin, shapeOf, takesToken } from '../login';
import type { Fact } from '../report';
import type { Outcome, Session } from '../session';
import type { Stage } from './stage';

const skipped = (sentence: string, advice?: string): Outcome => ({ status: 'skipped', sentence, advice });

/** Why the credentials are not sent; undefined where nothing speaks against it. */
function withheld({ target, options, secure, objection, isLocal }: Session): Outcome | undefined {
  const { unknownLogin } = target;
  if (!target.login && options.login)
    return unknownLogin
      ? skipped(
          `Login was not tried: the user name is unknown (${unknownLogin}).`,
          'Give it to the test, or test without login.',
        )
      : skipped(
          'Login was not tried: no user name is configured.',
          'Configure user name and password, or test without login.',
        );
  if (!target.login)
    return skipped(unknownLogin ? `The credentials are unknown: ${unknownLogin}.` : 'No credentials are configured.');
  if (options.login && target.login.password === '')
    return skipped('Login was not tried: no password was given.', 'Give the password, or test without login.');
  if (!options.login)
    return skipped('Login was not asked for.', 'Test with login to check user name and password, too.');
  if (!objection) return undefined;
  return skipped(
    `Login was not tried: ${objection}.`,
    secure
      ? 'Fix the problem above; the application itself would have sent the password.'
      : isLocal
        ? 'Test without login: a catcher of mail wants none.'
        : 'Use implicit TLS or required STARTTLS.',
  );
}

export const auth: Stage = {
  id: 'auth',
  title: 'Login',
  async run(session, signal) {
    const { target, conversation, inside, timeouts } = session;
    const { login } = target;
    const reason = withheld(session);
    if (reason || !login || !conversation) return reason ?? skipped('No credentials are configured.');
    const offered = inside?.mechanisms ?? [];
    if (offered.length === 0) return session.outcome('fail', 'login-not-offered');
    const method = chooseMethod(login, offered);
    if (!method) return session.outcome('fail', 'method-not-offered', { subject: login.method, offered });
    session.credentialsSent = true;
    const { host } = session;
    const attempt = await session.limited(timeouts.auth, signal, 'answer-timeout', (limit) =>
      logIn(method, login, (line, shown) => conversation.ask(line, limit, shown), { host, port: target.port }),
    );
    const { reply, error } = attempt;
    const shape = takesToken(method) ? undefined : shapeOf(login.password);
    const facts: Fact[] = [
      { label: 'Method', value: method },
      ...(shape ? [{ label: 'About the password', value: shape }] : []),
      ...(error?.status ? [{ label: 'The server says of the token', value: session.show(error.status) }] : []),
      ...(error?.scope ? [{ label: 'It wants the scope', value: session.show(error.scope) }] : []),
    ];
    if (reply.code === 235) {
      session.login = 'accepted';
      return { status: 'ok', sentence: `The server accepted the credentials (${method}).`, facts };
    }
    session.login = 'rejected';
    const { code, advice } = refusedLogin(attempt, method, host);
    const outcome = session.outcome('fail', code, { ...session.shown(reply), advice }, facts);
    return shape && code === 'login-rejected' ? { ...outcome, advice: `${shape} ${outcome.advice}` } : outcome;
  },
};
