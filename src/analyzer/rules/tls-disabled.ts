import { IMPLICIT_PORTS } from '../hosts';
import type { MailConfig, Proposal } from '../model';
import { hasCredentials, isTakenForRemote, reach } from '../trust';
import {
  encryptedEndpoints,
  endpointInWords,
  endpointWith,
  explained,
  granted,
  portOf,
  requireStarttls,
} from './connection';
import { inTwo } from './message';
import type { Rule } from './rule';

/** True where mail really leaves in the clear: an implicit-TLS port answers nothing at all without TLS. */
export function isCleartext(config: MailConfig): boolean {
  if (config.tls.value !== 'off' || reach(config) !== 'remote') return false;
  if (config.role === 'relay' && !hasCredentials(config)) return false;
  return config.role !== 'server' && !IMPLICIT_PORTS.has(portOf(config) ?? 0);
}

/** Keeps the port where STARTTLS can be had there, else moves to an encrypted one. */
export function encryptionFixes(config: MailConfig): Proposal[] {
  return portOf(config) === 25 && config.role === 'submission'
    ? encryptedEndpoints(config)
    : [...requireStarttls(config), ...endpointWith(config, 'implicit')];
}

export const tlsDisabled: Rule = {
  id: 'tls-disabled',
  severity: 'error',
  category: 'encryption',
  summary: 'encryption towards a remote host is off',
  fix: 'safe',
  check(config, report) {
    if (!isCleartext(config)) return;
    const implied =
      config.tls.origin.kind === 'default' ? `nothing here switches encryption on` : 'encryption is switched off';
    report({
      at: config.tls,
      severity: isTakenForRemote(config) || config.tls.presumed ? 'warning' : undefined,
      ...inTwo(
        explained(
          config.tls,
          `Mail to ${endpointInWords(config)} leaves unencrypted: ${implied}.`,
          'Anyone on the way can read and change it. Require STARTTLS, or use implicit TLS on port 465.',
          granted(config),
        ),
      ),
      fixes: encryptionFixes(config),
    });
  },
};
