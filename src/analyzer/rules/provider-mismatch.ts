import { IMPLICIT_PORTS, STARTTLS_PORTS } from '../hosts';
import type { MailConfig, Proposal, TlsMode } from '../model';
import { endpointTls, modeFor, type Provider } from '../providers';
import { modeInWords } from '../words';
import { moveTo, portOf, provider } from './connection';
import { sentences, type Texts } from './message';
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

interface Facts {
  readonly known: Provider;
  readonly port: number;
}

const messages = {
  notServed: ({ known, port }: Facts) => ({
    headline: `${known.name} does not serve port ${port}`,
    detail: `The connection is refused or times out. Use ${endpointsInWords(known)}.`,
  }),
  otherMode: ({ known, port, mode, isImplicit }: Facts & { mode: TlsMode; isImplicit: boolean }) => ({
    headline: `Port ${port} of ${known.name} expects ${isImplicit ? 'implicit TLS' : 'STARTTLS'}, not ${modeInWords(mode)}`,
    detail: sentences(
      isImplicit
        ? 'Client and server wait for each other until "Greeting never received".'
        : 'The connection fails with "wrong version number".',
      `Use ${endpointsInWords(known)}.`,
    ),
  }),
} satisfies Texts;

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
        ...messages.notServed({ known, port }),
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
      ...messages.otherMode({ known, port, mode, isImplicit: tls === 'implicit' }),
      fixes: [...moveTo(config, port, modeFor(tls)), ...fixesFor(config, known, port)],
    });
  },
};
