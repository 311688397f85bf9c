/** Whether servers that deliver to the domain must use verified TLS (MTA-STS, RFC 8461). */

import { visible } from '../../show/shown';
import { errorCode } from '../failure';
import { fetchPolicy } from './fetch-policy';
import { hostOf } from './mx';
import type { FetchedPolicy, Finding, Question } from './report';
import { claiming, parseTags } from './tags';

/** Section 3.2: shorter is allowed but protects little, longer is not allowed. Seconds. */
const LONGEST_AGE = 31_557_600;
const SHORT_AGE = 86_400;

export interface StsPolicy {
  readonly mode: string;
  readonly mx: readonly string[];
  readonly maxAge: number;
}

/** Lines of `key: value`, of which only `mx` may come twice; undefined for a text that is no policy. */
export function parsePolicy(text: string): StsPolicy | undefined {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const pairs = lines.map((line) => /^([a-z_]+):(.*)$/i.exec(line));
  const all = (key: string) => pairs.flatMap((pair) => (pair?.[1]?.toLowerCase() === key ? [pair[2]!.trim()] : []));
  const [mode] = all('mode');
  const age = all('max_age')[0] ?? '';
  const mx = all('mx').map((name) => name.toLowerCase());
  const known = mode === 'enforce' || mode === 'testing' || mode === 'none';
  if (all('version')[0] !== 'STSv1' || !known || !/^\d{1,10}$/.test(age)) return undefined;
  if (Number(age) > LONGEST_AGE || (mx.length === 0 && mode !== 'none')) return undefined;
  return { mode, mx, maxAge: Number(age) };
}

/** A pattern is a name, or `*.` before one, which stands for exactly one label (section 4.1). */
export const covers = (pattern: string, host: string): boolean =>
  pattern.startsWith('*.')
    ? host.slice(host.indexOf('.') + 1) === pattern.slice(2) && host.includes('.')
    : pattern === host;

export async function mtaSts(question: Question): Promise<Finding> {
  const { domain, records, options } = question;
  const found = claiming(await records(`_mta-sts.${domain}`, 'TXT'), 'STSv1');
  if (found.length === 0) {
    return {
      status: 'ok',
      sentence: 'The domain has no MTA-STS: encryption of the mail it receives can be stripped. It is optional.',
    };
  }
  const facts = [{ label: 'MTA-STS', value: found.map(visible) }];
  if (found.length > 1 || !/^[a-z0-9]{1,32}$/i.test(parseTags(found[0]!)?.get('id') ?? '')) {
    return {
      status: 'fail',
      code: 'mta-sts-syntax',
      sentence: 'The MTA-STS record cannot be used, so it protects nothing.',
      advice: 'One record: v=STSv1; id= and up to 32 letters and digits.',
      facts,
    };
  }
  if (!options.fetchPolicy) {
    return { status: 'ok', sentence: 'The domain announces an MTA-STS policy, which was not fetched.', facts };
  }
  return { ...(await judgePolicy(question)), facts };
}

async function judgePolicy({ domain, records, options, signal }: Question): Promise<Finding> {
  const host = `mta-sts.${domain}`;
  let fetched: FetchedPolicy;
  try {
    fetched = await (options.fetcher ?? fetchPolicy)(host, signal);
  } catch (error) {
    signal.throwIfAborted();
    return {
      status: 'fail',
      code: 'mta-sts-unreachable',
      sentence: `The MTA-STS policy cannot be fetched from https://${host} (${visible(errorCode(error))}), so it protects nothing.`,
      advice: `Serve /.well-known/mta-sts.txt there, with a certificate for ${host}.`,
    };
  }
  const policy = fetched.status === 200 ? parsePolicy(fetched.body) : undefined;
  if (!policy || !/^text\/plain\b/i.test(fetched.contentType)) {
    const why = fetched.status === 200 ? 'the file is no policy in text/plain' : `the answer is ${fetched.status}`;
    return {
      status: 'fail',
      code: 'mta-sts-policy',
      sentence: `The MTA-STS policy at https://${host} cannot be used: ${why}.`,
      advice: 'It is a text with version: STSv1, mode, mx and max_age; redirects are not followed.',
    };
  }
  const outside = (await records(domain, 'MX')).map(hostOf).filter((name) => {
    const lower = name.toLowerCase();
    return lower !== '' && !policy.mx.some((pattern) => covers(pattern, lower));
  });
  if (policy.mode !== 'none' && outside.length > 0) {
    return {
      status: policy.mode === 'enforce' ? 'fail' : 'warn',
      code: 'mta-sts-mx',
      sentence: `The MTA-STS policy does not name the MX host ${visible(outside[0]!)}${policy.mode === 'enforce' ? ', so mail to it is not delivered' : ''}.`,
      advice: 'Add it to the policy, then change the id of the record.',
    };
  }
  if (policy.mode !== 'enforce' || policy.maxAge < SHORT_AGE) {
    return {
      status: 'warn',
      code: 'mta-sts-weak',
      sentence:
        policy.mode === 'enforce'
          ? 'The MTA-STS policy holds for less than a day.'
          : `The MTA-STS policy is in mode ${policy.mode}, which protects nothing.`,
      advice: 'Use mode: enforce and a max_age of weeks when the reports are clean.',
    };
  }
  return { status: 'ok', sentence: 'MTA-STS demands verified TLS of everybody who delivers to the domain.' };
}
