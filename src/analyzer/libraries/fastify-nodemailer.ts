import type { MailLibrary } from './library';
import { asOptions } from './pick';

export const fastifyNodemailer: MailLibrary = {
  words: ['fastify-nodemailer'],
  calls: [
    {
      label: 'Fastify plug-in of nodemailer',
      path: 'register',
      modules: /^$/,
      telling: true,
      pick: ([plugin, options]) =>
        plugin?.kind === 'external' && plugin.module === 'fastify-nodemailer' && options ? asOptions({ options }) : [],
    },
  ],
};
