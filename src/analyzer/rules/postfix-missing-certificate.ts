import { publicServer } from './postfix-service';
import type { Rule } from './rule';

/** Any of these gives the server a certificate; SNI maps may do so for each name. */
const SOURCES = [
  'smtpd_tls_chain_files',
  'smtpd_tls_cert_file',
  'smtpd_tls_eccert_file',
  'smtpd_tls_dcert_file',
  'tls_server_sni_maps',
] as const;

export const postfixMissingCertificate: Rule = {
  id: 'postfix-missing-certificate',
  severity: 'error',
  category: 'postfix',
  summary: 'TLS is offered or required, but there is no certificate',
  fix: 'none',
  check(config, report) {
    const service = publicServer(config);
    const mode = config.tls.value;
    if (!service || mode === undefined || mode === 'off') return;
    if (SOURCES.some((parameter) => service.effective(parameter).value !== '')) return;
    const effect = {
      opportunistic: 'STARTTLS is offered and then answered "454", so that all mail comes in unencrypted or not at all',
      starttls: 'STARTTLS is answered "454", and without TLS nobody may send, so that no mail comes in',
      implicit: 'no handshake succeeds, so that nobody can connect',
    }[mode];
    report({
      at: config.tls,
      message: `TLS is switched on without a certificate: ${effect}. Set \`smtpd_tls_chain_files\` (Postfix 3.4) or \`smtpd_tls_cert_file\` and \`smtpd_tls_key_file\`; \`smtpd_tls_cert_file = none\` says that none is meant.`,
    });
  },
};
