/**
 * Questions to the configured resolver of which it matters whether DNSSEC stands behind the answer. Node's own resolver asks
 * neither for TLSA records nor for the AD bit (RFC 4035 section 3.2.3, RFC 6840 section 5.7), so the message is made here.
 */

import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect, isIP } from 'node:net';
import type { Authentic, AuthenticQuery, AuthenticType } from './report';

/** RFC 1035 section 3.2.2, RFC 3596, RFC 6698. */
const TYPES: Readonly<Record<AuthenticType, number>> = { A: 1, NS: 2, MX: 15, AAAA: 28, TLSA: 52 };
const OPT = 41;

const QUESTION_FLAGS = { recursionDesired: 0x0100, authenticData: 0x0020 };
const RESPONSE = 0x8000;
const TRUNCATED = 0x0200;
const CODES: Readonly<Record<number, string>> = { 1: 'EFORMERR', 2: 'ESERVFAIL', 4: 'ENOTIMP', 5: 'EREFUSED' };
const NO_SUCH_NAME = 3;

/** What fits into one datagram on every way (DNS flag day 2020). In bytes. */
const DATAGRAM = 1232;

/** For one server and one way. In milliseconds. */
const PATIENCE = 2_500;

const fault = (code: string): Error => Object.assign(new Error(code), { code });

const word = (value: number): Buffer => Buffer.from([(value >> 8) & 255, value & 255]);

function questionFor(id: number, name: string, type: number): Buffer {
  const labels = name.split('.').filter((label) => label !== '');
  if (labels.some((label) => label.length > 63) || name.length > 253) throw fault('EBADNAME');
  const encoded = labels.map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label, 'latin1')]));
  const flags = QUESTION_FLAGS.recursionDesired | QUESTION_FLAGS.authenticData;
  return Buffer.concat([
    ...[id, flags, 1, 0, 0, 1].map(word),
    ...encoded,
    Buffer.from([0]),
    ...[type, 1].map(word),
    // EDNS (RFC 6891): the size that we take.
    Buffer.from([0]),
    ...[OPT, DATAGRAM, 0, 0, 0].map(word),
  ]);
}

/** Where the name at `at` ends. */
function afterName(message: Buffer, at: number): number {
  for (let next = at; next < message.length; ) {
    const length = message[next]!;
    if (length === 0) return next + 1;
    if (length >= 0xc0) return next + 2;
    next += 1 + length;
  }
  throw fault('EBADRESP');
}

interface Response {
  readonly truncated: boolean;
  readonly authentic: boolean;
  readonly data: readonly Buffer[];
}

function readResponse(message: Buffer, question: Buffer, type: number): Response {
  // The question is repeated as it was asked; its last eleven bytes are the EDNS record.
  const asked = question.subarray(12, question.length - 11);
  const same = message.length >= 12 + asked.length && message.subarray(12, 12 + asked.length).equals(asked);
  if (!same || message.readUInt16BE(0) !== question.readUInt16BE(0)) throw fault('EBADRESP');
  const flags = message.readUInt16BE(2);
  const code = flags & 15;
  if (!(flags & RESPONSE)) throw fault('EBADRESP');
  if (code !== 0 && code !== NO_SUCH_NAME) throw fault(CODES[code] ?? 'EBADRESP');
  const data: Buffer[] = [];
  let at = 12 + asked.length;
  for (let left = message.readUInt16BE(6); left > 0 && !(flags & TRUNCATED); left--) {
    at = afterName(message, at);
    if (at + 10 > message.length) throw fault('EBADRESP');
    const length = message.readUInt16BE(at + 8);
    if (at + 10 + length > message.length) throw fault('EBADRESP');
    if (message.readUInt16BE(at) === type) data.push(message.subarray(at + 10, at + 10 + length));
    at += 10 + length;
  }
  return {
    truncated: (flags & TRUNCATED) !== 0,
    authentic: (flags & QUESTION_FLAGS.authenticData) !== 0,
    data,
  };
}

interface Server {
  readonly host: string;
  readonly port: number;
}

/** `192.0.2.1`, `2001:db8::1`, `127.0.0.1:5353`, `[::1]:53`, as `dns.getServers` has them. */
function serverOf(text: string): Server {
  if (isIP(text)) return { host: text, port: 53 };
  const [, six, four, port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(text) ?? [];
  return { host: six ?? four ?? text, port: port ? Number(port) : 53 };
}

/** Runs `start` until it calls back, the time is up or the test ends; then `stop`. */
function exchange(
  signal: AbortSignal | undefined,
  start: (give: (error: Error | undefined, message?: Buffer) => void) => () => void,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const end = (error: Error | undefined, message?: Buffer) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      stop();
      if (message) resolve(message);
      else reject(error ?? fault('EBADRESP'));
    };
    const abort = () => end(fault('ECANCELLED'));
    const timer = setTimeout(() => end(fault('ETIMEOUT')), PATIENCE);
    const stop = start(end);
    signal?.addEventListener('abort', abort, { once: true });
  });
}

const byDatagram = ({ host, port }: Server, question: Buffer, signal?: AbortSignal): Promise<Buffer> =>
  exchange(signal, (give) => {
    const socket = createSocket(isIP(host) === 6 ? 'udp6' : 'udp4');
    // Connected, so that nobody else's answer is taken.
    socket.on('error', give).on('message', (message) => give(undefined, message));
    socket.connect(port, host, () => socket.send(question));
    return () => socket.close();
  });

const byStream = ({ host, port }: Server, question: Buffer, signal?: AbortSignal): Promise<Buffer> =>
  exchange(signal, (give) => {
    const socket = connect({ host, port });
    let received = Buffer.alloc(0);
    socket.on('error', give).on('close', () => give(fault('ECONNRESET')));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0))
        give(undefined, received.subarray(2, 2 + received.readUInt16BE(0)));
    });
    // RFC 1035 section 4.2.2: the length goes first.
    socket.write(Buffer.concat([word(question.length), question]));
    return () =>
      void socket
        .removeAllListeners()
        .on('error', () => {})
        .destroy();
  });

async function ask(server: Server, name: string, type: number, signal?: AbortSignal): Promise<Response> {
  const question = questionFor(randomBytes(2).readUInt16BE(0), name, type);
  const short = readResponse(await byDatagram(server, question, signal), question, type);
  return short.truncated ? readResponse(await byStream(server, question, signal), question, type) : short;
}

/** Asks the servers in turn until one answers. Rejects with an error that has a `code` of node:dns. */
export const authenticQuery =
  (servers: () => readonly string[]): AuthenticQuery =>
  async (name, type, signal): Promise<Authentic> => {
    let last: unknown = fault('ECONNREFUSED');
    for (const text of servers()) {
      const server = serverOf(text);
      try {
        const { data, authentic } = await ask(server, name, TYPES[type], signal);
        return { data, authentic, server: server.host };
      } catch (error) {
        last = error;
        if (signal?.aborted) break;
      }
    }
    throw last;
  };
