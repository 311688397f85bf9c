import { inTwo } from './message';
import type { Rule } from './rule';

export const postfixFatalValue: Rule = {
  id: 'postfix-fatal-value',
  severity: 'error',
  category: 'postfix',
  summary: 'a value with which the daemon that reads it stops, or refuses every client',
  fix: 'safe',
  check(config, report) {
    for (const seen of config.observations) {
      if (seen.kind !== 'fatal-value') continue;
      report({
        at: seen.at,
        // What is merely absent may be right with an older release, or be added by a script that installs the file.
        severity: seen.at.origin.kind === 'default' ? 'information' : undefined,
        ...inTwo(seen.message),
        fixes: seen.fix ? [seen.fix] : [],
      });
    }
  },
};
