import type { Texts } from './message';
import type { Rule } from './rule';

const messages = {
  lookAlike: ({ name, nearest }: { name: string; nearest: string }) => ({
    headline: `\`${name}\` is defined in no environment file here, but \`${nearest}\` is`,
    detail: 'Use one name in both places.',
  }),
  overridden: ({ name }: { name: string }) => ({
    headline: `\`${name}\` is also set by the system or shell, which wins over this file`,
    detail: `Use a name of your own, such as \`SMTP_${name}\`.`,
  }),
  user: ({ name }: { name: string }) => ({
    headline: `\`${name}\` is set by most systems, to the user who runs the program`,
    detail: `A .env file does not change it where it is set already. Use a name of your own, such as \`SMTP_${name}\`.`,
  }),
} satisfies Texts;

export const undefinedVariable: Rule = {
  id: 'undefined-variable',
  severity: 'warning',
  category: 'values',
  summary: 'a variable that no environment file defines while a look-alike is, or that the system overrides',
  fix: 'suggestion',
  check(config, report) {
    for (const seen of config.observations) {
      if (seen.kind === 'undefined-variable') {
        report({
          at: seen.at,
          ...messages.lookAlike({ name: seen.at.name, nearest: seen.nearest }),
          related: [{ at: seen.defined, message: 'defined here' }],
          fixes: [
            {
              title: `Read \`${seen.nearest}\``,
              change: { kind: 'rename', setting: seen.at, name: seen.nearest },
              suggestion: true,
            },
          ],
        });
      } else if (seen.kind === 'overridden-variable') {
        report({
          at: seen.at.key ?? seen.at.at,
          ...(seen.at.origin.kind === 'environment' ? messages.user : messages.overridden)({ name: seen.at.name }),
        });
      }
    }
  },
};
