/** Elements of mynetworks and its relatives: addresses, networks, files and tables (postconf(5), mynetworks). */

export interface Network {
  readonly kind: 'network';
  readonly negated: boolean;
  readonly family: 4 | 6;
  readonly address: bigint;
  readonly prefix: number;
}

export type NetworkPattern =
  | Network
  /** A file with patterns, or a lookup table. */
  | { readonly kind: 'file' | 'table'; readonly negated: boolean; readonly text: string }
  /** Postfix cannot read it, or it never matches. `meant`: what to write instead. */
  | {
      readonly kind: 'broken';
      readonly why: 'host-bits' | 'bad-network' | 'bad-prefix' | 'unbracketed' | 'never-matches';
      readonly meant?: string;
    };

const BITS = { 4: 32, 6: 128 } as const;

export function parseNetworkPattern(word: string): NetworkPattern {
  const negated = word.startsWith('!');
  const pattern = word.replace(/^!+/, '');
  if (pattern.startsWith('/')) return { kind: 'file', negated, text: pattern };
  const bracketed = /^\[([^\]]*)\](?:\/(.*))?$/.exec(pattern);
  if (!bracketed && pattern.includes(':')) {
    const bare = /^([0-9a-f:.]*)(\/\d+)?$/i.exec(pattern);
    if (bare && parseAddress(bare[1]!)) {
      return { kind: 'broken', why: 'unbracketed', meant: `[${bare[1]}]${bare[2] ?? ''}` };
    }
    return { kind: 'table', negated, text: pattern };
  }
  const slash = pattern.indexOf('/');
  const [text, bits] = bracketed
    ? [bracketed[1]!, bracketed[2]]
    : slash < 0
      ? [pattern, undefined]
      : [pattern.slice(0, slash), pattern.slice(slash + 1)];
  const parsed = parseAddress(text);
  if (!parsed) return { kind: 'broken', why: bits === undefined ? 'never-matches' : 'bad-network' };
  const size = BITS[parsed.family];
  if (bits !== undefined && (!/^\d+$/.test(bits) || Number(bits) > size)) return { kind: 'broken', why: 'bad-prefix' };
  const prefix = bits === undefined ? size : Number(bits);
  const hostBits = parsed.address & ((1n << BigInt(size - prefix)) - 1n);
  if (hostBits !== 0n) {
    const masked = formatAddress(parsed.family, parsed.address - hostBits);
    const meant = bracketed ? `[${masked}]/${prefix}` : `${masked}/${prefix}`;
    return { kind: 'broken', why: 'host-bits', meant: negated ? `!${meant}` : meant };
  }
  return { kind: 'network', negated, family: parsed.family, address: parsed.address, prefix };
}

interface Address {
  readonly family: 4 | 6;
  readonly address: bigint;
}

export function parseAddress(text: string): Address | undefined {
  return text.includes(':') ? parseV6(text) : parseV4(text);
}

function parseV4(text: string): Address | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  if (!parts || parts.some((part) => part > 255)) return undefined;
  return { family: 4, address: parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n) };
}

function parseV6(text: string): Address | undefined {
  if (text.length > 45) return undefined;
  const last = text.slice(text.lastIndexOf(':') + 1);
  let plain = text;
  if (last.includes('.')) {
    const tail = parseV4(last);
    if (!tail) return undefined;
    plain = `${text.slice(0, -last.length)}${(tail.address >> 16n).toString(16)}:${(tail.address & 0xffffn).toString(16)}`;
  }
  const halves = plain.split('::');
  if (halves.length > 2) return undefined;
  const groups = (half: string) => (half === '' ? [] : half.split(':'));
  const head = groups(halves[0]!);
  const tail = groups(halves[1] ?? '');
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const all = [...head, ...Array<string>(halves.length === 2 ? missing : 0).fill('0'), ...tail];
  if (all.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return { family: 6, address: all.reduce((sum, group) => (sum << 16n) + BigInt(`0x${group}`), 0n) };
}

function formatAddress(family: 4 | 6, address: bigint): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 255n).join('.');
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((address >> BigInt(112 - index * 16)) & 0xffffn).toString(16),
  );
  const text = groups.join(':');
  // The longest run of zero groups is left out, of equally long ones the first (RFC 5952 section 4.2).
  const run = [...text.matchAll(/\b0(?::0)+\b/g)].sort((a, b) => b[0].length - a[0].length)[0];
  if (!run) return text;
  const end = run.index + run[0].length;
  return `${text.slice(0, run.index).replace(/:$/, '')}::${text.slice(end).replace(/^:/, '')}`;
}

const network = (text: string): Network => {
  const parsed = parseNetworkPattern(text);
  if (parsed.kind !== 'network') throw new Error(`no network: ${text}`);
  return parsed;
};

/**
 * Address space that is not reachable from the Internet, or not routed to any one host there (RFC 1122, 1918, 3927,
 * 4193, 4291, 6598). IPv4-mapped IPv6 never matches a client.
 */
const NOT_PUBLIC: readonly Network[] = [
  '0.0.0.0/32',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '[::]/128',
  '[::1]/128',
  '[::ffff:0:0]/96',
  '[fc00::]/7',
  '[fe80::]/10',
].map(network);

const contains = (outer: Network, inner: Network) => {
  if (outer.family !== inner.family || outer.prefix > inner.prefix) return false;
  const shift = BigInt(BITS[outer.family] - outer.prefix);
  return outer.address >> shift === inner.address >> shift;
};

/** True where a network holds addresses of the public Internet. */
export const isPublicNetwork = (candidate: Network): boolean => !NOT_PUBLIC.some((range) => contains(range, candidate));

/** True where the network is in the loopback range. */
export const isLoopbackNetwork = (candidate: Network): boolean =>
  contains(network('127.0.0.0/8'), candidate) || contains(network('[::1]/128'), candidate);
