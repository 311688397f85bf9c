/** In a workspace that nobody trusts: linting works in full, the connection test not at all. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { open, waitForRule } from './editor';

describe('restricted mode', () => {
  it('still lints', async () => {
    assert.equal(vscode.workspace.isTrusted, false);
    await waitForRule(await open('app/src/mailer.ts'), 'tls-port-mismatch');
  });

  it('contacts no server', async () => {
    const warn = vscode.window.showWarningMessage;
    const warned: string[] = [];
    (vscode.window as { showWarningMessage: unknown }).showWarningMessage = async (message: string) => {
      warned.push(message);
    };
    try {
      const document = await open('app/src/mailer.ts');
      for (const command of ['testConnection', 'testAllConnections', 'checkSenderDomain', 'findMailServer']) {
        assert.equal(
          await vscode.commands.executeCommand(`mailConfigLint.${command}`, document.uri.toString()),
          undefined,
        );
        assert.match(warned.pop() ?? '', /trusted workspaces only/, command);
      }
    } finally {
      (vscode.window as { showWarningMessage: unknown }).showWarningMessage = warn;
    }
  });
});
