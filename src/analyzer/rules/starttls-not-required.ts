import { IMPLICIT_PORTS } from '../hosts';
import { endpointTls } from '../providers';
import { hasCredentials, reach } from '../trust';
import { endpointWith, explained, granted, isForShow, portOf, provider, requireStarttls } from './connection';
import { inTwo } from './message';
import type { Rule } from './rule';

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
    const loot = hasCredentials(config) ? 'the mail, and the password with it' : 'the mail';
    const why = `STARTTLS is used only if the server offers it: whoever removes the offer on the way reads ${loot}.`;
    if (config.expressible.includes('starttls')) {
      report({
        at: config.tls,
        ...inTwo(explained(config.tls, why, 'Require it, so that sending fails instead.', granted(config))),
        fixes: [...requireStarttls(config), ...endpointWith(config, 'implicit')],
      });
    } else {
      report({
        at: config.tls,
        severity: 'information',
        ...inTwo(
          explained(
            config.tls,
            why,
            'There is no setting here that requires it; implicit TLS on port 465 cannot be stripped.',
            granted(config),
          ),
        ),
        fixes: endpointWith(config, 'implicit'),
      });
    }
  },
};
