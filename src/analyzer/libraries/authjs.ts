/** Auth.js, and NextAuth as it was called: its provider of links by e-mail. */
import type { Value } from '../javascript/values';
import type { MailLibrary } from './library';
import { asOptions, inside, withSender } from './pick';
import type { Given } from './site';

const pick = ([options]: readonly Value[]): Given[] =>
  withSender(asOptions(inside(options, 'server')), inside(options, 'from'));

const defaults = { port: 25 };

export const authjs: MailLibrary = {
  words: ['next-auth/providers', 'providers/email', 'providers/nodemailer'],
  calls: [
    {
      label: 'e-mail provider of Auth.js',
      path: '',
      modules: /^(?:next-auth|@auth\/[\w-]+)\/providers\/(?:email|nodemailer)$/,
      defaults,
      pick,
    },
    { label: 'e-mail provider of NextAuth 3', path: 'Email', modules: /^next-auth\/providers$/, defaults, pick },
  ],
};
