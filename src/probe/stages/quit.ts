import type { Stage } from './stage';

/** A server that is slow to say goodbye is not worth waiting for. */
const PATIENCE_MS = 2000;

export const quit: Stage = {
  id: 'quit',
  title: 'QUIT',
  async run(session, signal) {
    const { conversation, timeouts } = session;
    if (!conversation?.usable)
      return { status: 'skipped', sentence: 'There was no connection left to say goodbye on.' };
    const patience = Math.min(PATIENCE_MS, timeouts.command);
    try {
      const reply = await session.limited(patience, signal, 'answer-timeout', (limit) =>
        conversation.ask('QUIT', limit),
      );
      if (reply.code === 221) return { status: 'ok', sentence: 'The server said goodbye.' };
    } catch (error) {
      if (signal.aborted) throw error;
    }
    return { status: 'ok', sentence: 'The connection was closed; the server did not say goodbye.' };
  },
};
