import type { Texts } from './message';
import type { Rule } from './rule';

const messages = {
  notAwaited: ({ name }: { name: string }) => ({
    headline: `\`${name}\` is not awaited: a serverless host may stop before the mail is sent`,
    detail:
      'Vercel, Netlify, AWS Lambda and Cloud Functions may freeze a function once it has answered. Write `await` before ' +
      'the call and the answer behind it, or give the promise to `waitUntil` or `after`.',
  }),
  waitsInVain: ({ name }: { name: string }) => ({
    headline: `\`${name}\` gives no promise with a callback, so that \`await\` waits for nothing`,
    detail:
      'Vercel, Netlify, AWS Lambda and Cloud Functions may freeze a function once it has answered. Leave the callback out, ' +
      'and handle errors with `try` and `catch`.',
  }),
} satisfies Texts;

export const mailNotAwaited: Rule = {
  id: 'mail-not-awaited',
  severity: 'information',
  category: 'values',
  summary: 'a message that is sent without waiting, in a function of a serverless host',
  fix: 'none',
  note(seen, report) {
    if (seen.kind !== 'not-awaited') return;
    const { at, name, waitsInVain } = seen;
    report({ at, ...(waitsInVain ? messages.waitsInVain({ name }) : messages.notAwaited({ name })) });
  },
};
