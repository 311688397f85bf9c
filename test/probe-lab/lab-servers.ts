/** The servers of the cases: one that behaves but for what a script says of it, and some that speak no SMTP. */
import type { Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { listen, type Place, type SmtpScript, smtp } from '../support/smtp-servers';
import type { Authority } from './lab-case';

/** Of the certificate that is good for every host of the lab, and for those that are borrowed. */
export const NAMES = [
  '*.lab.example',
  'smtp.gmail.com',
  'smtp.office365.com',
  'smtp.sendgrid.net',
  'smtp.mail.yahoo.com',
  'smtp.mailgun.org',
  'email-smtp.eu-west-1.amazonaws.com',
];

export const smtps = { port: 465, scheme: 'smtps' } as const;
export const close = (socket: Socket): void => void socket.end();
export const nothing = (): void => {};

/** A record of TLS that is an alert: 40 is a failed handshake, 80 an internal error. */
export const alert = (description: number) => Buffer.from([0x15, 3, 3, 0, 2, 2, description]);

export const pair = ({ key, cert }: { key: string; cert: string }, chain = ''): TlsOptions => ({
  key,
  cert: cert + chain,
});

export const raw = (handler: (socket: Socket) => void) => (at: Place) => listen(handler, at);
export const says = (text: string | Buffer) => raw((socket) => void socket.resume().write(text));
export const replies = (text: string) => raw((socket) => void socket.on('data', () => socket.end(text)));

export function labServers(authority: Authority) {
  const good = pair(authority.sign({ names: NAMES }));
  const starttls =
    (script: SmtpScript = {}) =>
    (at: Place) =>
      smtp({ tls: good, ...script }, at);
  const implicit =
    (script: SmtpScript = {}) =>
    (at: Place) =>
      smtp({ tls: good, implicit: true, ...script }, at);
  const inTls = (handler: (socket: Socket) => void, options: TlsOptions = good) =>
    raw((socket) => {
      const server = createTlsServer(options);
      server.on('tlsClientError', (_, secure) => secure.destroy());
      server.on('secureConnection', (secure) => {
        secure.on('error', () => {}).on('close', () => socket.destroy());
        handler(secure);
      });
      server.emit('connection', socket);
    });
  return {
    good,
    starttls,
    implicit,
    inTls,
    withTls: (tls: TlsOptions) => starttls({ tls }),
    sign: (options: Parameters<Authority['sign']>[0], issuer?: Parameters<Authority['sign']>[1]) =>
      pair(authority.sign(options, issuer)),
  };
}
