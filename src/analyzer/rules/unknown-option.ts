import { inTwo } from './message';
import type { Rule } from './rule';

export const unknownOption: Rule = {
  id: 'unknown-option',
  severity: 'warning',
  category: 'values',
  summary: 'a misspelt setting, or one at the wrong level',
  fix: 'suggestion',
  check(config, report) {
    for (const seen of config.observations) {
      if (seen.kind !== 'unknown-key' || (!seen.nearest && !seen.belongs && !seen.effect)) continue;
      const { at, nearest, belongs, fix } = seen;
      const effect = seen.effect ?? `There is no setting \`${at.name}\`, and nothing says so when it runs.`;
      const renaming = nearest
        ? [
            {
              title: `Change to \`${nearest}\``,
              change: { kind: 'rename' as const, setting: at, name: nearest },
              suggestion: true,
            },
          ]
        : [];
      report({
        at: at.key ?? at.at,
        severity: seen.isFatal && 'error',
        ...inTwo(
          belongs
            ? `\`${at.name}\` is not read here, and nothing says so when it runs; it belongs to ${belongs}.`
            : `${effect}${nearest ? ` Did you mean \`${nearest}\`?` : ''}`,
        ),
        fixes: fix ? [fix] : renaming,
      });
    }
  },
};
