/** Files that change on disk behind the editor's back: Node and git write them, and no test tells the server. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/temporary';
import {
  applyCodeAction,
  eventually,
  findings,
  open,
  ruleOf,
  waitForRule,
  waitForRules,
  workspaceFolder,
} from './editor';

const MAILER = `import nodemailer from 'nodemailer';

export const transport = nodemailer.createTransport({
  host: process.env.HARBOUR_HOST,
  port: Number(process.env.HARBOUR_PORT),
  secure: true,
  auth: { user: process.env.HARBOUR_USER, pass: process.env.HARBOUR_PASS },
});
`;
const environment = (port: number) =>
  `HARBOUR_HOST=smtp.acme-mail.org\nHARBOUR_PORT=${port}\nHARBOUR_USER=shop\nHARBOUR_PASS=Kf83-hdkW-92kd\n`;
const MISMATCH = ['tls-port-mismatch'];

describe('files on disk', () => {
  let folders = 0;
  let probed = 0;
  let folder: string;
  const at = (name: string) => join(workspaceFolder().fsPath, folder, name);
  const write = (name: string, text: string) => {
    mkdirSync(dirname(at(name)), { recursive: true });
    writeFileSync(at(name), text);
  };
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.test', '-c', 'core.excludesFile=', ...args], {
      cwd: at('.'),
      env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
    });

  /**
   * Waits until VS Code has reported whatever was done in the folder so far. The watcher of a new folder may miss what
   * comes first. Later on, of a file that comes and goes between two reports it tells nothing, even if the server has read
   * it meanwhile.
   */
  const reported = async (name = '.') => {
    const watcher = vscode.workspace.createFileSystemWatcher('**/probe*');
    const seen = new Set<string>();
    watcher.onDidCreate(({ fsPath }) => seen.add(fsPath));
    const probes: string[] = [];
    await eventually(`VS Code to watch ${name}`, async () => {
      probes.push(`${name}/probe${++probed}`);
      write(probes.at(-1)!, '');
      await sleep(100);
      return probes.some((probe) => seen.has(at(probe))) || undefined;
    });
    watcher.dispose();
    for (const probe of probes) rmSync(at(probe));
  };
  const show = async (name: string) => {
    await reported();
    return open(`${folder}/${name}`);
  };
  const makeWatched = async (name: string) => {
    mkdirSync(at(name));
    await reported(name);
  };

  beforeEach(async () => {
    folder = `disk${++folders}`;
    await makeWatched('.');
  });
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(at('.'), { recursive: true, force: true });
  });

  it('shows what a changed value in .env means for the code that reads it', async () => {
    write('.env', environment(465));
    write('mailer.ts', MAILER.replace('secure: true', 'secure: false'));
    const document = await show('mailer.ts');
    await waitForRules(document, MISMATCH);
    write('.env', environment(587));
    await waitForRules(document, ['starttls-not-required']);
    write('.env', environment(465));
    await waitForRules(document, MISMATCH);
  });

  it('reads a .env.local that appears, and forgets it when it goes', async () => {
    write('.env', environment(465));
    write('mailer.ts', MAILER.replace('secure: true', 'secure: false'));
    const document = await show('mailer.ts');
    await waitForRules(document, MISMATCH);
    write('.env.local', 'HARBOUR_PORT=587\n');
    await waitForRule(document, 'starttls-not-required');
    rmSync(at('.env.local'));
    await waitForRules(document, MISMATCH);
  });

  it("obeys the project's settings file from the moment it is written to the moment it is deleted", async () => {
    write('.env', environment(587));
    write('mailer.ts', MAILER);
    const document = await show('mailer.ts');
    await waitForRules(document, MISMATCH);
    write('.mail-config-lint.json', '{ "rules": { "tls-port-mismatch": "off" } }');
    await waitForRules(document, []);
    write('.mail-config-lint.json', '{ "rules": { "tls-port-mismatch": "hint" } }');
    const [hint] = await waitForRules(document, MISMATCH);
    assert.equal(hint?.severity, vscode.DiagnosticSeverity.Hint);
    rmSync(at('.mail-config-lint.json'));
    await eventually('the severity of the rule', () =>
      findings(document)[0]?.severity === vscode.DiagnosticSeverity.Error ? true : undefined,
    );
  });

  it('turns a rule off for the project by quick fix', async () => {
    const settings = vscode.Uri.joinPath(workspaceFolder(), '.mail-config-lint.json');
    write('.env', environment(587));
    write('mailer.ts', MAILER);
    const document = await show('mailer.ts');
    const [finding] = await waitForRules(document, MISMATCH);
    try {
      await applyCodeAction(document, finding!.range, 'Disable tls-port-mismatch for this project');
      const written = await vscode.workspace.openTextDocument(settings);
      assert.ok(await written.save());
      await waitForRules(document, []);
    } finally {
      await vscode.workspace.fs.delete(settings);
    }
    await waitForRules(document, MISMATCH);
  });

  it('knows no value of a file that was deleted', async () => {
    write('.env', environment(587));
    write('mailer.ts', MAILER);
    const document = await show('mailer.ts');
    await waitForRules(document, MISMATCH);
    rmSync(at('.env'));
    await waitForRules(document, []);
  });

  it('follows a folder that is renamed, with what lies in it', async () => {
    write('settings/smtp/port.ts', 'export const port = 587;\n');
    write('mailer.ts', `import { port } from './settings/smtp/port';\n${MAILER.replace(/Number\(.*?\)/, 'port')}`);
    const document = await show('mailer.ts');
    await waitForRules(document, MISMATCH);
    renameSync(at('settings'), at('old-settings'));
    await waitForRules(document, []);
    renameSync(at('old-settings'), at('settings'));
    await waitForRules(document, MISMATCH);
  });

  it('finds code that appears and reads an open .env, and a whole folder of it that is moved in', async () => {
    const outside = makeTemporaryFolder();
    write('.env', environment(25));
    const document = await show('.env');
    write('src/mail/mailer.ts', MAILER);
    const found = await waitForRule(document, 'port-25-submission');
    assert.match(found.relatedInformation?.[0]?.location.uri.path ?? '', /src\/mail\/mailer\.ts$/);
    renameSync(at('src'), join(outside, 'src'));
    await waitForRules(document, []);
    renameSync(join(outside, 'src'), at('src'));
    await waitForRule(document, 'port-25-submission');
    removeTemporaryFolder(outside);
  });

  it('follows a switch of branches that changes twenty files', async () => {
    const apps = Array.from({ length: 20 }, (_, index) => `app${index}`);
    await Promise.all(apps.map(makeWatched));
    for (const app of apps) {
      write(`${app}/.env`, environment(465));
      write(`${app}/mailer.ts`, MAILER);
    }
    git('init', '-q', '-b', 'right');
    git('add', '-A', '-f', '.');
    git('commit', '-q', '-m', 'right');
    git('switch', '-q', '-c', 'wrong');
    for (const app of apps) write(`${app}/.env`, environment(587));
    git('commit', '-q', '-a', '-m', 'wrong');
    const documents = [];
    for (const app of ['app0', 'app10', 'app19']) {
      const document = await show(`${app}/mailer.ts`);
      // In a tab that stays when the next one is shown.
      await vscode.window.showTextDocument(document, { preview: false });
      documents.push(document);
    }
    for (const document of documents) await waitForRules(document, MISMATCH);
    git('switch', '-q', 'right');
    for (const document of documents) await waitForRules(document, []);
    git('switch', '-q', 'wrong');
    for (const document of documents) await waitForRules(document, MISMATCH);
  });

  it('sees what git begins and ceases to track', async () => {
    write('.env', environment(465));
    write('mailer.ts', MAILER);
    git('init', '-q');
    const document = await show('.env');
    const rules = () => findings(document).map(ruleOf).join();
    await eventually('a silent file', () => (rules() === '' ? true : undefined));
    git('add', '-f', '.env');
    await waitForRules(document, ['hardcoded-password']);
    git('rm', '-q', '--cached', '.env');
    await waitForRules(document, []);
  });

  it('tests the connection that the file on disk names', async () => {
    const ask = vscode.window.showInformationMessage;
    const asked: string[] = [];
    (vscode.window as { showInformationMessage: unknown }).showInformationMessage = async (message: string) => {
      asked.push(message);
    };
    try {
      write('.env', environment(465));
      write('mailer.ts', MAILER);
      const document = await show('mailer.ts');
      const target = async () => {
        await vscode.commands.executeCommand(
          'mailConfigLint.testConnection',
          document.uri.toString(),
          new vscode.Position(4, 4),
        );
        return asked.pop();
      };
      assert.equal(await target(), 'Connect to smtp.acme-mail.org, port 465?');
      write('.env', environment(2465));
      await eventually('the new port', async () =>
        (await target()) === 'Connect to smtp.acme-mail.org, port 2465?' ? true : undefined,
      );
    } finally {
      (vscode.window as { showInformationMessage: unknown }).showInformationMessage = ask;
    }
  });
});
