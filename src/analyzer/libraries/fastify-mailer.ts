import type { MailLibrary } from './library';
import { transportOf } from './pick';

export const fastifyMailer: MailLibrary = {
  words: ['fastify-mailer'],
  calls: [
    {
      label: 'Fastify mailer',
      path: 'register',
      modules: /^$/,
      telling: true,
      pick: ([plugin, options]) =>
        plugin?.kind === 'external' && plugin.module === 'fastify-mailer'
          ? transportOf(options, 'defaults', 'from')
          : [],
    },
  ],
};
