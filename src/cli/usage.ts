/** What all commands have in common: exit statuses, mistakes in their use, and values of options. */
import type { ParseArgsConfig } from 'node:util';

export const EXIT_USAGE = 2;
export const EXIT_FAILURE = 3;

/** A mistake in the use of the command; the message says which. It never quotes a URL, which may hold a password. */
export class UsageError extends Error {}

/** Runs the parser. `help` is the command that lists the options. */
export function parsed<T>(help: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // Node goes on with advice about arguments that begin with a dash.
    throw new UsageError(`${message.replace(/^([^.]*')\. .*$/s, '$1')}\nSee ${help}`);
  }
}

export const HELP = { help: { type: 'boolean', short: 'h', default: false } } satisfies ParseArgsConfig['options'];

export function count(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} takes a number, 0 or above`);
  return Number(text);
}

export function number(name: string, text: string, highest: number): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0 && value <= highest)) {
    throw new Error(`--${name} takes a number above 0 and up to ${highest}`);
  }
  return value;
}
