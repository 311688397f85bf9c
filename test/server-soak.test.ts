/** What a server must bear: a long day in short, messages that are none, and what comes before and after its time. */
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RULES } from '../src/analyzer/rules/index';
import type { Rule } from '../src/analyzer/rules/rule';
import { assertFlat, soak } from './soak/soak';
import { Client, ServerProcess } from './support/language-client';
import { makeTemporaryFolder, removeTemporaryFolder } from './support/temporary';
import { until } from './support/until';

const ENVIRONMENT = 'SMTP_HOST=smtp.acme-mail.org\nSMTP_PORT=25\nSMTP_USER=shop\nSMTP_PASS=correct-horse-battery\n';

const METHOD_NOT_FOUND = -32601;
const NOT_INITIALIZED = -32002;
const INVALID_REQUEST = -32600;

/** With a header that gives its length in octets. */
const framed = (text: string) => `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;

/** The code of the error that a request is answered with. */
const refusal = (answer: Promise<unknown>): Promise<number | undefined> =>
  answer.then(
    () => undefined,
    (error: { code?: number }) => error.code,
  );

describe('language server, in the long run', () => {
  let folder: string;
  const uri = (name: string) => pathToFileURL(join(folder, name)).href;

  beforeEach(() => {
    folder = makeTemporaryFolder();
    writeFileSync(join(folder, '.env'), ENVIRONMENT);
  });
  afterEach(() => removeTemporaryFolder(folder));

  it('keeps its memory and its findings over edits and cancelled requests', async () => {
    const { heap, cancelled } = await soak({ edits: 800, cancelled: 160 });
    assert.equal(cancelled, 160);
    assertFlat(heap);
  });

  it('answers with an error what it cannot know or understand, and goes on', async () => {
    const client = Client.inMemory();
    await client.start([folder]);
    const ask = (method: string, params?: unknown) => refusal(client.connection.sendRequest(method, params));
    assert.equal(await ask('textDocument/brew', {}), METHOD_NOT_FOUND);
    for (const method of ['hover', 'completion', 'codeAction', 'diagnostic', 'documentSymbol', 'codeLens', 'inlayHint'])
      for (const params of [{}, { textDocument: null }, { textDocument: { uri: 5 } }, { textDocument: { uri: 'x:' } }])
        await ask(`textDocument/${method}`, params);
    for (const [method, params] of [
      ['textDocument/didOpen', {}],
      ['textDocument/didOpen', { textDocument: { uri: uri('.env'), version: 1, text: null } }],
      ['textDocument/didChange', { textDocument: { uri: 'file:///nowhere/.env', version: 2 }, contentChanges: [] }],
      ['textDocument/didChange', { textDocument: { uri: uri('.env'), version: 2 } }],
      ['textDocument/didClose', { textDocument: {} }],
      ['workspace/didChangeWatchedFiles', { changes: [{}] }],
      ['workspace/didChangeConfiguration', { settings: 5 }],
      ['textDocument/steep', {}],
    ] as const)
      await client.connection.sendNotification(method, params);
    await client.open(uri('.env'), ENVIRONMENT);
    assert.ok((await client.codes(uri('.env'))).includes('port-25-submission'));
    await client.stop();
  });

  it('goes on after messages that are none', async () => {
    const server = new ServerProcess('--stdio');
    try {
      await server.client.start([folder]);
      for (const text of ['', '{', 'null', '[]', '5', '{"jsonrpc":"2.0"}', '{"jsonrpc":"2.0","id":7777,"result":1}'])
        server.process.stdin.write(framed(text));
      server.process.stdin.write(framed('{"jsonrpc":"2.0","method":5,"id":{}}'));
      await server.client.open(uri('.env'), ENVIRONMENT);
      assert.ok((await server.client.codes(uri('.env'))).includes('port-25-submission'), server.errors);
    } finally {
      server.kill();
    }
  });

  it('refuses what is asked before it is initialized and after it was shut down', async () => {
    const client = Client.inMemory();
    const hover = () =>
      refusal(
        client.connection.sendRequest('textDocument/hover', {
          textDocument: { uri: uri('.env') },
          position: { line: 0, character: 0 },
        }),
      );
    assert.equal(await hover(), NOT_INITIALIZED);
    await client.open(uri('.env'), ENVIRONMENT);
    await client.start([folder]);
    assert.equal(await hover(), undefined);
    await client.connection.sendRequest('shutdown');
    assert.equal(await hover(), INVALID_REQUEST);
    client.connection.dispose();
  });

  it('bears a text of 5 MB, open or not', async () => {
    const large = `${ENVIRONMENT}${'# nothing to see here\n'.repeat(250_000)}`;
    assert.ok(large.length > 5e6);
    writeFileSync(join(folder, 'large.env'), large);
    const client = Client.inMemory();
    await client.start([folder]);
    await client.open(uri('large.env'), large);
    assert.deepEqual(await client.codes(uri('large.env')), [], 'it is too long to be settings');
    await client.open(uri('.env'), ENVIRONMENT);
    assert.ok((await client.codes(uri('.env'))).includes('port-25-submission'));
    await client.stop();
  });

  it('finds nothing twice where two roots lie over one folder', async () => {
    const client = Client.inMemory();
    await client.start([folder, folder, join(folder, '..')]);
    await client.open(uri('.env'), ENVIRONMENT);
    const codes = await client.codes(uri('.env'));
    assert.ok(codes.includes('port-25-submission'));
    assert.equal(new Set(codes).size, codes.length);
    await client.stop();
  });

  it('forgets files that vanish while they are read', async () => {
    const client = Client.inMemory();
    await client.start([folder]);
    const report = async () =>
      (
        await client.connection.sendRequest<{ items: { uri: string; items: unknown[] }[] }>('workspace/diagnostic', {
          previousResultIds: [],
        })
      ).items.filter(({ items }) => items.length > 0);
    await until(async () => (await report()).length === 1, 'the finding of the file');
    rmSync(join(folder, '.env'));
    await client.report(uri('.env'));
    assert.deepEqual(await report(), []);
    await client.stop();
  });

  it('logs a rule that throws by its id, and the others go on', async () => {
    const broken = {
      ...RULES[0]!,
      id: 'broken-rule',
      check: () => {
        throw new Error('a bug of ours');
      },
    } satisfies Rule;
    (RULES as Rule[]).unshift(broken);
    try {
      const client = Client.inMemory();
      await client.start([folder]);
      await client.open(uri('.env'), ENVIRONMENT);
      assert.ok((await client.codes(uri('.env'))).includes('port-25-submission'));
      await until(() => client.log.some((message) => message.includes('broken-rule')), 'the bug in the log');
      const told = client.log.filter((message) => message.includes('broken-rule'));
      await client.change(uri('.env'), `${ENVIRONMENT}A=b\n`);
      await client.codes(uri('.env'));
      assert.ok(told.length >= 1);
      await client.stop();
    } finally {
      (RULES as Rule[]).shift();
    }
  });
});
