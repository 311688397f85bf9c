/** One line a library; where several know a call or a package, the first one has it. */
import { adonis } from './adonis';
import { apostrophe } from './apostrophe';
import { astro } from './astro';
import { authjs } from './authjs';
import { config } from './config';
import { convict } from './convict';
import { emailTemplates } from './email-templates';
import { emailjs } from './emailjs';
import { envalid } from './envalid';
import { exportedOptions } from './exported-options';
import { fastifyMailer } from './fastify-mailer';
import { fastifyNodemailer } from './fastify-nodemailer';
import { feathersMailer } from './feathers-mailer';
import { ghost } from './ghost';
import { joi } from './joi';
import type { MailLibrary } from './library';
import { lodash } from './lodash';
import { loopback } from './loopback';
import { medusa } from './medusa';
import { meteor } from './meteor';
import { moleculer } from './moleculer';
import { nestjs } from './nestjs';
import { nodemailer } from './nodemailer/sites';
import { nuxt } from './nuxt';
import { parseServer } from './parse-server';
import { payload } from './payload';
import { sails } from './sails';
import { strapi } from './strapi';
import { sveltekit } from './sveltekit';
import { vendure } from './vendure';
import { winstonMail } from './winston-mail';
import { wordsOfTruth } from './words-of-truth';
import { zod } from './zod';

export const LIBRARIES: readonly MailLibrary[] = [
  nodemailer,
  adonis,
  apostrophe,
  astro,
  authjs,
  config,
  convict,
  emailTemplates,
  emailjs,
  envalid,
  exportedOptions,
  fastifyMailer,
  fastifyNodemailer,
  feathersMailer,
  ghost,
  joi,
  lodash,
  loopback,
  medusa,
  meteor,
  moleculer,
  nestjs,
  nuxt,
  parseServer,
  payload,
  sails,
  strapi,
  sveltekit,
  vendure,
  winstonMail,
  wordsOfTruth,
  zod,
];
