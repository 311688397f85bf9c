/** The commands that need no more than the language server, in every editor. */
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { COPY_COMMAND } from '../server/protocol';
import { effectiveSettings } from './effective-settings';
import { wholeWorkspace } from './whole-workspace';

export const serverCommands = (client: BaseLanguageClient, output: vscode.LogOutputChannel): vscode.Disposable =>
  vscode.Disposable.from(
    effectiveSettings(client),
    wholeWorkspace(client),
    vscode.commands.registerCommand('mailConfigLint.restart', async () => {
      if (client.needsStop()) await client.stop();
      await client.start();
      output.info('The language server was started again.');
    }),
    vscode.commands.registerCommand('mailConfigLint.showOutput', () => output.show()),
    vscode.commands.registerCommand(COPY_COMMAND, async (text: unknown) => {
      if (typeof text !== 'string') return;
      await vscode.env.clipboard.writeText(text);
      vscode.window.setStatusBarMessage('Copied as Markdown', 3000);
    }),
  );
