import type { Message } from './message';
import { setBeside } from './postfix-service';
import type { Rule } from './rule';

const withoutDnssec = (level: string, name: string): Message => ({
  headline: `\`${level}\` needs \`${name} = dnssec\``,
  detail:
    'Without DNSSEC Postfix cannot trust the TLSA records that say which certificates are right: ' +
    (level.toLowerCase() === 'dane-only'
      ? 'all mail waits: "client TLS configuration problem".'
      : 'it logs "dane configured with dnssec lookups disabled", and uses optional TLS without verification.') +
    ' The resolver of the system must validate, too.',
});

export const postfixDaneWithoutDnssec: Rule = {
  id: 'postfix-dane-without-dnssec',
  severity: 'warning',
  category: 'postfix',
  summary: 'DANE without DNSSEC, which it needs',
  fix: 'safe',
  check(config, report) {
    const service = config.role === 'relay' ? config.postfix : undefined;
    if (!service) return;
    for (const program of ['smtp', 'lmtp']) {
      const level = service.effective(`${program}_tls_security_level`);
      const word = level.value?.toLowerCase();
      if (word !== 'dane' && word !== 'dane-only') continue;
      const name = `${program}_dns_support_level`;
      const lookups = service.effective(name);
      if (lookups.value === undefined || lookups.value.toLowerCase() === 'dnssec') continue;
      report({
        at: level,
        severity: word === 'dane-only' ? 'error' : undefined,
        ...withoutDnssec(level.value!, name),
        fixes: [{ ...setBeside(config, level, name, 'dnssec'), asWritten: true }],
      });
    }
  },
};
