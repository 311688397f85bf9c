/** Files that VS Code takes for plain text, and Postfix files of all names, are linted like any other. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { FILE_NAMES, wrongText } from '../support/file-names';
import { create, eventually, findings, workspaceFolder } from './editor';

const FOLDER = 'names';

const UNUSUAL = FILE_NAMES.filter(({ languageId }) => /^(?:plaintext|postfix-)/.test(languageId));

describe('unusual names', () => {
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(workspaceFolder(), FOLDER), { recursive: true });
  });

  it('keep no finding from the editor', async function () {
    this.timeout(120_000);
    assert.ok(UNUSUAL.length > 50);
    for (const [index, { path, format, languageId }] of UNUSUAL.entries()) {
      const document = await create(`${FOLDER}/${index}/${path}`, wrongText(path, format));
      await eventually(`a finding in ${path}, ${document.languageId}`, () => findings(document)[0]);
      if (languageId.startsWith('postfix-')) assert.equal(document.languageId, languageId, path);
    }
  });
});
