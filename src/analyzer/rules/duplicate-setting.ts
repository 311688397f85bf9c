import { inTwo } from './message';
import type { Rule } from './rule';

export const duplicateSetting: Rule = {
  id: 'duplicate-setting',
  severity: 'warning',
  category: 'values',
  summary: 'the same key twice in one scope, the first without effect',
  fix: 'suggestion',
  check(config, report) {
    for (const seen of config.observations) {
      if (seen.kind !== 'duplicate') continue;
      report({
        at: seen.at.key ?? seen.at.at,
        ...inTwo(
          `\`${seen.at.name}\` is set twice, and this one has no effect. Remove it, or give it the name that was meant.`,
        ),
        tags: ['unnecessary'],
        related: [{ at: seen.winner, message: 'this one wins' }],
        fixes: [
          {
            title: 'Remove the setting without effect',
            change: { kind: 'remove', settings: [seen.at] },
            suggestion: true,
          },
        ],
      });
    }
  },
};
