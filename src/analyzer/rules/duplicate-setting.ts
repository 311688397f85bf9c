import { isTemplateFile } from '../paths';
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
    let isTold = false;
    for (const seen of config.observations) {
      if (seen.kind !== 'duplicate') continue;
      // A template that is copied may list alternatives, one of which is left in the copy.
      const isTemplate = isTemplateFile(seen.at.at.uri);
      if (isTemplate && isTold) continue;
      isTold = true;
      report({
        severity: isTemplate ? 'hint' : undefined,
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
