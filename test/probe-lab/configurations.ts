/** Configurations of many programs against servers of the lab: what each connects to, trusts, shows and logs in with. */
import { httpProxy, socksProxy } from '../support/proxies';
import { type Place, type SmtpScript, smtp } from '../support/smtp-servers';
import type { Authority, LabCase } from './lab-case';

const USER = 'shop@lab.example';
const PASSWORD = 'correct-horse-battery';
const PLAIN = Buffer.from(`\0${USER}\0${PASSWORD}`).toString('base64');

const lines = (...text: string[]): string => `${text.join('\n')}\n`;

export function configurations(authority: Authority): LabCase[] {
  const good = authority.sign({ names: ['*.lab.example'] });
  const tls = { key: good.key, cert: good.cert };
  /** Takes the one login, by any method that sends it as it is. */
  const login = (_socket: unknown, line: string): string => (line.endsWith(PLAIN) ? '235 welcome' : '535 5.7.8 no');
  const AUTH: NonNullable<SmtpScript['inside']>[string] = (socket, line) =>
    void socket.write(`${login(socket, line)}\r\n`);
  const starttls =
    (script: SmtpScript = {}) =>
    (at: Place) =>
      smtp({ tls, inside: { EHLO: '250-lab\r\n250 AUTH PLAIN', AUTH }, ...script }, at);
  const implicit = () => starttls({ implicit: true });
  const good587 = { serve: starttls(), port: 587, exit: [0] } as const;
  const good465 = { serve: implicit(), port: 465, exit: [0] } as const;
  const ca = authority.root.cert;
  /** The application greets with this name, or the server hears of it. */
  const asApp = starttls({
    answers: {
      EHLO: (socket, line) =>
        void socket.write(
          line === 'EHLO app.lab.example' ? '250-lab\r\n250 STARTTLS\r\n' : '550 5.7.1 Helo command rejected\r\n',
        ),
    },
  });
  const node = (options: string) => ({
    'mail.js': `const fs = require('fs');\nmodule.exports = require('nodemailer').createTransport({ ${options} });\n`,
  });
  const auth = `auth: { user: '${USER}', pass: '${PASSWORD}' }`;
  const of = (name: string, more: Omit<LabCase, 'name'>): LabCase => ({
    name: `configuration: ${name}`,
    args: ['--login'],
    ...more,
  });
  const accepted = { cause: /login accepted/ } as const;

  return [
    of('nodemailer, its own CA', {
      ...good465,
      ...accepted,
      ownCa: true,
      files: (host) => ({
        ...node(
          `host: '${host}', port: 465, secure: true, ${auth}, tls: { ca: fs.readFileSync(__dirname + '/ca.pem') }`,
        ),
        'ca.pem': ca,
      }),
    }),
    of('nodemailer, a name of its own', {
      serve: asApp,
      port: 587,
      exit: [0],
      ...accepted,
      files: (host) => node(`host: '${host}', port: 587, requireTLS: true, name: 'app.lab.example', ${auth}`),
    }),
    of('nodemailer, the server name of another', {
      ...good587,
      ...accepted,
      files: (_, address) =>
        node(`host: '${address}', port: 587, requireTLS: true, ${auth}, tls: { servername: 'mail.lab.example' }`),
    }),
    of('nodemailer, through SOCKS5', {
      ...good465,
      ...accepted,
      beside: { port: 1080, serve: (at) => socksProxy(465, 0, 0, at) },
      files: (host, address) =>
        node(`host: '${host}', port: 465, secure: true, proxy: 'socks5://${address}:1080', ${auth}`),
    }),
    of('nodemailer, through a proxy that lets nothing through', {
      exit: [11],
      port: 465,
      cause: /proxy does not connect .*403/,
      advice: /mail port/,
      beside: { port: 3128, serve: (at) => httpProxy(465, '403 Forbidden', at) },
      files: (host, address) =>
        node(`host: '${host}', port: 465, secure: true, proxy: 'http://${address}:3128', ${auth}`),
    }),
    of('nodemailer, a password of .env', {
      ...good587,
      ...accepted,
      files: (host) => ({
        ...node(`host: '${host}', port: 587, requireTLS: true, auth: { user: '${USER}', pass: process.env.MAIL_PASS }`),
        '.env': `MAIL_PASS=${PASSWORD}\n`,
      }),
    }),
    of('Laravel', {
      ...good465,
      ...accepted,
      files: (host) => ({
        '.env': lines(
          'MAIL_MAILER=smtp',
          'MAIL_SCHEME=smtps',
          `MAIL_HOST=${host}`,
          'MAIL_PORT=465',
          `MAIL_USERNAME=${USER}`,
          `MAIL_PASSWORD=${PASSWORD}`,
          'MAIL_FROM_ADDRESS=shop@lab.example',
        ),
      }),
    }),
    of('Django', {
      ...good587,
      ...accepted,
      files: (host) => ({
        '.env': lines(
          `EMAIL_HOST=${host}`,
          'EMAIL_PORT=587',
          'EMAIL_USE_TLS=True',
          `EMAIL_HOST_USER=${USER}`,
          `EMAIL_HOST_PASSWORD=${PASSWORD}`,
        ),
      }),
    }),
    of('Django 3.2 with a self-signed server', {
      serve: (at) => smtp({ tls: authority.sign({ names: ['other.example.org'] }) }, at),
      port: 587,
      exit: [4],
      cause: /accepts it all the same/,
      files: (host) => ({
        'requirements.txt': 'Django==3.2.25\n',
        '.env': lines(
          `EMAIL_HOST=${host}`,
          'EMAIL_PORT=587',
          'EMAIL_USE_TLS=True',
          `EMAIL_HOST_USER=${USER}`,
          `EMAIL_HOST_PASSWORD=${PASSWORD}`,
        ),
      }),
    }),
    of('Symfony', {
      ...good465,
      ...accepted,
      files: (host) => ({ '.env': `MAILER_DSN=smtps://${encodeURIComponent(USER)}:${PASSWORD}@${host}:465\n` }),
    }),
    of('Spring Boot', {
      ...good587,
      ...accepted,
      files: (host) => ({
        'application.properties': lines(
          `spring.mail.host=${host}`,
          'spring.mail.port=587',
          `spring.mail.username=${USER}`,
          `spring.mail.password=${PASSWORD}`,
          'spring.mail.properties.mail.smtp.auth=true',
          'spring.mail.properties.mail.smtp.starttls.enable=true',
          'spring.mail.properties.mail.smtp.starttls.required=true',
        ),
      }),
    }),
    of('Rails, its own CA', {
      ...good587,
      ...accepted,
      ownCa: true,
      files: (host) => ({
        'config/environments/production.rb': lines(
          'Rails.application.configure do',
          '  config.action_mailer.delivery_method = :smtp',
          '  config.action_mailer.smtp_settings = {',
          `    address: '${host}', port: 587, user_name: '${USER}', password: '${PASSWORD}',`,
          `    authentication: :plain, enable_starttls: true, ca_file: 'ca.pem'`,
          '  }',
          'end',
        ),
        'ca.pem': ca,
      }),
    }),
    of('msmtp, its own CA and name', {
      serve: asApp,
      port: 587,
      exit: [0],
      ...accepted,
      ownCa: true,
      files: (host, _, folder) => ({
        '.msmtprc': lines(
          'account default',
          `host ${host}`,
          'port 587',
          'tls on',
          `tls_trust_file ${folder}/ca.pem`,
          'auth on',
          'domain app.lab.example',
          `user ${USER}`,
          `password ${PASSWORD}`,
          'from shop@lab.example',
        ),
        'ca.pem': ca,
      }),
    }),
    of('msmtp, the command for its password is not run', {
      ...good587,
      exit: [2],
      files: (host) => ({
        '.msmtprc': lines(
          'account default',
          `host ${host}`,
          'port 587',
          'tls on',
          'auth on',
          `user ${USER}`,
          'passwordeval "echo no"',
          'from shop@lab.example',
        ),
      }),
    }),
    of('Postfix, its own CA and table of logins', {
      ...good587,
      ...accepted,
      ownCa: true,
      files: (host, _, folder) => ({
        'main.cf': lines(
          `relayhost = [${host}]:587`,
          'smtp_tls_security_level = secure',
          `smtp_tls_CAfile = ${folder}/ca.pem`,
          'smtp_sasl_auth_enable = yes',
          'smtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd',
          'smtp_sasl_security_options = noanonymous',
        ),
        sasl_passwd: `[${host}]:587 ${USER}:${PASSWORD}\n`,
        'ca.pem': ca,
      }),
    }),
    of('Postfix, a policy that wants another name', {
      ...good587,
      exit: [16],
      cause: /not for mail\.other\.example/,
      args: [],
      files: (host, _, folder) => ({
        'main.cf': lines(
          `relayhost = [${host}]:587`,
          'smtp_tls_security_level = may',
          `smtp_tls_CAfile = ${folder}/ca.pem`,
          'smtp_tls_policy_maps = hash:/etc/postfix/tls_policy',
        ),
        tls_policy: `[${host}]:587 secure match=mail.other.example\n`,
        'ca.pem': ca,
      }),
      ownCa: true,
    }),
    of('Postfix, no authority', {
      ...good587,
      exit: [16],
      cause: /trusts no authority/,
      advice: /smtp_tls_CAfile/,
      args: [],
      ownCa: true,
      files: (host) => ({ 'main.cf': lines(`relayhost = [${host}]:587`, 'smtp_tls_security_level = secure') }),
    }),
    of('Gitea', {
      ...good465,
      ...accepted,
      files: (host) => ({
        'app.ini': lines(
          '[mailer]',
          'ENABLED = true',
          'PROTOCOL = smtps',
          `SMTP_ADDR = ${host}`,
          'SMTP_PORT = 465',
          `USER = ${USER}`,
          `PASSWD = ${PASSWORD}`,
          'FROM = shop@lab.example',
        ),
      }),
    }),
    of('Alertmanager, its own CA', {
      ...good587,
      ...accepted,
      ownCa: true,
      files: (host) => ({
        'alertmanager.yml': lines(
          'global:',
          `  smtp_smarthost: '${host}:587'`,
          "  smtp_from: 'shop@lab.example'",
          `  smtp_auth_username: ${USER}`,
          `  smtp_auth_password: ${PASSWORD}`,
          '  smtp_tls_config:',
          '    ca_file: ca.pem',
          'receivers:',
          '  - name: team',
          '    email_configs:',
          '      - to: a@lab.example',
        ),
        'ca.pem': ca,
      }),
    }),
    of('Kubernetes, a Secret in the same file', {
      ...good465,
      ...accepted,
      files: (host) => ({
        'deploy.yaml': lines(
          'apiVersion: v1',
          'kind: Secret',
          'metadata: { name: mail }',
          `data: { SMTP_PASSWORD: ${Buffer.from(PASSWORD).toString('base64')} }`,
          '---',
          'apiVersion: apps/v1',
          'kind: Deployment',
          'spec:',
          '  template:',
          '    spec:',
          '      containers:',
          '        - name: app',
          '          env:',
          `            - { name: SMTP_HOST, value: ${host} }`,
          '            - { name: SMTP_PORT, value: "465" }',
          '            - { name: SMTP_SECURE, value: "true" }',
          `            - { name: SMTP_USER, value: ${USER} }`,
          '            - { name: SMTP_PASSWORD, valueFrom: { secretKeyRef: { name: mail, key: SMTP_PASSWORD } } }',
        ),
      }),
    }),
    of('a container at its published port', {
      serve: (at) => smtp({}, { ...at, host: '127.0.0.1', port: 2025 }),
      port: 1025,
      exit: [0],
      args: [],
      files: () => ({
        '.env': lines('SMTP_HOST=mailcatcher', 'SMTP_PORT=1025', 'SMTP_FROM=shop@lab.example'),
        'compose.yaml': lines('services:', '  mailcatcher:', '    image: axllent/mailpit', '    ports: ["2025:1025"]'),
      }),
    }),
    of('PHPMailer, its own CA', {
      ...good465,
      ...accepted,
      ownCa: true,
      files: (host) => ({
        'send_mail.php': lines(
          '<?php',
          '$mail = new PHPMailer(true);',
          '$mail->isSMTP();',
          `$mail->Host = '${host}';`,
          '$mail->Port = 465;',
          "$mail->SMTPSecure = 'ssl';",
          '$mail->SMTPAuth = true;',
          `$mail->Username = '${USER}';`,
          `$mail->Password = '${PASSWORD}';`,
          "$mail->SMTPOptions['ssl']['cafile'] = __DIR__ . '/ca.pem';",
        ),
        'ca.pem': ca,
      }),
    }),
    of('Grafana', {
      ...good587,
      ...accepted,
      files: (host) => ({
        '.env': lines(
          'GF_SMTP_ENABLED=true',
          `GF_SMTP_HOST=${host}:587`,
          `GF_SMTP_USER=${USER}`,
          `GF_SMTP_PASSWORD=${PASSWORD}`,
          'GF_SMTP_STARTTLS_POLICY=MandatoryStartTLS',
          'GF_SMTP_FROM_ADDRESS=shop@lab.example',
        ),
      }),
    }),
  ];
}
