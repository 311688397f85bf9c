import type { Observation } from '../model';
import type { Message } from './message';
import type { Rule } from './rule';

type Seen = Extract<Observation, { kind: 'size-limit' }>;

const tooSmall = ({ agent, parameter, mailbox, message, ownMailOnly }: Seen): Message => ({
  headline: `\`message_size_limit\` is above \`${parameter}\` (${mailbox})`,
  detail:
    `A message may have ${message === 0 ? 'any size' : `${message} bytes`}, more than a mailbox. ${agent}(8) stops with "configuration error", and all ` +
    `${ownMailOnly ? 'mail of the machine itself, such as that of cron,' : 'mail for its mailboxes'} waits. ` +
    `Raise \`${parameter}\`, or set it to 0 for no limit.`,
});

export const postfixSizeLimits: Rule = {
  id: 'postfix-size-limits',
  severity: 'error',
  category: 'postfix',
  summary: 'a message may be larger than a mailbox, which stops the delivery agent',
  fix: 'suggestion',
  check(config, report) {
    for (const seen of config.observations) {
      if (seen.kind !== 'size-limit') continue;
      const { at, ownMailOnly, fix } = seen;
      report({ at, severity: ownMailOnly ? 'information' : undefined, ...tooSmall(seen), fixes: [fix] });
    }
  },
};
