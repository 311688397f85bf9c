/** The language server as a process. It ends with its client: 0 after `shutdown`, 1 without, 2 where it is called wrongly. */
import { connect } from 'node:net';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { shown } from '../analyzer/showing';
import { disk } from '../workspace/disk';
import { inTime } from './in-time';
import { startServer } from './server';
import { type Transport, transportOf, USAGE } from './transport';

function connectionOver(transport: Transport) {
  if (transport.kind !== 'socket') return createConnection(ProposedFeatures.all, inTime());
  const socket = connect(transport.to);
  socket.on('error', (error) => {
    process.stderr.write(`${shown(`The client cannot be reached: ${error.message}`)}\n`);
    process.exit(1);
  });
  return createConnection(ProposedFeatures.all, socket, socket, inTime());
}

const transport = transportOf(process.argv.slice(2), process.send !== undefined);
if (transport) {
  const connection = connectionOver(transport);
  startServer(connection, disk);
  connection.listen();
} else {
  process.stderr.write(`${USAGE}\n`);
  process.exitCode = 2;
}
