import { reach } from '../trust';
import { endpointInWords, portOf, provider } from './connection';
import { inTwo } from './message';
import type { Rule } from './rule';

/** Ports on which mail is handed in, with a login as a rule (RFC 6409, RFC 8314). Some relays trust addresses on 25. */
const LOGIN_PORTS: ReadonlySet<number> = new Set([465, 587, 2465, 2525, 2587]);

export const missingAuth: Rule = {
  id: 'missing-auth',
  severity: 'warning',
  category: 'authentication',
  summary: 'a submission port of a remote host, and no credentials at all',
  fix: 'none',
  check(config, report) {
    if (config.role !== 'submission' || !config.complete || config.auth) return;
    if (!LOGIN_PORTS.has(portOf(config) ?? 0) || reach(config) !== 'remote') return;
    const known = provider(config);
    if (known?.authMethods.some((method) => method === 'ip' || method === 'none')) return;
    report({
      at: config.host ?? config.anchor,
      ...inTwo(
        `${endpointInWords(config)} is a submission service, and no user name and password are set. Such servers answer ` +
          '"530 Authentication required". Set the credentials, unless this relay trusts your address.',
      ),
    });
  },
};
