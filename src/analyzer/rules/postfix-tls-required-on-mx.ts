import type { Texts } from './message';
import { publicServer, setForService } from './postfix-service';
import type { Rule } from './rule';

const messages = {
  required: () => ({
    headline: 'TLS is required on port 25, where other servers deliver',
    detail:
      'A public mail server must not require it (RFC 3207, section 4): servers without STARTTLS cannot deliver, and their ' +
      'mail is lost. Use `may` here, and `encrypt` for submission.',
  }),
} satisfies Texts;

export const postfixTlsRequiredOnMx: Rule = {
  id: 'postfix-tls-required-on-mx',
  severity: 'warning',
  category: 'postfix',
  summary: 'the public port 25 requires TLS',
  fix: 'suggestion',
  check(config, report) {
    const service = publicServer(config);
    if (service?.port !== 25 || config.tls.value !== 'starttls' || !service.acceptsOwnMail) return;
    report({
      at: config.tls,
      ...messages.required(),
      fixes: [setForService(config, 'smtpd_tls_security_level', 'may', true)],
    });
  },
};
