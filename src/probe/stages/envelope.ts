import { envelopeRefused } from '../transaction';
import type { Stage } from './stage';

export const envelope: Stage = {
  id: 'envelope',
  title: 'Sender and recipient',
  async run(session, signal) {
    const { envelope: asked } = session.options;
    const refusal = await envelopeRefused(session, asked!, signal);
    if (refusal) return refusal;
    await session.ask('RSET', signal);
    const whom = asked!.to === undefined ? 'the sender' : 'sender and recipient';
    return {
      status: 'ok',
      sentence: `The server accepts ${whom}. No message was sent; that it would be delivered is not proved by this.`,
    };
  },
};
