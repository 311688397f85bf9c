/** Findings of files that nobody has opened, on the wire: pulled once, pulled as a stream, and pushed. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  CancellationTokenSource,
  type Diagnostic,
  ProgressType,
  type WorkspaceDiagnosticReport,
} from 'vscode-languageserver/node';
import { Client, withoutPull } from './support/language-client';
import { makeTemporaryFolder, removeTemporaryFolder } from './support/temporary';
import { until } from './support/until';

const MAILER = `import nodemailer from 'nodemailer';
export const transport = nodemailer.createTransport({
  host: process.env.SMTP_HOST,
  port: Number(process.env.SMTP_PORT),
  requireTLS: true,
  auth: { user: process.env.SMTP_USER, pass: process.env.SMTP_PASS },
});
`;
const ENVIRONMENT = 'SMTP_HOST=smtp.acme-mail.org\nSMTP_PORT=25\nSMTP_USER=shop\nSMTP_PASS=correct-horse-battery\n';
const FIXED = ENVIRONMENT.replace('=25', '=587');

type Items = WorkspaceDiagnosticReport['items'];

const codesOf = (diagnostics: readonly Diagnostic[] | undefined) => diagnostics?.map(({ code }) => code);

describe('findings of the whole workspace', () => {
  let client: Client;
  let folder: string;
  const uri = (name: string) => pathToFileURL(join(folder, name)).href;
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  const scanned = () => until(() => client.refreshes > 0, 'the scan');

  /** What the client shows of a stream, by document. */
  function follow(previousResultIds: { uri: string; value: string }[] = []) {
    const shown = new Map<string, Diagnostic[]>();
    const parts: Items[] = [];
    const token = `stream ${Math.random()}`;
    const cancelling = new CancellationTokenSource();
    client.connection.onProgress(new ProgressType<WorkspaceDiagnosticReport>(), token, ({ items }) => {
      parts.push(items);
      for (const item of items) if (item.kind === 'full') shown.set(item.uri, item.items);
    });
    const ended = client.connection.sendRequest<WorkspaceDiagnosticReport>(
      'workspace/diagnostic',
      { previousResultIds, partialResultToken: token },
      cancelling.token,
    );
    return { shown, parts, ended, cancel: () => cancelling.cancel() };
  }

  const pullOnce = async (previousResultIds: { uri: string; value: string }[] = []): Promise<Items> => {
    const params = { previousResultIds };
    return (await client.connection.sendRequest<WorkspaceDiagnosticReport>('workspace/diagnostic', params)).items;
  };

  beforeEach(() => {
    folder = makeTemporaryFolder();
    write('.env', ENVIRONMENT);
    write('src/mailer.ts', MAILER);
    client = Client.inMemory();
  });
  afterEach(async () => {
    await client.stop();
    removeTemporaryFolder(folder);
  });

  it('are pulled, and only those that have changed are sent again', async () => {
    await client.start([folder]);
    await scanned();
    const first = await pullOnce();
    assert.deepEqual(
      first.map((item) => [item.uri, item.kind === 'full' && codesOf(item.items)]),
      [[uri('.env'), ['port-25-submission']]],
    );
    const known = first.map((item) => ({ uri: item.uri, value: item.resultId ?? '' }));
    assert.deepEqual(
      (await pullOnce(known)).map((item) => [item.uri, item.kind]),
      [[uri('.env'), 'unchanged']],
    );
    write('.env', FIXED);
    await client.report(uri('.env'));
    const [mended] = await pullOnce(known);
    assert.deepEqual(mended?.kind === 'full' && mended.items, []);
  });

  it('are reported on a stream as they change, until the client gives up', async () => {
    await client.start([folder]);
    const stream = follow();
    await until(() => codesOf(stream.shown.get(uri('.env')))?.[0] === 'port-25-submission', 'the finding');
    assert.equal(stream.parts.flat().filter((item) => item.uri === uri('src/mailer.ts')).length, 0, 'nothing to tell');
    write('.env', FIXED);
    await client.report(uri('.env'));
    await until(() => stream.shown.get(uri('.env'))?.length === 0, 'its end');
    write('new/.env', ENVIRONMENT);
    await client.report(uri('new/.env'));
    await until(() => stream.shown.get(uri('new/.env'))?.length === 1, 'the finding of a new file');
    rmSync(join(folder, 'new'), { recursive: true });
    await client.report(uri('new'));
    await until(() => stream.shown.get(uri('new/.env'))?.length === 0, 'the end of a deleted file');
    stream.cancel();
    assert.deepEqual(await stream.ended, { items: [] });
  });

  it('stay when a document is closed, as its file has them', async () => {
    await client.start([folder]);
    const stream = follow();
    await until(() => stream.shown.get(uri('.env'))?.length === 1, 'the finding');
    await client.open(uri('.env'), ENVIRONMENT, 'dotenv');
    await client.change(uri('.env'), FIXED);
    await until(() => stream.shown.get(uri('.env'))?.length === 0, 'its end in the editor');
    await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri: uri('.env') } });
    await until(() => stream.shown.get(uri('.env'))?.length === 1, 'the finding of the file');
  });

  it('of a document that no scan finds go when it is closed', async () => {
    write('.gitignore', 'generated\n');
    write(
      'generated/mailer.js',
      MAILER.replace('requireTLS', 'secure').replace('Number(process.env.SMTP_PORT)', '587'),
    );
    await client.start([folder]);
    await scanned();
    const stream = follow();
    const text = MAILER.replace('requireTLS', 'secure').replace('Number(process.env.SMTP_PORT)', '587');
    await client.open(uri('generated/mailer.js'), text, 'javascript');
    assert.deepEqual(await client.codes(uri('generated/mailer.js')), ['tls-port-mismatch']);
    await client.connection.sendNotification('textDocument/didClose', {
      textDocument: { uri: uri('generated/mailer.js') },
    });
    await until(() => stream.shown.get(uri('generated/mailer.js'))?.length === 0, 'their end');
  });

  it('go with a folder that is removed', async () => {
    write('other/.env', ENVIRONMENT);
    await client.start([join(folder, 'src'), join(folder, 'other')]);
    const stream = follow();
    await until(() => stream.shown.get(uri('other/.env'))?.length === 1, 'the finding');
    await client.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: [], removed: [{ uri: uri('other'), name: 'other' }] },
    });
    await until(() => stream.shown.get(uri('other/.env'))?.length === 0, 'its end');
  });

  it('are not shown where the user does not want them', async () => {
    client.settings = { lintWorkspace: false };
    await client.start([folder]);
    await scanned();
    assert.deepEqual(await pullOnce(), []);
    client.settings = { exclude: ['.env'] };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    assert.deepEqual(await pullOnce(), []);
    client.settings = { rules: { 'port-*': 'hint' } };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    const [item] = await pullOnce();
    assert.deepEqual(item?.kind === 'full' && item.items.map(({ severity }) => severity), [4]);
    client.settings = { enable: false };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    assert.deepEqual(await pullOnce(), []);
  });

  it('that a look for other files was first to see are pulled again', async () => {
    write('.env', FIXED);
    const git = (...args: string[]) => execFileSync('git', args, { cwd: folder });
    git('init', '-q');
    git('add', '-f', '.env');
    await client.start([folder]);
    const stream = follow();
    await until(() => codesOf(stream.shown.get(uri('.env')))?.[0] === 'hardcoded-password', 'the finding');
    await client.open(uri('.env'), FIXED, 'dotenv');
    assert.deepEqual(await client.codes(uri('.env')), ['hardcoded-password']);
    git('rm', '-q', '--cached', '.env');
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await until(() => stream.shown.get(uri('.env'))?.length === 0, 'its end on the stream');
    assert.deepEqual(await client.codes(uri('.env')), []);
  });

  it('follow what git tracks, be it another request that sees it first', async () => {
    write('.env', FIXED);
    const git = (...args: string[]) => execFileSync('git', args, { cwd: folder });
    git('init', '-q');
    git('add', '-f', '.env');
    await client.start([folder]);
    await scanned();
    await client.open(uri('.env'), FIXED, 'dotenv');
    assert.deepEqual(await client.codes(uri('.env')), ['hardcoded-password']);
    git('rm', '-q', '--cached', '.env');
    await client.connection.sendRequest('mailConfigLint/overview');
    const before = client.refreshes;
    await client.report(uri('.git/index'));
    await until(() => client.refreshes > before, 'a refresh');
    assert.deepEqual(await client.codes(uri('.env')), []);
  });

  it('are asked the settings of once a folder', async () => {
    for (let index = 0; index < 20; index++) write(`${index}/.env`, ENVIRONMENT);
    let asked = 0;
    client.refuses = (method) => {
      if (method === 'workspace/configuration') asked++;
      return false;
    };
    await client.start([folder]);
    await scanned();
    assert.equal((await pullOnce()).length, 21);
    assert.equal(asked, 1);
  });

  it('are pushed to a client that cannot pull, and follow the editor', async () => {
    await client.start([folder], withoutPull());
    await until(() => client.pushed.get(uri('.env'))?.length === 1, 'the finding');
    await client.open(uri('.env'), ENVIRONMENT, 'dotenv');
    await client.change(uri('.env'), FIXED);
    await until(() => client.pushed.get(uri('.env'))?.length === 0, 'its end in the editor');
    await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri: uri('.env') } });
    await until(() => client.pushed.get(uri('.env'))?.length === 1, 'the finding of the file');
  });

  describe('at the place that reads a wrong value', () => {
    it('are hints of their own in an open document, and fixed from there', async () => {
      await client.start([folder]);
      await scanned();
      await client.open(uri('src/mailer.ts'), MAILER, 'typescript');
      const [found, ...others] = await client.diagnostics(uri('src/mailer.ts'));
      assert.deepEqual(others, []);
      assert.equal(found?.code, 'port-25-submission');
      assert.equal(found?.severity, 3);
      assert.deepEqual(found?.range.start, { line: 3, character: 15 });
      assert.match(String(found?.message), /SMTP_PORT is set in \.env, line 2/);
      assert.deepEqual(
        found?.relatedInformation?.map(({ location }) => [location.uri, location.range.start.line]),
        [[uri('.env'), 1]],
      );
      const [fix] = await client.actions(uri('src/mailer.ts'), found!.range, [found!], ['quickfix']);
      const [change] = fix?.edit?.documentChanges ?? [];
      assert.ok(change && 'edits' in change);
      assert.deepEqual([change.textDocument.uri, fix?.diagnostics], [uri('.env'), [found]]);
      assert.equal((await pullOnce()).filter((item) => item.uri === uri('src/mailer.ts')).length, 1);
    });

    it('are there where a part of the value is wrong', async () => {
      write('.env', FIXED.replace('correct-horse-battery', 'correct#horse'));
      await client.start([folder]);
      await scanned();
      await client.open(uri('src/mailer.ts'), MAILER, 'typescript');
      assert.deepEqual(await client.codes(uri('src/mailer.ts')), ['truncated-value']);
    });

    it('are none where a value is right and should only stand elsewhere', async () => {
      write('.env', FIXED);
      execFileSync('git', ['init', '-q'], { cwd: folder });
      execFileSync('git', ['add', '-f', '.env'], { cwd: folder });
      await client.start([folder]);
      await scanned();
      await client.open(uri('src/mailer.ts'), MAILER, 'typescript');
      assert.deepEqual(await client.codes(uri('.env')), ['hardcoded-password']);
      assert.deepEqual(await client.codes(uri('src/mailer.ts')), []);
    });

    it('are none where the rule is disabled where the value is written', async () => {
      write('.env', `# mail-config-lint-disable-file port-25-submission\n${ENVIRONMENT}`);
      await client.start([folder]);
      await scanned();
      await client.open(uri('src/mailer.ts'), MAILER, 'typescript');
      assert.deepEqual(await client.codes(uri('src/mailer.ts')), []);
    });
  });

  describe('at a save only', () => {
    it('stay as they are while the user types', async () => {
      client.settings = { run: 'onSave' };
      await client.start([folder]);
      await scanned();
      await client.open(uri('.env'), ENVIRONMENT, 'dotenv');
      assert.deepEqual(await client.codes(uri('.env')), ['port-25-submission']);
      await client.change(uri('.env'), FIXED);
      assert.deepEqual(await client.codes(uri('.env')), ['port-25-submission']);
      const before = client.refreshes;
      write('.env', FIXED);
      await client.connection.sendNotification('textDocument/didSave', { textDocument: { uri: uri('.env') } });
      assert.deepEqual(await client.codes(uri('.env')), []);
      await until(() => client.refreshes > before, 'a refresh');
    });
  });
});
