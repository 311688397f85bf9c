import { sentences, type Texts } from './message';
import { isSubmission, isYes, publicServer, setForService } from './postfix-service';
import type { Rule } from './rule';

const messages = {
  plaintext: ({ loot, offered }: { loot: string; offered: boolean }) => ({
    headline: `The submission service accepts ${loot} without TLS`,
    detail: sentences(
      offered && 'It does so once a network attacker strips STARTTLS from the EHLO reply.',
      'Plaintext submission is obsolete (RFC 8314). Set `smtpd_tls_security_level = encrypt` for this service.',
    ),
  }),
} satisfies Texts;

export const postfixSubmissionNotEncrypted: Rule = {
  id: 'postfix-submission-not-encrypted',
  severity: 'error',
  category: 'postfix',
  summary: 'the submission service does not require TLS',
  fix: 'safe',
  replaces: ['postfix-sasl-without-tls'],
  check(config, report) {
    const service = publicServer(config);
    const mode = config.tls.value;
    if (!service || !isSubmission(service) || (mode !== 'off' && mode !== 'opportunistic')) return;
    const login = isYes(service.effective('smtpd_sasl_auth_enable'));
    const guarded = isYes(service.effective('smtpd_tls_auth_only'));
    const loot = login === true && guarded === false ? 'mail and passwords' : 'mail';
    report({
      at: config.tls.at.uri === service.at.uri && config.tls.origin.kind !== 'default' ? config.tls : service.at,
      ...messages.plaintext({ loot, offered: mode === 'opportunistic' }),
      // With TLS offered already a certificate is there, and what changes is only that plaintext is refused.
      fixes: [setForService(config, 'smtpd_tls_security_level', 'encrypt', mode !== 'opportunistic')],
    });
  },
};
