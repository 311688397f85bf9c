import { OTHER_PORTS } from '../data/other-ports';
import { endpointTls } from '../providers';
import { endpointWith, portOf, provider } from './connection';
import type { Texts } from './message';
import type { Rule } from './rule';

const messages = {
  otherProtocol: ({ port, protocol }: { port: number; protocol: string }) => ({
    headline: `Port ${port} is for ${protocol.startsWith('HTTP') ? 'web traffic' : 'reading mail'} (${protocol}), not for sending mail`,
    detail: 'No SMTP server listens there. Use 465 with implicit TLS, or 587 with required STARTTLS.',
  }),
} satisfies Texts;

export const nonSmtpPort: Rule = {
  id: 'non-smtp-port',
  severity: 'error',
  category: 'addresses',
  summary: 'a port of IMAP, POP3 or HTTP',
  fix: 'suggestion',
  check(config, report) {
    const port = portOf(config);
    const other = OTHER_PORTS.get(port ?? 0);
    if (!config.port || port === undefined || !other || config.role === 'server') return;
    if (endpointTls(provider(config), port)) return;
    report({
      at: config.port,
      ...messages.otherProtocol({ port, protocol: other.protocol }),
      fixes: (other.encrypted ? (['implicit', 'starttls'] as const) : (['starttls', 'implicit'] as const)).flatMap(
        (mode) => endpointWith(config, mode),
      ),
    });
  },
};
