import type { Proposal } from '../model';
import { sentences, type Texts } from './message';
import type { Rule } from './rule';

interface Facts {
  readonly name: string;
  readonly nearest?: string;
}

const messages = {
  undefinedReference: ({ name, nearest }: Facts) => ({
    headline: `\`${name}\` is not defined anywhere`,
    detail: sentences(
      'It expands to an empty text.',
      nearest ? `Did you mean \`${nearest}\`?` : 'Define it, or remove the reference.',
    ),
  }),
  unknown: ({ name, nearest }: Facts) => ({
    headline: `\`${name}\` is not a Postfix parameter`,
    detail: sentences(
      `No \`$${name}\` refers to it either, so the line has no effect.`,
      nearest ? `Did you mean \`${nearest}\`?` : 'Correct the name, or remove the line.',
    ),
  }),
} satisfies Texts;

export const postfixUnknownParameter: Rule = {
  id: 'postfix-unknown-parameter',
  severity: 'warning',
  category: 'postfix',
  summary: 'a parameter that Postfix does not have and that nothing refers to',
  fix: 'suggestion',
  check(config, report) {
    for (const seen of config.observations) {
      if (seen.kind !== 'unknown-parameter') continue;
      const { at, nearest } = seen;
      const reference = at.name.startsWith('$');
      const fixes: Proposal[] = nearest
        ? [
            {
              title: `Change to \`${nearest}\``,
              change: { kind: 'rename', setting: at, name: nearest },
              suggestion: true,
            },
          ]
        : [];
      report({
        at: reference ? at : (at.key ?? at.at),
        // A script may set what an otherwise unknown name refers to.
        severity: reference && !nearest ? 'information' : undefined,
        ...(reference ? messages.undefinedReference : messages.unknown)({ name: at.name, nearest }),
        fixes,
      });
    }
  },
};
