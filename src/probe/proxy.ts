/** A proxy between the application and the server: HTTP CONNECT (RFC 9110 section 9.3.6) and SOCKS5 (RFC 1928), as nodemailer speaks them. */
import { isIP, type Socket } from 'node:net';
import { visible } from '../show/shown';
import { Failure } from './failure';

export interface MailProxy {
  readonly kind: 'http' | 'socks5';
  readonly host: string;
  readonly port: number;
}

/** More than any proxy has to say before the server speaks. In bytes. */
const MOST_BYTES = 16 * 1024;

const KINDS: Readonly<Record<string, { readonly kind: MailProxy['kind']; readonly port: number }>> = {
  'http:': { kind: 'http', port: 80 },
  'socks:': { kind: 'socks5', port: 1080 },
  'socks5:': { kind: 'socks5', port: 1080 },
  'socks5h:': { kind: 'socks5', port: 1080 },
};

/** Throws a Failure where the test cannot go the way of the application. */
export function proxyOf(text: string): MailProxy {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new Failure('proxy-unusable', { subject: 'it is no URL' });
  }
  const known = KINDS[url.protocol];
  if (!known)
    throw new Failure('proxy-unusable', {
      subject: `the test speaks HTTP CONNECT and SOCKS5 only, not ${url.protocol}//`,
    });
  if (url.username || url.password)
    throw new Failure('proxy-unusable', { subject: 'it wants a login, which the test sends to no proxy' });
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (host === '') throw new Failure('proxy-unusable', { subject: 'it has no host' });
  return { kind: known.kind, host, port: url.port ? Number(url.port) : known.port };
}

/** Reads from a socket what a proxy says, and leaves what the server says behind it. */
class Hearing {
  private pending = Buffer.alloc(0);
  private wake: (() => void) | undefined;
  private over = false;

  constructor(private readonly socket: Socket) {
    socket.on('data', this.onData).on('close', this.onEnd).on('end', this.onEnd).resume();
  }

  private readonly onData = (chunk: Buffer) => {
    this.pending = Buffer.concat([this.pending, chunk]);
    this.wake?.();
  };

  private readonly onEnd = () => {
    this.over = true;
    this.wake?.();
  };

  /** The bytes up to the length that `complete` tells; zero asks for more. */
  async take(complete: (bytes: Buffer) => number): Promise<Buffer> {
    for (;;) {
      const length = complete(this.pending);
      if (length > 0 && length <= this.pending.length) {
        const taken = this.pending.subarray(0, length);
        this.pending = this.pending.subarray(length);
        return taken;
      }
      if (this.over) throw new Failure('proxy-refused', { subject: 'it closed the connection' });
      if (this.pending.length > MOST_BYTES) throw new Failure('proxy-refused', { subject: 'its answer does not end' });
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  release(): void {
    const { socket } = this;
    socket.off('data', this.onData).off('close', this.onEnd).off('end', this.onEnd).pause();
    if (this.pending.length > 0) socket.unshift(this.pending);
  }
}

const END_OF_HEAD = '\r\n\r\n';

/** RFC 9110: any 2xx opens the tunnel. */
async function connectByHttp(socket: Socket, hearing: Hearing, authority: string): Promise<void> {
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\nProxy-Connection: close\r\n\r\n`);
  const head = await hearing.take((bytes) => {
    if (!'HTTP/'.startsWith(bytes.subarray(0, 5).toString('latin1'))) return bytes.length;
    const end = bytes.indexOf(END_OF_HEAD);
    return end < 0 ? 0 : end + END_OF_HEAD.length;
  });
  const [line = ''] = head.toString('latin1').split('\r\n', 1);
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(line)?.[1];
  if (!status) throw new Failure('proxy-refused', { subject: 'it does not answer as an HTTP proxy' });
  if (status === '407') throw new Failure('proxy-login');
  if (!status.startsWith('2')) throw new Failure('proxy-refused', { subject: `"${visible(line.slice(0, 200))}"` });
}

/** Section 6 of RFC 1928. */
const SOCKS_REPLIES = [
  '',
  'general failure',
  'its rules do not allow the connection',
  'the network is unreachable',
  'the host is unreachable',
  'the server refused the connection',
  'the time is up',
  'it does not know the command',
  'it does not know the type of the address',
];

async function connectBySocks(socket: Socket, hearing: Hearing, host: string, port: number): Promise<void> {
  // Version 5, one method: no authentication.
  socket.write(Buffer.from([5, 1, 0]));
  const [version, method] = await hearing.take(() => 2);
  if (version !== 5) throw new Failure('proxy-refused', { subject: 'it does not answer as a SOCKS5 proxy' });
  // 255: none of the methods is acceptable.
  if (method !== 0) throw new Failure('proxy-login');
  const name = Buffer.from(host, 'latin1');
  // Address types 1 and 3: an IPv4 address, and a name that the proxy resolves, which takes IPv6 in text, too.
  const address = isIP(host) === 4 ? [1, ...host.split('.').map(Number)] : [3, name.length, ...name];
  socket.write(Buffer.from([5, 1, 0, ...address, port >> 8, port & 0xff]));
  const reply = await hearing.take((bytes) => {
    if (bytes.length < 5) return 0;
    const length = bytes[3] === 1 ? 4 : bytes[3] === 4 ? 16 : 1 + bytes[4]!;
    return 4 + length + 2;
  });
  if (reply[1] !== 0) throw new Failure('proxy-refused', { subject: SOCKS_REPLIES[reply[1]!] ?? `reply ${reply[1]}` });
}

/** Has the proxy at the other end of `socket` connect it to the server. The name is resolved by the proxy. */
export async function tunnel(socket: Socket, { kind }: MailProxy, host: string, port: number): Promise<void> {
  const hearing = new Hearing(socket);
  try {
    const named = isIP(host) === 6 ? `[${host}]` : host;
    if (kind === 'http') await connectByHttp(socket, hearing, `${named}:${port}`);
    else await connectBySocks(socket, hearing, host, port);
  } finally {
    hearing.release();
  }
}
