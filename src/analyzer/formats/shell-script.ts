/** Scripts of a shell that set up Postfix. */
import { postconfIn, writesOf } from './postconf';
import type { SettingsTree } from './scope';
import { commandsIn } from './shell';

export function parseShell(text: string, uri: string): SettingsTree {
  const commands = commandsIn(text, { start: 0, end: text.length });
  return { format: 'shell', scopes: [], postfix: postconfIn(text, uri, writesOf(text, uri, commands)) };
}
