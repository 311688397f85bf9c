import type { TruncatedFact } from '../facts';
import { type Messages, phrase } from './message';
import type { Rule } from './rule';

/** The texts go on after the name of the setting. None quotes the value, which may be a password. */
const messages: Messages<TruncatedFact> = {
  comment: () => ({
    headline: 'is cut off at `#`, which starts a comment',
    detail: 'Node, Ruby and PHP read an unquoted value this way. Quote the value.',
  }),
  'go-comment': () => ({
    headline: 'is cut off at `#` or `;`, which starts a comment',
    detail: 'This also holds within simple quotes. Put the value in `"""`.',
  }),
  variable: ({ for: readers }) => ({
    headline: 'loses a `$` and the name after it',
    detail:
      readers === 'compose'
        ? '`$` starts a variable for Docker Compose. Write `$$` for a dollar sign.'
        : '`$` starts a variable for Docker Compose, dotenv-expand and Ruby. Put the value in single quotes.',
  }),
  backslash: () => ({
    headline: 'loses its backslashes in Ruby',
    detail: 'Ruby removes backslashes from an unquoted value. Quote the value.',
  }),
  space: () => ({
    headline: 'contains a space, which PHP refuses in an unquoted value',
    detail: 'Quote the value.',
  }),
  'open-quote': () => ({
    headline: 'starts with a quote that is never closed',
    detail: 'The quote becomes part of the value, or an error. Close it.',
  }),
  typed: () => ({
    headline: 'is read as a number, date or boolean, not as this text',
    detail: 'YAML readers pass on another text than the one that is written. Quote the value.',
  }),
  'line-break': () => ({
    headline: 'ends with a line break, which becomes part of the value',
    detail: 'The encoded text ends with it. Encode the text without the line break.',
  }),
  'list-quotes': () => ({
    headline: 'includes the quotes around its value',
    detail: 'In a list of `KEY=value`, quotes after `=` become part of the value. Quote the whole item, or nothing.',
  }),
  'url-cut': ({ mark }) => ({
    headline: `is cut off at \`${mark}\`, which ends the host of a URL`,
    detail: `Percent-encode the password: \`${encodeURIComponent(mark)}\`.`,
  }),
  'url-percent': () => ({
    headline: 'contains a bare `%`, which starts an escape in a URL',
    detail: 'Write it as `%25`.',
  }),
  'url-login': ({ mark }) => ({
    headline: `contains a bare \`${mark}\`, which ends the login of a URL`,
    detail:
      'nodemailer 10 refuses this URL as invalid, and older releases connect to a host named like the user. Write ' +
      `\`${encodeURIComponent(mark)}\`.`,
  }),
};

export const truncatedValue: Rule = {
  id: 'truncated-value',
  severity: 'warning',
  category: 'values',
  summary: 'a value that its reader cuts or changes',
  fix: 'suggestion',
  check(config, report) {
    for (const seen of config.observations) {
      if (seen.kind !== 'truncated') continue;
      const { headline, detail } = phrase(messages, seen.fact);
      report({ at: seen.at, headline: `\`${seen.at.name}\` ${headline}`, detail, fixes: seen.fix ? [seen.fix] : [] });
    }
  },
};
