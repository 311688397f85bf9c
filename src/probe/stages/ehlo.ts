import { type Capabilities, capabilitiesOf, NO_CAPABILITIES } from '../capabilities';
import { positive } from '../conversation';
import { Failure } from '../failure';
import type { Reply } from '../reply';
import type { Fact } from '../report';
import type { Session } from '../session';
import { LMTP } from './greeting';
import type { Stage } from './stage';

/** Says EHLO, and HELO where the server does not know the word. */
export async function hello(
  session: Session,
  signal: AbortSignal,
): Promise<{ reply: Reply; capabilities?: Capabilities }> {
  const reply = await session.ask(`EHLO ${session.clientName}`, signal);
  if (positive(reply)) return { reply, capabilities: capabilitiesOf(reply) };
  if (reply.code < 500) throw session.refusal('hello', reply, 'greeting-busy', 'EHLO');
  if ([500, 501, 502, 504].includes(reply.code)) {
    const old = await session.ask(`HELO ${session.clientName}`, signal);
    if (positive(old)) return { reply };
  }
  const isUnknown = [500, 502].includes(reply.code);
  if (isUnknown && positive(await session.ask(`LHLO ${session.clientName}`, signal))) {
    throw new Failure('not-smtp', { protocol: LMTP });
  }
  // An FTP server greets with 220, too, and stumbles here.
  const text = session.greeting?.lines.join(' ') ?? '';
  if (/ftp/i.test(text)) throw new Failure('not-smtp', { protocol: 'an FTP server' });
  throw session.refusal('hello', reply, 'ehlo-rejected', 'EHLO');
}

export function capabilityFacts(session: Session, capabilities: Capabilities): Fact[] {
  return [{ label: 'Offers', value: capabilities.lines.map(session.show) }];
}

export const ehlo: Stage = {
  id: 'ehlo',
  title: 'EHLO',
  async run(session, signal) {
    const { reply, capabilities } = await hello(session, signal);
    if (session.secure) session.inside = capabilities ?? NO_CAPABILITIES;
    else session.clear = capabilities ?? NO_CAPABILITIES;
    const facts: Fact[] = [{ label: 'Name given', value: session.show(session.clientName) }];
    if (!capabilities) return session.outcome('warn', 'helo-only', session.shown(reply), facts);
    const sentence = `The server answered EHLO and offers ${capabilities.lines.length} extensions.`;
    return { status: 'ok', sentence, facts: [...facts, ...capabilityFacts(session, capabilities)] };
  },
};
