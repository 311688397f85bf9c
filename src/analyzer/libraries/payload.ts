import type { MailLibrary } from './library';
import { asOptions, inside, withSender } from './pick';

export const payload: MailLibrary = {
  words: ['nodemailerAdapter'],
  calls: [
    {
      label: 'Payload e-mail adapter',
      path: 'nodemailerAdapter',
      modules: /^@payloadcms\/email-nodemailer$/,
      telling: true,
      pick: ([options]) =>
        withSender(asOptions(inside(options, 'transportOptions')), inside(options, 'defaultFromAddress')),
    },
  ],
};
