/** The built server as a process: how it is called, when it ends, and clients that refuse what it asks. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ClientCapabilities } from 'vscode-languageserver/node';
import { CAPABILITIES, Client, SERVER, ServerProcess, withoutPull } from './support/language-client';
import { makeTemporaryFolder, removeTemporaryFolder } from './support/temporary';
import { until } from './support/until';

const ENVIRONMENT = 'SMTP_HOST=smtp.acme-mail.org\nSMTP_PORT=25\nSMTP_USER=shop\nSMTP_PASS=correct-horse-battery\n';

/** False also for a process that nobody has asked how it ended: where a container has no init, nobody does. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync('/proc') || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

describe('language server lifecycle', () => {
  let folder: string;
  let server: ServerProcess;
  const uri = (name: string) => pathToFileURL(join(folder, name)).href;

  beforeEach(() => {
    folder = makeTemporaryFolder();
    writeFileSync(join(folder, '.env'), ENVIRONMENT);
  });
  afterEach(() => {
    server?.kill();
    removeTemporaryFolder(folder);
  });

  describe('is called', () => {
    for (const args of [
      [],
      ['--help'],
      ['--socket'],
      ['--socket=mail'],
      ['--socket=70000'],
      ['--pipe='],
      ['--node-ipc'],
    ])
      it(`wrongly with '${args.join(' ')}', and tells its usage in one line`, () => {
        const { status, stdout, stderr } = spawnSync(process.execPath, [SERVER, ...args], { encoding: 'utf8' });
        assert.deepEqual(
          [status, stdout, stderr],
          [2, '', 'Usage: node server.js --stdio | --node-ipc | --socket=PORT | --pipe=NAME\n'],
        );
      });

    it('with the port of a client that is not there', async () => {
      const taken = createServer().listen(0, '127.0.0.1');
      await new Promise((resolve) => taken.once('listening', resolve));
      const { port } = taken.address() as AddressInfo;
      await new Promise((resolve) => taken.close(resolve));
      const { status, stderr } = spawnSync(process.execPath, [SERVER, `--socket=${port}`], { encoding: 'utf8' });
      assert.equal(status, 1);
      assert.match(stderr, /^The client cannot be reached: connect ECONNREFUSED 127\.0\.0\.1:\d+\n$/);
    });
  });

  describe('ends', () => {
    it('with 0 at `exit` after `shutdown`', async () => {
      server = new ServerProcess('--stdio');
      await server.client.start([folder]);
      await server.client.connection.sendRequest('shutdown');
      void server.client.connection.sendNotification('exit');
      assert.equal(await server.status(), 0);
    });

    it('with 1 at `exit` without `shutdown`, and before anything else', async () => {
      server = new ServerProcess('--stdio');
      await server.client.start([folder]);
      void server.client.connection.sendNotification('exit');
      assert.equal(await server.status(), 1);
      server = new ServerProcess('--stdio');
      void server.client.connection.sendNotification('exit');
      assert.equal(await server.status(), 1);
    });

    it('when its standard input does', async () => {
      server = new ServerProcess('--stdio');
      await server.client.start([folder]);
      server.process.stdin.end();
      assert.equal(await server.status(), 1);
      assert.equal(server.errors, '');
    });

    it('when the process of its client does, though its standard input stays open', async () => {
      const client = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
      server = new ServerProcess('--stdio');
      await server.client.start([folder], CAPABILITIES, { processId: client.pid! });
      client.kill('SIGKILL');
      assert.equal(await server.status(), 1);
    });

    it('when its socket is closed', async () => {
      let socket: Socket | undefined;
      const listener = createServer((connected) => {
        socket = connected;
      }).listen(0, '127.0.0.1');
      await new Promise((resolve) => listener.once('listening', resolve));
      server = new ServerProcess(`--socket=${(listener.address() as AddressInfo).port}`);
      await until(() => socket !== undefined, 'a connection');
      const client = Client.over(socket!, socket!);
      await client.start([folder]);
      await client.open(uri('.env'), ENVIRONMENT, 'dotenv');
      assert.deepEqual(await client.codes(uri('.env')), ['port-25-submission']);
      socket!.destroy();
      assert.equal(await server.status(), 1);
      listener.close();
    });

    it('with the process that forked it', async () => {
      const started = `const child = require('node:child_process').fork(${JSON.stringify(SERVER)}, ['--node-ipc', '--clientProcessId=' + process.pid]);
        child.send({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { processId: process.pid, rootUri: null, capabilities: {} } });
        child.on('message', ({ id }) => { if (id === 1) console.log(child.pid); });`;
      const parent = spawn(process.execPath, ['-e', started]);
      const pid = await new Promise<number>((resolve) => {
        parent.stdout.once('data', (text) => resolve(Number(text)));
      });
      assert.ok(isAlive(pid));
      parent.kill('SIGKILL');
      await until(() => !isAlive(pid), 'the end of the server');
    });
  });

  describe('lives on with a client that refuses whatever it is asked', () => {
    /** Everything that the server can register or ask. */
    const able: ClientCapabilities = {
      ...CAPABILITIES,
      workspace: {
        ...CAPABILITIES.workspace,
        codeLens: { refreshSupport: true },
        didChangeConfiguration: { dynamicRegistration: true },
        didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true },
      },
      textDocument: {
        ...CAPABILITIES.textDocument,
        ...Object.fromEntries(
          ['completion', 'definition', 'references', 'rename', 'documentSymbol', 'foldingRange'].map((feature) => [
            feature,
            { dynamicRegistration: true },
          ]),
        ),
      },
    };

    it('and that pulls findings', async () => {
      server = new ServerProcess('--stdio');
      const { client } = server;
      client.refuses = () => true;
      await client.start([folder], able);
      await client.open(uri('.env'), ENVIRONMENT, 'dotenv');
      for (let times = 0; times < 3; times++) assert.deepEqual(await client.codes(uri('.env')), ['port-25-submission']);
      await until(() => client.log.some((line) => line.includes('refused: workspace/diagnostic/refresh')), 'a refusal');
      const told = client.log.filter((line) => line.includes('refused: workspace/configuration'));
      assert.deepEqual(told, ['Reading the settings failed: refused: workspace/configuration']);
      client.refuses = () => false;
      client.settings = { rules: { 'port-25-submission': 'off' } };
      assert.deepEqual(await client.codes(uri('.env')), [], 'the refusal is not remembered');
      await client.connection.sendRequest('shutdown');
      void client.connection.sendNotification('exit');
      assert.deepEqual([await server.status(), server.errors], [0, '']);
    });

    it('and that is pushed to', async () => {
      server = new ServerProcess('--stdio');
      const { client } = server;
      client.refuses = () => true;
      await client.start([folder], withoutPull(able));
      await client.open(uri('.env'), ENVIRONMENT, 'dotenv');
      await until(() => client.pushed.get(uri('.env'))?.length === 1, 'a finding');
      await client.change(uri('.env'), ENVIRONMENT.replace('=25', '=587'));
      await until(() => client.pushed.get(uri('.env'))?.length === 0, 'its end');
      await client.connection.sendRequest('shutdown');
      void client.connection.sendNotification('exit');
      assert.deepEqual([await server.status(), server.errors], [0, '']);
    });
  });
});
