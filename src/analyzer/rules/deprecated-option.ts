import type { DeprecatedFact } from '../facts';
import { type Messages, phrase } from './message';
import type { Rule } from './rule';

/** The texts go on after the name of the setting. */
const messages: Messages<DeprecatedFact> = {
  note: ({ note, use }) => ({ headline: `is obsolete${use ? `; use \`${use}\`` : ''}`, detail: note }),
  'renamed-option': ({ use }) => ({
    headline: `is obsolete; use \`${use}\``,
    detail: 'nodemailer has not read it since version 1.',
  }),
  'old-oauth': () => ({
    headline: "is obsolete; use `type: 'OAuth2'`",
    detail: "nodemailer no longer reads this form of version 2. Put the token's options beside `type`.",
  }),
  'old-call': () => ({
    headline: 'is obsolete and throws an error',
    detail: 'This form ended with nodemailer 0.7, and 3.0 and later throw. Pass the options as the first argument.',
  }),
  removed: ({ release }) => ({
    headline: `was removed in Postfix ${release}`,
    detail: 'Later releases do not know it, so the line has no effect.',
  }),
  replaced: ({ release, use }) => ({
    headline: `is deprecated since Postfix ${release}`,
    detail: `Postfix warns that a later release will remove it. Use \`${use}\`.`,
  }),
  'default-is-right': ({ release, value }) => ({
    headline: `is deprecated since Postfix ${release}`,
    detail: value
      ? `Postfix warns that a later release will remove it, and \`${value}\` is the default. Remove it.`
      : 'Postfix warns that a later release will remove it, and the built-in default is right. Remove it.',
  }),
};

export const deprecatedOption: Rule = {
  id: 'deprecated-option',
  severity: 'warning',
  category: 'values',
  summary: 'an old name or form that newer releases ignore or refuse',
  fix: 'safe',
  check(config, report) {
    for (const seen of config.observations) {
      if (seen.kind !== 'deprecated') continue;
      const { headline, detail } = phrase(messages, seen.fact);
      report({
        at: seen.at.key ?? seen.at.at,
        // What was switched off is off without it, too.
        severity: seen.fact.code === 'renamed-option' && seen.at.value === false ? 'information' : undefined,
        headline: `\`${seen.at.name}\` ${headline}`,
        detail,
        tags: ['deprecated'],
        fixes: seen.fix ? [seen.fix] : [],
      });
    }
  },
};
