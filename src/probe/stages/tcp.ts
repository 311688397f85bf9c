import { type Attempt, connectAny } from '../connect';
import { Failure } from '../failure';
import type { Stage } from './stage';

export const tcp: Stage = {
  id: 'tcp',
  title: 'Connection',
  async run(session, signal) {
    const attempts: Attempt[] = [];
    const facts = () => [
      { label: 'Tried', value: attempts.map(({ address, result }) => `${address.address}: ${result}`) },
    ];
    try {
      const { socket, address } = await session.limited(session.timeouts.tcp, signal, 'connection-timeout', (limit) =>
        connectAny(session, limit, attempts),
      );
      session.socket = socket;
      // Every further connection of this test goes to the same address: what the DNS says later plays no part.
      session.address = address;
      const sentence = `Connected to ${address.address} on port ${session.target.port}.`;
      return { status: 'ok', sentence, facts: facts() };
    } catch (error) {
      if (!(error instanceof Failure) || error.code === 'cancelled' || error.code === 'deadline') throw error;
      return session.outcome('fail', error.code, error.detail, facts());
    }
  },
};
