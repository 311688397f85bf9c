/** The trace of the messages between editor and server: what verbose ones hold of open files. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LogOutputChannel } from 'vscode';
import { Trace } from 'vscode-languageserver/node';
import { clientOptions } from '../src/extension/client';
import { Client, connectToServer } from './support/language-client';
import { makeTemporaryFolder, removeTemporaryFolder } from './support/temporary';

const PASSWORD = 'Zk7wQx2Lm9vB';
const HOST = 'smtp.planted.example';

/** A transport with a login, in the forms that requests and answers may show. */
const TEXT = `const nodemailer = require('nodemailer');
nodemailer.createTransport({ host: '${HOST}', port: 25, auth: { user: "me \\"${PASSWORD}\\"", pass: '${PASSWORD}' } });
`;

/** What the channel of the extension gets while a document is opened, linted, hovered over and fixed. */
async function traced(folder: string): Promise<string[]> {
  const lines: string[] = [];
  const channel = { trace: (...parts: unknown[]) => lines.push(parts.join(' ')) };
  const { traceOutputChannel } = clientOptions(channel as unknown as LogOutputChannel, ['file'], true);
  const connection = connectToServer();
  const client = new Client(connection);
  // As the client of VS Code writes it.
  await connection.trace(Trace.Verbose, {
    log: (message: unknown, data?: string) =>
      traceOutputChannel!.trace(
        typeof message === 'string' ? (data ? `${message}\n${data}` : message) : JSON.stringify(message),
      ),
  });
  const file = join(folder, 'mailer.js');
  writeFileSync(file, TEXT);
  const uri = pathToFileURL(file).href;
  await client.start([folder]);
  const textDocument = { uri };
  await connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'javascript', version: 1, text: TEXT },
  });
  const range = { start: { line: 1, character: 0 }, end: { line: 2, character: 0 } };
  const { items } = await connection.sendRequest<{ items: unknown[] }>('textDocument/diagnostic', { textDocument });
  await connection.sendRequest('textDocument/hover', { textDocument, position: { line: 1, character: 40 } });
  await connection.sendRequest('textDocument/codeAction', { textDocument, range, context: { diagnostics: items } });
  await connection.sendNotification('textDocument/didChange', {
    textDocument: { uri, version: 2 },
    contentChanges: [{ text: `${TEXT}// ${PASSWORD}` }],
  });
  await connection.sendRequest('shutdown');
  connection.dispose();
  return lines;
}

describe('traces', () => {
  const folder = makeTemporaryFolder();
  let lines: string[] = [];

  before(async () => {
    lines = await traced(folder);
  });

  after(() => removeTemporaryFolder(folder));

  it('name each message, its document and the rules', () => {
    const all = lines.join('\n');
    for (const word of ['textDocument/didOpen', 'textDocument/hover', 'mailer.js', 'port-25-submission'])
      assert.ok(all.includes(word), word);
    assert.match(all, /"text": "\(\d+ characters\)"/);
  });

  it('hold nothing of the text of a document', () => {
    for (const line of lines)
      for (const text of [PASSWORD, HOST, 'createTransport']) assert.ok(!line.includes(text), line);
  });
});
