/** Servers on loopback that behave, misbehave and attack in every way that a connection test must tell apart. */
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

export interface LoopbackServer {
  readonly port: number;
  /** Connections accepted so far. */
  readonly accepted: number;
  /** Connections that the client has not closed. */
  readonly open: number;
  /** Everything that clients sent, encrypted parts decrypted where the server has a hand in TLS. */
  readonly heard: string[];
  close(): Promise<void>;
}

type Handler = (socket: Socket, heard: string[]) => void;

/** Where a server listens, if not at a free port of 127.0.0.1. */
export interface Place {
  readonly host: string;
  readonly port: number;
}

const ANYWHERE: Place = { host: '127.0.0.1', port: 0 };

export async function listen(handler: Handler, { host, port }: Place = ANYWHERE): Promise<LoopbackServer> {
  const sockets = new Set<Socket>();
  const heard: string[] = [];
  let accepted = 0;
  const server = createServer((socket) => {
    accepted += 1;
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    handler(socket, heard);
  });
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    get accepted() {
      return accepted;
    },
    get open() {
      return sockets.size;
    },
    heard,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What is done with one command: a text is the reply, without its last line end; a function does what it likes. */
export type Answer = string | ((socket: Socket, line: string) => void);

export interface SmtpScript {
  readonly greeting?: Answer;
  /** Answers by the first word of the command in capitals; `*` for whatever has none. */
  readonly answers?: Readonly<Record<string, Answer>>;
  /** Certificate and versions. With `implicit` from the first byte, else after a STARTTLS that is answered with 220. */
  readonly tls?: TlsOptions;
  readonly implicit?: boolean;
  /** Answers inside TLS, where they differ. */
  readonly inside?: Readonly<Record<string, Answer>>;
}

export const EHLO_STARTTLS = '250-mail.example.net\r\n250-SIZE 1000000\r\n250-STARTTLS\r\n250 8BITMIME';
export const EHLO_LOGIN =
  '250-mail.example.net\r\n250-SIZE 1000000\r\n250 AUTH PLAIN LOGIN CRAM-MD5 XOAUTH2 OAUTHBEARER';

const give = (socket: Socket, answer: Answer, line = ''): void => {
  if (typeof answer === 'function') answer(socket, line);
  else socket.write(`${answer}\r\n`);
};

function dialogue(socket: Socket, script: SmtpScript, heard: string[], encrypted: boolean) {
  const answers: Readonly<Record<string, Answer>> = {
    EHLO: encrypted ? EHLO_LOGIN : script.tls ? EHLO_STARTTLS : EHLO_LOGIN,
    STARTTLS: script.tls && !encrypted ? '220 go ahead' : '502 no such command',
    MAIL: '250 ok',
    RCPT: '250 ok',
    RSET: '250 ok',
    AUTH: '235 2.7.0 welcome',
    QUIT: (peer) => peer.end('221 bye\r\n'),
    ...script.answers,
    ...(encrypted ? script.inside : {}),
  };
  let text = '';
  let content = false;
  const onData = (chunk: Buffer) => {
    text += chunk.toString('latin1');
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
      const line = text.slice(0, end).replace(/\r$/, '');
      text = text.slice(end + 1);
      heard.push(line);
      // What follows a 354 is no command, up to the line that holds a dot alone.
      if (content && line !== '.') continue;
      content = false;
      const word = line.split(' ', 1)[0]!.toUpperCase();
      const answer = answers[word] ?? answers['*'] ?? '500 unknown';
      give(socket, answer, line);
      content = word === 'DATA' && typeof answer === 'string' && answer.startsWith('354');
      if (word === 'STARTTLS' && script.tls && !encrypted && typeof answer === 'string' && answer.startsWith('220')) {
        socket.off('data', onData);
        upgrade(socket, script, heard);
        return;
      }
    }
  };
  socket.on('data', onData);
}

function upgrade(socket: Socket, script: SmtpScript, heard: string[]) {
  const server = createTlsServer({ rejectUnauthorized: true, ...script.tls });
  server.on('tlsClientError', (_, secure) => secure.destroy());
  server.on('secureConnection', (secure) => {
    secure.on('error', () => {}).on('close', () => socket.destroy());
    if (script.implicit) give(secure, script.greeting ?? '220 mail.example.net ESMTP');
    dialogue(secure, script, heard, true);
  });
  server.emit('connection', socket);
}

/** A server that follows the script and otherwise behaves well. */
export const smtp = (script: SmtpScript = {}, at?: Place): Promise<LoopbackServer> =>
  listen((socket, heard) => {
    if (script.implicit) {
      upgrade(socket, script, heard);
      return;
    }
    give(socket, script.greeting ?? '220 mail.example.net ESMTP');
    dialogue(socket, script, heard, false);
  }, at);

/** Says one thing, to everyone, and listens to nothing. */
export const says = (text: string): Promise<LoopbackServer> =>
  listen((socket) => {
    socket.write(text);
    socket.resume();
  });

/** Says nothing until it is asked, then one thing. */
export const answersWith = (text: string | Buffer): Promise<LoopbackServer> =>
  listen((socket) => socket.once('data', () => socket.end(text)));

export const silent = (): Promise<LoopbackServer> => listen((socket) => socket.resume());

export const closesAtOnce = (): Promise<LoopbackServer> => listen((socket) => socket.resume().end());

export const resets = (): Promise<LoopbackServer> => listen((socket) => setTimeout(() => socket.resetAndDestroy(), 20));

/** Writes as fast as the client reads, for ever. */
export const floods = (text: string): Promise<LoopbackServer> => listen(flood(text));

export const flood =
  (text: string) =>
  (socket: Socket): void => {
    const chunk = text.repeat(Math.ceil(65536 / text.length));
    const more = () => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.on('drain', more);
    socket.resume();
    more();
  };

/** Writes a character at a time, for ever: no idle timer ever fires. */
export const drips = (text: string, ms: number): Promise<LoopbackServer> =>
  listen((socket) => {
    let at = 0;
    const timer = setInterval(() => socket.write(text[at++ % text.length]!), ms);
    socket.on('close', () => clearInterval(timer));
    socket.resume();
  });

/** A port on which nothing listens. */
export async function closedPort(): Promise<number> {
  const server = await silent();
  await server.close();
  return server.port;
}
