/** Absolute limits: a promise that ends when it is done, when its time is up or when someone outside says stop. */
import { Failure } from './failure';

/** Thrown when the time of one step is up; the step's own code then says what that means. */
export class TimeUp extends Error {}

/**
 * Runs `work` for at most `ms` milliseconds and not beyond `outer`. The signal tells the work to clean up; the promise
 * is settled at that moment, whether or not the work listens.
 */
export async function within<T>(ms: number, outer: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  outer.throwIfAborted();
  const controller = new AbortController();
  const stop = () => controller.abort(outer.reason);
  outer.addEventListener('abort', stop, { once: true });
  const timer = setTimeout(() => controller.abort(new TimeUp()), ms);
  const ended = new Promise<never>((_, reject) => {
    controller.signal.addEventListener('abort', () => reject(controller.signal.reason), { once: true });
  });
  try {
    return await Promise.race([work(controller.signal), ended]);
  } finally {
    clearTimeout(timer);
    outer.removeEventListener('abort', stop);
  }
}

/** The signal of a whole test: the user's wish to stop, and the total time. */
export function overall(ms: number, user: AbortSignal | undefined): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const cancel = () => controller.abort(new Failure('cancelled'));
  if (user?.aborted) cancel();
  user?.addEventListener('abort', cancel, { once: true });
  const timer = setTimeout(() => controller.abort(new Failure('deadline', { seconds: ms / 1000 })), ms);
  return {
    signal: controller.signal,
    release() {
      clearTimeout(timer);
      user?.removeEventListener('abort', cancel);
    },
  };
}
