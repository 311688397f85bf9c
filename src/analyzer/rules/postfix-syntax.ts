import type { SyntaxFact } from '../postfix-facts';
import { type Messages, phrase, sentences } from './message';
import type { Rule } from './rule';

const FIELDS: Readonly<Record<string, string>> = {
  type: 'It is one of `inet`, `unix`, `unix-dgram`, `fifo`, `pass`.',
  private: 'It is one of `y`, `n`, `-`.',
  unprivileged: 'It is one of `y`, `n`, `-`.',
  chroot: 'It is one of `y`, `n`, `-`.',
  wakeup: 'It is a number of seconds, optionally followed by `?`, or `-`.',
  'process limit': 'It is a number, or `-`.',
};

const SERVICE_STOPS = 'The service stops at every connection.';

const messages: Messages<SyntaxFact> = {
  orphan: () => ({
    headline: 'This line starts with a space but continues no other line',
    detail: 'Postfix ignores it. Remove the space.',
  }),
  nul: () => ({ headline: 'This line contains a null byte', detail: 'Postfix reads nothing after it. Remove it.' }),
  'byte-order-mark': () => ({
    headline: 'The byte order mark becomes part of the first name',
    detail: 'Postfix does not find the parameter of this line. Save the file as UTF-8 without a byte order mark.',
  }),
  'no-equals': () => ({
    headline: 'There is no `=` after the name',
    detail:
      'Every Postfix program stops with "missing \'=\' after attribute name". Write `name = value`, and start comments ' +
      'with `#`.',
  }),
  'no-name': () => ({
    headline: 'There is no name before the `=`',
    detail: 'Every Postfix program stops at this line. Write `name = value`.',
  }),
  'too-few-fields': ({ count }) => ({
    headline: `This line has ${count} of the eight fields that a service needs`,
    detail: 'Postfix does not start: "bad field count". Arguments of the service above must be indented.',
  }),
  'bad-field': ({ field }) => ({
    headline: `This is not a valid ${field} value`,
    detail: sentences('Postfix does not start.', FIELDS[field]),
  }),
  'option-without-equals': ({ name }) => ({
    headline: `\`${name}\` is not directly followed by \`=\``,
    detail: `${SERVICE_STOPS} Write \`-o ${name}=value\` without spaces, or \`-o { ${name} = value }\`.`,
  }),
  'unclosed-brace': () => ({
    headline: 'This `{` is not closed',
    detail: 'The service does not start. Close it with `}`.',
  }),
  'after-brace': () => ({
    headline: 'This `}` is directly followed by other text',
    detail: 'Postfix does not start. Separate the two with a space.',
  }),
  'space-in-value': ({ name }) => ({
    headline: `\`${name}\` has a space in its value, which \`postconf -P\` does not accept`,
    detail:
      'It stops at this line, and the parameter is not set. Separate lists with commas alone, or refer to main.cf.',
  }),
  'option-without-name': () => ({
    headline: '`-o` is not followed by a parameter',
    detail: 'The service does not start. Write `-o name=value`, or remove it.',
  }),
  'quoted-option': () => ({
    headline: 'The quotes become part of the name of this option',
    detail: 'Quotes have no meaning here, so the service runs without the option. Remove them.',
  }),
  'trailing-argument': () => ({
    headline: 'This comment is read as an argument of the service',
    detail:
      `In master.cf, a comment cannot follow other text. ${SERVICE_STOPS} Options after it are not read. Move it to a line of ` +
      'its own.',
  }),
  'trailing-comment': ({ name }) => ({
    headline: `This comment is part of the value of \`${name}\``,
    detail: 'Trailing comments are not supported in main.cf. Move it to a line of its own.',
  }),
  'macro-error': ({ name, error }) => ({
    headline: `\`${name}\` cannot be expanded`,
    detail: `Every program that reads it stops with "macro processing error": ${error}.`,
  }),
  cycle: ({ name }) => ({
    headline: `\`${name}\` refers to itself, directly or through other parameters`,
    detail: 'Every program that reads it stops with "unreasonable macro call nesting".',
  }),
  swallowed: ({ swallowed, name }) => ({
    headline: `\`${swallowed}\` is not set: this line continues the value of \`${name}\``,
    detail: 'A line that starts with a space continues the one before. Remove the space.',
  }),
  quotes: ({ name }) => ({
    headline: `The quotes become part of the value of \`${name}\``,
    detail: "Quotes have no meaning in Postfix's files. Remove them.",
  }),
  backslash: ({ name }) => ({
    headline: `The backslash becomes part of the value of \`${name}\``,
    detail: 'Postfix does not know backslashes at the end of a line: a value continues in indented lines. Remove it.',
  }),
  'space-after-sign': ({ sign, version }) => ({
    headline: `\`${sign}\` is separated from \`${version}\` by a space`,
    detail: `Postfix reads two words, so only \`${version}\` itself is allowed. Write \`${sign}${version}\`.`,
  }),
  'broken-group': ({ name }) => ({
    headline: `A \`{\` in the value of \`${name}\` is not closed, or text follows its \`}\``,
    detail: 'Close the group, and separate it with a space.',
  }),
  'two-next-hops': ({ host, port }) => ({
    headline: `\`${host}\` and \`${port}\` are two next hops because of the space`,
    detail: `Mail goes to port 25 of the first, or to a host named \`${port}\`. Write \`${host}:${port}\`.`,
  }),
};

export const postfixSyntax: Rule = {
  id: 'postfix-syntax',
  severity: 'error',
  category: 'postfix',
  summary: 'a line that Postfix cannot read, or reads otherwise than meant',
  fix: 'safe',
  check(config, report) {
    for (const seen of config.observations) {
      if (seen.kind !== 'syntax') continue;
      const { at, severity, fact, fix } = seen;
      report({ at, severity, ...phrase(messages, fact), fixes: fix ? [fix] : [] });
    }
  },
};
