import type { PostfixService } from '../model';
import { publicServer, setForService } from './postfix-service';
import type { Rule } from './rule';

const LISTS = [
  'smtpd_client_restrictions',
  'smtpd_helo_restrictions',
  'smtpd_sender_restrictions',
  'smtpd_relay_restrictions',
  'smtpd_recipient_restrictions',
] as const;

/** True where a list ends all mail of strangers: a server for its own clients, and nobody's MX. */
function refusesStrangers(service: PostfixService): boolean {
  return LISTS.some((list) => {
    const words = service.words(list);
    // A list that nobody can read may do so, too.
    if (!words) return true;
    return words.some(({ value }) => value === undefined || /^(?:reject|defer)$/i.test(value));
  });
}

export const postfixTlsRequiredOnMx: Rule = {
  id: 'postfix-tls-required-on-mx',
  severity: 'warning',
  category: 'postfix',
  summary: 'the public port 25 requires TLS',
  fix: 'suggestion',
  check(config, report) {
    const service = publicServer(config);
    if (service?.port !== 25 || config.tls.value !== 'starttls' || refusesStrangers(service)) return;
    report({
      at: config.tls,
      message:
        'Port 25 of a mail server that others deliver to must not require TLS (RFC 3207, section 4): servers without STARTTLS cannot deliver, and their mail is lost. ' +
        'Use `may` here, and `encrypt` for submission.',
      fixes: [setForService(config, 'smtpd_tls_security_level', 'may', false)],
    });
  },
};
