import { IMPLICIT_PORTS, STARTTLS_PORTS } from '../hosts';
import type { MailConfig, Setting, TlsMode } from '../model';
import { endpointTls, modeFor } from '../providers';
import { reach } from '../trust';
import { modeInWords } from '../words';
import { endpointWith, portOf, provider, requireStarttls } from './connection';
import { sentences, type Texts } from './message';
import type { Report, Rule } from './rule';

/** The mode that the port wants, where the configured one cannot work there. */
function wantedMode(config: MailConfig, port: number): TlsMode | undefined {
  const mode = config.tls.value;
  if (mode === undefined) return undefined;
  const listed = endpointTls(provider(config), port);
  const wanted =
    listed && listed !== 'none'
      ? modeFor(listed)
      : IMPLICIT_PORTS.has(port)
        ? 'implicit'
        : STARTTLS_PORTS.has(port)
          ? 'starttls'
          : undefined;
  if (wanted === undefined) return undefined;
  return (mode === 'implicit') === (wanted === 'implicit') ? undefined : wanted;
}

/** The port, where it is written far from what is said about it. */
const portElsewhere = ({ port }: MailConfig, at: Setting<unknown>): NonNullable<Report['related']> =>
  port && at !== port && port.at.uri !== at.at.uri ? [{ at: port.at, message: `port ${port.value} is set here` }] : [];

const messages = {
  expectsTls: ({ port, mode }: { port: number; mode: TlsMode }) => ({
    headline: `Port ${port} expects TLS from the first byte, but ${modeInWords(mode)} is configured`,
    detail: sentences(
      'Client and server wait for each other until a timeout or "Greeting never received".',
      'Use implicit TLS here, or port 587 with required STARTTLS.',
    ),
  }),
  startsInPlaintext: ({ port }: { port: number }) => ({
    headline: `Port ${port} starts in plaintext with STARTTLS, but implicit TLS is configured`,
    detail: sentences(
      'The connection fails with "wrong version number".',
      'Use required STARTTLS here, or implicit TLS on port 465.',
    ),
  }),
} satisfies Texts;

export const tlsPortMismatch: Rule = {
  id: 'tls-port-mismatch',
  severity: 'error',
  category: 'encryption',
  summary: 'the TLS mode does not belong to the port, so the connection fails',
  fix: 'safe',
  check(config, report) {
    const port = portOf(config);
    if (port === undefined || config.role === 'server' || reach(config) === 'local') return;
    if (!IMPLICIT_PORTS.has(port) && !STARTTLS_PORTS.has(port)) return;
    const wanted = wantedMode(config, port);
    if (wanted === undefined) return;
    const at = config.tls.origin.kind === 'default' && config.port ? config.port : config.tls;
    const related = portElsewhere(config, at);
    if (wanted === 'implicit') {
      report({
        at,
        related,
        ...messages.expectsTls({ port, mode: config.tls.value ?? 'off' }),
        fixes: [
          { title: 'Use implicit TLS', change: { kind: 'connection', tls: 'implicit' } },
          ...endpointWith(config, 'starttls'),
        ],
      });
    } else {
      report({
        at,
        related,
        ...messages.startsInPlaintext({ port }),
        fixes: [...requireStarttls(config, 'Use required STARTTLS'), ...endpointWith(config, 'implicit')],
      });
    }
  },
};
