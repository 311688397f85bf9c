import { sentences, type Texts } from './message';
import { isForClients, isYes, publicServer, setBeside } from './postfix-service';
import type { Rule } from './rule';

const messages = {
  unprotected: ({ offered }: { offered: boolean }) => ({
    headline: offered ? 'Clients may log in without TLS' : 'Clients log in without TLS',
    detail: sentences(
      'Anyone on the network path can read the password. RFC 4954 forbids plaintext passwords without encryption.',
      offered
        ? 'Set `smtpd_tls_auth_only = yes`.'
        : 'Offer TLS with `smtpd_tls_security_level = may`, and set `smtpd_tls_auth_only = yes`.',
    ),
  }),
} satisfies Texts;

export const postfixSaslWithoutTls: Rule = {
  id: 'postfix-sasl-without-tls',
  severity: 'error',
  category: 'postfix',
  summary: 'the server accepts passwords over unencrypted connections',
  fix: 'safe',
  check(config, report) {
    const service = publicServer(config);
    if (!service || !isForClients(service)) return;
    const mode = config.tls.value;
    const login = service.effective('smtpd_sasl_auth_enable');
    const onlyTls = service.effective('smtpd_tls_auth_only');
    if (isYes(login) !== true || isYes(onlyTls) !== false || (mode !== 'off' && mode !== 'opportunistic')) return;
    // Without these mechanisms or without the offer no password is sent in the clear.
    const options = service.effective('smtpd_sasl_security_options').value;
    const hidden = service.effective('smtpd_discard_ehlo_keywords').value;
    if (options === undefined || /noplaintext/i.test(options) || hidden === undefined || /\bauth\b/i.test(hidden))
      return;
    const at = onlyTls.origin.kind === 'default' ? login : onlyTls;
    const offered = mode === 'opportunistic';
    report({
      at,
      ...messages.unprotected({ offered }),
      // Without TLS nobody can log in any more.
      fixes: [setBeside(config, at, 'smtpd_tls_auth_only', 'yes', !offered)],
    });
  },
};
