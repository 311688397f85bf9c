import type { Message } from './message';
import { setForService } from './postfix-service';
import type { Rule } from './rule';

const goesRound = (filter: string): Message => ({
  headline: `\`${filter}\` sends mail that returns from the filter to the filter again`,
  detail:
    `The service inherits the setting of main.cf, so the mail loops until it bounces with "too many hops". ` +
    `Set \`-o ${filter}=\` for this service.`,
});

export const postfixFilterLoop: Rule = {
  id: 'postfix-filter-loop',
  severity: 'warning',
  category: 'postfix',
  summary: 'mail that returns from the content filter is sent to it again',
  fix: 'safe',
  check(config, report) {
    const filter = config.postfix?.filtersAgain;
    if (config.role !== 'server' || !config.postfix || !filter) return;
    const { name, at } = filter;
    report({
      at: config.postfix.at,
      ...goesRound(name),
      related: [{ at, message: 'sends all mail to the filter' }],
      fixes: [{ ...setForService(config, name, ''), title: `Set \`${name} =\` for this service`, asWritten: true }],
    });
  },
};
