/** The language server as a web worker, which asks the editor for files. */
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import type { FileChanges } from '../workspace/file-store';
import { remoteStore } from '../workspace/remote-store';
import { inTime } from './in-time';
import { logTo } from './log';
import { ClientRequests } from './requests';
import { startServer } from './server';

/** The worker itself, for which there are no types without those of a whole page. */
const worker = globalThis as unknown as ConstructorParameters<typeof BrowserMessageReader>[0];

const connection = createConnection(new BrowserMessageReader(worker), new BrowserMessageWriter(worker), inTime());
const requests = new ClientRequests(connection, logTo(connection.console));
const store = remoteStore(
  { read: (uri) => requests.readFile(uri), names: (uri) => requests.readFolder(uri) },
  () => changes,
);
const changes: FileChanges = startServer(connection, store);
connection.listen();
