/** The only way to the client's log: what is written there has no secrets of URLs, and no characters that act on a display. */
import type { RemoteConsole } from 'vscode-languageserver';
import { shown } from '../analyzer/showing';

export type Log = Readonly<Record<'error' | 'warn' | 'info', (text: string) => void>>;

export const logTo = (console: RemoteConsole): Log => ({
  error: (text) => console.error(shown(text)),
  warn: (text) => console.warn(shown(text)),
  info: (text) => console.info(shown(text)),
});
