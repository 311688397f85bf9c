import { inTwo } from './message';
import { mayHaveCertificate, publicServer } from './postfix-service';
import type { Rule } from './rule';

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
    if (mayHaveCertificate(service)) return;
    const effect = {
      opportunistic: 'STARTTLS is offered and then answered "454", so that all mail comes in unencrypted or not at all',
      starttls: 'STARTTLS is answered "454", and without TLS nobody may send, so that no mail comes in',
      implicit: 'no handshake succeeds, so that nobody can connect',
    }[mode];
    // In a repository many a script sets the certificate when it installs the files.
    const installed = /^file:\/\/\/etc\//.test(config.extent.uri);
    const doubt = installed ? '' : ' unless a script adds one';
    report({
      at: config.tls,
      severity: installed ? undefined : 'warning',
      ...inTwo(
        `TLS is switched on without a certificate${doubt}: ${effect}. Set \`smtpd_tls_chain_files\` (Postfix 3.4) or \`smtpd_tls_cert_file\` and \`smtpd_tls_key_file\`; \`smtpd_tls_cert_file = none\` says that none is meant.`,
      ),
    });
  },
};
