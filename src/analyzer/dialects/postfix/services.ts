/** Services of master.cf: where they listen, and for whom. */
import { KNOWN_PORTS } from '../../data/postfix-parameters';
import type { ServiceEntry } from '../../formats/master-cf-tree';
import { compareLevels } from '../../formats/postfix-macros';
import { parseAddress } from '../../networks';
import type { Space } from './evaluate';
import type { Instance } from './instance';

export interface Listener {
  readonly port?: number;
  readonly host?: string;
}

/** Field 1 of an inet service: `port`, `host:port`, `[v6]:port`. */
export function listenerOf(name: string): Listener {
  const [, bracketed, plain, port] = /^(?:(?:\[([^\]]*)\]|([^:]*)):)?([^:]+)$/.exec(name) ?? [];
  if (port === undefined) return {};
  const number = /^\d+$/.test(port) ? Number(port) : KNOWN_PORTS.get(port.toLowerCase());
  return { port: number, host: bracketed ?? plain };
}

/** True for a name or an address of the machine itself. */
export const isLoopback = (host: string) => {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  return (
    name === 'localhost' ||
    name === 'ip6-localhost' ||
    (parseAddress(name) !== undefined && /^(?:127\.|::1$)/.test(name))
  );
};

/** True where only this machine reaches the service. */
export function isLoopbackOnly(space: Space, entry: ServiceEntry | undefined): boolean {
  if (entry && entry.type.text !== 'inet' && entry.type.text !== 'pass') return true;
  const host = entry?.type.text === 'inet' ? listenerOf(entry.service.text).host : undefined;
  if (host) return isLoopback(host);
  const interfaces = space.value('inet_interfaces');
  if (interfaces === undefined) return false;
  const words = interfaces.split(/[\s,]+/).filter(Boolean);
  return words.length > 0 && words.every((word) => word.toLowerCase() === 'loopback-only' || isLoopback(word));
}

/** Whether the program runs in a chroot; `-` in the fifth field means yes below level 1, and before Postfix 3.0. */
export function isChrooted(space: Space): boolean | undefined {
  const flag = space.service?.chroot.text;
  if (flag !== '-') return flag === 'y' ? true : flag === 'n' ? false : undefined;
  const level = space.value('compatibility_level');
  if (level === undefined || !space.instance.whole) return undefined;
  return (compareLevels(level, '1') ?? 0) < 0 || (compareLevels(space.instance.release, '3.0') ?? 0) < 0;
}

/** The port of a service; that of postscreen for the smtpd behind it. */
export function portOfService(instance: Instance, entry: ServiceEntry): number | undefined {
  if (entry.type.text === 'inet') return listenerOf(entry.service.text).port;
  if (entry.type.text !== 'pass') return undefined;
  const door = instance.services.find(({ program, type }) => program.text === 'postscreen' && type.text === 'inet');
  return door && listenerOf(door.service.text).port;
}

/** Next hops as relayhost and default_transport write them: `host`, `[host]`, `host:port`, `[host]:port`. */
export interface NextHop {
  /** Without brackets. */
  readonly host: string;
  /** True for `[host]`: no MX lookup. */
  readonly bracketed: boolean;
  /** As written; a number or a service name. */
  readonly port?: string;
}

export function parseNextHop(word: string): NextHop {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(word);
  if (bracketed) return { host: bracketed[1]!.replace(/^ipv6:/i, ''), bracketed: true, port: bracketed[2] };
  const plain = /^([^:/@[\]]+):([^:]*)$/.exec(word);
  return plain ? { host: plain[1]!, bracketed: false, port: plain[2] } : { host: word, bracketed: false };
}

/** NaN for a text that is no port. */
export function portNumber(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : (KNOWN_PORTS.get(text.toLowerCase()) ?? Number.NaN);
}
