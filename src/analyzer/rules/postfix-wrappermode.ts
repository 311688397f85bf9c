import type { MailConfig } from '../model';
import { endpointTls } from '../providers';
import { reach } from '../trust';
import { portOf, provider } from './connection';
import { sentences, type Texts } from './message';
import { isYes, publicServer, setForService } from './postfix-service';
import type { Report, Rule } from './rule';

/** Levels that wrappermode of the client needs. */
const STRONG = /^(?:encrypt|fingerprint|verify|secure|dane|dane-only)$/i;

const messages = {
  serverWithoutWrapper: () => ({
    headline: 'Port 465 expects TLS from the first byte, but this service starts in plaintext',
    detail: 'Clients fail with "wrong version number" (RFC 8314). Set `smtpd_tls_wrappermode = yes`.',
  }),
  serverWithWrapper: ({ port }: { port: number }) => ({
    headline: `Port ${port} starts in plaintext with STARTTLS, but this service expects TLS at once`,
    detail: sentences(
      port === 25
        ? 'Clients wait for a greeting that never comes, and no mail arrives.'
        : 'Clients wait for a greeting that never comes.',
      port === 25
        ? 'Remove `smtpd_tls_wrappermode` here.'
        : 'Remove `smtpd_tls_wrappermode` here, and require STARTTLS with `smtpd_tls_security_level = encrypt`.',
    ),
  }),
  clientWithoutWrapper: () => ({
    headline: 'Port 465 expects TLS from the first byte, but this client waits for a greeting',
    detail: 'Both wait until the timeout. Set `smtp_tls_wrappermode = yes` with `smtp_tls_security_level = encrypt`.',
  }),
  clientWithWrapper: ({ port }: { port: number }) => ({
    headline: `Port ${port} starts in plaintext with STARTTLS, but this client starts with TLS`,
    detail: 'The handshake fails. Use required STARTTLS.',
  }),
  weakLevel: () => ({
    headline: '`smtp_tls_wrappermode` needs `smtp_tls_security_level = encrypt` or stronger',
    detail: 'Postfix defers all mail without it. Set the level.',
  }),
} satisfies Texts;

function checkServer(config: MailConfig, report: (report: Report) => void): void {
  const service = publicServer(config);
  if (!service) return;
  const wrapper = service.effective('smtpd_tls_wrappermode');
  const on = isYes(wrapper);
  if (service.port === 465 && on === false) {
    report({
      at: wrapper.origin.kind === 'default' ? service.at : wrapper,
      ...messages.serverWithoutWrapper(),
      fixes: [setForService(config, 'smtpd_tls_wrappermode', 'yes')],
    });
  } else if ((service.port === 25 || service.port === 587) && on === true) {
    report({
      at: wrapper,
      ...messages.serverWithWrapper({ port: service.port }),
      fixes: [
        {
          title: 'Use STARTTLS',
          change: { kind: 'connection', tls: service.port === 25 ? 'opportunistic' : 'starttls' },
          suggestion: true,
        },
      ],
    });
  }
}

function checkClient(config: MailConfig, report: (report: Report) => void): void {
  const { postfix, tls } = config;
  const port = portOf(config);
  const known = provider(config);
  if (!postfix || reach(config) === 'local') return;
  // provider-mismatch reports a port that the provider does not serve at all.
  if (port !== undefined && known?.verified && known.complete && endpointTls(known, port) === undefined) return;
  const level = postfix.effective('smtp_tls_security_level');
  if (port === 465 && tls.value !== undefined && tls.value !== 'implicit') {
    report({
      at: config.port ?? tls,
      ...messages.clientWithoutWrapper(),
      fixes: [{ title: 'Use implicit TLS', change: { kind: 'connection', tls: 'implicit' } }],
    });
  } else if (tls.value === 'implicit' && (port === 25 || port === 587)) {
    report({
      at: tls,
      ...messages.clientWithWrapper({ port }),
      fixes: [{ title: 'Use required STARTTLS', change: { kind: 'connection', tls: 'starttls' } }],
    });
  } else if (tls.value === 'implicit' && level.value !== undefined && !STRONG.test(level.value)) {
    report({
      at: tls,
      ...messages.weakLevel(),
      fixes: [
        {
          title: 'Set `smtp_tls_security_level = encrypt`',
          change: { kind: 'connection', tls: 'implicit' },
        },
      ],
    });
  }
}

export const postfixWrappermode: Rule = {
  id: 'postfix-wrappermode',
  severity: 'error',
  category: 'postfix',
  summary: 'implicit TLS and STARTTLS are mixed up between port and wrappermode',
  fix: 'safe',
  replaces: ['tls-port-mismatch', 'provider-mismatch', 'postfix-sasl-without-tls'],
  check(config, report) {
    if (config.role === 'server') checkServer(config, report);
    else if (config.role === 'relay') checkClient(config, report);
  },
};
