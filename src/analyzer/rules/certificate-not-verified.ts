import { hasCredentials, isOptional, reach } from '../trust';
import { nameOf, sentences, type Texts } from './message';
import type { Rule } from './rule';

const REMEDY = 'Verify it; for a private CA, trust that CA instead of disabling verification.';

interface Case {
  readonly name: string | undefined;
  readonly why: string | undefined;
  readonly optional: boolean;
}

const OPTIONAL = 'Only where the operator switches it on.';

const messages = {
  unverified: ({ name, why, optional }: Case) => ({
    headline: name ? `\`${name}\` disables certificate verification` : "The server's certificate is not verified",
    detail: sentences(why, optional && OPTIONAL, 'A network attacker can impersonate the server, despite TLS.', REMEDY),
  }),
  anyName: ({ name, why, optional }: Case) => ({
    headline: name
      ? `\`${name}\` disables the check of the host name in the certificate`
      : 'The certificate is verified, but not whether it is valid for this host name',
    detail: sentences(
      why,
      optional && OPTIONAL,
      'Anyone with a valid certificate of their own can impersonate the server, despite TLS.',
      REMEDY,
    ),
  }),
} satisfies Texts;

export const certificateNotVerified: Rule = {
  id: 'certificate-not-verified',
  severity: 'error',
  category: 'encryption',
  summary: "the server's certificate or its name is not checked",
  fix: 'safe',
  check(config, report) {
    const { verify } = config;
    if (config.role === 'server' || verify?.value === undefined || verify.value === 'full') return;
    if (reach(config) === 'local' || config.tls.value === 'off') return;
    if (config.role === 'relay' && !hasCredentials(config)) return;
    const optional = isOptional(verify);
    const implied = verify.origin.kind === 'default' || config.role === 'relay';
    // Where TLS itself can be stripped, a check that the program does not even offer is not what matters.
    if (implied && config.tls.value === 'opportunistic') return;
    const name = implied ? undefined : nameOf(verify);
    const message = verify.value === 'none' ? messages.unverified : messages.anyName;
    report({
      at: verify,
      severity: implied || optional ? 'information' : undefined,
      ...message({ name, why: verify.why, optional }),
      fixes: optional
        ? []
        : [
            {
              title: 'Verify the certificate',
              change: { kind: 'connection', verify: 'full' },
            },
          ],
    });
  },
};
