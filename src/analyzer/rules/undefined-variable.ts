import { inTwo } from './message';
import type { Rule } from './rule';

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
          ...inTwo(
            `\`${seen.at.name}\` is defined in no environment file here, but \`${seen.nearest}\` is. Use one name in both places.`,
          ),
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
          ...inTwo(
            `\`${seen.at.name}\` is set by the system or the shell as well, and that value wins over the file. Use a name of your own, such as \`SMTP_${seen.at.name}\`.`,
          ),
        });
      }
    }
  },
};
