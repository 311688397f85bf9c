import type { Severity } from '../model';
import { isPublicNetwork, type Network, parseNetworkPattern } from '../networks';
import { publicServer } from './postfix-service';
import type { Rule } from './rule';

/**
 * How much public address space is too much, in bits of the prefix. An organisation's own network is at most a /24 or a
 * /48 as a rule; a single host (its own address, a backup server) and a small subnet need no word.
 */
const GRADES: Readonly<Record<4 | 6, readonly (readonly [shorterThan: number, severity: Severity])[]>> = {
  4: [
    [17, 'error'],
    [24, 'warning'],
    [28, 'information'],
  ],
  6: [
    [33, 'error'],
    [48, 'warning'],
  ],
};

const gradeOf = ({ family, prefix }: Network) => GRADES[family].find(([shorterThan]) => prefix < shorterThan)?.[1];

const sizeInWords = ({ family, prefix }: Network) =>
  prefix === 0
    ? `every IPv${family} address there is`
    : family === 4
      ? `${2 ** (32 - prefix)} public addresses`
      : `a public /${prefix} network`;

export const postfixTrustedNetworks: Rule = {
  id: 'postfix-trusted-networks',
  severity: 'error',
  category: 'postfix',
  summary: 'mynetworks trusts public address space',
  fix: 'suggestion',
  check(config, report) {
    const service = publicServer(config);
    const open = service?.relaying?.kind === 'open' ? service.relaying.at.at : undefined;
    for (const word of service?.words('mynetworks') ?? []) {
      // The open relay that it makes is told already.
      if (word.at.uri === open?.uri && word.at.span.start === open.span.start) continue;
      const pattern = word.value === undefined ? undefined : parseNetworkPattern(word.value);
      if (pattern?.kind !== 'network' || pattern.negated || !isPublicNetwork(pattern)) continue;
      const severity = gradeOf(pattern);
      if (!severity) continue;
      report({
        at: word,
        severity,
        message:
          `\`${word.value}\` trusts ${sizeInWords(pattern)}: everyone there may send mail to anyone through this server, without a login. ` +
          'List only networks that are yours, and let others log in.',
        fixes: [{ title: `Remove ${word.value}`, change: { kind: 'remove', setting: word }, safe: false }],
      });
    }
  },
};
