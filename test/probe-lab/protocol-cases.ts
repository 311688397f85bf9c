/** Servers that speak something else, or SMTP badly. */
import type { Authority, LabCase } from './lab-case';
import { labServers, raw, replies, says, smtps } from './lab-servers';

export function protocolCases(authority: Authority): LabCase[] {
  const { good, starttls, inTls } = labServers(authority);
  const https = inTls((socket) => void socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
  return [
    { name: 'IMAP', serve: says('* OK IMAP4rev1 ready\r\n'), exit: [12], cause: /IMAP/, advice: /993/ },
    { name: 'POP3', serve: says('+OK ready\r\n'), exit: [12], cause: /POP3/ },
    { name: 'SSH', serve: says('SSH-2.0-OpenSSH_9.2\r\n'), exit: [12], cause: /SSH/ },
    { name: 'HTTP', serve: replies('HTTP/1.1 400 Bad Request\r\n\r\n'), exit: [12], cause: /web server/ },
    { name: 'HTTPS on 587', serve: https, exit: [12], cause: /web server/, never: /Use implicit TLS/ },
    { name: 'HTTPS on 465', serve: https, port: 465, scheme: 'smtps', exit: [12], cause: /web server/ },
    {
      name: 'IMAPS, configured for STARTTLS',
      serve: inTls((socket) => void socket.write('* OK IMAP ready\r\n')),
      port: 993,
      exit: [12],
      cause: /IMAP/,
      never: /Use implicit TLS/,
    },
    { name: 'Redis', serve: replies("-ERR unknown command 'EHLO'\r\n"), exit: [12], cause: /Redis/, never: /POP3/ },
    { name: 'XMPP', serve: replies("<?xml version='1.0'?><stream:stream/>"), exit: [12], cause: /XMPP/ },
    { name: 'NNTP', serve: says('200 news ready\r\n'), exit: [12], cause: /news|NNTP/ },
    {
      name: 'LMTP',
      serve: starttls({ greeting: '220 lab LMTP', answers: { EHLO: '500 no', HELO: '500 no', LHLO: '250 yes' } }),
      exit: [12, 13],
      cause: /LMTP/,
    },
    {
      name: 'LMTP without the word',
      serve: starttls({ answers: { EHLO: '502 no', HELO: '502 no', LHLO: '250 yes' } }),
      exit: [13],
      cause: /LMTP/,
    },
    { name: 'Telnet', serve: says(Buffer.from([0xff, 0xfd, 0x18])), exit: [12], cause: /Telnet|does not speak SMTP/ },
    {
      name: 'FTP',
      serve: starttls({ greeting: '220 ProFTPD', answers: { EHLO: '500 no', HELO: '500 no', LHLO: '500 no' } }),
      exit: [13],
      cause: /FTP/,
    },
    { name: 'SSH on 465', serve: says('SSH-2.0-OpenSSH_9.2\r\n'), ...smtps, exit: [15], cause: /SSH/ },
    {
      name: 'IMAPS on 993',
      serve: inTls((socket) => void socket.write('* OK IMAP4rev1 ready\r\n')),
      port: 993,
      scheme: 'smtps',
      exit: [12],
      cause: /IMAP/,
      advice: /465|587/,
    },
    {
      name: 'MySQL',
      serve: says(Buffer.from([0x4a, 0, 0, 0, 0x0a, ...Buffer.from('8.0.36\0')])),
      exit: [12],
      cause: /MySQL|database|does not speak SMTP/,
    },
    {
      name: 'ManageSieve',
      serve: says('"IMPLEMENTATION" "Dovecot Pigeonhole"\r\n"SIEVE" "fileinto"\r\nOK\r\n'),
      exit: [12],
      cause: /ManageSieve|does not speak SMTP/,
    },
    {
      name: 'an FTP server that wants USER first',
      serve: starttls({
        greeting: '220 (vsFTPd 3.0.3)',
        answers: { EHLO: '530 Please login with USER and PASS.', HELO: '530 Please login with USER and PASS.' },
      }),
      exit: [13],
      cause: /FTP/,
    },
    {
      name: 'a captive portal',
      serve: raw(
        (socket) => void socket.on('data', () => socket.end('HTTP/1.1 302 Found\r\nLocation: http://x/\r\n\r\n')),
      ),
      exit: [12],
      cause: /web server/,
    },
    {
      name: 'a web server of HTTP/2 alone',
      serve: inTls((socket) => void socket.end('HTTP/1.1 400 Bad\r\n\r\n'), { ...good, ALPNProtocols: ['h2'] }),
      ...smtps,
      exit: [12],
      cause: /web server/,
    },
    {
      name: 'lines without carriage returns',
      serve: raw((socket) => {
        socket.write('220 hi\n');
        socket.on('data', (data) =>
          /^EHLO/.test(String(data)) ? socket.write('250-lab\n250 SIZE\n') : socket.end('221 bye\n'),
        );
      }),
      exit: [14],
      cause: /does not offer STARTTLS/,
    },
    {
      name: 'two codes in one reply',
      serve: raw((socket) => {
        socket.write('220 hi\r\n');
        socket.on('data', () => socket.write('250-lab\r\n251 SIZE\r\n'));
      }),
      exit: [13],
      cause: /SMTP/,
    },
    {
      name: 'seventy lines of EHLO',
      serve: starttls({ answers: { EHLO: `250-lab\r\n${'250-X\r\n'.repeat(70)}250 X` } }),
      exit: [13],
      cause: /more|long/,
    },
    {
      name: 'a greeting of 3000 letters',
      serve: says(`220 ${'a'.repeat(3000)}\r\n`),
      exit: [12],
      cause: /more|long/,
    },
    {
      name: 'an answer before the question',
      serve: starttls({ greeting: '220 a\r\n250 early' }),
      exit: [12, 13],
      cause: /without being asked|before|no command/,
    },
    { name: 'a zero byte in the greeting', serve: starttls({ greeting: '220 a\0b' }), exit: [0] },
    {
      name: 'a greeting in Latin letters of two lines',
      serve: starttls({ greeting: '220-Grüße von\r\n220 lab' }),
      exit: [0],
    },
    {
      name: 'a server that knows neither EHLO nor HELO',
      serve: starttls({ answers: { EHLO: '502 what?', HELO: '502 what?', LHLO: '502 what?' } }),
      exit: [13],
      cause: /refused EHLO and HELO/,
      advice: /no server for mail clients/,
      never: /another EHLO name/,
    },
    {
      name: 'an FTP server with a greeting of two lines',
      serve: starttls({
        greeting: '220---------- Welcome to Pure-FTPd ----------\r\n220 You will be disconnected',
        answers: { EHLO: '530 You are not logged in', HELO: '530 no' },
      }),
      exit: [13],
      cause: /FTP/,
    },
  ];
}
