import type { MailConfig } from '../model';
import { reach } from '../trust';
import { assumption, encryptedEndpoints, isForShow, provider } from './connection';
import { sentences, type Texts } from './message';
import { isYes, mayHaveCertificate, publicServer } from './postfix-service';
import type { Report, Rule } from './rule';

const messages = {
  submission: ({ isDefault, assumed }: { isDefault: boolean; assumed: string }) => ({
    headline: 'Port 25 is for server-to-server delivery, not for submission',
    detail: sentences(
      isDefault && 'No port is set here, and 25 is the default.',
      'Most networks and cloud providers block it, and encryption is rarely enforced there.',
      'Use 587 with required STARTTLS, or 465 with implicit TLS.',
      assumed,
    ),
  }),
  onlyPort25: () => ({
    headline: 'Users can submit mail only on port 25, which is for server-to-server delivery',
    detail:
      'Most networks block port 25, and it cannot require TLS. Enable the `submission` service in master.cf, which ' +
      'listens on 587 and requires TLS.',
  }),
} satisfies Texts;

/** An application that submits mail. */
function checkClient(config: MailConfig, report: (report: Report) => void): void {
  const { port } = config;
  if (port?.value !== 25 || reach(config) !== 'remote' || isForShow(config)) return;
  if (provider(config)?.submitsOn25) return;
  report({
    at: port,
    ...messages.submission({ isDefault: port.origin.kind === 'default', assumed: assumption(config) }),
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
    ...messages.onlyPort25(),
    fixes: mayHaveCertificate(service)
      ? [{ title: 'Enable the submission service in master.cf', change: { kind: 'submission' }, suggestion: true }]
      : [],
  });
}

export const port25Submission: Rule = {
  id: 'port-25-submission',
  severity: 'warning',
  category: 'encryption',
  summary: 'mail is submitted on port 25, which is for server-to-server delivery',
  fix: 'safe',
  replaces: ['starttls-not-required'],
  check(config, report) {
    if (config.role === 'submission') checkClient(config, report);
    else if (config.role === 'server') checkServer(config, report);
  },
};
