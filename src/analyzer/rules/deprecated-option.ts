import { inTwo } from './message';
import type { Rule } from './rule';

export const deprecatedOption: Rule = {
  id: 'deprecated-option',
  severity: 'warning',
  category: 'values',
  summary: 'an old name or form that newer releases ignore or refuse',
  fix: 'safe',
  check(config, report) {
    for (const seen of config.observations) {
      if (seen.kind !== 'deprecated') continue;
      report({
        at: seen.at.key ?? seen.at.at,
        ...inTwo(`\`${seen.at.name}\` is obsolete: ${seen.because}`),
        tags: ['deprecated'],
        fixes: seen.fix ? [seen.fix] : [],
      });
    }
  },
};
