import { inTwo } from './message';
import type { Rule } from './rule';

export const ignoredSetting: Rule = {
  id: 'ignored-setting',
  severity: 'warning',
  category: 'values',
  summary: 'a setting without effect, because another wins or because it stands in the wrong place',
  fix: 'suggestion',
  check(config, report) {
    for (const seen of config.observations) {
      if (seen.kind !== 'ignored') continue;
      report({
        at: seen.at,
        ...inTwo(`\`${seen.at.name}\` has no effect: ${seen.because}`),
        tags: ['unnecessary'],
        related: seen.by ? [{ at: seen.by, message: 'this one wins' }] : [],
        fixes: seen.fix ? [seen.fix] : [],
      });
    }
  },
};
