import type { MailLibrary } from './library';
import { asOptions, each, inside, withSender } from './pick';

export const moleculer: MailLibrary = {
  words: ['moleculer-mail'],
  keys: [
    {
      key: 'mixins',
      label: 'Moleculer mail service',
      pick: (object) => {
        const isMail = each(inside(object, 'mixins')?.options).some(
          ({ options }) => options.kind === 'external' && options.module === 'moleculer-mail',
        );
        if (!isMail) return [];
        const given = [inside(object, 'settings', 'transport'), inside(object, 'settings', 'template', 'transport')];
        return withSender(given.flatMap(asOptions), inside(object, 'settings', 'from'));
      },
    },
  ],
};
