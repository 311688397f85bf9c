import { IMPLICIT_PORTS } from '../hosts';
import type { MailConfig, Proposal, Severity } from '../model';
import { hasCredentials, isOptional, isPresumed, isTakenForRemote, reach } from '../trust';
import {
  assumption,
  encryptedEndpoints,
  endpointInWords,
  endpointWith,
  nothingEncrypts,
  portOf,
  requireStarttls,
  whoSwitches,
} from './connection';
import { sentences, type Texts } from './message';
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

/** What an operator has to ask for is for him to know. */
export function severityOfCleartext(config: MailConfig): Severity | undefined {
  if (isOptional(config.tls)) return 'information';
  return isTakenForRemote(config) || isPresumed(config.tls) ? 'warning' : undefined;
}

const messages = {
  unencrypted: ({ server, why, grounds }: { server: string; why?: string; grounds: string[] }) => ({
    headline: `Mail to ${server} is sent unencrypted`,
    detail: sentences(
      why,
      'Anyone on the network path can read and change it.',
      ...grounds,
      'Require STARTTLS, or use implicit TLS on port 465.',
    ),
  }),
} satisfies Texts;

export const tlsDisabled: Rule = {
  id: 'tls-disabled',
  severity: 'error',
  category: 'encryption',
  summary: 'encryption towards a remote host is off',
  fix: 'safe',
  check(config, report) {
    if (!isCleartext(config)) return;
    report({
      at: config.tls,
      severity: severityOfCleartext(config),
      ...messages.unencrypted({
        server: endpointInWords(config),
        why: config.tls.why,
        grounds: [whoSwitches(config), nothingEncrypts(config), assumption(config)],
      }),
      fixes: isOptional(config.tls) ? [] : encryptionFixes(config),
    });
  },
};
