import { inTwo } from './message';
import { publicServer, setForService } from './postfix-service';
import type { Rule } from './rule';

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
      ...inTwo(
        'Port 25 of a mail server that others deliver to must not require TLS (RFC 3207, section 4): servers without STARTTLS cannot deliver, and their mail is lost. ' +
          'Use `may` here, and `encrypt` for submission.',
      ),
      fixes: [setForService(config, 'smtpd_tls_security_level', 'may', true)],
    });
  },
};
