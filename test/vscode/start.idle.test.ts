/** In a folder that holds nothing of mail: no server process is started until something does. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/extension/main';
import { create, EXTENSION_ID, eventually, waitForRule } from './editor';

/** Long enough for a search of the folder and for the start of a server. In milliseconds. */
const WHILE = 3_000;

/** After so many crashes within three minutes the language client starts it no more. */
const CRASHES = 5;

/** The process of the server, which the extension host has started. */
function serverProcess(): number | undefined {
  const read = (pid: string, file: string) => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, 'utf8');
    } catch {
      return '';
    }
  };
  const found = readdirSync('/proc').find(
    (pid) =>
      /^\d+$/.test(pid) &&
      /mail-config-lint.dist.server\.js/.test(read(pid, 'cmdline')) &&
      // Behind the name in parentheses: state, parent.
      / (\d+)/.exec(read(pid, 'stat').replace(/^.*\)/s, ''))?.[1] === `${process.pid}`,
  );
  return found === undefined ? undefined : Number(found);
}

describe('the language server', () => {
  let api: ExtensionApi;

  before(async () => {
    const extension = vscode.extensions.getExtension<ExtensionApi>(EXTENSION_ID);
    assert.ok(extension, `VS Code does not know ${EXTENSION_ID}`);
    api = await extension.activate();
  });

  it('is started when mail is seen, and not before', async () => {
    let runs = false;
    void api.ready.then(() => {
      runs = true;
    });
    await create('sum.js', 'export const sum = (a, b) => a + b;\n');
    await new Promise((resolve) => setTimeout(resolve, WHILE));
    assert.equal(runs, false, 'without mail');
    assert.equal(api.status.detail, 'No mail settings seen');
    const document = await create('shop.env', 'SMTP_HOST=smtp.gmail.com\nSMTP_PORT=25\n');
    await api.ready;
    await waitForRule(document, 'port-25-submission');
  });

  it('is given up after crashes, and comes back when the user restarts it', async function () {
    if (process.platform !== 'linux') this.skip();
    const found = () => (api.status.detail === '1 file with mail settings' ? true : undefined);
    for (let crash = 1; crash <= CRASHES; crash++) {
      await eventually(() => `the server before crash ${crash}; ${api.status.detail}`, found);
      const pid = await eventually('the process of the server', serverProcess);
      process.kill(pid, 'SIGKILL');
      await eventually('the end of the server', () => (found() ? undefined : true));
    }
    await eventually('the end', () => (api.status.severity === vscode.LanguageStatusSeverity.Error ? true : undefined));
    assert.equal(api.status.detail, 'The language server has stopped');
    assert.equal(serverProcess(), undefined);
    await vscode.commands.executeCommand(api.status.command!.command);
    await eventually(() => `the server again; ${api.status.detail}`, found);
  });
});
