/** Where mail for the domain goes (RFC 5321 section 5.1): bounces and answers, if the domain only sends. */
import { isIP } from 'node:net';
import { visible } from '../../show/shown';
import type { Finding, Question } from './report';

/** More are not looked up; few domains have as many. */
const MOST_HOSTS = 8;

/** `10 mx.example.net` → host; empty for the null MX (RFC 7505). */
export const hostOf = (record: string): string => record.replace(/^\d+ ?/, '').replace(/\.$/, '');

export async function mx(question: Question): Promise<Finding> {
  const { domain, records, hasAddress } = question;
  const found = await records(domain, 'MX');
  const facts = [{ label: 'MX', value: found.map(visible) }];
  if (found.length === 0) {
    if (await hasAddress(domain)) {
      return {
        status: 'warn',
        code: 'mx-implicit',
        sentence: `${domain} has no MX record, so mail for it goes to the address of its web site.`,
        advice: 'Publish an MX record, or a null MX ("0 .") if the domain is to receive nothing.',
      };
    }
    return {
      status: 'fail',
      code: 'mx-missing',
      sentence: `${domain} cannot receive mail: it has neither MX nor address records, so bounces and answers are lost.`,
      advice: 'Publish an MX record. Many servers take no mail from a domain that cannot be answered.',
    };
  }
  const hosts = found.map(hostOf);
  if (hosts.includes('')) {
    return {
      status: 'warn',
      code: 'mx-null',
      sentence: `${domain} says that it receives no mail (null MX), so bounces and answers are lost.`,
      advice: 'Do not use it as a sender address: servers may refuse mail that cannot be answered (RFC 7505).',
      facts,
    };
  }
  const wrong = await faultOf(hosts.slice(0, MOST_HOSTS), question);
  if (wrong) return { ...wrong, facts };
  const count = hosts.length === 1 ? 'one server' : `${hosts.length} servers`;
  return { status: 'ok', sentence: `${domain} receives mail at ${count}.`, facts };
}

/** The first host that mail cannot be sent to, or not by every server. */
async function faultOf(hosts: readonly string[], { records, hasAddress }: Question): Promise<Finding | undefined> {
  for (const host of hosts) {
    const shown = visible(host);
    if (isIP(host) !== 0) {
      return {
        status: 'fail',
        code: 'mx-address',
        sentence: `The MX record names the address ${shown}; only a host name is allowed there.`,
        advice: 'Give the server a name and let the MX record point to that.',
      };
    }
    if (!(await hasAddress(host))) {
      return {
        status: 'fail',
        code: 'mx-unreachable',
        sentence: `The MX record names ${shown}, which has no address.`,
        advice: 'Correct the name, or publish its address.',
      };
    }
    if ((await records(host, 'CNAME')).length > 0) {
      return {
        status: 'warn',
        code: 'mx-alias',
        sentence: `The MX record names ${shown}, which is an alias; some servers refuse that (RFC 2181).`,
        advice: 'Name the host that the alias stands for.',
      };
    }
  }
  return undefined;
}
