import { positive } from '../conversation';
import { Failure } from '../failure';
import type { Session } from '../session';
import type { Stage } from './stage';

const ASCII = /^[\x21-\x7e]+$/;

/** Whether an address can stand between angle brackets on this connection. */
function usable(address: string, session: Session): boolean {
  if (/[\s<>\x00-\x1f\x7f]/.test(address) || !/^[^@]+@[^@]+$/.test(address)) return false;
  return ASCII.test(address) || (session.inside ?? session.clear)?.has('SMTPUTF8') === true;
}

export const envelope: Stage = {
  id: 'envelope',
  title: 'Sender and recipient',
  async run(session, signal) {
    const { from, to } = session.options.envelope!;
    if (!usable(from, session)) throw new Failure('address-not-usable', { subject: 'sender' });
    if (to !== undefined && !usable(to, session)) throw new Failure('address-not-usable', { subject: 'recipient' });
    const wide = [from, to ?? ''].every((address) => address === '' || ASCII.test(address)) ? '' : ' SMTPUTF8';
    const sender = await session.ask(`MAIL FROM:<${from}>${wide}`, signal);
    if (!positive(sender)) return session.outcome('fail', 'sender-rejected', session.shown(sender));
    const recipient = to === undefined ? undefined : await session.ask(`RCPT TO:<${to}>`, signal);
    await session.ask('RSET', signal);
    if (recipient && !positive(recipient)) {
      return session.outcome('fail', 'recipient-rejected', session.shown(recipient));
    }
    const whom = to === undefined ? 'the sender' : 'sender and recipient';
    return {
      status: 'ok',
      sentence: `The server accepts ${whom}. No message was sent; that it would be delivered is not proved by this.`,
    };
  },
};
