/** The command against a real SMTP server on loopback, with a certificate of a throw-away CA. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/extension/main';
import type { ProbeReport } from '../../src/probe';
import { issue } from '../support/certificates';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/temporary';
import {
  applyCodeAction,
  callTool,
  create,
  EXTENSION_ID,
  eventually,
  open,
  rewrite,
  waitForRules,
  waitForText,
} from './editor';

const PASSWORD = 'correct-horse-battery';

describe('Test Connection', () => {
  let folder: string;
  const authority = issue({ commonName: 'Throw-away CA', authority: true });
  const certificate = issue({ commonName: 'localhost', names: ['localhost', '127.0.0.1'], issuer: authority });
  const ask = vscode.window.showInformationMessage;
  const logins: string[] = [];
  let server: SMTPServer;
  let port: number;
  let api: ExtensionApi;
  /** What the user was asked, and what they answer: the first button, as often as `yeses` says. */
  let asked: string[];
  let yeses: number;

  const settings = () => vscode.workspace.getConfiguration('mailConfigLint');
  const run = (document: vscode.TextDocument, position?: vscode.Position) =>
    vscode.commands.executeCommand<ProbeReport | undefined>(
      'mailConfigLint.testConnection',
      document.uri.toString(),
      position,
    );
  const mailer = (options: string) =>
    create(
      `connection/mailer${Math.random().toString(36).slice(2)}.ts`,
      `import nodemailer from 'nodemailer';\n\nexport const transport = nodemailer.createTransport({\n  host: 'localhost',\n  port: ${port},\n${options}});\n`,
    );

  before(async () => {
    const extension = vscode.extensions.getExtension<ExtensionApi>(EXTENSION_ID);
    assert.ok(extension);
    api = await extension.activate();
    folder = makeTemporaryFolder();
    writeFileSync(join(folder, 'ca.pem'), authority.cert);
    server = new SMTPServer({
      key: certificate.key,
      cert: certificate.cert,
      onAuth: ({ username, password }, _session, callback) => {
        logins.push(`${username}:${password}`);
        callback(password === PASSWORD ? null : new Error('535 5.7.8 Authentication failed'), { user: username });
      },
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.server.address() as AddressInfo).port;
    (vscode.window as { showInformationMessage: unknown }).showInformationMessage = async (
      message: string,
      _options: unknown,
      button: string,
    ) => {
      asked.push(message);
      return asked.length <= yeses ? button : undefined;
    };
  });
  beforeEach(async () => {
    asked = [];
    yeses = 2;
    logins.length = 0;
    await settings().update('testConnection.caFile', join(folder, 'ca.pem'), vscode.ConfigurationTarget.Workspace);
  });
  after(async () => {
    (vscode.window as { showInformationMessage: unknown }).showInformationMessage = ask;
    await settings().update('testConnection.caFile', undefined, vscode.ConfigurationTarget.Workspace);
    await new Promise<void>((resolve) => server.close(resolve));
    removeTemporaryFolder(folder);
  });

  it('passes every stage, and logs in after the second yes only', async () => {
    const document = await mailer(`  requireTLS: true,\n  auth: { user: 'shop', pass: '${PASSWORD}' },\n`);
    const report = await run(document, new vscode.Position(3, 4));
    assert.ok(report);
    assert.equal(report.outcome, 'ok', report.headline);
    assert.deepEqual([report.login, logins], ['accepted', [`shop:${PASSWORD}`]]);
    assert.deepEqual(asked, [
      `Connect to localhost, port ${port}?`,
      `Try the login as shop at localhost, port ${port}?`,
    ]);
    const passed = report.stages.filter(({ status }) => status === 'ok').map(({ id }) => id);
    for (const stage of [
      'dns',
      'tcp',
      'greeting',
      'ehlo',
      'starttls',
      'tls',
      'certificate',
      'mechanisms',
      'auth',
      'quit',
    ]) {
      assert.ok(passed.includes(stage as never), `${stage} passed`);
    }
    assert.equal(report.certificate?.verified, true);
    const html = api.reportView.html ?? '';
    assert.ok(html.includes(`localhost, port ${port}`));
    assert.ok(html.includes('default-src &#39;none&#39;') || html.includes("default-src 'none'"));
    const shown = JSON.stringify(report) + html;
    for (const secret of [
      PASSWORD,
      Buffer.from(PASSWORD).toString('base64'),
      Buffer.from(`\0shop\0${PASSWORD}`).toString('base64'),
    ]) {
      assert.ok(!shown.includes(secret), 'no secret in the report');
    }
  });

  it('is a tool of assistants that the user has to agree to, and tells them no secret', async () => {
    const document = await mailer(`  requireTLS: true,\n  auth: { user: 'shop', pass: '${PASSWORD}' },\n`);
    const input = { path: document.uri.fsPath, line: 4 };
    yeses = 0;
    assert.match(await callTool('test', input), /has not agreed/);
    assert.deepEqual(asked, [`Connect to localhost, port ${port}?`]);
    yeses = 2;
    const text = await callTool('test', input);
    assert.match(text, new RegExp(`localhost.*${port}`));
    assert.doesNotMatch(text, new RegExp(PASSWORD));
  });

  it('shows the last result above the configuration, wherever it moves, until it connects otherwise', async () => {
    yeses = 1;
    const document = await mailer('  requireTLS: true,\n  auth: { user: "shop", pass: process.env.SHOP },\n');
    await run(document);
    const lenses = async () => {
      const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        document.uri,
        9,
      );
      return found.map(({ command, range }) => `${range.start.line} ${command?.title}`);
    };
    await eventually('the result', async () =>
      (await lenses()).some((lens) => /^2 TLS 1\.3, certificate \d+ days, just now$/.test(lens)) ? true : undefined,
    );
    await rewrite(document, `// moved\n${document.getText()}`);
    await eventually('the result to move along', async () =>
      (await lenses()).some((lens) => /^3 TLS 1\.3, certificate/.test(lens)) ? true : undefined,
    );
    await rewrite(document, document.getText().replace('requireTLS: true', 'secure: true'));
    await eventually('the result to go', async () =>
      (await lenses()).every((lens) => !lens.includes('certificate')) ? true : undefined,
    );
  });

  it('forgets a failure once the variable is mended that caused it', async () => {
    const environment = await create('connection/env/.env', `HARBOUR_PORT=${port}\nHARBOUR_SECURE=true\n`);
    const document = await create(
      'connection/env/mailer.ts',
      "import nodemailer from 'nodemailer';\n\nexport const transport = nodemailer.createTransport({\n  host: 'localhost',\n  port: Number(process.env.HARBOUR_PORT),\n  secure: process.env.HARBOUR_SECURE === 'true',\n});\n",
    );
    const report = await run(document);
    assert.equal(report?.outcome, 'fail');
    const marks = () =>
      vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'mail-config-lint test').length;
    await eventually('the mark', () => marks() || undefined);
    await rewrite(environment, environment.getText().replace('true', 'false'));
    await eventually('the mark to go', () => (marks() === 0 ? true : undefined));
  });

  it('marks a configuration that the server proves wrong, and mends it', async () => {
    const document = await mailer("  secure: true,\n  auth: { user: 'shop', pass: process.env.SHOP },\n");
    const text = document.getText();
    await run(document);
    const marked = await eventually('the mark', () =>
      vscode.languages.getDiagnostics(document.uri).find(({ source }) => source === 'mail-config-lint test'),
    );
    assert.equal(marked.severity, vscode.DiagnosticSeverity.Error);
    await applyCodeAction(document, marked.range, 'proved by the connection test', vscode.CodeActionKind.QuickFix);
    await waitForText(document, text.replace('secure: true', 'secure: false,\n  requireTLS: true'));
    const left = () =>
      vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'mail-config-lint test');
    await eventually('the mark to go', () => (left().length === 0 ? true : undefined));
  });

  it('tests what the user leaves in the list of all, and sums up', async () => {
    const document = await mailer('  requireTLS: true,\n');
    const pick = vscode.window.showQuickPick;
    (vscode.window as { showQuickPick: unknown }).showQuickPick = async (
      items: { detail: string; configuration: { uri: string } }[],
    ) => items.filter(({ configuration }) => configuration.uri === document.uri.toString());
    try {
      const reports = await vscode.commands.executeCommand<ProbeReport[]>('mailConfigLint.testAllConnections');
      assert.deepEqual(
        reports.map(({ endpoint, outcome, login }) => [endpoint.port, outcome, login]),
        [[port, 'ok', 'not-tried']],
      );
      assert.match(api.reportView.html ?? '', /The server answers\./);
    } finally {
      (vscode.window as { showQuickPick: unknown }).showQuickPick = pick;
    }
  });

  it('does not log in without the second yes', async () => {
    yeses = 1;
    const report = await run(await mailer(`  requireTLS: true,\n  auth: { user: 'shop', pass: '${PASSWORD}' },\n`));
    assert.deepEqual([report?.outcome, report?.login, logins], ['ok', 'not-tried', []]);
    assert.equal(asked.length, 2);
  });

  it('connects to nothing without the first yes', async () => {
    yeses = 0;
    assert.equal(
      await run(await mailer("  requireTLS: true,\n  auth: { user: 'shop', pass: process.env.SHOP },\n")),
      undefined,
    );
    assert.equal(asked.length, 1);
  });

  it('never offers a login where the certificate is not trusted', async () => {
    await settings().update('testConnection.caFile', undefined, vscode.ConfigurationTarget.Workspace);
    const report = await run(await mailer(`  requireTLS: true,\n  auth: { user: 'shop', pass: '${PASSWORD}' },\n`));
    assert.equal(report?.failedAt, 'certificate');
    assert.deepEqual([asked.length, logins], [1, []]);
    assert.ok(report.stages.find(({ id }) => id === 'certificate')?.advice);
  });

  it('says why implicit TLS fails on a STARTTLS port, and writes what works', async () => {
    const document = await mailer("  secure: true,\n  auth: { user: 'shop', pass: process.env.SHOP },\n");
    const report = await run(document);
    assert.equal(report?.failedAt, 'tls');
    assert.equal(report.suggestion?.change.tls, 'starttls', JSON.stringify(report.suggestion));
    await waitForRules(document, []);
  });

  it('asks which configuration where a file has several', async () => {
    const pick = vscode.window.showQuickPick;
    const offered: string[] = [];
    (vscode.window as { showQuickPick: unknown }).showQuickPick = async (
      items: { label: string; detail: string }[],
    ) => {
      offered.push(...items.map(({ detail }) => detail));
      return undefined;
    };
    try {
      const document = await open('app/src/mailer.ts');
      assert.equal(await run(document), undefined);
      assert.ok(offered.length >= 4, offered.join('\n'));
      assert.ok(offered.some((detail) => detail.startsWith('smtp.gmail.com:465')));
    } finally {
      (vscode.window as { showQuickPick: unknown }).showQuickPick = pick;
    }
  });
});
