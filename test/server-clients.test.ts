/** Clients that tell their settings and folders in other ways than VS Code, or can less. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ClientCapabilities, Hover, InitializeParams, MarkupContent } from 'vscode-languageserver/node';
import { CONFIGURATIONS, type ConfigurationSummary } from '../src/server/protocol';
import { CAPABILITIES, Client, withoutPull } from './support/language-client';
import { makeTemporaryFolder, removeTemporaryFolder } from './support/temporary';
import { until } from './support/until';

const MAILER = `import nodemailer from 'nodemailer';
export const transport = nodemailer.createTransport({
  host: 'smtp.acme-mail.org',
  port: Number(process.env.HARBOUR_PORT),
  secure: false,
  tls: { rejectUnauthorized: false },
  auth: { user: process.env.HARBOUR_USER, pass: 'Kf83-hdkW-92kd' },
});
`;
const ENVIRONMENT = 'SMTP_HOST=smtp.acme-mail.org\nSMTP_PORT=25\nSMTP_USER=shop\nSMTP_PASS=correct-horse-battery\n';

const OFF = { 'port-25-submission': 'off' };

/** Without `workspace/configuration`. */
const CANNOT_BE_ASKED: ClientCapabilities = {
  ...CAPABILITIES,
  workspace: { ...CAPABILITIES.workspace, configuration: false },
};

describe('clients of the language server', () => {
  let client: Client;
  let folder: string;
  const uri = (name: string) => pathToFileURL(join(folder, name)).href;
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };

  beforeEach(() => {
    folder = makeTemporaryFolder();
    write('.env', ENVIRONMENT);
    client = Client.inMemory();
  });
  afterEach(async () => {
    await client.stop();
    removeTemporaryFolder(folder);
  });

  describe('that push their settings', () => {
    for (const [what, settings] of [
      ['under the section', { mailConfigLint: { rules: OFF } }],
      ['flat', { rules: OFF }],
      ['with a dot', { 'mailConfigLint.rules': OFF }],
    ] as const) {
      it(`${what} in initializationOptions`, async () => {
        await client.start([folder], CANNOT_BE_ASKED, { initializationOptions: settings });
        await client.open(uri('.env'), ENVIRONMENT, 'dotenv');
        assert.deepEqual(await client.codes(uri('.env')), []);
      });

      it(`${what} in workspace/didChangeConfiguration`, async () => {
        await client.start([folder], CANNOT_BE_ASKED);
        await client.open(uri('.env'), ENVIRONMENT, 'dotenv');
        assert.deepEqual(await client.codes(uri('.env')), ['port-25-submission']);
        const before = client.refreshes;
        await client.connection.sendNotification('workspace/didChangeConfiguration', { settings });
        assert.deepEqual(await client.codes(uri('.env')), []);
        await until(() => client.refreshes > before, 'a refresh');
      });
    }

    it('and are pushed to', async () => {
      await client.start([folder], withoutPull(CANNOT_BE_ASKED), {
        initializationOptions: { rules: { '*': 'hint' } },
      });
      await client.open(uri('.env'), ENVIRONMENT, 'dotenv');
      await until(() => client.pushed.get(uri('.env'))?.[0]?.severity === 4, 'a hint');
      await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: { rules: OFF } });
      await until(() => client.pushed.get(uri('.env'))?.length === 0, 'nothing');
    });
  });

  it('that refuse to tell their settings are asked again, and those that they have given hold', async () => {
    client.refuses = (method) => method === 'workspace/configuration';
    await client.start([folder], CAPABILITIES, { initializationOptions: { rules: { '*': 'hint' } } });
    await client.open(uri('.env'), ENVIRONMENT, 'dotenv');
    for (let times = 0; times < 2; times++) assert.equal((await client.diagnostics(uri('.env')))[0]?.severity, 4);
    assert.equal(client.log.filter((line) => line.includes('refused')).length, 1);
    client.refuses = () => false;
    client.settings = { rules: OFF };
    assert.deepEqual(await client.codes(uri('.env')), []);
  });

  it('that do not answer get findings all the same, and others once they answer', async () => {
    let answer = () => {};
    await client.start([folder], CAPABILITIES, { initializationOptions: { rules: { '*': 'hint' } } });
    client.hold = new Promise((resolve) => {
      answer = resolve;
    });
    await client.open(uri('.env'), ENVIRONMENT, 'dotenv');
    for (let times = 0; times < 2; times++) assert.equal((await client.diagnostics(uri('.env')))[0]?.severity, 4);
    client.settings = { rules: OFF };
    const before = client.refreshes;
    answer();
    await until(() => client.refreshes > before, 'the refresh');
    assert.deepEqual(await client.codes(uri('.env')), []);
  });

  for (const [what, told] of [
    ['rootPath', (path: string) => ({ rootPath: path })],
    ['rootUri', (path: string) => ({ rootUri: `${pathToFileURL(path).href}/` })],
    [
      'rootUri beside an empty list of folders',
      (path: string) => ({ rootUri: pathToFileURL(path).href, workspaceFolders: [] }),
    ],
  ] as const)
    it(`that tell their folder by ${what} have it scanned`, async () => {
      const nothing = { workspaceFolders: null, rootUri: null };
      await client.start([], CAPABILITIES, { ...nothing, ...told(folder) } satisfies Partial<InitializeParams>);
      await until(() => client.refreshes > 0, 'the scan');
      const found = await client.connection.sendRequest<ConfigurationSummary[]>(CONFIGURATIONS, {});
      assert.deepEqual(
        found.map((each) => each.uri),
        [uri('.env')],
      );
    });

  it('without Markdown get plain text', async () => {
    await client.start([folder], {
      textDocument: {
        hover: { contentFormat: ['plaintext'] },
        completion: { completionItem: { documentationFormat: ['plaintext'] } },
      },
    });
    const mailer = uri('mailer.ts');
    await client.open(mailer, MAILER, 'typescript');
    const hover = async (document: string, line: number) => {
      const position = { line, character: 4 };
      const asked = { textDocument: { uri: document }, position };
      return (await client.connection.sendRequest<Hover>('textDocument/hover', asked)).contents as MarkupContent;
    };
    const told = await hover(mailer, 4);
    assert.equal(told.kind, 'plaintext');
    assert.match(
      told.value,
      /^Encryption: opportunistic STARTTLS \(not enforced\)\n\nSet in mailer\.ts:5\n\nnodemailer transport\n\n- Server: smtp\.acme/,
    );
    await client.open(uri('main.cf'), 'compatibility_level = 3.6\n', 'postfix-main');
    const level = await hover(uri('main.cf'), 0);
    assert.equal(level.kind, 'plaintext');
    assert.doesNotMatch(level.value, /[*`]|---/);
    const item = await client.connection.sendRequest<{ documentation: MarkupContent }>('completionItem/resolve', {
      label: 'myhostname',
      data: { kind: 'parameter', name: 'myhostname' },
    });
    assert.equal(item.documentation.kind, 'plaintext');
    assert.match(item.documentation.value, /^myhostname/);
  });

  it('without versioned edits get plain ones, and none that would make a file', async () => {
    await client.start([folder], { ...CAPABILITIES, workspace: { ...CAPABILITIES.workspace, workspaceEdit: {} } });
    write('mailer.ts', MAILER);
    await client.open(uri('mailer.ts'), MAILER, 'typescript');
    const found = await client.diagnostics(uri('mailer.ts'));
    const actions = await Promise.all(found.map((each) => client.actions(uri('mailer.ts'), each.range, [each])));
    const edits = actions.flat().map(({ edit }) => edit);
    assert.ok(edits.length > 3);
    for (const edit of edits) {
      assert.equal(edit?.documentChanges, undefined);
      assert.deepEqual(
        Object.keys(edit?.changes ?? {}).filter((changed) => ![uri('mailer.ts'), uri('.env')].includes(changed)),
        [],
      );
    }
    const titles = actions.flat().map(({ title }) => title);
    assert.ok(
      titles.every((title) => !title.startsWith('Turn')),
      'there is no file of settings',
    );
    write('.mail-config-lint.json', '{}');
    const [first] = found;
    const again = await client.actions(uri('mailer.ts'), first!.range, [first!]);
    assert.ok(again.length > 0);
  });

  it('that report no changes on disk are served what is there at each save', async () => {
    write('mailer.ts', MAILER);
    write('.env', 'HARBOUR_PORT=587\n');
    await client.start([folder], withoutPull());
    await client.open(uri('mailer.ts'), MAILER, 'typescript');
    const codes = () =>
      client.pushed
        .get(uri('mailer.ts'))
        ?.map(({ code }) => code)
        .join();
    await until(() => codes()?.includes('starttls-not-required') === true, 'a finding');
    write('.env', 'HARBOUR_PORT=465\n');
    write('.mail-config-lint.json', '{ "rules": { "hardcoded-password": "off" } }');
    const textDocument = { uri: uri('mailer.ts') };
    await client.connection.sendNotification('textDocument/didSave', { textDocument });
    await until(() => codes() === 'tls-port-mismatch,certificate-not-verified', 'what is written now');
  });

  for (const refuses of [false, true])
    it(`that ${refuses ? 'refuse to report' : 'report'} changes on disk are ${refuses ? 'not ' : ''}relied on`, async () => {
      const dynamicRegistration = true;
      const workspace = { ...CAPABILITIES.workspace, didChangeWatchedFiles: { dynamicRegistration } };
      client.refuses = (method) => refuses && method === 'client/registerCapability';
      await client.start([folder], { ...CAPABILITIES, workspace });
      await until(() => client.refreshes > 0, 'the scan');
      await client.open(uri('.env'), ENVIRONMENT, 'dotenv');
      await client.codes(uri('.env'));
      if (refuses) await until(() => client.refreshes > 1, 'the first look');
      const before = client.refreshes;
      await client.connection.sendNotification('textDocument/didSave', { textDocument: { uri: uri('.env') } });
      if (refuses) await until(() => client.refreshes > before, 'a refresh');
      else await new Promise((resolve) => setTimeout(resolve, 300));
      assert.equal(client.refreshes > before, refuses);
    });

  it('that report twenty files at once are not told twenty times', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `app${index}`);
    for (const name of names) {
      write(`${name}/.env`, 'HARBOUR_PORT=587\n');
      write(`${name}/mailer.ts`, MAILER);
    }
    await client.start([folder]);
    await until(() => client.refreshes > 0, 'the scan');
    for (const name of names) await client.open(uri(`${name}/mailer.ts`), MAILER, 'typescript');
    await new Promise((resolve) => setTimeout(resolve, 400));
    for (const name of names) await client.codes(uri(`${name}/mailer.ts`));
    const before = client.refreshes;
    for (const name of names) write(`${name}/.env`, 'HARBOUR_PORT=465\n');
    for (const name of names) await client.report(uri(`${name}/.env`));
    for (const name of names)
      assert.ok((await client.codes(uri(`${name}/mailer.ts`))).includes('tls-port-mismatch'), name);
    await until(() => client.refreshes > before, 'a refresh');
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.ok(client.refreshes - before < 5, `${client.refreshes - before} refreshes`);
  });

  it('that remove a folder are asked for nothing in it any more', async () => {
    write('one/.env', ENVIRONMENT);
    write('two/.env', ENVIRONMENT);
    const [one, two] = [join(folder, 'one'), join(folder, 'two')];
    await client.start([one, two]);
    await until(() => client.refreshes > 0, 'the scan');
    const found = async () =>
      (await client.connection.sendRequest<ConfigurationSummary[]>(CONFIGURATIONS, {})).map((each) => each.uri);
    assert.deepEqual(await found(), [uri('one/.env'), uri('two/.env')]);
    const before = client.refreshes;
    await client.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: [], removed: [{ uri: `${pathToFileURL(one).href}/`, name: 'one' }] },
    });
    assert.deepEqual(await found(), [uri('two/.env')]);
    await until(() => client.refreshes > before, 'a refresh');
  });

  it('that add a folder are asked to watch what counts in it from outside', async () => {
    write('shop/app/.env', ENVIRONMENT);
    write('other/.env', ENVIRONMENT);
    await client.start([join(folder, 'other')], {
      ...CAPABILITIES,
      workspace: {
        ...CAPABILITIES.workspace,
        didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true },
      },
    });
    const watched = () => JSON.stringify(client.registrations.map(({ registerOptions }) => registerOptions));
    await until(() => watched().includes('**/.gitignore'), 'the first watchers');
    const shop = uri('shop');
    assert.ok(!watched().includes(`"${shop}"`));
    await client.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: [{ uri: uri('shop/app'), name: 'app' }], removed: [] },
    });
    await until(
      () => watched().includes(`{"baseUri":"${shop}","pattern":".mail-config-lint.{json,yaml,yml}"}`),
      'its watchers',
    );
  });
});
