/** The reverse name of the address that mail is sent from, and whether it leads back (FCrDNS, RFC 8601 section 3). */
import { isIP } from 'node:net';
import { visible } from '../../show/shown';
import type { Finding, Question } from './report';

/** All eight groups of an IPv6 address, in hexadecimal. */
function groupsOf(address: string): string[] {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const hex = (high: string, low: string) => (Number(high) * 256 + Number(low)).toString(16);
  const text = dotted ? `${dotted[1]}${hex(dotted[2]!, dotted[3]!)}:${hex(dotted[4]!, dotted[5]!)}` : address;
  const [head = '', tail] = text.split('::');
  const before = head.split(':').filter(Boolean);
  const after = (tail ?? '').split(':').filter(Boolean);
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].map((group) => group.toLowerCase().padStart(4, '0'));
}

/** The name that holds the PTR record of an address (RFC 1035 section 3.5, RFC 3596 section 2.5). */
export function reverseName(address: string): string {
  if (isIP(address) === 4) return `${address.split('.').reverse().join('.')}.in-addr.arpa`;
  return `${[...groupsOf(address).join('')].reverse().join('.')}.ip6.arpa`;
}

const same = (a: string, b: string): boolean =>
  isIP(a) === 6 && isIP(b) === 6 ? groupsOf(a).join() === groupsOf(b).join() : a === b;

export async function ptr({ options, records }: Question): Promise<Finding> {
  const address = options.address!;
  const names = (await records(reverseName(address), 'PTR')).map((name) => name.replace(/\.$/, ''));
  if (names.length === 0) {
    return {
      status: 'fail',
      code: 'ptr-missing',
      sentence: `The address ${address} has no reverse name (PTR), without which large receivers refuse mail.`,
      advice:
        'Have the owner of the address, as a rule the web host or access provider, set it to the name of the mail server.',
    };
  }
  const facts = [{ label: 'PTR', value: names.map(visible) }];
  const type = isIP(address) === 6 ? 'AAAA' : 'A';
  const forward = await Promise.all(names.slice(0, 10).map((name) => records(name, type)));
  const confirmed = names.find((_, index) => forward[index]?.some((found) => same(found, address)));
  if (confirmed === undefined) {
    return {
      status: 'fail',
      code: 'ptr-not-confirmed',
      sentence: `The reverse name of ${address}, ${visible(names[0]!)}, does not lead back to it.`,
      advice: `Give that name an ${type} record with ${address}, or set the PTR to a name that has one.`,
      facts,
    };
  }
  return { status: 'ok', sentence: `${address} is ${visible(confirmed)}, in both directions.`, facts };
}
