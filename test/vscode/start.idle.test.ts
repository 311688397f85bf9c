/** In a folder that holds nothing of mail: no server process is started until something does. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/extension/main';
import { create, EXTENSION_ID, waitForRule } from './editor';

/** Long enough for a search of the folder and for the start of a server. In milliseconds. */
const WHILE = 5_000;

describe('the language server', () => {
  it('is started when mail is seen, and not before', async () => {
    const extension = vscode.extensions.getExtension<ExtensionApi>(EXTENSION_ID);
    const api = await extension?.activate();
    assert.ok(api, `VS Code does not know ${EXTENSION_ID}`);
    let runs = false;
    void api.ready.then(() => {
      runs = true;
    });
    await create('sum.js', 'export const sum = (a, b) => a + b;\n');
    await new Promise((resolve) => setTimeout(resolve, WHILE));
    assert.equal(runs, false, 'without mail');
    const document = await create('shop.env', 'SMTP_HOST=smtp.gmail.com\nSMTP_PORT=25\n');
    await api.ready;
    await waitForRule(document, 'port-25-submission');
  });
});
