/** The tools that assistants call, called as VS Code calls them. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { callTool, eventually, languageModel, open, waitForRule, workspaceFolder } from './editor';

const rulesOf = (json: string) => JSON.parse(json).map(({ rule }: { rule: string }) => rule);

const SECRET = 'qkzvrmtnwbxpdhgs';
const TEXT = `SMTP_HOST=smtp.gmail.com\nSMTP_PORT=25\nSMTP_USER=shop@gmail.com\nSMTP_PASS=${SECRET}\n`;

describe('the tools for assistants', () => {
  before(async () => {
    await waitForRule(await open('monitoring/alertmanager.yml'), 'cleartext-credentials');
    await eventually('the tools', () => languageModel.tools.find(({ name }) => name === 'mailConfigLint_lint'));
  });

  it('lint a text that is not saved, and tell no secret', async () => {
    const json = await callTool('lint', { path: 'new/.env', text: TEXT });
    const [found] = JSON.parse(json);
    assert.deepEqual(
      [found.file, found.rule, found.line, found.column, found.fixes[0].safe],
      ['new/.env', 'port-25-submission', 2, 11, true],
    );
    assert.doesNotMatch(json, new RegExp(SECRET));
    assert.deepEqual(vscode.languages.getDiagnostics(vscode.Uri.joinPath(workspaceFolder(), 'new/.env')), []);
  });

  it('lint a file, a folder and the workspace', async () => {
    assert.ok(
      rulesOf(await callTool('lint', { path: 'monitoring/alertmanager.yml' })).includes('cleartext-credentials'),
    );
    const folder = JSON.parse(await callTool('lint', { path: 'monitoring' }));
    assert.ok(folder.length > 0 && folder.every(({ file }: { file: string }) => file.startsWith('monitoring/')));
    assert.ok(JSON.parse(await callTool('lint', {})).length > folder.length);
  });

  it('stay in the open folder', async () => {
    await assert.rejects(callTool('lint', { path: '../outside/.env', text: TEXT }), /lies outside of the open folders/);
    await assert.rejects(callTool('lint', { path: '/etc/postfix/main.cf' }), /lies outside of the open folders/);
    await assert.rejects(callTool('lint', { text: TEXT }), /'text' needs a 'path'/);
  });

  it('explain a rule', async () => {
    assert.match(await callTool('explain', { rule: 'weak-cipher' }), /^# weak-cipher/);
    await assert.rejects(callTool('explain', { rule: '../silencing' }), /there is no rule/);
  });
});
