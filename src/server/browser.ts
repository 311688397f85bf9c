/** The language server as a web worker, which asks the editor for files. */
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import type { FileChanges } from '../workspace/file-store';
import { remoteStore } from '../workspace/remote-store';
import { READ_FILE, READ_FOLDER } from './protocol';
import { startServer } from './server';

/** The worker itself, for which there are no types without those of a whole page. */
const worker = globalThis as unknown as ConstructorParameters<typeof BrowserMessageReader>[0];

const connection = createConnection(new BrowserMessageReader(worker), new BrowserMessageWriter(worker));
const store = remoteStore(
  {
    read: async (uri) => (await connection.sendRequest<string | null>(READ_FILE, { uri })) ?? undefined,
    names: (uri) => connection.sendRequest<string[]>(READ_FOLDER, { uri }),
  },
  () => changes,
);
const changes: FileChanges = startServer(connection, store);
connection.listen();
