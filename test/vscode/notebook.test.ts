/** Cells of notebooks are linted like any other text of their language. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { waitForRule } from './editor';

const CODE = `const nodemailer = require('nodemailer');
nodemailer.createTransport({ host: 'smtp.gmail.com', port: 465, secure: false });
`;

describe('notebooks', () => {
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('show findings in their cells, and follow what is typed', async () => {
    const cell = (text: string) => new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, 'javascript');
    const notebook = await vscode.workspace.openNotebookDocument(
      'jupyter-notebook',
      new vscode.NotebookData([cell('const x = 1;\n'), cell(CODE)]),
    );
    await vscode.window.showNotebookDocument(notebook);
    const { document } = notebook.cellAt(1);
    const found = await waitForRule(document, 'tls-port-mismatch');
    assert.equal(found.range.start.line, 1);
    const other = notebook.cellAt(0).document;
    const edit = new vscode.WorkspaceEdit();
    edit.insert(other.uri, new vscode.Position(1, 0), CODE);
    await vscode.workspace.applyEdit(edit);
    await waitForRule(other, 'tls-port-mismatch');
  });
});
