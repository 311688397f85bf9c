import { sentences, type Texts } from './message';
import type { Rule } from './rule';

const messages = {
  unknown: ({ name, goesTo, nearest }: { name: string; goesTo: string; nearest: string | undefined }) => ({
    headline: `\`${name}\` is not a known service`,
    detail: sentences(
      `No error is raised at run time, and mail goes to ${goesTo}.`,
      nearest ? `Did you mean \`${nearest}\`?` : 'Set host and port instead.',
    ),
  }),
} satisfies Texts;

export const unknownService: Rule = {
  id: 'unknown-service',
  severity: 'error',
  category: 'addresses',
  summary: "a provider's short name that the library does not know",
  fix: 'suggestion',
  check(config, report) {
    for (const seen of config.observations) {
      if (seen.kind !== 'unknown-service') continue;
      report({
        at: seen.at,
        ...messages.unknown({ name: seen.at.raw, goesTo: seen.goesTo, nearest: seen.nearest }),
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
