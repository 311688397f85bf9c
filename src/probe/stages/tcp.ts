import { type Attempt, connectAny } from '../connect';
import { Failure } from '../failure';
import type { Stage } from './stage';

/** Names of this machine have two addresses, and servers that listen on one of them. */
const THIS_MACHINE = /^(?:localhost|.*\.localhost|[\d.]+|.*:.*)$/is;

/** What this machine has no route to says nothing about the server. */
const NO_ROUTE = /^(?:connected|ENETUNREACH|EADDRNOTAVAIL|EAFNOSUPPORT)$/;

/** An address that was tried first and that only the next one spared us. */
const silentAddress = (host: string, attempts: readonly Attempt[]): string | undefined =>
  THIS_MACHINE.test(host) ? undefined : attempts.find(({ result }) => !NO_ROUTE.test(result))?.address.address;

export const tcp: Stage = {
  id: 'tcp',
  title: 'Connection',
  async run(session, signal) {
    const attempts: Attempt[] = [];
    const untested = () => {
      const tried = attempts.map(({ address }) => address.address);
      return session.addresses.map(({ address }) => address).filter((address) => !tried.includes(address));
    };
    const facts = () => [
      { label: 'Tried', value: attempts.map(({ address, result }) => `${address.address}: ${result}`) },
      ...(untested().length > 0 ? [{ label: 'Not tested', value: untested() }] : []),
    ];
    try {
      const { socket, address } = await session.limited(session.timeouts.tcp, signal, 'connection-timeout', (limit) =>
        connectAny(session, limit, attempts),
      );
      session.socket = socket;
      // Every further connection of this test goes to the same address: what the DNS says later plays no part.
      session.address = address;
      if (session.proxy) {
        const sentence = `The proxy connected to ${session.show(session.host)} on port ${session.target.port}.`;
        return { status: 'ok', sentence, facts: facts() };
      }
      const silent = silentAddress(session.host, attempts);
      if (silent) return session.outcome('warn', 'address-not-answering', { subject: silent }, facts());
      const others = untested().length;
      const rest = others > 0 ? `; ${others} more of its addresses ${others === 1 ? 'is' : 'are'} not tested` : '';
      const sentence = `Connected to ${address.address} on port ${session.target.port}${rest}.`;
      return { status: 'ok', sentence, facts: facts() };
    } catch (error) {
      if (!(error instanceof Failure) || error.code === 'cancelled' || error.code === 'deadline') throw error;
      return session.outcome('fail', error.code, error.detail, facts());
    }
  },
};
