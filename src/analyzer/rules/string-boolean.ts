import type { TextForBooleanFact } from '../facts';
import { type Messages, phrase } from './message';
import type { Rule } from './rule';

/** The texts go on after the name of the setting. */
const messages: Messages<TextForBooleanFact> = {
  'not-a-boolean': ({ program, reads }) => ({
    headline:
      reads === undefined
        ? `is not a value that ${program} reads as true or false`
        : `is read as \`${reads}\` by ${program}, not as it is meant`,
    detail: `This word is not one of the booleans that ${program} knows.`,
  }),
  'text-is-true': ({ text, where }) => ({
    headline: `is the text \`${text}\`, which counts as true`,
    detail:
      where === 'url'
        ? 'In a URL only `true`, `false` and numbers are not read as text.'
        : 'Every text except the empty one counts as true. Use a boolean.',
  }),
  'variable-is-true': ({ variable }) => ({
    headline: 'is true for every text except the empty one',
    detail: `With \`${variable}=false\` it is on. Compare the text.`,
  }),
  'always-true': ({ variable }) => ({
    headline: `is always true, whatever \`${variable}\` says`,
    detail: 'Both a text and the default after `||` count as true.',
  }),
  'never-equal': ({ variable, against }) => ({
    headline: `compares text with the ${typeof against} \`${against}\`, which is never equal`,
    detail: `\`${variable}\` is text. Compare it with a text.`,
  }),
  'not-a-number': ({ variable }) => ({
    headline: 'is off: its text is not a number',
    detail: `Only \`${variable}=1\` would turn it on.`,
  }),
  'check-of-variable': ({ variable }) => ({
    headline: 'is true for every text, even `false`',
    detail: `It is false where \`${variable}\` is not set. Compare the text.`,
  }),
  'check-not-disabled': ({ value }) => ({
    headline: `is ${value === undefined ? 'text' : `\`${value}\``}, which does not disable verification`,
    detail: 'Only the boolean `false` disables it, so this setting has no effect.',
  }),
};

export const stringBoolean: Rule = {
  id: 'string-boolean',
  severity: 'error',
  category: 'values',
  summary: 'text where a boolean or number is needed, so that it is read as something else',
  fix: 'safe',
  check(config, report) {
    for (const seen of config.observations) {
      if (seen.kind !== 'text-for-boolean') continue;
      const { headline, detail } = phrase(messages, seen.fact);
      report({ at: seen.at, headline: `\`${seen.at.name}\` ${headline}`, detail, fixes: seen.fix ? [seen.fix] : [] });
    }
  },
};
