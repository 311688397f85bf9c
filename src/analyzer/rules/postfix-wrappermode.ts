import type { MailConfig } from '../model';
import { endpointTls } from '../providers';
import { reach } from '../trust';
import { portOf, provider } from './connection';
import { inTwo } from './message';
import { isYes, publicServer, setForService } from './postfix-service';
import type { Report, Rule } from './rule';

/** Levels that wrappermode of the client needs. */
const STRONG = /^(?:encrypt|fingerprint|verify|secure|dane|dane-only)$/i;

function checkServer(config: MailConfig, report: (report: Report) => void): void {
  const service = publicServer(config);
  if (!service) return;
  const wrapper = service.effective('smtpd_tls_wrappermode');
  const on = isYes(wrapper);
  if (service.port === 465 && on === false) {
    report({
      at: wrapper.origin.kind === 'default' ? service.at : wrapper,
      ...inTwo(
        'Port 465 begins with TLS from the first byte (RFC 8314), but this service waits with a plaintext greeting: clients fail with "wrong version number". Set `smtpd_tls_wrappermode = yes`.',
      ),
      fixes: [setForService(config, 'smtpd_tls_wrappermode', 'yes')],
    });
  } else if ((service.port === 25 || service.port === 587) && on === true) {
    report({
      at: wrapper,
      ...inTwo(
        `Clients begin in plaintext on port ${service.port} and upgrade with STARTTLS, but this service expects TLS from the first byte: they wait in vain for a greeting. ` +
          (service.port === 25
            ? 'No mail arrives. Remove `smtpd_tls_wrappermode` here.'
            : 'Remove `smtpd_tls_wrappermode` here, and require STARTTLS with `smtpd_tls_security_level = encrypt`.'),
      ),
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
  // A port that the provider does not serve at all is another rule's.
  if (port !== undefined && known?.verified && known.complete && endpointTls(known, port) === undefined) return;
  const level = postfix.effective('smtp_tls_security_level');
  if (port === 465 && tls.value !== undefined && tls.value !== 'implicit') {
    report({
      at: config.port ?? tls,
      ...inTwo(
        'Port 465 begins with TLS from the first byte, but this client waits for a plaintext greeting, until the time-out. Set `smtp_tls_wrappermode = yes` with `smtp_tls_security_level = encrypt`.',
      ),
      fixes: [{ title: 'Use implicit TLS', change: { kind: 'connection', tls: 'implicit' } }],
    });
  } else if (tls.value === 'implicit' && (port === 25 || port === 587)) {
    report({
      at: tls,
      ...inTwo(
        `Port ${port} begins in plaintext and upgrades with STARTTLS, but this client begins with TLS: the handshake fails. Use STARTTLS, and require it.`,
      ),
      fixes: [{ title: 'Use STARTTLS, and require it', change: { kind: 'connection', tls: 'starttls' } }],
    });
  } else if (tls.value === 'implicit' && level.value !== undefined && !STRONG.test(level.value)) {
    report({
      at: tls,
      ...inTwo(
        '`smtp_tls_wrappermode` needs `smtp_tls_security_level = encrypt` or stronger: without it Postfix defers all mail. Set the level.',
      ),
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
