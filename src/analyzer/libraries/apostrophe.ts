import type { MailLibrary } from './library';
import { asOptions, inside } from './pick';

export const apostrophe: MailLibrary = {
  keys: [
    {
      key: 'nodemailer',
      label: 'Apostrophe e-mail module',
      pick: (object) => {
        const tree = object.kind === 'object' ? object.node.tree : undefined;
        const isApostrophe = tree !== undefined && `${tree.path}\n${tree.text}`.includes('@apostrophecms/email');
        return isApostrophe ? asOptions(inside(object, 'nodemailer')) : [];
      },
    },
  ],
};
