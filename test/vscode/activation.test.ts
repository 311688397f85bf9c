import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { EXTENSION_ID } from './editor';

describe('the extension', () => {
  it('is there and activates', async () => {
    const extension = vscode.extensions.getExtension(EXTENSION_ID);
    assert.ok(extension, `VS Code does not know ${EXTENSION_ID}`);
    await extension.activate();
    assert.ok(extension.isActive);
  });
});
