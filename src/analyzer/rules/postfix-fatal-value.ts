import type { Observation, Severity } from '../model';
import type { FatalFact } from '../postfix-facts';
import { type Messages, phrase, quoted, sentences } from './message';
import type { Rule } from './rule';

const STOPS = 'The program that reads it stops.';
const LOOKUP_FAILS = 'Every client is answered with "451 Temporary lookup failure".';
const SERVER_FAILS = 'smtpd answers "451 Server configuration error" to every client that reaches it.';

const write = (meant: string | undefined) => meant !== undefined && `Write \`${meant}\`.`;

const ADDRESS_STOPS = {
  client: 'The client stops, and all outgoing mail waits.',
  start: 'Postfix does not start: "host not found".',
  reader: 'A program that compares addresses with it stops.',
} as const;

const messages: Messages<FatalFact> = {
  'program-missing': ({ word }) => ({
    headline: `\`${word}\` is not a program, which the eighth field must name`,
    detail: 'Postfix cannot start this service. Write the program before its options.',
  }),
  'private-network': () => ({
    headline: 'A service that listens on the network cannot be private',
    detail: 'Postfix does not start. Write `n` in this field.',
  }),
  'process-limit': () => ({
    headline: '`postscreen` needs a process limit of 1',
    detail: 'It stops with "requires a process limit of 1", and nobody answers on its port. Write `1` in this field.',
  }),
  'site-weight': ({ word, weight }) => ({
    headline: `\`${weight}\` in \`${word}\` is not a weight`,
    detail: '`postscreen` stops with "bad DNSBL weight factor". Write a whole number after `*`.',
  }),
  'stray-argument': ({ word, option }) => ({
    headline: `\`${word}\` follows a space, so it is not part of the option`,
    detail: sentences(
      'The service stops with "unexpected command-line argument" at every connection, and later options are not read.',
      `Remove spaces around \`=\` and \`,\`, or write \`-o { ${option} = ... }\`.`,
    ),
  }),
  level: ({ value }) => ({
    headline: `\`${value}\` is not a compatibility level`,
    detail: 'Every Postfix program stops. Write a release such as `3.6`.',
  }),
  boolean: ({ name }) => ({
    headline: `\`${name}\` must be \`yes\` or \`no\``,
    detail: 'The program that reads it stops with "bad boolean configuration".',
  }),
  number: ({ name, isTime }) => ({
    headline: isTime
      ? `\`${name}\` must be a number with one of the units s, m, h, d, w`
      : `\`${name}\` must be a number without a unit`,
    detail: STOPS,
  }),
  'too-large': ({ name, value, limit }) => ({
    headline: `\`${value}\` is too large for \`${name}\``,
    detail: `${STOPS} The maximum is ${limit}.`,
  }),
  'too-small': ({ name, value, limit }) => ({
    headline: `\`${value}\` is too small for \`${name}\``,
    detail: `${STOPS} The minimum is ${limit}.`,
  }),
  protocol: ({ word, use }) => ({
    headline: `\`${word}\` is not a TLS protocol, and disables TLS`,
    detail: sentences('STARTTLS is answered with 454, and mail that requires TLS is deferred.', write(use)),
  }),
  'cipher-grade': ({ name }) => ({
    headline: `\`${name}\` must be a grade, not a list of ciphers`,
    detail:
      'Every TLS handshake fails with "invalid cipher grade". Use `medium` or `high`; the list behind a grade is a ' +
      'parameter such as `tls_medium_cipherlist`.',
  }),
  word: ({ name, value, values }) => ({
    headline: `\`${value}\` is not a value of \`${name}\``,
    detail: `${STOPS} Its port or queue stops with it. Use one of ${values.map(quoted).join(', ')}.`,
  }),
  'sasl-option': ({ word, values }) => ({
    headline: `\`${word}\` is not a SASL security option`,
    detail: `The program that reads it stops at the first login. The options are ${values.map(quoted).join(', ')}.`,
  }),
  'host-bits': ({ word, name, meant }) => ({
    headline: `\`${word}\` in \`${name}\` has bits set after its prefix length`,
    detail: sentences(LOOKUP_FAILS, write(meant)),
  }),
  'bad-network': ({ word, name, meant }) => ({
    headline: `\`${word}\` in \`${name}\` is not a network address`,
    detail: sentences(LOOKUP_FAILS, write(meant)),
  }),
  'bad-prefix': ({ word, name, meant }) => ({
    headline: `\`${word}\` in \`${name}\` has no valid prefix length`,
    detail: sentences(LOOKUP_FAILS, write(meant)),
  }),
  unbracketed: ({ word, name, meant }) => ({
    headline: `\`${word}\` in \`${name}\` is read as a table because of its colons`,
    detail: sentences('smtpd stops. IPv6 addresses need brackets.', write(meant)),
  }),
  restriction: ({ word, nearest }) => ({
    headline: `\`${word}\` is not a restriction that smtpd knows`,
    detail: sentences(SERVER_FAILS, nearest && `Did you mean \`${nearest}\`?`),
  }),
  'restriction-argument': ({ word }) => ({ headline: `\`${word}\` needs an argument`, detail: SERVER_FAILS }),
  'restriction-removed': ({ word, release, use }) => ({
    headline: `\`${word}\` was removed in Postfix ${release}`,
    detail: sentences(SERVER_FAILS, use && `Use ${use}.`),
  }),
  'next-hop': ({ word }) => ({
    headline: `\`${word}\` is not a next hop`,
    detail:
      'The client stops, and mail waits. Write `host`, `[host]` or `[host]:port`, with IPv6 addresses in brackets.',
  }),
  'policy-level': ({ word }) => ({
    headline: `\`${word}\` is not a TLS security level`,
    detail:
      'All mail to this destination waits: "client TLS configuration problem". Use a level such as `encrypt` or `secure`.',
  }),
  'undefined-class': ({ words: [first = '', ...others] }) =>
    others.length === 0
      ? {
          headline: `\`${first}\` is a restriction class without a definition`,
          detail: `smtpd stops. Define it: \`${first} = ...\`.`,
        }
      : {
          headline: `\`${first}\` and ${others.length === 1 ? '1 other' : `${others.length} other`} restriction ${others.length === 1 ? 'class has' : 'classes have'} no definition`,
          detail: `smtpd stops. Define ${[first, ...others].map(quoted).join(', ')}.`,
        },
  'socket-in-chroot': ({ path, program, relative }) => ({
    headline: `\`${path}\` is not reachable for \`${program}\`, which runs in a chroot`,
    detail: sentences(
      'It looks for the socket below the queue directory, and all mail waits: "No such file or directory".',
      relative
        ? `Write the path from there: \`${relative}\`.`
        : 'Let the server listen below the queue directory, or write `n` as the fifth field of the service.',
    ),
  }),
  'nothing-refuses': ({ isDefault }) => ({
    headline: 'Nothing refuses mail for foreign domains, so smtpd does not start',
    detail: sentences(
      '`smtpd_relay_restrictions` or `smtpd_recipient_restrictions` needs `reject_unauth_destination`,',
      '`defer_unauth_destination` or `reject` before any `permit`.',
      isDefault &&
        'Below `compatibility_level = 1`, Postfix 3.3 and later have no default for `smtpd_relay_restrictions`.',
    ),
  }),
  'no-passwords': ({ program }) => ({
    headline: `\`${program}_sasl_auth_enable\` needs \`${program}_sasl_password_maps\``,
    detail:
      'The client stops at the first delivery. Name the table of passwords, or set ' +
      `\`${program}_sasl_auth_enable = no\`.`,
  }),
  'no-authorities': ({ level, name, bundle }) => ({
    headline: `\`${level}\` verifies certificates, but no CA is trusted`,
    detail: sentences(
      'All mail waits: "Server certificate not verified".',
      bundle
        ? `Name the CAs in \`${name}\` (\`${bundle}\`), or set \`tls_append_default_CA = yes\`.`
        : `Name the CAs in \`${name}\` (the file depends on the system), or set \`tls_append_default_CA = yes\`.`,
    ),
  }),
  berkeley: ({ type }) => ({
    headline: `\`${type}:\` tables are not supported by Postfix of Alpine Linux`,
    detail:
      'A program that opens one stops with "unsupported dictionary type". Write `lmdb:` and create the table with ' +
      '`postmap`, or `texthash:`, which reads the text itself.',
  }),
  package: ({ type, package: name }) => ({
    headline: `\`${type}:\` tables need the package \`${name}\`, which the image does not install`,
    detail:
      'Mail that needs the table is answered with 451: "unsupported dictionary type". Install the package in the Dockerfile.',
  }),
  'milter-in-chroot': ({ path, program, relative, isPassing }) => ({
    headline: `\`${path}\` is not reachable for \`${program}\`, which runs in a chroot`,
    detail: sentences(
      'It looks for the socket below the queue directory: "No such file or directory".',
      isPassing ? 'Mail passes without the filter.' : 'Mail is answered with 451.',
      relative
        ? `Write the path from there: \`${relative}\`.`
        : 'Let the filter listen below the queue directory or on a port, or write `n` as the fifth field of the service.',
    ),
  }),
  'filter-without-tls': ({ level, service, filter }) => ({
    headline: `\`${level}\` also requires TLS of the content filter on ${filter}`,
    detail: sentences(
      'Filters hardly ever offer it to the machine they run on, and then all mail waits: "TLS is required, but was not offered".',
      `Give \`${service}\` a level of its own in master.cf.`,
    ),
  }),
  'not-an-address': ({ word, name, stops }) => ({
    headline: `\`${word}\` in \`${name}\` is not an IP address`,
    detail: `${ADDRESS_STOPS[stops]} Write a numeric address.`,
  }),
  'address-with-port': ({ word, name, stops, use }) => ({
    headline: `\`${word}\` in \`${name}\` has a port after the address`,
    detail: sentences(ADDRESS_STOPS[stops], write(use)),
  }),
};

function severityOf({ at, fact }: Extract<Observation, { kind: 'fatal-value' }>): Severity | undefined {
  // What is merely absent may be right with an older release, or be added by a script that installs the file.
  if (at.origin.kind === 'default') return 'information';
  // The image may have a Postfix of its own, and a filter a certificate.
  const isLikely = fact.code === 'berkeley' || fact.code === 'package' || fact.code === 'filter-without-tls';
  return isLikely || (fact.code === 'milter-in-chroot' && fact.isPassing) ? 'warning' : undefined;
}

export const postfixFatalValue: Rule = {
  id: 'postfix-fatal-value',
  severity: 'error',
  category: 'postfix',
  summary: 'a value with which the daemon that reads it stops, or refuses every client',
  fix: 'safe',
  check(config, report) {
    for (const seen of config.observations) {
      if (seen.kind !== 'fatal-value') continue;
      report({
        at: seen.at,
        severity: severityOf(seen),
        ...phrase(messages, seen.fact),
        fixes: seen.fix ? [seen.fix] : [],
      });
    }
  },
};
