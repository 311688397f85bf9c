import type { Texts } from './message';
import type { Rule } from './rule';

const messages = {
  notAwaited: () => ({
    headline: '`sendMail` is not awaited, so that a serverless host may stop before the mail is sent',
    detail:
      'Vercel, Netlify, AWS Lambda and Cloud Functions may freeze a function once it has answered. Write ' +
      '`await transporter.sendMail(…)` before the answer, or give the promise to `waitUntil` or `after`.',
  }),
} satisfies Texts;

export const mailNotAwaited: Rule = {
  id: 'mail-not-awaited',
  severity: 'information',
  category: 'values',
  summary: 'a message that is sent without waiting, in a function of a serverless host',
  fix: 'none',
  check(config, report) {
    for (const seen of config.observations)
      if (seen.kind === 'not-awaited') report({ at: seen.at, ...messages.notAwaited() });
  },
};
