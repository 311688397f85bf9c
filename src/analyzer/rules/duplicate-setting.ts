import type { Texts } from './message';
import type { Rule } from './rule';

const messages = {
  withoutEffect: ({ name }: { name: string }) => ({
    headline: `\`${name}\` is set twice; this one has no effect`,
    detail: 'Remove it, or correct its name.',
  }),
} satisfies Texts;

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
        ...messages.withoutEffect({ name: seen.at.name }),
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
