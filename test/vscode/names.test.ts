/** Files that VS Code takes for plain text, and Postfix files of all names, are linted like any other. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { selectorFor } from '../../src/extension/client';
import { FILE_NAMES, wrongText } from '../support/file-names';
import { codeActions, eventually, findings, SOURCE, workspaceFolder } from './editor';

const FOLDER = 'names';

const UNUSUAL = FILE_NAMES.filter(({ languageId }) => /^(?:plaintext|postfix-)/.test(languageId));

describe('unusual names', () => {
  const uris: vscode.Uri[] = [];

  before(async () => {
    assert.ok(UNUSUAL.length > 50);
    for (const [index, { path, format }] of UNUSUAL.entries()) {
      const uri = vscode.Uri.joinPath(workspaceFolder(), FOLDER, `${index}`, path);
      await vscode.workspace.fs.writeFile(uri, Buffer.from(wrongText(path, format)));
      uris.push(uri);
    }
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(workspaceFolder(), FOLDER), { recursive: true });
  });

  it('are handed to the language server, which answers', async () => {
    for (const [index, uri] of uris.entries()) {
      const { path, languageId } = UNUSUAL[index]!;
      // VS Code keeps fifty documents that are open in no editor.
      const document = await vscode.workspace.openTextDocument(uri);
      if (languageId.startsWith('postfix-')) assert.equal(document.languageId, languageId, path);
      assert.ok(vscode.languages.match(selectorFor(['file']), document) > 0, path);
      const all = new vscode.Range(0, 0, document.lineCount, 0);
      await eventually(`an action in ${path}`, async () => {
        const actions = await codeActions(document, all);
        return actions.find(({ title }) => /^Explain /.test(title));
      });
    }
  });

  it('keep no finding from Problems', async () => {
    for (const uri of uris)
      await eventually(`a finding in ${uri.path}`, () =>
        vscode.languages.getDiagnostics(uri).find(({ source }) => source === SOURCE),
      );
  });

  it('keep no finding from an editor that shows the file', async () => {
    const shown = ['prod.env', 'main.cf.j2', 'Dockerfile-prod'];
    for (const uri of uris.filter(({ path }) => shown.some((name) => path.endsWith(`/${name}`)))) {
      const document = await vscode.workspace.openTextDocument(uri);
      await vscode.window.showTextDocument(document);
      await eventually(`a finding in ${document.uri.path}`, () => findings(document)[0]);
    }
  });
});
