import { hasCredentials, isTakenForRemote } from '../trust';
import { endpointInWords, explained, granted } from './connection';
import { inTwo } from './message';
import type { Rule } from './rule';
import { encryptionFixes, isCleartext } from './tls-disabled';

export const cleartextCredentials: Rule = {
  id: 'cleartext-credentials',
  severity: 'error',
  category: 'encryption',
  summary: 'user name and password are sent over an unencrypted connection',
  fix: 'safe',
  replaces: ['tls-disabled'],
  check(config, report) {
    if (!isCleartext(config) || !hasCredentials(config)) return;
    const implied = config.tls.origin.kind === 'default' ? ' Nothing here switches encryption on.' : '';
    report({
      at: config.tls,
      severity: isTakenForRemote(config) || config.tls.presumed ? 'warning' : undefined,
      ...inTwo(
        explained(
          config.tls,
          `The login goes to ${endpointInWords(config)} unencrypted, readable for everyone on the way.${implied}`,
          'Require STARTTLS, or use implicit TLS on port 465.',
          granted(config),
        ),
      ),
      fixes: encryptionFixes(config),
    });
  },
};
