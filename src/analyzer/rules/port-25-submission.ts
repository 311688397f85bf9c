import type { MailConfig } from '../model';
import { reach } from '../trust';
import { encryptedEndpoints, granted, isForShow, provider } from './connection';
import { inTwo } from './message';
import { isYes, mayHaveCertificate, publicServer } from './postfix-service';
import type { Report, Rule } from './rule';

/** Relays that are meant to be used through port 25, by address instead of login. */
const RELAYS_ON_25: ReadonlySet<string> = new Set([
  'google-workspace-relay',
  'microsoft365-direct-send',
  'godaddy-relay',
  'nauta',
]);

/** An application that hands in mail. */
function checkClient(config: MailConfig, report: (report: Report) => void): void {
  const { port } = config;
  if (port?.value !== 25 || reach(config) !== 'remote' || isForShow(config)) return;
  if (RELAYS_ON_25.has(provider(config)?.id ?? '')) return;
  const implied = port.origin.kind === 'default' ? ' Without a port this one is used.' : '';
  report({
    at: port,
    ...inTwo(
      'Port 25 is for mail servers among themselves, not for handing in mail.' +
        `${implied} Most networks and cloud providers block it, and encryption is rarely enforced there. ` +
        `Use 587 with required STARTTLS, or 465 with implicit TLS.${granted(config) && ` ${granted(config)}`}`,
    ),
    fixes: encryptedEndpoints(config),
  });
}

/** A server whose users have no other port; one that is for them alone may be published under another one. */
function checkServer(config: MailConfig, report: (report: Report) => void): void {
  const service = publicServer(config);
  const mode = config.tls.value;
  if (service?.port !== 25 || service.hasSubmission !== false || (mode !== 'off' && mode !== 'opportunistic')) return;
  const login = service.effective('smtpd_sasl_auth_enable');
  if (isYes(login) !== true || !service.acceptsOwnMail) return;
  report({
    at: login,
    severity: 'information',
    ...inTwo(
      'Users can hand in mail through port 25 only, the port between mail servers: most networks block it, and it cannot require TLS. ' +
        'Enable the `submission` service of master.cf, which listens on 587 and requires TLS.',
    ),
    fixes: mayHaveCertificate(service)
      ? [{ title: 'Enable the submission service of master.cf', change: { kind: 'submission' }, suggestion: true }]
      : [],
  });
}

export const port25Submission: Rule = {
  id: 'port-25-submission',
  severity: 'warning',
  category: 'encryption',
  summary: 'mail is handed in through port 25, the port between mail servers',
  fix: 'safe',
  replaces: ['starttls-not-required'],
  check(config, report) {
    if (config.role === 'submission') checkClient(config, report);
    else if (config.role === 'server') checkServer(config, report);
  },
};
