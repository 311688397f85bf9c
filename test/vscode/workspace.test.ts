/** What VS Code shows of files that nobody has opened, and what can be done from there. */
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import {
  applyCodeAction,
  create,
  EXTENSION_ID,
  eventually,
  open,
  revert,
  rewrite,
  ruleOf,
  SOURCE,
  waitForRule,
  workspaceFolder,
} from './editor';

const rulesIn = (path: string) =>
  vscode.languages
    .getDiagnostics(vscode.Uri.joinPath(workspaceFolder(), path))
    .filter(({ source }) => source === SOURCE)
    .map(ruleOf);

const closeAll = () => vscode.commands.executeCommand('workbench.action.closeAllEditors');

describe('the whole workspace', () => {
  before(closeAll);
  after(closeAll);

  it('has findings in Problems for files that nobody has opened', async () => {
    // VS Code holds on to documents for a while after they are closed, so that this file is a new one.
    const file = join(workspaceFolder().fsPath, 'unopened.env');
    writeFileSync(file, 'SMTP_HOST=smtp.gmail.com\nSMTP_PORT=25\n');
    try {
      await eventually('a finding in an unopened file', () =>
        rulesIn('unopened.env').includes('port-25-submission') ? true : undefined,
      );
      assert.ok(!vscode.workspace.textDocuments.some(({ uri }) => uri.path.endsWith('unopened.env')));
      assert.ok(rulesIn('monitoring/alertmanager.yml').includes('cleartext-credentials'));
    } finally {
      rmSync(file);
    }
  });

  it('keeps them when an editor is closed', async () => {
    await waitForRule(await open('monitoring/alertmanager.yml'), 'cleartext-credentials');
    await closeAll();
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    assert.ok(rulesIn('monitoring/alertmanager.yml').includes('cleartext-credentials'));
  });

  it('marks the place that reads a wrong value', async () => {
    const document = await open('app/src/mailer.ts');
    const found = await waitForRule(document, 'port-25-submission');
    assert.equal(found.severity, vscode.DiagnosticSeverity.Information);
    assert.match(found.message, /is set in app\/\.env, line \d+/);
  });

  it('explains a rule by its page, which comes with the extension', async () => {
    const document = await open('monitoring/alertmanager.yml');
    const finding = await waitForRule(document, 'cleartext-credentials');
    await applyCodeAction(document, finding.range, 'Explain cleartext-credentials');
    const preview = await eventually('the preview', () =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .find(({ label }) => label.includes('cleartext-credentials')),
    );
    assert.ok(preview.input instanceof vscode.TabInputWebview);
    assert.match(preview.input.viewType, /markdown\.preview/);
  });

  it('has all safe problems of a file fixed by a command', async () => {
    const document = await create(
      'fix-all/.env',
      'SMTP_HOST=smtp.gmail.com\nSMTP_PORT=25\nSMTP_USER=shop@gmail.com\nSMTP_PASS=qkzvrmtnwbxpdhgs\n',
    );
    await waitForRule(document, 'port-25-submission');
    // What an earlier test left to open may have come to the front meanwhile.
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('mailConfigLint.fixFile');
    await eventually('the other port', () => (document.getText().includes('SMTP_PORT=587') ? true : undefined));
    await revert(document);
  });

  it('has a settings file that a command makes and opens, with mistakes at their places', async () => {
    const uri = vscode.Uri.joinPath(workspaceFolder(), '.mail-config-lint.json');
    try {
      await vscode.commands.executeCommand('mailConfigLint.openProjectSettings');
      const { document } = vscode.window.activeTextEditor!;
      assert.equal(document.uri.path, uri.path);
      assert.equal(document.languageId, 'jsonc');
      await rewrite(document, '{ "rules": { "port-25": "off" } } // none\n');
      const found = await eventually('the mistake', () =>
        vscode.languages.getDiagnostics(uri).find(({ source }) => source === SOURCE),
      );
      assert.equal(found.message, "There is no rule 'port-25'");
      assert.deepEqual([found.range.start.character, found.range.end.character], [13, 22]);
      await revert(document);
    } finally {
      rmSync(uri.fsPath, { force: true });
    }
  });

  it('copies a finding, and what a report of a bug needs', async () => {
    const document = await open('monitoring/alertmanager.yml');
    const finding = await waitForRule(document, 'cleartext-credentials');
    await applyCodeAction(document, finding.range, 'Copy as Markdown');
    assert.match(await vscode.env.clipboard.readText(), /^\*\*.*\*\* \(error, \[.*alertmanager\.yml:\d+:\d+`/);
    await vscode.commands.executeCommand('mailConfigLint.copyDebugInformation');
    assert.match(await vscode.env.clipboard.readText(), /^- Mail Config Lint \d+\.\d+\.\d+\n- VS Code 1\./);
  });

  it('lists its configurations, the worst problem first', async () => {
    const { view } = vscode.extensions.getExtension(EXTENSION_ID)!.exports;
    const nodes = await view.getChildren();
    assert.ok(nodes.length >= 5, `${nodes.length} configurations`);
    const server = nodes.find(({ description }: { description: string }) => description.includes('alertmanager.yml'));
    const children = await view.getChildren(server);
    assert.equal(children[0].description, 'cleartext-credentials');
    assert.ok(children.some(({ label }: { label: string }) => label.startsWith('Server: ')));
  });

  it('can be linted by a task, which fails where there are problems', async () => {
    const [task] = await vscode.tasks.fetchTasks({ type: 'mail-config-lint' });
    assert.ok(task);
    const ended = new Promise<number | undefined>((resolve) => {
      const listening = vscode.tasks.onDidEndTaskProcess(({ exitCode, execution }) => {
        if (execution.task.source !== 'mail-config-lint') return;
        listening.dispose();
        resolve(exitCode);
      });
    });
    await vscode.tasks.executeTask(task);
    assert.equal(await ended, 1);
  });
});
