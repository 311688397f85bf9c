/** The language server as a process: `--stdio`, `--node-ipc` or `--socket=PORT`. */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { disk } from '../workspace/disk';
import { startServer } from './server';

const connection = createConnection(ProposedFeatures.all);
startServer(connection, disk);
connection.listen();
