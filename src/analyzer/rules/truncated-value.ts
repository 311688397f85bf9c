import { inTwo } from './message';
import type { Rule } from './rule';

export const truncatedValue: Rule = {
  id: 'truncated-value',
  severity: 'warning',
  category: 'values',
  summary: 'a value that its reader cuts or changes',
  fix: 'suggestion',
  check(config, report) {
    for (const seen of config.observations) {
      if (seen.kind !== 'truncated') continue;
      report({
        at: seen.at,
        ...inTwo(`The value of \`${seen.at.name}\` is not read as it is written: ${seen.because}`),
        fixes: seen.fix ? [seen.fix] : [],
      });
    }
  },
};
