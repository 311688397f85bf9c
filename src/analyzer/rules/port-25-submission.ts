import { encryptedEndpoints, provider, reach } from './connection';
import type { Rule } from './rule';

/** Relays that are meant to be used through port 25, by address instead of login. */
const RELAYS_ON_25: ReadonlySet<string> = new Set([
  'google-workspace-relay',
  'microsoft365-direct-send',
  'godaddy-relay',
  'nauta',
]);

export const port25Submission: Rule = {
  id: 'port-25-submission',
  severity: 'warning',
  category: 'encryption',
  summary: 'mail is handed in through port 25, the port between mail servers',
  fix: 'safe',
  replaces: ['starttls-not-required'],
  check(config, report) {
    const { port } = config;
    if (config.role !== 'submission' || port?.value !== 25 || reach(config) !== 'remote') return;
    if (RELAYS_ON_25.has(provider(config)?.id ?? '')) return;
    const implied = port.origin.kind === 'default' ? ' Without a port this one is used.' : '';
    report({
      at: port,
      message:
        'Port 25 is for mail servers among themselves, not for handing in mail.' +
        `${implied} Most networks and cloud providers block it, and encryption is rarely enforced there. ` +
        'Use 587 with required STARTTLS, or 465 with implicit TLS.',
      fixes: encryptedEndpoints(config),
    });
  },
};
