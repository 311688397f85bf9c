import { endpointTls, providerOf } from '../../analyzer/providers';
import type { Detail } from '../explanations/explanation';
import { Failure } from '../failure';
import { starttlsWorks } from '../second-look';
import type { Outcome, Session } from '../session';
import type { Stage } from './stage';

/** A catcher of mail needs none. */
const NOT_NEEDED = {
  machine: 'The server offers no STARTTLS; nothing of this connection leaves the machine.',
  network: 'The server offers no STARTTLS, as servers of the own network and catchers of mail do.',
} as const;

export const starttls: Stage = {
  id: 'starttls',
  title: 'STARTTLS',
  async run(session, signal) {
    const { target, clear, conversation, socket } = session;
    const offered = clear?.has('STARTTLS') === true;
    if (target.tls === 'off') return unused(session, offered, signal);
    if (!offered) {
      if (clear?.disguised) throw new Failure('starttls-disguised', { subject: session.show(clear.disguised) });
      const detail = known(session);
      if (target.tls === 'starttls') throw new Failure('starttls-not-offered', detail);
      if (session.staysHere || session.isLocal)
        return { status: 'skipped', sentence: NOT_NEEDED[session.staysHere ? 'machine' : 'network'] };
      return session.outcome('warn', 'starttls-not-offered', detail);
    }
    const reply = await session.ask('STARTTLS', signal);
    if (reply.code !== 220) throw session.refusal('starttls', reply, 'starttls-refused');
    // Whatever stands behind this reply was sent in clear and would be believed later (RFC 3207, "nostarttls").
    if (conversation!.release() > 0) {
      socket!.destroy();
      throw new Failure('starttls-injection');
    }
    session.conversation = undefined;
    return { status: 'ok', sentence: 'The server agreed to STARTTLS.' };
  },
};

/** The provider, where it is known to offer STARTTLS on this port. */
function known({ host, target }: Session): Detail {
  const provider = providerOf(host);
  return endpointTls(provider, target.port) === 'starttls' ? { subject: provider?.name } : {};
}

async function unused(session: Session, offered: boolean, signal: AbortSignal): Promise<Outcome> {
  if (!offered)
    return { status: 'skipped', sentence: 'The configuration uses no encryption, and the server offers none.' };
  if ((await starttlsWorks(session, signal)).verified) {
    session.suggestion = {
      of: 'starttls',
      title: 'Require STARTTLS',
      because: 'The server offers STARTTLS, and a second connection got a verified session with it.',
      change: { tls: 'starttls' },
    };
  }
  return session.outcome('warn', 'starttls-unused');
}
