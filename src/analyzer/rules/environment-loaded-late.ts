import type { Texts } from './message';
import type { Rule } from './rule';

const messages = {
  late: ({ name }: { name: string }) => ({
    headline: `\`${name}\` is undefined here: it is read before the .env file is loaded`,
    detail:
      'Imported modules run before the code that imports them. Load the file in the first import ' +
      "(`import 'dotenv/config'`), with `node --env-file=.env`, or read the variable inside a function.",
  }),
} satisfies Texts;

export const environmentLoadedLate: Rule = {
  id: 'environment-loaded-late',
  severity: 'warning',
  category: 'values',
  summary: 'variables that a module reads while it is imported, before the program loads its .env file',
  fix: 'none',
  check(config, report) {
    for (const seen of config.observations) {
      if (seen.kind !== 'loaded-late') continue;
      report({
        at: seen.at,
        ...messages.late({ name: seen.name }),
        related: [
          ...(seen.via ? [{ at: seen.via, message: 'this runs the module that reads it' }] : []),
          { at: seen.load, message: 'the file is loaded here' },
        ],
      });
    }
  },
};
