import { sentences, type Texts } from './message';
import { mayHaveCertificate, publicServer } from './postfix-service';
import type { Rule } from './rule';

const EFFECTS = {
  opportunistic: 'STARTTLS is offered and then answered with 454, so mail arrives unencrypted or not at all.',
  starttls: 'STARTTLS is answered with 454, and nobody may send without TLS, so no mail arrives.',
  implicit: 'No TLS handshake succeeds, so nobody can connect.',
} as const;

const messages = {
  noCertificate: ({ mode, mayBeAdded }: { mode: keyof typeof EFFECTS; mayBeAdded: boolean }) => ({
    headline: `TLS is enabled without a certificate${mayBeAdded ? ', unless a script adds one' : ''}`,
    detail: sentences(
      EFFECTS[mode],
      'Set `smtpd_tls_chain_files` (Postfix 3.4), or `smtpd_tls_cert_file` and `smtpd_tls_key_file`.',
      'If no certificate is wanted, say so with `smtpd_tls_cert_file = none`.',
    ),
  }),
} satisfies Texts;

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
    // In a repository, a script often sets the certificate when it installs the files.
    const installed = /^file:\/\/\/etc\//.test(config.extent.uri);
    report({
      at: config.tls,
      severity: installed ? undefined : 'warning',
      ...messages.noCertificate({ mode, mayBeAdded: !installed }),
    });
  },
};
