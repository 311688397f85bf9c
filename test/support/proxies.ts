/** Proxies on loopback, which know one server by any name. */
import { connect, type Socket } from 'node:net';
import { type LoopbackServer, listen, type Place } from './smtp-servers';

/** Connects both ends; what the server says at once may arrive with the answer of the proxy. */
function join(client: Socket, { host, port }: Place, answer: Buffer): void {
  const server = connect({ host, port });
  server.on('error', () => client.destroy()).on('close', () => client.destroy());
  client.on('close', () => server.destroy());
  server.once('data', (first: Buffer) => {
    client.write(Buffer.concat([answer, first]));
    server.pipe(client);
  });
  // A server that waits for TLS says nothing first.
  const timer = setTimeout(() => {
    server.removeAllListeners('data');
    client.write(answer);
    server.pipe(client);
  }, 50);
  server.once('data', () => clearTimeout(timer));
  client.pipe(server);
}

/** The server behind a proxy: at the proxy's own address. */
const behind = (port: number, at?: Place): Place => ({ host: at?.host ?? '127.0.0.1', port });

/** HTTP CONNECT to `port`; answers with `refusal` where one is given. */
export const httpProxy = (port: number, refusal?: string, at?: Place): Promise<LoopbackServer> =>
  listen((client, heard) => {
    client.once('data', (head: Buffer) => {
      heard.push(head.toString('latin1'));
      if (refusal) client.end(`HTTP/1.1 ${refusal}\r\nContent-Length: 0\r\n\r\n`);
      else join(client, behind(port, at), Buffer.from('HTTP/1.1 200 Connection established\r\nVia: 1.1 lab\r\n\r\n'));
    });
  }, at);

/** SOCKS5 without a login to `port`; answers with the code `refusal` where one is given. */
export const socksProxy = (port: number, refusal = 0, method = 0, at?: Place): Promise<LoopbackServer> =>
  listen((client, heard) => {
    client.once('data', () => {
      client.write(Buffer.from([5, method]));
      client.once('data', (request: Buffer) => {
        const length = request[3] === 3 ? request[4]! : 0;
        heard.push(request.subarray(5, 5 + length).toString('latin1'));
        const answer = Buffer.from([5, refusal, 0, 1, 127, 0, 0, 1, 0, 0]);
        if (refusal) client.end(answer);
        else join(client, behind(port, at), answer);
      });
    });
  }, at);
