import type { MailConfig, PostfixService, Severity } from '../model';
import type { Message, Texts } from './message';
import { isYes } from './postfix-service';
import type { Report, Rule } from './rule';

interface Facts {
  readonly parameter: string;
}

const headlineOf = ({ parameter }: Facts) => `\`${parameter}\` lacks \`noanonymous\``;

const messages = {
  server: (facts: Facts) => ({
    headline: headlineOf(facts),
    detail:
      'Anyone can log in anonymously, and policy services, milters and sender checks take that for a login. Add ' +
      '`noanonymous`.',
  }),
  client: (facts: Facts) => ({
    headline: headlineOf(facts),
    detail: 'A server that offers the ANONYMOUS mechanism gets mail without your login. Add `noanonymous`.',
  }),
} satisfies Texts;

/** Options without `noanonymous`: ANONYMOUS is a login that needs no password (RFC 4505). */
function checkOptions(
  service: PostfixService,
  parameter: string,
  message: (facts: Facts) => Message,
  severity: Severity | undefined,
  report: (report: Report) => void,
): void {
  const options = service.effective(parameter);
  const words = service.words(parameter);
  if (options.origin.kind === 'default' || options.value === undefined || !words) return;
  // A word that a template fills in may be the one that is missed.
  if (words.some(({ value }) => value === undefined || value.toLowerCase() === 'noanonymous')) return;
  const value = ['noanonymous', ...words.map((word) => word.value)].join(', ');
  report({
    at: options,
    severity,
    ...message({ parameter }),
    fixes: [{ title: 'Add `noanonymous`', change: { kind: 'replace', setting: options, value } }],
  });
}

function checkBoth(
  config: MailConfig,
  program: 'smtp' | 'smtpd',
  message: (facts: Facts) => Message,
  severity: Severity | undefined,
  report: (report: Report) => void,
) {
  const service = config.postfix;
  if (!service || isYes(service.effective(`${program}_sasl_auth_enable`)) !== true) return;
  checkOptions(service, `${program}_sasl_security_options`, message, severity, report);
  checkOptions(service, `${program}_sasl_tls_security_options`, message, severity, report);
}

export const postfixAnonymousSasl: Rule = {
  id: 'postfix-anonymous-sasl',
  severity: 'warning',
  category: 'postfix',
  summary: 'SASL logins without a name are allowed',
  fix: 'safe',
  check(config, report) {
    if (config.role === 'server') {
      checkBoth(config, 'smtpd', messages.server, undefined, report);
    } else if (config.role === 'relay') {
      checkBoth(config, 'smtp', messages.client, 'information', report);
    }
  },
};
