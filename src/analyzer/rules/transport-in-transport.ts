import type { Texts } from './message';
import type { Rule } from './rule';

const messages = {
  finished: () => ({
    headline: 'A transporter is passed as options, so the connection goes to localhost:587',
    detail:
      'nodemailer looks for `host` and `port` in it, finds neither and takes its defaults: sending fails with ' +
      '"connect ECONNREFUSED 127.0.0.1:587". Pass the options themselves, or use the transporter as it is.',
  }),
} satisfies Texts;

export const transportInTransport: Rule = {
  id: 'transport-in-transport',
  severity: 'error',
  category: 'values',
  summary: 'a finished transporter where its options are expected',
  fix: 'none',
  check(config, report) {
    for (const seen of config.observations) {
      if (seen.kind !== 'transport-in-transport') continue;
      report({ at: seen.at, ...messages.finished(), related: [{ at: seen.made, message: 'made here' }] });
    }
  },
};
