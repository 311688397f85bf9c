/** What an element of mynetworks and its relatives matches. */
import { isLoopbackNetwork, isPublicNetwork, type Network, parseNetworkPattern } from '../../analyzer/networks';
import { type Markdown, md } from '../../show/markdown';
import { inCode } from './shown';

const BROKEN = {
  'host-bits': 'has bits set behind its prefix, so that every lookup in this list fails',
  'bad-network': 'is no network, so that every lookup in this list fails',
  'bad-prefix': 'has no valid prefix, so that every lookup in this list fails',
  unbracketed: 'is read as a table: IPv6 addresses stand in brackets',
  'never-matches': 'matches no client: only addresses and networks do',
} as const;

export function networkText(word: string): Markdown[] {
  const pattern = parseNetworkPattern(word);
  switch (pattern.kind) {
    case 'broken': {
      const meant = pattern.meant ? md`; write ${inCode(pattern.meant)}` : '';
      return [md`${inCode(word)} ${BROKEN[pattern.why]}${meant}.`];
    }
    case 'file':
      return [md`Patterns in the file ${inCode(pattern.text)}${pattern.negated ? ', excluded' : ''}.`];
    case 'table':
      return [md`Looked up in ${inCode(pattern.text)}${pattern.negated ? ', excluded' : ''}.`];
    case 'network': {
      const reach = isLoopbackNetwork(pattern) ? 'this host' : isPublicNetwork(pattern) ? md`**public**` : 'private';
      return [md`${inCode(word)}: ${sizeOf(pattern)}, ${reach}${pattern.negated ? ', excluded' : ''}.`];
    }
  }
}

function sizeOf({ family, address, prefix }: Network): string {
  const bits = (family === 4 ? 32 : 128) - prefix;
  if (bits === 0) return 'one address';
  if (family === 6) return `2^${bits} addresses`;
  const last = address + (1n << BigInt(bits)) - 1n;
  return `${(2 ** bits).toLocaleString('en-US')} addresses, ${dotted(address)} to ${dotted(last)}`;
}

const dotted = (address: bigint) => [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 255n).join('.');
