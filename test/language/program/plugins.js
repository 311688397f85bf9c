const nodemailer = require('nodemailer');

module.exports = ({ env }) =>
  nodemailer.createTransport({ host: env('RELAY_HOST', 'smtp.acme-mail.org'), port: env.int('RELAY_PORT', 465) });
