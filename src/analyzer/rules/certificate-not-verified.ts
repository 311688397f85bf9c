import { hasCredentials, reach } from '../trust';
import { explained } from './connection';
import { inTwo } from './message';
import type { Rule } from './rule';

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
    const implied = verify.origin.kind === 'default' || config.role === 'relay';
    // Where TLS itself can be stripped, a check that the program does not even offer is not what matters.
    if (implied && config.tls.value === 'opportunistic') return;
    const what =
      verify.value === 'none'
        ? 'The certificate of the server is not checked'
        : 'The certificate is checked, but not whether it belongs to this server';
    report({
      at: verify,
      severity: implied ? 'information' : undefined,
      ...inTwo(
        explained(
          verify,
          `${what}: anyone on the way can pose as the server, in spite of TLS.`,
          'Check it; for a private CA, trust that CA instead of switching the check off.',
        ),
      ),
      fixes: [
        {
          title: 'Check the certificate',
          change: { kind: 'connection', verify: 'full' },
        },
      ],
    });
  },
};
