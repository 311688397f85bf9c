/** What is printed of an error that only a bug can cause. */
import { bugs } from '../../package.json';

/** Name and place of an error. Its message is left out: it may quote a text that holds a secret. */
function nameAndPlace(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const place = /\bcli\.js:\d+:\d+/.exec(error.stack ?? '')?.[0];
  return place ? `${error.name} at ${place}` : error.name;
}

/** `what`: the part that failed, and on which file. */
export const bugReport = (error: unknown, what?: string): string =>
  `internal error: ${what ? `${what}: ` : ''}${nameAndPlace(error)}. Please report it, with the file that causes it, at ${bugs.url}`;
