/**
 * Faults as people meet them, each with what a good report says. `cause` and `advice` are looked for in what the reader sees
 * of the result; `never` must not stand there.
 */
import type { Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { issue, type makeAuthority } from '../support/certificates';
import { EHLO_LOGIN, type LoopbackServer, listen, type Place, type SmtpScript, smtp } from '../support/smtp-servers';

export interface LabCase {
  readonly name: string;
  /** Answers at the address of the case. */
  readonly serve?: (at: Place) => Promise<LoopbackServer>;
  /** A second server, on another port of the same address. */
  readonly beside?: { readonly port: number; readonly serve: (at: Place) => Promise<LoopbackServer> };
  /** 587 and `smtp` where they are not named. */
  readonly port?: number;
  readonly scheme?: 'smtp' | 'smtps';
  /** In place of the name that the case gets. */
  readonly host?: string;
  readonly args?: readonly string[];
  readonly login?: { readonly user: string; readonly password: string };
  /** Texts of a project by name, in place of a URL. `folder`: where it stands. */
  readonly files?: (host: string, address: string, folder: string) => Readonly<Record<string, string>>;
  /** The project names the authority of the lab by itself. */
  readonly ownCa?: true;
  readonly exit: readonly number[];
  readonly cause?: RegExp;
  readonly advice?: RegExp;
  readonly never?: RegExp;
}

type Authority = ReturnType<typeof makeAuthority>;

const LOGIN = { user: 'shop@lab.example', password: 'correct-horse-battery' };
const ENVELOPE = ['--from', 'shop@lab.example', '--to', 'customer@example.org'];

export function labCases(authority: Authority): LabCase[] {
  const names = ['*.lab.example', 'smtp.gmail.com', 'smtp.office365.com', 'smtp.sendgrid.net', 'smtp.mail.yahoo.com'];
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
  const withCertificate = (tls: TlsOptions) => starttls({ tls });
  const raw = (handler: (socket: Socket) => void) => (at: Place) => listen(handler, at);
  const says = (text: string | Buffer) => raw((socket) => void socket.resume().write(text));
  const replies = (text: string) => raw((socket) => void socket.on('data', () => socket.end(text)));
  const inTls = (handler: (socket: Socket) => void) =>
    raw((socket) => {
      const server = createTlsServer(good);
      server.on('tlsClientError', (_, secure) => secure.destroy());
      server.on('secureConnection', (secure) => {
        secure.on('error', () => {}).on('close', () => socket.destroy());
        handler(secure);
      });
      server.emit('connection', socket);
    });
  const https = inTls((socket) => void socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));

  const network: LabCase[] = [
    { name: 'all is well', serve: starttls(), exit: [0] },
    {
      name: 'packets to port 25 are dropped',
      host: '10.9.0.9',
      port: 25,
      exit: [11],
      cause: /No answer/,
      advice: /block outgoing port 25/,
    },
    { name: 'packets to port 587 are dropped', host: '10.9.0.9', exit: [11], cause: /No answer/, advice: /firewall/i },
    {
      name: 'no route to the host',
      host: '10.9.1.9',
      exit: [11],
      cause: /cannot be reached/,
      advice: /VPN|switched on/,
    },
    {
      name: 'forbidden by this machine',
      host: '10.9.2.9',
      exit: [11],
      cause: /not allowed/,
      advice: /firewall|sandbox/,
    },
    { name: 'nothing listens', exit: [11], cause: /refused/, advice: /port/ },
    {
      name: 'reset on accept',
      serve: raw((socket) => void socket.resetAndDestroy()),
      exit: [11, 12],
      cause: /reset|closed/,
      advice: /forwarding|load balancer|behind it/,
    },
    {
      name: 'closed on accept',
      serve: raw((socket) => void socket.resume().end()),
      exit: [12],
      cause: /closed the connection .* without a greeting/,
      advice: /block/,
    },
    {
      name: 'a greeting after 12 seconds, as nodemailer would wait for',
      serve: raw((socket) => void setTimeout(() => socket.write('220 late\r\n'), 12_000)),
      port: 25,
      exit: [13, 14, 19],
      never: /sent no greeting/,
    },
    {
      name: 'a busy greeting',
      serve: starttls({ greeting: '421 4.7.0 Too many connections' }),
      exit: [12],
      cause: /busy/,
      advice: /Wait/,
    },
    {
      name: 'a refusing greeting',
      serve: starttls({ greeting: '554 5.7.1 blocked using zen.example' }),
      exit: [12],
      cause: /does not talk to this machine/,
      advice: /block list/,
    },
    {
      name: '421 to EHLO',
      serve: starttls({ answers: { EHLO: '421 4.3.2 too many sessions' } }),
      exit: [12, 13],
      cause: /busy/,
      never: /it greeted with/,
    },
    {
      name: 'EHLO with a literal is refused',
      serve: starttls({
        answers: { EHLO: '550 5.7.1 Helo command rejected: need fully-qualified hostname', HELO: '550 no' },
      }),
      exit: [13],
      cause: /EHLO/,
      advice: /--helo/,
    },
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
  ];

  const dns: LabCase[] = [
    { name: 'no such name', host: 'nx.lab.example', exit: [10], cause: /does not exist/, advice: /spelling/ },
    {
      name: 'the DNS fails',
      host: 'servfail.lab.example',
      exit: [10],
      cause: /could not answer/,
      advice: /network or the resolver/,
    },
    { name: 'the DNS is silent', host: 'silent.lab.example', exit: [10], cause: /did not answer|could not answer/ },
    { name: 'an alias of nothing', host: 'dangling.lab.example', exit: [10], cause: /alias/, advice: /alias/ },
    { name: 'aliases in a circle', host: 'loop.lab.example', exit: [10], cause: /circle/ },
    {
      name: 'a mail domain',
      host: 'maildomain.lab.example',
      exit: [10],
      cause: /mx\.lab\.example/,
      advice: /submission server/,
    },
    { name: 'a null MX', host: 'nullmx.lab.example', exit: [10], cause: /takes no mail/, never: /\(\)/ },
    { name: 'IPv6 only, without IPv6', host: 'six.lab.example', exit: [11], cause: /no route/, advice: /IPv6/ },
    {
      name: 'one of two addresses is dead',
      host: 'onedead.lab.example',
      args: ['--all-addresses'],
      exit: [5],
      cause: /fails at 127\.9\.9\.2/,
      advice: /DNS/,
    },
    { name: 'a container', host: 'mailpit', port: 1025, exit: [10], cause: /does not exist/, advice: /container/ },
  ];

  const cert = (options: Parameters<Authority['sign']>[0], issuer?: Parameters<Authority['sign']>[1]) =>
    withCertificate(pair(authority.sign({ names, ...options }, issuer)));
  const constrained = issue({
    commonName: 'Constrained',
    authority: true,
    issuer: authority.root,
    onlyFor: 'example.org',
  });
  const stranger = issue({ commonName: 'ACME Corp CA', authority: true });
  const scanner = issue({ commonName: 'Avast Web Shield Root', authority: true });
  const tls: LabCase[] = [
    {
      name: 'expired',
      serve: cert({ from: -60, to: -10 }),
      exit: [16],
      cause: /expired on \d{4}-\d\d-\d\d, 10 days ago/,
      advice: /renew/,
      never: /-\d+ days/,
    },
    {
      name: 'not yet valid',
      serve: cert({ from: 10, to: 100 }),
      exit: [16],
      cause: /valid only from/,
      advice: /clock/,
    },
    { name: 'expires soon', serve: cert({ to: 5 }), exit: [1], cause: /expires in/, advice: /renewal/ },
    {
      name: 'another name',
      serve: cert({ names: ['mail.other.example'] }),
      exit: [16],
      cause: /not for .* but for mail\.other\.example/,
      advice: /name that is in the certificate/,
    },
    {
      name: 'self-signed',
      serve: withCertificate(pair(issue({ commonName: 'x', names }))),
      exit: [16],
      cause: /self-signed/,
      advice: /CA/,
    },
    {
      name: 'no intermediate',
      serve: withCertificate(pair(authority.sign({ names }, authority.intermediate))),
      exit: [16],
      cause: /missing/,
      advice: /fullchain/,
    },
    {
      name: 'a private root',
      serve: withCertificate(pair(authority.sign({ names }, stranger), stranger.cert)),
      exit: [16],
      cause: /ACME Corp CA/,
      advice: /root as the CA|configure its root/,
    },
    {
      name: 'a virus scanner',
      host: 'smtp.gmail.com',
      serve: withCertificate(pair(authority.sign({ names }, scanner))),
      exit: [16],
      cause: /virus scanner/,
      advice: /Exempt|exempted/,
    },
    {
      name: 'name constraints',
      serve: withCertificate(pair(authority.sign({ names }, constrained), constrained.cert)),
      exit: [16],
      cause: /name constraints/,
      never: /UNSPECIFIED/,
    },
    {
      name: 'for clients',
      serve: cert({ clientOnly: true }),
      exit: [16],
      cause: /not issued for servers/,
      never: /INVALID_PURPOSE/,
    },
    { name: 'must staple', serve: cert({ mustStaple: true }), exit: [1], cause: /must-staple/ },
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
  ];

  const auth = (
    name: string,
    reply: string,
    cause: RegExp,
    advice: RegExp,
    host?: string,
    never?: RegExp,
  ): LabCase => ({
    name: `login: ${name}`,
    serve: starttls({ inside: { AUTH: reply } }),
    login: LOGIN,
    exit: [17],
    cause,
    advice,
    ...(host && { host }),
    ...(never && { never }),
  });
  const methods = (list: string, advice: RegExp): LabCase => ({
    name: `login: ${list} only`,
    serve: starttls({ inside: { EHLO: `250-lab\r\n250 AUTH ${list}` } }),
    login: LOGIN,
    exit: [17],
    cause: new RegExp(list.split(' ')[0]!),
    advice,
  });
  const MICROSOFT = 'smtp.office365.com';
  const logins: LabCase[] = [
    { name: 'login: accepted', serve: starttls(), login: LOGIN, exit: [0] },
    auth('wrong', '535 5.7.8 Error: authentication failed', /rejected the credentials/, /password/),
    auth(
      'Gmail',
      '535-5.7.8 Username and Password not accepted.\r\n535 5.7.8 x - gsmtp',
      /rejected/,
      /app password/,
      'smtp.gmail.com',
    ),
    auth(
      'Gmail, too many',
      '454 4.7.0 Too many login attempts, please try again later.',
      /cannot check/,
      /wait an hour/i,
      'smtp.gmail.com',
    ),
    auth(
      'Gmail, a fault',
      '454 4.7.0 Cannot authenticate due to temporary system problem. Try again later.',
      /cannot check/,
      /fault at Google/,
      'smtp.gmail.com',
      /limits logins/,
    ),
    auth(
      'Microsoft, wrong',
      '535 5.7.139 Authentication unsuccessful, the user credentials were incorrect.',
      /rejected the credentials/,
      /password/,
      MICROSOFT,
      /switched (?:password login )?off/,
    ),
    auth(
      'Microsoft, tenant',
      '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.',
      /switched off/,
      /organisation/,
      MICROSOFT,
    ),
    auth(
      'Microsoft, mailbox',
      '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.',
      /switched off/,
      /this mailbox|Authenticated SMTP/,
      MICROSOFT,
    ),
    auth(
      'Microsoft, criteria',
      '535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully.',
      /switched off/,
      /Conditional Access/,
      MICROSOFT,
    ),
    auth(
      'Microsoft, threads',
      '432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded',
      /[Tt]oo many connections/,
      /three|connections/,
      MICROSOFT,
      /changed over/,
    ),
    auth(
      'SendGrid, credits',
      '451 Authentication failed: Maximum credits exceeded',
      /quota|used up/,
      /plan|trial/,
      'smtp.sendgrid.net',
      /wait some minutes/i,
    ),
    auth(
      'SendGrid, a wrong key',
      '451 Authentication failed: Could not authenticate',
      /rejected/,
      /apikey/,
      'smtp.sendgrid.net',
    ),
    auth(
      'Yahoo',
      '535 5.7.0 (#AUTH005) Too many bad auth attempts.',
      /rejected/,
      /app password/,
      'smtp.mail.yahoo.com',
    ),
    auth('TLS first', '530 5.7.0 Must issue a STARTTLS command first', /wants encryption/, /TLS/),
    auth(
      'encryption for this method',
      '504 5.5.4 Encryption required for requested authentication mechanism',
      /wants encryption/,
      /TLS/,
    ),
    auth('a disabled account', '525 5.7.13 User account disabled', /may not send|blocked/, /enabled/),
    auth(
      'a blocked address',
      '554 5.7.1 Your IP is blocked due to too many failed logins',
      /refuses the address/,
      /block/,
    ),
    auth('no initial response', '501 5.5.2 Initial response not allowed', /could not read/, /initial response/),
    auth(
      'off on this port',
      '503 AUTH command used when not advertised',
      /switched off on this port|does not expect/,
      /submission|port/,
    ),
    auth(
      'an unknown mechanism said as a wrong password',
      '535 5.7.8 Error: authentication failed: Invalid authentication mechanism',
      /method/,
      /method/,
      undefined,
      /rejected the credentials/,
    ),
    methods('NTLM GSSAPI', /Windows or Kerberos/),
    methods('SCRAM-SHA-256', /SCRAM/),
    methods('DIGEST-MD5', /obsolete/),
    methods('EXTERNAL', /certificate/),
    methods('XOAUTH2', /OAuth2|no longer accepted/),
    {
      name: 'login: none offered',
      serve: starttls({ inside: { EHLO: '250-lab\r\n250 SIZE 1000' } }),
      login: LOGIN,
      exit: [17],
      cause: /offers no login/,
      advice: /submission port/,
    },
    {
      name: 'login: a blank at the end',
      serve: starttls({ inside: { AUTH: '535 5.7.8 no' } }),
      login: { ...LOGIN, password: 'correct-horse ' },
      exit: [17],
      cause: /rejected/,
      advice: /blank/,
    },
    {
      name: 'login: outside ASCII',
      serve: starttls({ inside: { AUTH: '535 5.7.8 no' } }),
      login: { ...LOGIN, password: 'pässwörd-häuser' },
      exit: [17],
      cause: /rejected/,
      advice: /ASCII/,
    },
    { name: 'login: asked for, and no user', serve: starttls(), args: ['--login'], exit: [4], cause: /not tried/ },
  ];

  const refused = (
    name: string,
    step: 'MAIL' | 'RCPT',
    reply: string,
    cause: RegExp,
    advice: RegExp,
    never?: RegExp,
  ): LabCase => ({
    name: `mail: ${name}`,
    serve: starttls({ inside: { [step]: reply } }),
    args: ENVELOPE,
    exit: [18],
    cause,
    advice,
    ...(never && { never }),
  });
  const mails: LabCase[] = [
    { name: 'mail: accepted', serve: starttls(), args: ENVELOPE, exit: [0] },
    refused(
      'submission without a login',
      'RCPT',
      '554 5.7.1 <x[192.0.2.1]>: Client host rejected: Access denied',
      /wants a login/,
      /user name and password|[Tt]est with login/,
      /Neither TLS nor the password/,
    ),
    refused(
      'TLS first',
      'MAIL',
      '530 5.7.0 Must issue a STARTTLS command first',
      /over TLS/,
      /STARTTLS/,
      /[Tt]est with login/,
    ),
    refused('login first', 'MAIL', '530 5.7.57 Client not authenticated to send mail', /wants a login/, /login/),
    refused('login first, other words', 'RCPT', '503 5.5.4 Bad sequence: AUTH first', /wants a login/, /login/),
    refused(
      'no such sender domain, for now',
      'RCPT',
      '450 4.1.8 <a@x>: Sender address rejected: Domain not found',
      /domain of the sender/i,
      /Another try changes nothing/,
      /^Greylisting/,
    ),
    refused(
      'no such sender domain',
      'MAIL',
      '553 5.1.8 <a@x>... Domain of sender address a@x does not exist',
      /domain of the sender/i,
      /MX or address|domain/,
    ),
    refused(
      'EHLO name',
      'RCPT',
      '504 5.5.2 <[127.0.0.1]>: Helo command rejected: need fully-qualified hostname',
      /EHLO name/,
      /--helo/,
    ),
    refused(
      'reverse DNS',
      'RCPT',
      '450 4.7.25 Client host rejected: cannot find your hostname, [192.0.2.1]',
      /reverse DNS/,
      /submission port/,
      /Greylisting/,
    ),
    refused(
      'not the own address',
      'RCPT',
      '553 5.7.1 <a@x>: Sender address rejected: not owned by user bob',
      /may not send from this address/,
      /address of the account|login/,
    ),
    refused('a daily quota', 'RCPT', '550 5.4.5 Daily user sending limit exceeded', /quota/, /[Ww]ait/, /spam filter/),
    refused('relay', 'RCPT', '554 5.7.1 <b@x>: Relay access denied', /does not pass mail on/, /Log in/),
    refused(
      'no such user',
      'RCPT',
      '550 5.1.1 <b@x>: User unknown in virtual mailbox table',
      /does not exist/,
      /spelling/,
    ),
    refused('greylisting', 'RCPT', '450 4.2.0 <b@x>: Greylisted, come back later', /for now/, /[Gg]reylisting/),
    refused('a full mailbox', 'RCPT', '552 5.2.2 over quota', /no room/, /another recipient/),
    refused(
      'a submission quota that looks like a full mailbox',
      'RCPT',
      '550 5.2.2 Submission quota exceeded',
      /quota/,
      /[Ww]ait/,
      /no room/,
    ),
    refused('a full disk', 'MAIL', '452 4.3.1 Insufficient system storage', /fault of its own/, /disk/),
    refused(
      'a block list',
      'RCPT',
      '554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.example',
      /policy/,
      /block list/,
    ),
    refused(
      'a sandbox',
      'RCPT',
      '550 5.7.1 Free accounts are for test purposes only. Please add the address to authorized recipients',
      /may not write|policy/,
      /authorised/,
    ),
    refused('size', 'MAIL', '552 Message size exceeds maximum permitted', /too large/, /limit/),
    refused('an incomplete sender', 'MAIL', '501 5.1.7 Invalid address', /no full domain/, /name@/),
  ];
  return [...network, ...dns, ...tls, ...logins, ...mails];
}
