import type { MailLibrary } from './library';
import { asOptions, each, inside, textAt } from './pick';

export const medusa: MailLibrary = {
  files: [
    {
      label: 'Medusa SMTP plugin',
      path: /(?:^|\/)medusa-config\.[jt]s$/,
      pick: (exported) =>
        each(inside(exported, 'plugins')?.options)
          .filter(({ options }) => /^medusa-plugin-smtp/.test(textAt(options, 'resolve') ?? ''))
          .flatMap(({ options }) => asOptions(inside(options, 'options', 'transport'))),
    },
  ],
};
