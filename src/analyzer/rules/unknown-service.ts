import { inTwo } from './message';
import type { Rule } from './rule';

export const unknownService: Rule = {
  id: 'unknown-service',
  severity: 'error',
  category: 'addresses',
  summary: "a provider's short name that the library does not know",
  fix: 'suggestion',
  check(config, report) {
    for (const seen of config.observations) {
      if (seen.kind !== 'unknown-service') continue;
      const meant = seen.nearest ? ` Did you mean \`${seen.nearest}\`?` : ' Set host and port instead.';
      report({
        at: seen.at,
        ...inTwo(
          `\`${seen.at.raw}\` is not a service that is known here, and nothing says so when it runs: ${seen.effect}.${meant}`,
        ),
        fixes: seen.nearest
          ? [
              {
                title: `Use \`${seen.nearest}\``,
                change: { kind: 'replace', setting: seen.at, value: seen.nearest },
                suggestion: true,
              },
            ]
          : [],
      });
    }
  },
};
