import type { MailLibrary } from './library';
import { transportOf } from './pick';

export const emailTemplates: MailLibrary = {
  words: ['email-templates'],
  calls: [
    {
      label: 'email-templates',
      path: '',
      modules: /^email-templates$/,
      pick: ([options]) => transportOf(options, 'message', 'from'),
    },
  ],
};
