import type { MailLibrary } from './library';
import { asOptions, inside, textAt, withLogin } from './pick';

export const parseServer: MailLibrary = {
  keys: [
    {
      key: 'emailAdapter',
      label: 'Parse Server e-mail adapter',
      pick: (object) => {
        const adapter = inside(object, 'emailAdapter')?.options;
        const given = inside(adapter, 'options');
        if (!given || !/^(?:parse-smtp-template|simple-parse-smtp-adapter)$/.test(textAt(adapter, 'module') ?? ''))
          return [];
        return asOptions({ ...given, options: withLogin(given.options, 'user', 'password') });
      },
    },
  ],
};
