/** More faults: servers that are slow, odd or broken off in the middle, names, certificates, methods, and sending. */
import type { Socket } from 'node:net';
import { createSecureContext, createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { issue, type makeAuthority } from '../support/certificates';
import { listen, type Place, type SmtpScript, smtp } from '../support/smtp-servers';
import type { LabCase } from './cases';

type Authority = ReturnType<typeof makeAuthority>;

const LOGIN = { user: 'shop@lab.example', password: 'correct-horse-battery' };
const ENVELOPE = ['--from', 'shop@lab.example', '--to', 'customer@example.org'];
const MESSAGE = ['--from', 'shop@lab.example', '--send-to', 'customer@example.org'];

/** A record of TLS that is an alert: 40 is a failed handshake, 80 an internal error. */
const alert = (description: number) => Buffer.from([0x15, 3, 3, 0, 2, 2, description]);

export function moreCases(authority: Authority): LabCase[] {
  const names = ['*.lab.example', 'smtp.gmail.com'];
  const pair = ({ key, cert }: { key: string; cert: string }, chain = ''): TlsOptions => ({ key, cert: cert + chain });
  const good = pair(authority.sign({ names }));
  const starttls =
    (script: SmtpScript = {}) =>
    (at: Place) =>
      smtp({ tls: good, ...script }, at);
  const implicit =
    (script: SmtpScript = {}) =>
    (at: Place) =>
      smtp({ tls: good, implicit: true, ...script }, at);
  const raw = (handler: (socket: Socket) => void) => (at: Place) => listen(handler, at);
  const says = (text: string | Buffer) => raw((socket) => void socket.resume().write(text));
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
  const smtps = { port: 465, scheme: 'smtps' } as const;
  const close = (socket: Socket): void => void socket.end();
  const nothing = (): void => {};

  const slow: LabCase[] = [
    {
      name: 'silence on 587',
      serve: raw((socket) => void socket.resume()),
      args: ['--timeout', '45'],
      exit: [12, 19],
      cause: /no greeting|stopped after/,
      advice: /firewall|proxy|slow/,
    },
    {
      name: 'silence on 465',
      serve: raw((socket) => void socket.resume()),
      ...smtps,
      exit: [15],
      cause: /did not complete the TLS handshake/,
      advice: /port/,
    },
    {
      name: 'closed on accept, on 465',
      serve: raw((socket) => void socket.resume().end()),
      ...smtps,
      exit: [15],
      cause: /closed/,
    },
    {
      name: 'one letter a second',
      serve: raw((socket) => {
        let at = 0;
        const timer = setInterval(() => socket.write('220-mail\r\n'[at++ % 10]!), 900);
        socket.on('close', () => clearInterval(timer));
      }),
      args: ['--timeout', '40'],
      exit: [12, 19],
      cause: /greeting|stopped/,
    },
    {
      name: 'a first line to tease, the last after six seconds',
      serve: starttls({
        greeting: (socket) => {
          socket.write('220-lab.example ESMTP\r\n');
          setTimeout(() => socket.write('220 lab.example ESMTP\r\n'), 6_000);
        },
      }),
      exit: [0],
    },
    {
      name: 'a greeting after 25 seconds',
      serve: starttls({ greeting: (socket) => void setTimeout(() => socket.write('220 late\r\n'), 25_000) }),
      args: ['--timeout', '120'],
      exit: [0],
    },
    { name: 'closed at EHLO', serve: starttls({ answers: { EHLO: close } }), exit: [13], cause: /closed/ },
    {
      name: 'silent at EHLO inside TLS',
      serve: starttls({ inside: { EHLO: nothing } }),
      exit: [13],
      cause: /did not (?:answer|complete)/,
    },
    { name: 'closed at EHLO inside TLS', serve: starttls({ inside: { EHLO: close } }), exit: [13], cause: /closed/ },
    { name: 'no answer to QUIT', serve: starttls({ inside: { QUIT: nothing } }), exit: [0] },
    {
      name: 'a port that waits for the PROXY protocol',
      serve: raw((socket) => void socket.once('data', (data) => !/^PROXY /.test(String(data)) && socket.destroy())),
      exit: [12],
      cause: /no greeting|closed/,
      advice: /proxy|firewall|block/i,
    },
  ];

  const protocols: LabCase[] = [
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
  ];

  const sign = (options: Parameters<Authority['sign']>[0]) => pair(authority.sign(options));
  const withTls = (tls: TlsOptions) => starttls({ tls });
  const oldCa = issue({ commonName: 'Old Intermediate', authority: true, issuer: authority.root, from: -400, to: -20 });
  const corporate = issue({ commonName: 'ACME Corp CA', authority: true });
  const certificates: LabCase[] = [
    {
      name: 'a wildcard covers one label only',
      host: 'a.b.lab.example',
      serve: withTls(good),
      exit: [16],
      cause: /not for a\.b\.lab\.example/,
      advice: /name that is in the certificate/,
    },
    {
      name: 'a certificate of the domain alone',
      serve: withTls(sign({ names: ['lab.example'] })),
      exit: [16],
      cause: /but for lab\.example/,
    },
    {
      name: 'a common name and nothing else',
      host: 'cn.lab.example',
      serve: withTls(sign({ commonName: 'cn.lab.example', names: undefined })),
      exit: [1],
      cause: /common name/,
      advice: /subjectAltName|alternative/,
    },
    {
      name: 'an address in the certificate of an address',
      host: '127.2.0.1',
      serve: (at) => smtp({ tls: sign({ names: ['127.2.0.1'] }) }, { ...at, host: '127.2.0.1' }),
      exit: [0],
    },
    {
      name: 'an address whose certificate has names',
      host: '127.2.0.2',
      serve: (at) => smtp({ tls: good }, { ...at, host: '127.2.0.2' }),
      exit: [16],
      cause: /not for 127\.2\.0\.2/,
    },
    {
      name: 'an address as a DNS name',
      host: '127.2.0.3',
      serve: (at) => smtp({ tls: sign({ dnsNames: ['127.2.0.3'] }) }, { ...at, host: '127.2.0.3' }),
      exit: [16],
      cause: /as a DNS name/,
      advice: /IP entry/,
    },
    {
      name: 'expired, and of another name',
      serve: withTls(sign({ names: ['x.example.org'], from: -60, to: -10 })),
      exit: [16],
      cause: /expired[\s\S]*not for/,
    },
    {
      name: 'an intermediate that has expired',
      serve: withTls(pair(authority.sign({ names }, oldCa), oldCa.cert)),
      exit: [16],
      cause: /Old Intermediate.*expired/,
      advice: /intermediate|chain/,
    },
    {
      name: 'a private root that is not sent',
      serve: withTls(pair(authority.sign({ names }, corporate))),
      exit: [16],
      cause: /ACME Corp CA|missing/,
    },
    {
      name: 'a private root in the place of a provider',
      host: 'smtp.gmail.com',
      serve: withTls(pair(authority.sign({ names }, corporate), corporate.cert)),
      exit: [16],
      cause: /ACME Corp CA/,
    },
    {
      name: 'another certificate without a name',
      serve: starttls({
        tls: {
          ...sign({ names: ['other.example.org'] }),
          SNICallback: (name, give) =>
            give(null, createSecureContext(/lab\.example$/.test(name) ? good : sign({ names: ['x.example'] }))),
        },
      }),
      exit: [0],
    },
  ];

  const versions: LabCase[] = [
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
  ];

  const clear =
    (STARTTLS: (socket: Socket) => void): ((at: Place) => ReturnType<typeof smtp>) =>
    (at) =>
      smtp({ answers: { EHLO: '250-lab\r\n250 STARTTLS', STARTTLS } }, at);
  const upgrades: LabCase[] = [
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
  ];

  const hosts: LabCase[] = [
    {
      name: 'a name of other letters',
      host: 'bücher.lab.example',
      serve: withTls(sign({ names: ['xn--bcher-kva.lab.example'] })),
      exit: [0],
    },
    { name: 'a dot at the end', host: 'dot.lab.example.', serve: starttls(), exit: [0] },
    { name: 'capitals', host: 'CAPITALS.LAB.EXAMPLE', serve: starttls(), exit: [0] },
    {
      name: 'an IPv6 address',
      host: '[::1]',
      serve: (at) => smtp({ tls: good }, { ...at, host: '::1' }),
      exit: [16],
      cause: /not for ::1/,
    },
    { name: 'an address without a route', host: '203.0.113.7', exit: [11], cause: /no route/ },
    { name: 'a name without an address', host: 'empty.lab.example', exit: [10], cause: /no address/ },
    { name: 'the DNS refuses', host: 'refused.lab.example', exit: [10], cause: /could not answer/ },
  ];

  const offers = (name: string, list: string, exit: number, cause?: RegExp): LabCase => ({
    name: `login: ${name}`,
    serve: starttls({ inside: { EHLO: `250-lab\r\n${list}\r\n250 SIZE 1000000` } }),
    login: LOGIN,
    exit: [exit],
    ...(cause && { cause }),
  });
  const logins: LabCase[] = [
    offers('an empty list', '250-AUTH', 17, /offers no login/),
    offers('the old form', '250-AUTH=LOGIN PLAIN', 0),
    offers('both forms', '250-AUTH LOGIN PLAIN\r\n250-AUTH=LOGIN PLAIN', 0),
    offers('a tab between', '250-AUTH PLAIN\tLOGIN', 0),
    {
      name: 'login: offered in clear only',
      serve: starttls({
        answers: { EHLO: '250-lab\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN' },
        inside: { EHLO: '250-lab\r\n250 SIZE 1000' },
      }),
      login: LOGIN,
      exit: [17],
      cause: /offers no login/,
    },
    {
      name: 'login: by challenge',
      serve: starttls({
        inside: {
          EHLO: '250-lab\r\n250 AUTH CRAM-MD5',
          AUTH: (socket) => {
            socket.write(`334 ${Buffer.from('<1.2@lab>').toString('base64')}\r\n`);
          },
          '*': '235 2.7.0 welcome',
        },
      }),
      login: LOGIN,
      exit: [0],
    },
    { name: 'login: closed', serve: starttls({ inside: { AUTH: close } }), login: LOGIN, exit: [17], cause: /closed/ },
    {
      name: 'login: no answer',
      serve: starttls({ inside: { AUTH: nothing } }),
      login: LOGIN,
      exit: [17],
      cause: /did not (?:answer|complete)/,
    },
    {
      name: 'login: a token that has expired',
      serve: starttls({
        inside: {
          EHLO: '250-lab\r\n250 AUTH XOAUTH2 PLAIN',
          AUTH: `334 ${Buffer.from('{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}').toString('base64')}`,
          '*': '535-5.7.8 Username and Password not accepted.\r\n535 5.7.8 x - gsmtp',
        },
      }),
      host: 'smtp.gmail.com',
      args: ['--method', 'XOAUTH2'],
      login: { ...LOGIN, password: 'ya29.x' },
      exit: [17],
      cause: /token/,
      advice: /expired|new|fresh/,
    },
    {
      name: 'login: a token of 3000 letters',
      serve: starttls(),
      args: ['--method', 'XOAUTH2'],
      login: { ...LOGIN, password: 'y'.repeat(3000) },
      exit: [0],
    },
    {
      name: 'login: too many errors',
      serve: starttls({ inside: { AUTH: '421 4.7.0 Too many errors' } }),
      login: LOGIN,
      exit: [17],
      cause: /cannot check|busy|for now|too many/i,
    },
    {
      name: 'login: a transition',
      serve: starttls({ inside: { AUTH: '432 4.7.12 A password transition is needed' } }),
      login: LOGIN,
      exit: [17],
      cause: /transition|changed over|another method/i,
    },
    {
      name: 'login: the mechanism is unknown',
      serve: starttls({ inside: { AUTH: '504 5.7.4 Unrecognized authentication type' } }),
      login: LOGIN,
      exit: [17],
      cause: /method/,
    },
    {
      name: 'login: a line too long',
      serve: starttls({ inside: { AUTH: '500 5.5.2 Error: command line too long' } }),
      login: LOGIN,
      exit: [17],
      cause: /read|long/,
    },
  ];

  const mails: LabCase[] = [
    {
      name: 'mail: a sender of other letters, which the server does not take',
      serve: starttls(),
      args: ['--from', 'jürgen@lab.example', '--to', 'customer@example.org'],
      exit: [18],
      cause: /sender address/,
    },
    {
      name: 'mail: forwarded (251)',
      serve: starttls({ inside: { RCPT: '251 User not local; will forward' } }),
      args: ENVELOPE,
      exit: [0],
    },
    {
      name: 'mail: an answer of two lines',
      serve: starttls({ inside: { RCPT: '250-ok\r\n250 ok' } }),
      args: ENVELOPE,
      exit: [0],
    },
    {
      name: 'mail: closed at the recipient',
      serve: starttls({
        inside: { RCPT: (socket) => void socket.end('421 4.7.0 try again later\r\n') },
      }),
      args: ENVELOPE,
      exit: [18],
      cause: /for now|busy/,
    },
    {
      name: 'mail: relaying, as Courier says it',
      serve: starttls({ inside: { RCPT: '513 Relaying denied.' } }),
      args: ENVELOPE,
      exit: [18],
      cause: /does not pass mail on/,
    },
    {
      name: 'mail: relaying, as Exim says it',
      serve: starttls({ inside: { RCPT: '550 relay not permitted' } }),
      args: ENVELOPE,
      exit: [18],
      cause: /does not pass mail on/,
    },
    {
      name: 'mail: an identity that is not verified',
      serve: starttls({
        inside: {
          RCPT: '554 Message rejected: Email address is not verified. The following identities failed the check in region EU-WEST-1: a@x',
        },
      }),
      args: ENVELOPE,
      exit: [18],
      cause: /may not send from this address|verified/,
      advice: /[Vv]erif/,
    },
    {
      name: 'send: a message',
      serve: starttls({ inside: { DATA: '354 go', '.': '250 2.0.0 queued as ABC' } }),
      args: MESSAGE,
      exit: [0],
    },
    {
      name: 'send: spam',
      serve: starttls({ inside: { DATA: '354 go', '.': '554 5.7.1 Message rejected as spam' } }),
      args: MESSAGE,
      exit: [18],
      cause: /policy|spam|refuses/,
    },
    {
      name: 'send: DMARC',
      serve: starttls({
        inside: {
          DATA: '354 go',
          '.': "550 5.7.26 Unauthenticated email from lab.example is not accepted due to domain's DMARC policy",
        },
      }),
      args: MESSAGE,
      exit: [18],
      cause: /policy|DMARC|authenticat/,
      advice: /SPF|DKIM|DMARC/,
    },
    {
      name: 'send: closed after the message',
      serve: starttls({ inside: { DATA: '354 go', '.': close } }),
      args: MESSAGE,
      exit: [18],
      cause: /may be on its way|nobody knows/,
    },
    {
      name: 'send: too large',
      serve: starttls({
        inside: { EHLO: '250-lab\r\n250 SIZE 100', MAIL: '552 5.3.4 Message size exceeds fixed maximum message size' },
      }),
      args: MESSAGE,
      exit: [18],
      cause: /too large/,
    },
  ];
  return [...slow, ...protocols, ...certificates, ...versions, ...upgrades, ...hosts, ...logins, ...mails];
}
