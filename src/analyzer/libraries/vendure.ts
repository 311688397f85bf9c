import type { MailLibrary } from './library';
import { asOptions, inside, textAt } from './pick';

export const vendure: MailLibrary = {
  words: ['EmailPlugin'],
  calls: [
    {
      label: 'Vendure e-mail plugin',
      path: 'EmailPlugin.init',
      modules: /^@vendure\/email-plugin$/,
      telling: true,
      pick: ([options]) =>
        textAt(options, 'transport', 'type') === 'smtp' ? asOptions(inside(options, 'transport')) : [],
    },
  ],
};
