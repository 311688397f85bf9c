import { IMPLICIT_PORTS } from '../hosts';
import { endpointTls } from '../providers';
import { hasCredentials, reach } from '../trust';
import { assumption, endpointWith, isForShow, portOf, provider, requireStarttls } from './connection';
import { sentences, type Texts } from './message';
import type { Rule } from './rule';

interface Facts {
  /** What can be read once STARTTLS is stripped. */
  readonly loot: string;
  readonly why?: string;
  readonly assumed: string;
}

const stripped = ({ loot }: Facts) => `Once STARTTLS is stripped from the EHLO reply, ${loot} sent unencrypted.`;

const HEADLINE = 'STARTTLS is used only if offered, and a network attacker can strip it';

const messages = {
  optional: (facts: Facts) => ({
    headline: HEADLINE,
    detail: sentences(facts.why, stripped(facts), 'Require it, so that sending fails instead.', facts.assumed),
  }),
  cannotBeRequired: (facts: Facts) => ({
    headline: HEADLINE,
    detail: sentences(
      facts.why,
      stripped(facts),
      'No setting here can require it; implicit TLS on port 465 cannot be stripped.',
      facts.assumed,
    ),
  }),
} satisfies Texts;

export const starttlsNotRequired: Rule = {
  id: 'starttls-not-required',
  severity: 'warning',
  category: 'encryption',
  summary: 'TLS is used only if the server offers it, so an attacker can strip it',
  fix: 'safe',
  check(config, report) {
    if (config.tls.value !== 'opportunistic' || config.role === 'server' || reach(config) !== 'remote') return;
    if (config.role === 'relay' && !hasCredentials(config)) return;
    const port = portOf(config) ?? 0;
    if (port === 25 && isForShow(config)) return;
    // On a port with implicit TLS nothing is sent at all, and a provider without STARTTLS cannot be told to have it.
    if (IMPLICIT_PORTS.has(port) || endpointTls(provider(config), port) === 'none') return;
    const loot = hasCredentials(config) ? 'mail and password are' : 'mail is';
    const facts: Facts = { loot, why: config.tls.why, assumed: assumption(config) };
    if (config.expressible.includes('starttls')) {
      report({
        at: config.tls,
        ...messages.optional(facts),
        fixes: [...requireStarttls(config), ...endpointWith(config, 'implicit')],
      });
    } else {
      report({
        at: config.tls,
        severity: 'information',
        ...messages.cannotBeRequired(facts),
        fixes: endpointWith(config, 'implicit'),
      });
    }
  },
};
