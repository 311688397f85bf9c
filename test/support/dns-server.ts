/** A DNS server on loopback with a zone of its own, which can also fail in every way that the protocol has. */
import { createSocket } from 'node:dgram';
import { promises as dns } from 'node:dns';
import { type AddressInfo, createServer } from 'node:net';
import { dnsResolver, type Resolver } from '../../src/probe';

type Type = 'A' | 'AAAA' | 'CNAME' | 'MX' | 'NS' | 'PTR' | 'SRV' | 'TLSA' | 'TXT';

/** Records by type, as text; `MX` as `10 mx.example.net`, `TLSA` as `3 1 1 ab…`. A word in their place is how the server fails. */
export type Zone = Readonly<
  Record<string, Partial<Record<Type, readonly string[]>> | 'SERVFAIL' | 'REFUSED' | 'silence' | 'garbage'>
>;

const TYPES: Readonly<Record<number, Type>> = {
  1: 'A',
  2: 'NS',
  5: 'CNAME',
  12: 'PTR',
  15: 'MX',
  16: 'TXT',
  28: 'AAAA',
  33: 'SRV',
  52: 'TLSA',
};
const RCODES = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 } as const;

const label = (text: string) => Buffer.concat([Buffer.from([text.length]), Buffer.from(text)]);

const nameOf = (name: string): Buffer =>
  Buffer.concat([...name.split('.').filter(Boolean).map(label), Buffer.from([0])]);

const word = (value: number) => Buffer.from([value >> 8, value & 255]);

/** The data of one record (RFC 1035 section 3.3, RFC 3596, RFC 2782). */
function dataOf(type: Type, text: string): Buffer {
  const parts = text.split(' ');
  switch (type) {
    case 'A':
      return Buffer.from(text.split('.').map(Number));
    case 'AAAA': {
      const [head = '', tail = ''] = text.split('::');
      const groups = (part: string) => part.split(':').filter(Boolean);
      const zeros = Array.from({ length: 8 - groups(head).length - groups(tail).length }, () => '0');
      return Buffer.concat(
        [...groups(head), ...zeros, ...groups(tail)].map((group) => word(Number.parseInt(group, 16))),
      );
    }
    case 'TLSA':
      return Buffer.concat([Buffer.from(parts.slice(0, 3).map(Number)), Buffer.from(parts[3] ?? '', 'hex')]);
    case 'NS':
    case 'CNAME':
    case 'PTR':
      return nameOf(text);
    case 'MX':
      return Buffer.concat([word(Number(parts[0])), nameOf(parts[1] ?? '')]);
    case 'SRV':
      return Buffer.concat([...parts.slice(0, 3).map((part) => word(Number(part))), nameOf(parts[3] ?? '')]);
    case 'TXT':
      // Strings of at most 255 bytes, which the reader joins.
      return Buffer.concat((text.match(/[\s\S]{1,200}/g) ?? ['']).map(label));
  }
}

/** The name in the question, and where it ends. */
function questionOf(query: Buffer): { name: string; at: number } {
  const labels: string[] = [];
  let at = 12;
  for (; query[at]! > 0; at += query[at]! + 1) labels.push(query.toString('latin1', at + 1, at + 1 + query[at]!));
  return { name: labels.join('.').toLowerCase(), at };
}

/** AD: the signatures have been checked. */
const AUTHENTIC = 0x20;
const TRUNCATED = 0x200;

/** Answers under names in `signed` are authentic, all where it is true; long ones come by TCP. */
function answer(query: Buffer, zone: Zone, isSigned: (name: string) => boolean, longest: number): Buffer | undefined {
  const { name, at } = questionOf(query);
  const type = TYPES[query.readUInt16BE(at + 1)];
  const question = query.subarray(12, at + 5);
  const entry = zone[name];
  if (entry === 'silence') return undefined;
  if (entry === 'garbage') return Buffer.concat([query.subarray(0, 2), Buffer.from('garbage')]);
  const rcode = RCODES[entry === undefined ? 'NXDOMAIN' : typeof entry === 'string' ? entry : 'NOERROR'];
  const records = (typeof entry === 'object' && type && entry[type]) || [];
  const answers = records.map((text) => {
    const data = dataOf(type!, text);
    // A pointer to the question's name, the type, class IN, no time to live.
    return Buffer.concat([
      word(0xc00c),
      query.subarray(at + 1, at + 3),
      word(1),
      word(0),
      word(0),
      word(data.length),
      data,
    ]);
  });
  // A response, recursion desired and available.
  const fits = Buffer.concat(answers).length <= longest;
  const flags = word(0x8180 | rcode | (isSigned(name) ? AUTHENTIC : 0) | (fits ? 0 : TRUNCATED));
  const counts = Buffer.concat([word(1), word(fits ? answers.length : 0), word(0), word(0)]);
  return Buffer.concat([query.subarray(0, 2), flags, counts, question, ...(fits ? answers : [])]);
}

export interface DnsServer {
  /** UDP, on 127.0.0.1. */
  readonly port: number;
  readonly resolver: Resolver;
  /** Names that were asked for. */
  readonly asked: string[];
  close(): Promise<void>;
}

/** What fits into a datagram here. In bytes. */
const DATAGRAM = 1000;

/** At `at`, or a free port; `isSigned` tells for which names it says that it has checked signatures. */
export async function serveDns(zone: Zone, at = 0, isSigned = (_name: string) => false): Promise<DnsServer> {
  const socket = createSocket('udp4');
  const asked: string[] = [];
  socket.on('message', (query, peer) => {
    asked.push(questionOf(query).name);
    const reply = answer(query, zone, isSigned, DATAGRAM);
    if (reply) socket.send(reply, peer.port, peer.address);
  });
  const stream = createServer((peer) => {
    peer
      .on('error', () => {})
      .on('data', (query) => {
        const reply = answer(query.subarray(2), zone, isSigned, Number.POSITIVE_INFINITY);
        if (reply) peer.write(Buffer.concat([word(reply.length), reply]));
      });
  });
  // A port that is free for TCP is nearly always free for UDP, too, which has no connections that go on holding theirs.
  await new Promise<void>((resolve) => stream.listen(at, '127.0.0.1', resolve));
  const { port } = stream.address() as AddressInfo;
  await new Promise<void>((resolve) => socket.bind(port, '127.0.0.1', resolve));
  const client = new dns.Resolver({ timeout: 300, tries: 1 });
  client.setServers([`127.0.0.1:${port}`]);
  return {
    port,
    resolver: dnsResolver(client),
    asked,
    async close() {
      client.cancel();
      await new Promise<void>((resolve) => socket.close(resolve));
      await new Promise((resolve) => stream.close(resolve));
    },
  };
}
