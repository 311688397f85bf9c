import type { Rule } from './rule';

export const tlsConflict: Rule = {
  id: 'tls-conflict',
  severity: 'error',
  category: 'encryption',
  summary: 'two settings contradict each other about encryption',
  fix: 'suggestion',
  check(config, report) {
    for (const seen of config.observations) {
      if (seen.kind !== 'conflict') continue;
      report({
        at: seen.at,
        message: `\`${seen.at.name}\` contradicts another setting: ${seen.because}`,
        related: [{ at: seen.with, message: 'the other setting' }],
        fixes: seen.fix ? [seen.fix] : [],
      });
    }
  },
};
