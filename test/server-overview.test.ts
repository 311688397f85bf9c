/** What the extension shows of a whole workspace, as the server answers it: configurations, status, problems, fixes. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  FIX_WORKSPACE,
  type FixWorkspaceResult,
  LINT_WORKSPACE,
  type LintWorkspaceResult,
  OVERVIEW,
  type OverviewItem,
  STATUS,
  type StatusParams,
} from '../src/server/protocol';
import { CAPABILITIES, Client } from './support/language-client';
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
const PASSWORD = 'correct-horse-battery';
const ENVIRONMENT = `SMTP_HOST=smtp.acme-mail.org\nSMTP_PORT=25\nSMTP_USER=shop\nSMTP_PASS=${PASSWORD}\n`;

/** Of a provider that is known to serve port 587. */
const FIXABLE = 'SMTP_HOST=smtp.gmail.com\nSMTP_PORT=25\nSMTP_USER=shop@gmail.com\nSMTP_PASS=abcdefghijklmnop\n';

const WITH_ANNOTATIONS = {
  ...CAPABILITIES,
  workspace: {
    ...CAPABILITIES.workspace,
    workspaceEdit: { ...CAPABILITIES.workspace?.workspaceEdit, changeAnnotationSupport: {} },
  },
};

describe('the overview of a workspace', () => {
  let client: Client;
  let folder: string;
  const statuses: StatusParams[] = [];
  const uri = (name: string) => pathToFileURL(join(folder, name)).href;
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  const start = async () => {
    const initializationOptions = { testConnection: true, status: true };
    await client.start([folder], WITH_ANNOTATIONS, { initializationOptions });
    await until(() => client.refreshes > 0, 'the scan');
  };
  const overview = () => client.connection.sendRequest<OverviewItem[]>(OVERVIEW);

  beforeEach(() => {
    folder = makeTemporaryFolder();
    client = Client.inMemory();
    statuses.length = 0;
    client.connection.onNotification(STATUS, (status) => void statuses.push(status));
  });
  afterEach(async () => {
    await client.stop();
    removeTemporaryFolder(folder);
  });

  it('names server, values with their origin, and problems of each configuration, and no secret', async () => {
    write('.env', ENVIRONMENT);
    write('src/mailer.ts', MAILER);
    await start();
    const items = await overview();
    const item = items.find((each) => each.uri === uri('src/mailer.ts'));
    assert.ok(item);
    assert.deepEqual(
      [item.title, item.label, item.isTestable],
      ['smtp.acme-mail.org:25', 'nodemailer transport', true],
    );
    const facts = item.facts.map(({ label, value, from }) => [label, value, from]);
    assert.deepEqual(facts.slice(0, 2), [
      ['Server', 'smtp.acme-mail.org', 'SMTP_HOST in .env:1'],
      ['Port', '25', 'SMTP_PORT in .env:2'],
    ]);
    assert.deepEqual(item.facts.find(({ label }) => label === 'Port')?.at?.uri, uri('.env'));
    assert.ok(facts.some(([label, value]) => label === 'Password' && value === 'set'));
    assert.ok(item.problems.some(({ rule, at }) => rule === 'port-25-submission' && at.uri === uri('.env')));
    assert.ok(!JSON.stringify(items).includes(PASSWORD));
  });

  it('leaves out problems that the user has switched off', async () => {
    write('.env', ENVIRONMENT);
    client.settings = { rules: { '*': 'off' } };
    await start();
    assert.deepEqual(
      (await overview()).map(({ title, problems }) => [title, problems]),
      [['smtp.acme-mail.org:25', []]],
    );
  });

  it('is empty where there is no mail', async () => {
    write('main.py', 'print(1)\n');
    await start();
    assert.deepEqual(await overview(), []);
    assert.deepEqual(statuses.at(-1), { isScanning: false, documents: 0 });
  });

  it('is announced while and after the folders are read', async () => {
    write('.env', ENVIRONMENT);
    await start();
    assert.equal(statuses[0]?.isScanning, true);
    await until(() => statuses.at(-1)?.isScanning === false, 'the end');
    assert.equal(statuses.at(-1)?.documents, 1);
  });

  it('can be linted at once, also files that the client did not report', async () => {
    client.settings = { lintWorkspace: false };
    await start();
    write('.env', ENVIRONMENT);
    write('src/mailer.ts', MAILER);
    const result = await client.connection.sendRequest<LintWorkspaceResult>(LINT_WORKSPACE);
    assert.deepEqual(
      result.problems.map(({ rule, severity, at }) => [rule, severity, at.uri, at.range.start.line]),
      [['port-25-submission', 'warning', uri('.env'), 1]],
    );
    assert.equal(result.documents, 2);
    const all = await client.connection.sendRequest<{ items: unknown[] }>('workspace/diagnostic', {
      previousResultIds: [],
    });
    assert.equal(all.items.length, 1);
  });

  it('has its safe fixes made at once, each to be confirmed', async () => {
    write('one/.env', FIXABLE);
    write('two/.env', FIXABLE);
    await start();
    const edit = await client.connection.sendRequest<FixWorkspaceResult>(FIX_WORKSPACE);
    const changes = edit?.documentChanges ?? [];
    assert.deepEqual(
      changes.map((change) => 'edits' in change && change.textDocument.uri),
      [uri('one/.env'), uri('two/.env')],
    );
    const edits = changes.flatMap((change) => ('edits' in change ? change.edits : []));
    const annotations = edits.map((each) => ('annotationId' in each ? String(each.annotationId) : ''));
    assert.equal(annotations.length, 2);
    for (const id of annotations) assert.equal(edit?.changeAnnotations?.[id]?.needsConfirmation, true);
    write('one/.env', FIXABLE.replace('=25', '=587'));
    write('two/.env', FIXABLE.replace('=25', '=587'));
    await client.report(uri('one/.env'), uri('two/.env'));
    assert.equal(await client.connection.sendRequest<FixWorkspaceResult>(FIX_WORKSPACE), null);
  });
});
