/** Long work in slices that leave the server awake. */

/** Longest time that the server is kept busy before it looks for messages. In milliseconds. */
const SLICE = 15;

/** Lets other work through. Timers, which browsers have in its place, take a millisecond at least. */
const pause: (then: () => void) => void = globalThis.setImmediate ?? setTimeout;

/** Gives a function to call between steps: it gives a promise to wait for where a slice is over. */
export function slices(): () => Promise<void> | undefined {
  let resumed = Date.now();
  return () => {
    if (Date.now() - resumed < SLICE) return undefined;
    return new Promise<void>((resolve) =>
      pause(() => {
        resumed = Date.now();
        resolve();
      }),
    );
  };
}
