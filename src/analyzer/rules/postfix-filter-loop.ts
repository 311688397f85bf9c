import type { Message } from './message';
import { setForService } from './postfix-service';
import type { Rule } from './rule';

const goesRound = (filter: string): Message => ({
  headline: `Mail that comes back from the filter here goes to \`${filter}\` again`,
  detail:
    `The service has the setting of main.cf, too, so that the mail goes round and round until it bounces with "too many hops". ` +
    `Set \`-o ${filter}=\` for this service.`,
});

export const postfixFilterLoop: Rule = {
  id: 'postfix-filter-loop',
  severity: 'warning',
  category: 'postfix',
  summary: 'what comes back from the content filter is sent to it again',
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
