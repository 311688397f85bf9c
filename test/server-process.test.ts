/** The built language server as editors start it: `node dist/server.js --stdio`. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { join } from 'node:path';
import {
  type CompletionItem,
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { spawnLimited } from './support/processor-time';

const SERVER = join(process.cwd(), 'dist/server.js');

describe('language server process', () => {
  it('completes in a file that begins with a blank line and an indented one', async () => {
    const child = spawnLimited(20, process.execPath, [SERVER, '--stdio']);
    const ended = once(child, 'exit');
    const connection = createProtocolConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    const ask = <T>(method: string, params?: object) =>
      Promise.race([
        connection.sendRequest<T>(method, params),
        ended.then(([code, signal]) => assert.fail(`the server ended with ${code ?? signal} at ${method}`)),
      ]);
    connection.listen();
    try {
      await ask('initialize', { processId: null, rootUri: null, capabilities: {}, workspaceFolders: [] });
      await connection.sendNotification('initialized', {});
      for (const name of ['main.cf', 'master.cf']) {
        const textDocument = { uri: `file:///mx/${name}`, languageId: 'plaintext', version: 1, text: '\n a' };
        await connection.sendNotification('textDocument/didOpen', { textDocument });
        const position = { line: 1, character: 2 };
        const items = await ask<CompletionItem[]>('textDocument/completion', { textDocument, position });
        assert.deepEqual(items, [], 'the line goes on with nothing');
        const first = { textDocument, position: { line: 0, character: 0 } };
        assert.ok((await ask<CompletionItem[]>('textDocument/completion', first)).length > 0);
      }
      await ask('shutdown');
      await connection.sendNotification('exit');
      assert.deepEqual(await ended, [0, null]);
    } finally {
      connection.dispose();
      child.kill('SIGKILL');
    }
  });
});
