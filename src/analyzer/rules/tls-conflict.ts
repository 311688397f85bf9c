import type { ConflictFact } from '../facts';
import { type Messages, phrase } from './message';
import type { Rule } from './rule';

const FIXED_IN = 'Before nodemailer 10.0.12';

/** The texts go on after the name of the setting. */
const messages: Messages<ConflictFact> = {
  refused: ({ program, note }) => ({ headline: `has a value that does not work with ${program}`, detail: note }),
  excluded: ({ other, note }) => ({ headline: `contradicts \`${other}\``, detail: note }),
  scheme: ({ isImplicit }) => ({
    headline: `contradicts the scheme \`${isImplicit ? 'smtps:' : 'smtp:'}\``,
    detail: isImplicit
      ? 'The scheme wins, and means implicit TLS.'
      : 'The scheme wins, and means no implicit TLS. Write `smtps:` for implicit TLS.',
  }),
  'nothing-to-ignore': () => ({
    headline: 'contradicts `secure: true`',
    detail: 'The connection is encrypted from the first byte, so there is no STARTTLS to ignore.',
  }),
  'ignored-and-required': ({ isFixed }) => ({
    headline: 'contradicts `requireTLS`',
    detail: isFixed
      ? '`requireTLS` wins, and STARTTLS is used.'
      : `${FIXED_IN}, \`ignoreTLS\` wins and the login is sent unencrypted; later, \`requireTLS\` wins.`,
  }),
  'opportunistic-and-required': ({ isFixed }) => ({
    headline: 'contradicts `requireTLS`',
    detail: isFixed ? '`requireTLS` wins.' : `${FIXED_IN}, mail is sent unencrypted where STARTTLS is refused.`,
  }),
};

export const tlsConflict: Rule = {
  id: 'tls-conflict',
  severity: 'error',
  category: 'encryption',
  summary: 'two settings contradict each other about encryption',
  fix: 'safe',
  check(config, report) {
    for (const seen of config.observations) {
      if (seen.kind !== 'conflict') continue;
      const { headline, detail } = phrase(messages, seen.fact);
      report({
        at: seen.at,
        headline: `\`${seen.at.name}\` ${headline}`,
        detail,
        related: seen.with ? [{ at: seen.with, message: 'the other setting' }] : [],
        fixes: seen.fix ? [seen.fix] : [],
      });
    }
  },
};
