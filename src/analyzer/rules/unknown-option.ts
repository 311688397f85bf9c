import type { Rule } from './rule';

export const unknownOption: Rule = {
  id: 'unknown-option',
  severity: 'warning',
  category: 'values',
  summary: 'a misspelt setting, or one at the wrong level',
  fix: 'suggestion',
  check(config, report) {
    for (const seen of config.observations) {
      if (seen.kind !== 'unknown-key' || (!seen.nearest && !seen.belongs)) continue;
      const { at, nearest, belongs } = seen;
      const effect = seen.effect ?? `There is no setting \`${at.name}\`, and nothing says so when it runs.`;
      report({
        at: at.key ?? at.at,
        message: belongs
          ? `\`${at.name}\` is not read here, and nothing says so when it runs; it belongs to ${belongs}.`
          : `${effect} Did you mean \`${nearest}\`?`,
        fixes: nearest
          ? [{ title: `Change to \`${nearest}\``, change: { kind: 'rename', setting: at, name: nearest }, safe: false }]
          : [],
      });
    }
  },
};
