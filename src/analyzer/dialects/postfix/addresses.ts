/** Addresses that a daemon cannot use: it stops where it binds to one. */
import { parseAddress } from '../../networks';
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
    const effect = isNumeric
      ? 'The client stops, and all outgoing mail waits.'
      : name === 'inet_interfaces'
        ? 'Postfix does not start: "host not found".'
        : 'A program that compares addresses with it stops.';
    const message =
      bare === undefined
        ? `\`${value}\` in \`${name}\` is no IP address. ${effect} Write the address in numbers.`
        : `\`${value}\` in \`${name}\` has a port behind the address. ${effect} Write \`${bare}\`.`;
    return [fatal(word, message, bare && word.raw === value ? replace(word, bare) : undefined)];
  });
}
