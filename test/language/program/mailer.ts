import nodemailer from 'nodemailer';

const login = { user: process.env.SMTP_USER, pass: process.env.SMTP_PASS, type: 'login' };

export const transport = nodemailer.createTransport({
  host: process.env.SMTP_HOST,
  port: Number(process.env.SMTP_PORT ?? 25),
  secure: process.env.SMTP_PORT === '465',
  requireTLS: true,
  pool: true,
  name: 'shop.acme-mail.org',
  tls: { rejectUnauthorized: false, minVersion: 'TLSv1.2', servername: 'mail.acme-mail.org' },
  dkim: { domainName: 'acme-mail.org', keySelector: 'k1' },
  auth: login,
});

export const other = nodemailer.createTransport('smtps://joe:zq-Velvet-71@smtp.gmail.com');
export const third = nodemailer.createTransport({ service: 'Gmail', auth: { user: 'a@gmail.com', pass: '' } });
