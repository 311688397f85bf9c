/** Addresses that a daemon cannot use: it stops where it binds to one. */

import { parseAddress } from '../../networks';
import type { FatalFact } from '../../postfix-facts';
import type { Space } from './evaluate';
import { wordsOf } from './lists';
import { type Fatal, fatal, replace } from './service-faults';

/** Taken as numbers alone. */
const NUMERIC: ReadonlySet<string> = new Set([
  'smtp_bind_address',
  'smtp_bind_address6',
  'lmtp_bind_address',
  'lmtp_bind_address6',
]);

const INTERFACES: ReadonlySet<string> = new Set(['inet_interfaces', 'proxy_interfaces']);

export const isAddressParameter = (name: string): boolean => NUMERIC.has(name) || INTERFACES.has(name);

/** The host of `host:port` and `[host]:port`. */
const withoutPort = (text: string): string | undefined => /^(\[[^\]]+\]|[^:[\]]+):\d*$/.exec(text)?.[1];

export function addressFaults(space: Space, name: string): Fatal[] {
  return (wordsOf(space, name) ?? []).flatMap((word) => {
    const { value } = word;
    if (value === undefined || word.origin.kind === 'default') return [];
    const bare = withoutPort(value);
    const isNumeric = NUMERIC.has(name);
    const isWrong = bare !== undefined || (isNumeric && parseAddress(value.replace(/^\[(.*)\]$/, '$1')) === undefined);
    if (!isWrong) return [];
    const fact: FatalFact = {
      code: bare === undefined ? 'not-an-address' : 'address-with-port',
      word: value,
      name,
      stops: isNumeric ? 'client' : name === 'inet_interfaces' ? 'start' : 'reader',
      use: bare,
    };
    return [fatal(word, fact, bare && word.raw === value ? replace(word, bare) : undefined)];
  });
}
