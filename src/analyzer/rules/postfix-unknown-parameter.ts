import type { Proposal } from '../model';
import { inTwo } from './message';
import type { Rule } from './rule';

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
      const what = reference
        ? `\`${at.name}\` is defined nowhere, so an empty text takes its place.`
        : `Postfix has no parameter \`${at.name}\`, and no \`$${at.name}\` refers to it: the line has no effect.`;
      const fixes: Proposal[] = nearest
        ? [
            {
              title: `Change to \`${nearest}\``,
              change: { kind: 'rename', setting: at, name: nearest },
              suggestion: true,
            },
          ]
        : [];
      const todo = nearest
        ? ` Did you mean \`${nearest}\`?`
        : reference
          ? ' Define it, or take it out.'
          : ' Correct the name, or remove the line.';
      report({
        at: reference ? at : (at.key ?? at.at),
        // A script may set what an otherwise unknown name refers to.
        severity: reference && !nearest ? 'information' : undefined,
        ...inTwo(what + todo),
        fixes,
      });
    }
  },
};
