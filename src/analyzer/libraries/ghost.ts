import type { MailLibrary } from './library';
import { asOptions, inside, renamedKeys, textAt } from './pick';

export const ghost: MailLibrary = {
  files: [
    {
      label: 'Ghost mail settings',
      path: /(?:^|\/)config\.(?:production|development|local)\.json$/,
      pick: (exported) => {
        if (textAt(exported, 'mail', 'transport')?.toUpperCase() !== 'SMTP') return [];
        const given = inside(exported, 'mail', 'options');
        // Ghost still reads the old name of `secure`.
        return asOptions(given && { ...given, options: renamedKeys(given.options, { secureConnection: 'secure' }) });
      },
      owns: (exported) => textAt(exported, 'mail', 'transport') !== undefined,
    },
  ],
};
