/** Waiting for what another process or a connection does. */

const POLL = 10;
/** In milliseconds. What comes at all comes within a moment; a busy machine gets its time. */
const LONGEST = 120_000;

/** Ends once the condition holds; fails with `what`, and what the log says, where it never does. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  log?: () => string,
): Promise<void> {
  for (let waited = 0; waited < LONGEST; waited += POLL) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, POLL));
  }
  throw new Error(`waited in vain for ${what}${log ? `; the logs say:\n${log()}` : ''}`);
}
