import type { UnknownKeyFact } from '../facts';
import type { Proposal, Setting } from '../model';
import { type Messages, phrase } from './message';
import type { Rule } from './rule';

const SILENT = 'No error is raised at run time.';

const PLACES = { auth: 'in `auth`, as `user` and `pass`', transport: 'at the top level of the transport' } as const;

/** The texts go on after the name of the setting. */
const messages: Messages<UnknownKeyFact> = {
  misspelt: ({ nearest }) => ({ headline: 'is not a setting', detail: `${SILENT} Did you mean \`${nearest}\`?` }),
  'misspelt-login': ({ nearest }) => ({
    headline: 'is not read as part of the login',
    detail: `The login fails with "Missing credentials". Did you mean \`${nearest}\`?`,
  }),
  misplaced: ({ place }) => ({ headline: `is not read here; it belongs ${PLACES[place]}`, detail: SILENT }),
  'no-such-login': ({ option }) => ({
    headline: 'is not a login method of nodemailer',
    detail:
      'Each login fails with "Unknown authentication method". ' +
      `Without \`${option}\`, nodemailer uses the first method that the server offers.`,
  }),
  'no-such-function': ({ nearest }) => ({
    headline: 'is not a function of nodemailer',
    detail: `The call throws "is not a function". Did you mean \`${nearest}\`?`,
  }),
};

const renaming = (setting: Setting<unknown>, name: string): Proposal => ({
  title: `Change to \`${name}\``,
  change: { kind: 'rename', setting, name },
  suggestion: true,
});

export const unknownOption: Rule = {
  id: 'unknown-option',
  severity: 'warning',
  category: 'values',
  summary: 'a misspelt setting, or one at the wrong level',
  fix: 'suggestion',
  check(config, report) {
    for (const seen of config.observations) {
      if (seen.kind !== 'unknown-key') continue;
      const { at, fact, fix } = seen;
      const { headline, detail } = phrase(messages, fact);
      const renamed = 'nearest' in fact ? [renaming(at, fact.nearest)] : [];
      report({
        at: at.key ?? at.at,
        severity: fact.code === 'misspelt-login' ? 'error' : undefined,
        headline: `\`${fact.code === 'no-such-login' ? fact.method : at.name}\` ${headline}`,
        detail,
        fixes: fix ? [fix] : renamed,
      });
    }
  },
};
