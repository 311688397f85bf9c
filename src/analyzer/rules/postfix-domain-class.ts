import type { Observation } from '../model';
import type { Message } from './message';
import type { Rule } from './rule';

type Seen = Extract<Observation, { kind: 'domain-class' }>;

const isOnlyRelayed = ({ winner, loser }: Seen) => winner === 'mydestination' && loser === 'relay_domains';

const twice = (seen: Seen): Message => ({
  headline: `\`${seen.domain}\` is in \`${seen.winner}\` and in \`${seen.loser}\``,
  detail:
    (isOnlyRelayed(seen)
      ? `Its mail is delivered here and never relayed, so \`${seen.loser}\` has no effect for it. `
      : `Postfix uses \`${seen.winner}\` and logs a warning for each mail. Addresses that only \`${seen.loser}\` knows are refused with "User unknown". `) +
    'Remove it from one of the two.',
});

export const postfixDomainClass: Rule = {
  id: 'postfix-domain-class',
  severity: 'warning',
  category: 'postfix',
  summary: 'one domain is in two address classes',
  fix: 'suggestion',
  check(config, report) {
    for (const seen of config.observations) {
      if (seen.kind !== 'domain-class') continue;
      report({
        at: seen.at,
        severity: isOnlyRelayed(seen) ? 'information' : undefined,
        ...twice(seen),
        related: [{ at: seen.other, message: 'the other one' }],
        fixes: seen.fixes,
      });
    }
  },
};
