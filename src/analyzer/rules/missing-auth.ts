import { provesAbsence, reach } from '../trust';
import { endpointInWords, portOf, provider } from './connection';
import type { Texts } from './message';
import type { Rule } from './rule';

/** Ports for submission, normally with a login (RFC 6409, RFC 8314). Some relays trust addresses on 25. */
const LOGIN_PORTS: ReadonlySet<number> = new Set([465, 587, 2465, 2525, 2587]);

const messages = {
  noCredentials: ({ server }: { server: string }) => ({
    headline: `No credentials are set for ${server}`,
    detail:
      'Submission servers answer "530 Authentication required" without a login. Set user name and password, unless this ' +
      'relay trusts your address.',
  }),
} satisfies Texts;

export const missingAuth: Rule = {
  id: 'missing-auth',
  severity: 'warning',
  category: 'authentication',
  summary: 'a submission port of a remote host, and no credentials at all',
  fix: 'none',
  check(config, report) {
    if (config.role !== 'submission' || !provesAbsence(config) || config.auth) return;
    if (!LOGIN_PORTS.has(portOf(config) ?? 0) || reach(config) !== 'remote') return;
    const known = provider(config);
    if (known?.authMethods.some((method) => method === 'ip' || method === 'none')) return;
    report({
      at: config.host ?? config.anchor,
      ...messages.noCredentials({ server: endpointInWords(config) }),
    });
  },
};
