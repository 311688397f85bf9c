/** What is printed of an error that only a bug can cause. */
import { bugs } from '../../package.json';
import { withoutMessage } from '../show/error';

/** `what`: the part that failed, and on which file. */
export const bugReport = (error: unknown, what?: string): string =>
  `internal error: ${what ? `${what}: ` : ''}${withoutMessage(error)}. Please report it, with the file that causes it, at ${bugs.url}`;
