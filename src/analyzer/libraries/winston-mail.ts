/** winston-mail, which hands its options on to emailjs under other names. */
import type { Value } from '../javascript/values';
import { readEmailjs } from './emailjs';
import type { MailLibrary } from './library';
import { asOptions, renamedKeys } from './pick';
import type { Given } from './site';

const entry = {
  label: 'winston-mail transport',
  read: readEmailjs,
  pick: ([options]: readonly Value[]): Given[] =>
    asOptions(options && { options: renamedKeys(options, { username: 'user', secure: 'ssl' }) }),
};

export const winstonMail: MailLibrary = {
  words: ['winston-mail', 'transports.Mail'],
  calls: [
    { ...entry, path: '', modules: /^winston-mail$/ },
    { ...entry, path: 'Mail', modules: /^winston(?:-mail)?$/ },
  ],
};
