/** TLS modes, versions and ciphers, and the way into TLS. */
import type { Socket } from 'node:net';
import { EHLO_LOGIN, type Place, smtp } from '../support/smtp-servers';
import type { Authority, LabCase } from './lab-case';
import { alert, labServers, raw, smtps } from './lab-servers';

export function handshakeCases(authority: Authority): LabCase[] {
  const { good, starttls, implicit, inTls, withTls } = labServers(authority);
  const clear =
    (STARTTLS: (socket: Socket) => void): ((at: Place) => ReturnType<typeof smtp>) =>
    (at) =>
      smtp({ answers: { EHLO: '250-lab\r\n250 STARTTLS', STARTTLS } }, at);
  return [
    {
      name: 'none',
      serve: (at) => smtp({ tls: {}, implicit: true }, at),
      port: 465,
      scheme: 'smtps',
      exit: [15],
      cause: /no (?:usable )?certificate/,
      advice: /certificate or key file|certificate file/,
    },
    {
      name: 'a client certificate is wanted',
      serve: implicit({
        tls: { ...good, requestCert: true, rejectUnauthorized: true, ca: authority.root.cert, maxVersion: 'TLSv1.2' },
      }),
      port: 465,
      scheme: 'smtps',
      exit: [15],
      cause: /client certificate/,
      advice: /certificate/,
    },
    {
      name: 'TLS 1.1 only',
      serve: starttls({
        tls: { ...good, minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
      }),
      exit: [15],
      cause: /no TLS version in common/,
      advice: /1\.2/,
    },
    {
      name: 'implicit TLS on a STARTTLS port',
      serve: starttls(),
      scheme: 'smtps',
      exit: [15],
      cause: /upgrades with STARTTLS/,
      advice: /STARTTLS/,
    },
    {
      name: 'implicit TLS on a plain port',
      serve: (at) => smtp({}, at),
      port: 2525,
      scheme: 'smtps',
      exit: [15],
      cause: /offers no STARTTLS/,
    },
    {
      name: 'STARTTLS on an implicit port',
      serve: implicit(),
      port: 465,
      exit: [12],
      cause: /speaks TLS from the first byte/,
      advice: /implicit TLS/,
    },
    {
      name: 'no STARTTLS, and nothing on 465',
      serve: (at) => smtp({ answers: { EHLO: EHLO_LOGIN } }, at),
      exit: [14],
      cause: /does not offer STARTTLS/,
      never: /Use port 465/,
    },
    {
      name: 'no STARTTLS, and a good 465',
      serve: (at) => smtp({}, at),
      beside: { port: 465, serve: implicit() },
      exit: [14],
      cause: /does not offer STARTTLS/,
      advice: /Use port 465/,
    },
    {
      name: 'a Cisco firewall',
      serve: (at) => smtp({ answers: { EHLO: '250-lab\r\n250-XXXXXXXA\r\n250 8BITMIME' } }, at),
      exit: [14],
      cause: /XXXXXXXA/,
      advice: /inspection/,
      never: /Use port 465/,
    },
    {
      name: 'STARTTLS is answered with 454',
      serve: starttls({ answers: { STARTTLS: '454 4.7.0 TLS not available due to local problem' } }),
      exit: [14],
      cause: /454/,
      advice: /certificate/,
    },
    {
      name: 'STARTTLS is answered with 421',
      serve: starttls({ answers: { STARTTLS: '421 4.3.2 shutting down' } }),
      exit: [14],
      cause: /421/,
      advice: /[Ww]ait/,
    },
    {
      name: 'the handshake hangs after STARTTLS',
      serve: (at) =>
        smtp(
          {
            tls: undefined,
            answers: {
              EHLO: '250-lab\r\n250 STARTTLS',
              STARTTLS: (socket) => {
                socket.removeAllListeners('data');
                socket.resume();
                socket.write('220 go\r\n');
              },
            },
          },
          at,
        ),
      exit: [15],
      cause: /did not complete the TLS handshake/,
      never: /Try STARTTLS on port 587/,
    },
    {
      name: 'injection behind STARTTLS',
      serve: starttls({ answers: { STARTTLS: '220 go\r\n250 hello' } }),
      exit: [14],
      cause: /in clear/,
      advice: /Do not use/,
    },
    {
      name: 'TLS, and no greeting',
      serve: inTls((socket) => void socket.resume()),
      port: 465,
      scheme: 'smtps',
      args: ['--timeout', '60'],
      exit: [12],
      cause: /no greeting/,
      never: /does not answer to TLS either/,
    },
    {
      name: 'TLS 1.0 only',
      serve: withTls({ ...good, minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }),
      exit: [15],
      cause: /no TLS version in common/,
      advice: /1\.2/,
    },
    { name: 'TLS 1.2 only', serve: withTls({ ...good, maxVersion: 'TLSv1.2' }), exit: [0] },
    { name: 'TLS 1.3 only', serve: withTls({ ...good, minVersion: 'TLSv1.3' }), exit: [0] },
    {
      name: 'TLS 1.0 beside newer ones',
      serve: withTls({ ...good, minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }),
      args: ['--old-versions'],
      exit: [1],
      cause: /TLS 1\.[01]|TLSv1/,
    },
    {
      name: 'no key exchange with forward secrecy',
      serve: withTls({ ...good, maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA' }),
      exit: [0, 1],
    },
    {
      name: 'a client certificate is wanted, in TLS 1.3',
      serve: withTls({
        ...good,
        minVersion: 'TLSv1.3',
        requestCert: true,
        rejectUnauthorized: true,
        ca: authority.root.cert,
      }),
      exit: [13, 15],
      cause: /client certificate/,
      advice: /certificate/,
    },
    {
      name: 'a client certificate is wanted, in TLS 1.3 from the first byte',
      serve: implicit({
        tls: { ...good, minVersion: 'TLSv1.3', requestCert: true, rejectUnauthorized: true, ca: authority.root.cert },
      }),
      ...smtps,
      exit: [12, 15],
      cause: /client certificate/,
    },
    {
      name: 'a client certificate may be shown',
      serve: withTls({ ...good, requestCert: true, rejectUnauthorized: false }),
      exit: [0],
    },
    {
      name: 'an alert: handshake failure',
      serve: raw((socket) => void socket.once('data', () => socket.end(alert(40)))),
      ...smtps,
      exit: [15],
      cause: /cipher|in common/,
    },
    {
      name: 'an alert: internal error',
      serve: raw((socket) => void socket.once('data', () => socket.end(alert(80)))),
      ...smtps,
      exit: [15],
      cause: /TLS/,
    },
    {
      name: 'STARTTLS, and closed',
      serve: clear((socket) => void socket.end('220 go\r\n')),
      exit: [15],
      cause: /closed|ended/,
    },
    {
      name: 'STARTTLS, and reset',
      serve: clear((socket) => {
        socket.removeAllListeners('data');
        socket.write('220 go\r\n');
        setTimeout(() => socket.resetAndDestroy(), 100);
      }),
      exit: [15],
      cause: /closed|reset|ended/,
    },
    {
      name: 'STARTTLS, and words in clear',
      serve: clear((socket) => {
        socket.removeAllListeners('data');
        socket.write('220 go\r\n');
        socket.once('data', () => socket.end('421 4.7.0 TLS error\r\n'));
      }),
      exit: [15],
      cause: /no TLS|not TLS|in clear|other than TLS/,
    },
    { name: 'STARTTLS in small letters', serve: starttls({ answers: { EHLO: '250-lab\r\n250 starttls' } }), exit: [0] },
    { name: 'STARTTLS with a blank', serve: starttls({ answers: { EHLO: '250-lab\r\n250 STARTTLS ' } }), exit: [0] },
    {
      name: 'STARTTLS is answered with 501',
      serve: starttls({ answers: { STARTTLS: '501 5.5.4 Syntax error' } }),
      exit: [14],
      cause: /501/,
    },
    {
      name: 'STARTTLS is answered with 503',
      serve: starttls({ answers: { STARTTLS: '503 STARTTLS command used when not advertised' } }),
      exit: [14],
      cause: /503/,
    },
    {
      name: 'HELO alone',
      serve: starttls({ answers: { EHLO: '502 5.5.1 not implemented', HELO: '250 lab' } }),
      exit: [14],
      cause: /STARTTLS/,
      never: /Use port 465/,
    },
    {
      name: 'a client certificate is wanted after STARTTLS, in TLS 1.2',
      serve: withTls({
        ...good,
        requestCert: true,
        rejectUnauthorized: true,
        ca: authority.root.cert,
        maxVersion: 'TLSv1.2',
      }),
      exit: [15],
      cause: /demands a client certificate/,
      advice: /--cert/,
      never: /in common/,
    },
    {
      name: 'no cipher in common',
      serve: withTls({ ...good, maxVersion: 'TLSv1.2', ciphers: 'NULL-SHA256:@SECLEVEL=0' }),
      exit: [15],
      cause: /no cipher in common/,
    },
    {
      name: 'no certificate for this name',
      serve: raw((socket) => void socket.once('data', () => socket.end(alert(112)))),
      ...smtps,
      exit: [15],
      cause: /no certificate for the name/,
      advice: /host name/,
    },
    {
      name: 'a certificate of names unknown to STARTTLS, and 421',
      serve: starttls({ answers: { STARTTLS: '421 4.7.66 TLS 1.0 and 1.1 are not supported' } }),
      exit: [14],
      cause: /newer TLS version/,
      advice: /TLS 1\.2/,
    },
  ];
}
