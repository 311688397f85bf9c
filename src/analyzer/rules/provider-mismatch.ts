import { IMPLICIT_PORTS, STARTTLS_PORTS } from '../hosts';
import type { MailConfig, Proposal } from '../model';
import { endpointTls, modeFor, type Provider } from '../providers';
import { modeInWords, moveTo, portOf, provider } from './connection';
import { inTwo } from './message';
import type { Rule } from './rule';

const endpointsInWords = (known: Provider) =>
  known.endpoints
    .filter(({ port, tls }) => tls !== 'none' && port !== 25)
    .slice(0, 4)
    .map(({ port, tls }) => `${port} (${tls === 'implicit' ? 'implicit TLS' : 'STARTTLS'})`)
    .join(', ');

const fixesFor = (config: MailConfig, known: Provider, except?: number): Proposal[] =>
  known.endpoints
    .filter(({ port, tls }) => tls !== 'none' && port !== 25 && port !== except)
    .slice(0, 2)
    .flatMap(({ port, tls }) => moveTo(config, port, modeFor(tls)));

export const providerMismatch: Rule = {
  id: 'provider-mismatch',
  severity: 'error',
  category: 'addresses',
  summary: 'the known provider does not serve this port or TLS mode',
  fix: 'safe',
  replaces: ['tls-port-mismatch', 'non-smtp-port'],
  check(config, report) {
    const known = provider(config);
    const port = portOf(config);
    if (!known?.verified || !config.port || port === undefined || config.role === 'server') return;
    const tls = endpointTls(known, port);
    if (tls === undefined) {
      if (!known.complete) return;
      report({
        at: config.port,
        ...inTwo(
          `${known.name} does not serve port ${port}: the connection is refused or times out. Use ${endpointsInWords(known)}.`,
        ),
        fixes: fixesFor(config, known),
      });
      return;
    }
    const mode = config.tls.value;
    // The ports that mean the same everywhere are the business of tls-port-mismatch, which knows the provider, too.
    if (IMPLICIT_PORTS.has(port) || STARTTLS_PORTS.has(port)) return;
    if (mode === undefined || tls === 'none' || (mode === 'implicit') === (tls === 'implicit')) return;
    report({
      at: config.tls.origin.kind === 'default' ? config.port : config.tls,
      ...inTwo(
        `${known.name} serves port ${port} with ${tls === 'implicit' ? 'implicit TLS' : 'STARTTLS'}, but ${modeInWords(mode)} is configured: ${
          tls === 'implicit'
            ? 'both sides wait for the other, until "Greeting never received"'
            : 'the connection fails with "wrong version number"'
        }. Use ${endpointsInWords(known)}.`,
      ),
      fixes: [...moveTo(config, port, modeFor(tls)), ...fixesFor(config, known, port)],
    });
  },
};
