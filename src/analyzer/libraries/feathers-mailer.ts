import type { MailLibrary } from './library';
import { asOptions, inside, withSender } from './pick';

export const feathersMailer: MailLibrary = {
  words: ['feathers-mailer'],
  calls: [
    {
      label: 'Feathers mailer',
      path: '',
      modules: /^feathers-mailer$/,
      pick: ([options, defaults]) => withSender(asOptions(options && { options }), inside(defaults, 'from')),
    },
  ],
};
