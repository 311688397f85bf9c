import { inTwo } from './message';
import type { Rule } from './rule';

export const stringBoolean: Rule = {
  id: 'string-boolean',
  severity: 'error',
  category: 'values',
  summary: 'text where a boolean or number is needed, so that it means something else',
  fix: 'safe',
  check(config, report) {
    for (const seen of config.observations) {
      if (seen.kind !== 'text-for-boolean') continue;
      report({ at: seen.at, ...inTwo(`\`${seen.at.name}\` ${seen.means}`), fixes: seen.fix ? [seen.fix] : [] });
    }
  },
};
