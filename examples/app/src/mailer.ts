import nodemailer from 'nodemailer';

// Port 465 speaks TLS from the first byte, but `secure: false` starts in plaintext: "Greeting never received".
export const newsletter = nodemailer.createTransport({
  host: 'smtp.gmail.com',
  port: 465,
  secure: false,
  auth: { user: process.env.NEWSLETTER_USER, pass: process.env.NEWSLETTER_PASS },
});

// Host, port and `secure` come from ../.env: what is wrong there is shown there.
export const notifications = nodemailer.createTransport({
  host: process.env.SMTP_HOST,
  port: Number(process.env.SMTP_PORT),
  secure: process.env.SMTP_SECURE,
  auth: { user: process.env.SMTP_USER, pass: process.env.SMTP_PASS },
});

// A network attacker can impersonate this server and strip STARTTLS.
export const reports = nodemailer.createTransport({
  host: 'mail.acme-reports.org',
  port: 587,
  secure: false,
  auth: { user: 'reports', pass: process.env.REPORTS_PASS },
  tls: {
    rejectUnauthorized: false,
    ciphers: 'SSLv3',
  },
});

// A development catcher needs no TLS: nothing to see here.
export const development = nodemailer.createTransport({ host: 'localhost', port: 1025 });
