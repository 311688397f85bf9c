/** The address that mail comes from, as nodemailer and the frameworks above it are given it. */
import assert from 'node:assert/strict';
import { analyze } from '../src/analyzer/analyze';
import { projectOf } from './support/fixture';

function senders(path: string, text: string, environment = '') {
  const documents = [
    { uri: `file://${path}`, path, text },
    { uri: 'file:///.env', path: '/.env', text: environment },
  ];
  const { configs, failures } = analyze(documents[0]!, projectOf(documents));
  assert.deepEqual(failures, []);
  return configs.map(({ sender }) => sender?.value);
}

const options = "{ host: 'smtp.acme-mail.org', port: 465, auth: login }";

describe('nodemailer: the sender', () => {
  it('stands in the second argument, as a text or as an object', () => {
    const code = `const { createTransport } = require('nodemailer');
      const defaults = { from: process.env.MAIL_FROM };
      createTransport(${options}, { from: 'Shop <shop@acme-mail.org>' });
      createTransport(${options}, { from: { name: 'Shop', address: 'object@acme-mail.org' } });
      createTransport(${options}, defaults);
      createTransport(${options}, { from: unknown });
      createTransport(${options}, { replyTo: 'reply@acme-mail.org' });
      createTransport(${options});`;
    assert.deepEqual(senders('/mailer.js', code, 'MAIL_FROM=env@acme-mail.org\n'), [
      'Shop <shop@acme-mail.org>',
      'object@acme-mail.org',
      'env@acme-mail.org',
      undefined,
      undefined,
      undefined,
    ]);
  });

  const FRAMEWORKS: readonly (readonly [label: string, path: string, code: string])[] = [
    [
      'NestJS',
      '/app.module.ts',
      `import { MailerModule } from '@nestjs-modules/mailer';
      MailerModule.forRoot({ transport: ${options}, defaults: { from: 'a@acme-mail.org' } });`,
    ],
    [
      'Auth.js',
      '/auth.ts',
      `import Nodemailer from 'next-auth/providers/nodemailer';
      Nodemailer({ server: ${options}, from: 'a@acme-mail.org' });`,
    ],
    [
      'Payload',
      '/payload.config.ts',
      `import { nodemailerAdapter } from '@payloadcms/email-nodemailer';
      nodemailerAdapter({ defaultFromAddress: 'a@acme-mail.org', transportOptions: ${options} });`,
    ],
    [
      'Strapi',
      '/config/plugins.js',
      `module.exports = () => ({ email: { config: { provider: '@strapi/provider-email-nodemailer',
        providerOptions: ${options}, settings: { defaultFrom: 'a@acme-mail.org' } } } });`,
    ],
    [
      'email-templates',
      '/mail.js',
      `const Email = require('email-templates');
      new Email({ message: { from: 'a@acme-mail.org' }, transport: ${options} });`,
    ],
    [
      'Fastify',
      '/mail.js',
      `fastify.register(require('fastify-mailer'), { defaults: { from: 'a@acme-mail.org' }, transport: ${options} });`,
    ],
    [
      'Moleculer',
      '/mail.service.js',
      `module.exports = { mixins: [require('moleculer-mail')], settings: { from: 'a@acme-mail.org', transport: ${options} } };`,
    ],
  ];
  for (const [label, path, code] of FRAMEWORKS)
    it(`stands beside the options of ${label}`, () => assert.deepEqual(senders(path, code), ['a@acme-mail.org']));
});
