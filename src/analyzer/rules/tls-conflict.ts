import { inTwo } from './message';
import type { Rule } from './rule';

export const tlsConflict: Rule = {
  id: 'tls-conflict',
  severity: 'error',
  category: 'encryption',
  summary: 'two settings contradict each other about encryption',
  fix: 'safe',
  check(config, report) {
    for (const seen of config.observations) {
      if (seen.kind !== 'conflict') continue;
      const alone = seen.with.span.start === seen.at.at.span.start && seen.with.uri === seen.at.at.uri;
      report({
        at: seen.at,
        ...inTwo(
          `\`${seen.at.name}\` ${alone ? 'has a value that cannot work' : 'contradicts another setting'}: ${seen.because}`,
        ),
        related: alone ? [] : [{ at: seen.with, message: 'the other setting' }],
        fixes: seen.fix ? [seen.fix] : [],
      });
    }
  },
};
