import { hasCredentials, isOptional } from '../trust';
import { assumption, endpointInWords, nothingEncrypts, whoSwitches } from './connection';
import { sentences, type Texts } from './message';
import type { Rule } from './rule';
import { encryptionFixes, isCleartext, severityOfCleartext } from './tls-disabled';

const messages = {
  cleartext: ({ server, why, grounds }: { server: string; why?: string; grounds: string[] }) => ({
    headline: `Credentials for ${server} are sent unencrypted`,
    detail: sentences(
      why,
      'Anyone on the network path can read user name and password.',
      ...grounds,
      'Require STARTTLS, or use implicit TLS on port 465.',
    ),
  }),
} satisfies Texts;

export const cleartextCredentials: Rule = {
  id: 'cleartext-credentials',
  severity: 'error',
  category: 'encryption',
  summary: 'user name and password are sent over an unencrypted connection',
  fix: 'safe',
  replaces: ['tls-disabled'],
  check(config, report) {
    if (!isCleartext(config) || !hasCredentials(config)) return;
    report({
      at: config.tls,
      severity: severityOfCleartext(config),
      ...messages.cleartext({
        server: endpointInWords(config),
        why: config.tls.why,
        grounds: [whoSwitches(config), nothingEncrypts(config), assumption(config)],
      }),
      fixes: isOptional(config.tls) ? [] : encryptionFixes(config),
    });
  },
};
