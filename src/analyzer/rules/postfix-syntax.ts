import { inTwo } from './message';
import type { Rule } from './rule';

export const postfixSyntax: Rule = {
  id: 'postfix-syntax',
  severity: 'error',
  category: 'postfix',
  summary: 'a line that Postfix cannot read, or reads otherwise than meant',
  fix: 'safe',
  check(config, report) {
    for (const seen of config.observations) {
      if (seen.kind !== 'syntax') continue;
      report({ at: seen.at, severity: seen.severity, ...inTwo(seen.message), fixes: seen.fix ? [seen.fix] : [] });
    }
  },
};
