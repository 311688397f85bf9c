/** Names, addresses and connections: what goes wrong before the server says what it is, and servers that are slow. */
import { smtp } from '../support/smtp-servers';
import type { Authority, LabCase } from './lab-case';
import { close, labServers, nothing, raw, smtps } from './lab-servers';

export function networkCases(authority: Authority): LabCase[] {
  const { starttls, sign, withTls, good } = labServers(authority);

  return [
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
      elsewhere: { '127.9.9.1': starttls() },
      exit: [5],
      cause: /fails at 127\.9\.9\.2/,
      advice: /DNS/,
    },
    { name: 'a container', host: 'mailpit', port: 1025, exit: [10], cause: /does not exist/, advice: /container/ },
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
    {
      name: 'an address of another network',
      host: '10.77.0.1',
      exit: [11],
      cause: /no route/,
      advice: /VPN/,
      never: /IPv6/,
    },
    {
      name: 'one of two addresses has a certificate of another',
      host: 'mixed.lab.example',
      elsewhere: { '127.9.9.3': starttls(), '127.9.9.4': withTls(sign({ names: ['mail.other.example'] })) },
      exit: [5],
      cause: /fails at 127\.9\.9\.4.*not for mixed/s,
      advice: /DNS/,
    },
    {
      name: 'none of two addresses answers',
      host: 'dead.lab.example',
      exit: [11],
      cause: /No answer/,
      advice: /firewall/i,
    },
  ];
}
