import type { MailLibrary } from './library';
import { asOptions, inside } from './pick';

export const sails: MailLibrary = {
  words: ['exports.email'],
  files: [
    {
      label: 'Sails e-mail hook',
      path: /(?:^|\/)config\/email\.[jt]s$/,
      pick: (exported) => {
        const email = inside(exported, 'email');
        const transporter = inside(email?.options, 'transporter');
        return transporter ? asOptions(transporter) : inside(email?.options, 'service') ? asOptions(email) : [];
      },
    },
  ],
};
