import type { IgnoredFact } from '../facts';
import { listed, type Messages, phrase, sentences } from './message';
import type { Rule } from './rule';

const SWITCHES = '`secure: true` means implicit TLS, `requireTLS: true` required STARTTLS.';

/** The texts go on after the name of the setting. */
const messages: Messages<IgnoredFact> = {
  note: ({ note }) => ({ headline: 'has no effect', detail: note }),
  'not-an-object': () => ({ headline: 'has no effect: only an object is read here', detail: SWITCHES }),
  'no-such-option': () => ({ headline: 'has no effect: there is no such option', detail: SWITCHES }),
  outside: ({ object }) => ({ headline: `has no effect outside \`${object}\``, detail: `Move it into \`${object}\`.` }),
  'other-file': ({ program, file }) => ({
    headline: `has no effect in this file: ${program} reads \`${file}\``,
    detail: 'Rename the file. Until then the program takes its defaults.',
  }),
  'of-the-message': () => ({
    headline: 'has no effect among the options of the transport',
    detail: 'The envelope sender stays empty. Put it in the second argument of `createTransport`, or in the message.',
  }),
  'of-the-connection': () => ({
    headline: 'has no effect in the second argument of `createTransport`',
    detail: 'That argument holds defaults of messages. Move it to the first one.',
  }),
  'set-by-service': ({ service, value }) => ({
    headline: `has no effect: \`${service}\` sets it${value === undefined ? '' : ` to \`${value}\``}`,
    detail: 'The named service wins. Keep one of the two.',
  }),
  'service-unknown': ({ program }) => ({
    headline: `has no effect: ${program} knows no service of this name`,
    detail: 'The host is used instead. Remove the service, or correct its name.',
  }),
  'host-wins': () => ({
    headline: 'has no effect beside host and port',
    detail: 'The written host and port win over those of the service. Keep one of the two.',
  }),
  'off-unless': ({ program, what, name, value }) => ({
    headline: `has no effect unless \`${name}\` is ${value === undefined ? 'set' : `\`${value}\``}`,
    detail: `Without it, ${program} ${what === 'mail' ? 'sends no mail' : 'does not log in'}.`,
  }),
  'renamed-in-url': ({ name }) => ({
    headline: 'has no effect in a URL',
    detail: `In a URL the option is called \`${name}\`.`,
  }),
  'tls-in-url': () => ({
    headline: 'has no effect in a URL',
    detail: 'Use the scheme `smtps:` for implicit TLS, or `requireTLS=true` for required STARTTLS.',
  }),
  'login-in-url': () => ({
    headline: 'has no effect as a parameter of a URL',
    detail: 'Write the login before the host: `smtp://user:password@host`.',
  }),
  'set-by-url': () => ({
    headline: 'has no effect: the URL sets it',
    detail: 'The URL wins. Keep one of the two.',
  }),
  'beside-url': () => ({
    headline: 'has no effect beside `url` before nodemailer 10',
    detail: 'Write it as a parameter of the URL, or use host and port without a URL.',
  }),
  'set-by-program': () => ({ headline: 'has no effect: each program sets it itself', detail: 'Remove it.' }),
  'replaced-by': ({ name }) => ({
    headline: `has no effect beside \`${name}\``,
    detail: `Postfix uses only the certificates in \`${name}\`.`,
  }),
  unreachable: ({ after, list }) => ({
    headline: `has no effect after \`${after}\``,
    detail: `\`${after}\` applies to every client, so the rest of \`${list}\` is never reached.`,
  }),
  'shut-out': ({ word, list }) => ({
    headline: `has no effect: \`${word}\` refuses these clients, too`,
    detail: `Each mail to another domain is answered with "554 ... denied". Put \`permit_mynetworks\` before it in \`${list}\`.`,
  }),
  'other-program': ({ program, readers, name }) => ({
    headline: `has no effect: \`${program}\` does not read it`,
    detail: sentences(
      `Only ${listed(readers)} ${readers.length > 1 ? 'read' : 'reads'} it, and \`-o\` affects its own service alone.`,
      `If it is intended, set \`${name}\` in main.cf.`,
    ),
  }),
  'other-next-hop': ({ relayhost, table }) => ({
    headline: `has no effect: \`relayhost\` is \`${relayhost}\``,
    detail: sentences(
      'Postfix looks up exactly that text, including brackets and port.',
      table === 'logins' ? 'Mail is sent without a login.' : '`smtp_tls_security_level` applies instead.',
      'Write the two alike, and run `postmap`.',
    ),
  }),
  'no-wildcards': ({ list }) => ({
    headline: `has no effect: \`${list}\` has no wildcards`,
    detail: sentences(
      'It is compared as it stands, and equals no domain.',
      list === 'relay_domains'
        ? 'Write the domain itself, which stands for those below it, too.'
        : 'Write each domain, or a table that finds them.',
    ),
  }),
  'overridden-everywhere': () => ({
    headline: 'has no effect: every service that reads it overrides it',
    detail: 'Each of these services sets its own value in master.cf.',
  }),
  'login-disabled': ({ enable }) => ({
    headline: `has no effect unless \`${enable}\` is \`yes\``,
    detail: 'Mail is sent without a login, and no error is raised.',
  }),
};

export const ignoredSetting: Rule = {
  id: 'ignored-setting',
  severity: 'warning',
  category: 'values',
  summary: 'a setting without effect: another one wins, or it is in the wrong place',
  fix: 'suggestion',
  check(config, report) {
    for (const seen of config.observations) {
      if (seen.kind !== 'ignored') continue;
      const { headline, detail } = phrase(messages, seen.fact);
      report({
        at: seen.at,
        headline: `\`${seen.at.name}\` ${headline}`,
        detail,
        tags: ['unnecessary'],
        related: seen.by ? [{ at: seen.by, message: 'this one wins' }] : [],
        fixes: seen.fix ? [seen.fix] : [],
      });
    }
  },
};
