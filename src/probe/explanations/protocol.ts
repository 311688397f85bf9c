/** The dialogue: greeting, EHLO, STARTTLS. */
import { modeInWords } from '../../analyzer/words';
import { type Explain, inSeconds, otherPorts, quoted } from './explanation';
import { NO_TLS_NEEDED } from './tls';

/** The server greeted, so that port and TLS mode are right; what became of it then stands in its log. */
const midway = (command: string): string =>
  command === 'AUTH'
    ? 'What checks its passwords (Dovecot, LDAP, a database) may be down, or it shuts out who has failed too often. Its log tells; wait before you try again.'
    : 'A crash, a limit on connections or a policy against this client. The server’s log tells for the same moment; try again later, or from another network.';

/** Seconds that servers hold back their greeting, to see who cannot wait. */
const LONGEST_DELAY = 30;

/** RFC 5321 section 4.2.2. */
const UNKNOWN_COMMAND: ReadonlySet<number> = new Set([500, 502]);

export const PROTOCOL = {
  'tls-expected': ({ port, tls }) => ({
    sentence:
      `Port ${port} speaks TLS from the first byte, but the configuration begins in plaintext (${modeInWords(tls)}): each side ` +
      'waits for the other. Mail libraries report this as "Greeting never received" or a time-out.',
    advice: `Use implicit TLS on port ${port} (often called SSL/TLS, or secure: true).`,
  }),
  'greeting-timeout': (about) => ({
    sentence:
      about.tls === 'implicit'
        ? `${about.host} completed TLS on port ${about.port} but sent no greeting within ${inSeconds(about)}.`
        : `${about.host} accepted the connection on port ${about.port} but sent no greeting within ${inSeconds(about)}, and it does not answer to TLS either.`,
    advice: `${
      (about.seconds ?? 0) < LONGEST_DELAY
        ? 'Some servers delay strangers on purpose, up to 30 seconds: allow more time. Else a'
        : 'A'
    } proxy or firewall answers in place of a mail server, the server waits for the PROXY protocol of a load balancer, or the port is not for mail.`,
  }),
  'not-smtp': ({ host, port, protocol, local }) => ({
    sentence: protocol
      ? `What answers on ${host}:${port} is ${protocol}, not an SMTP server.`
      : `What answers on ${host}:${port} does not speak SMTP.`,
    advice:
      local && /web server/.test(protocol ?? '')
        ? 'Catchers of mail show their pages on one port (1080, 8025) and take mail on another, mostly 1025.'
        : 'Check host and port: 465 with implicit TLS or 587 with STARTTLS is for sending mail; 993, 995, 143 and 110 are for reading it.',
  }),
  'greeting-rejected': (about) => ({
    sentence: `The server does not talk to this machine: it greeted with ${about.replyCode}${quoted(about)}.`,
    advice:
      'That is about the address you connect from, not about the password: a block list, or a server that takes no mail from here. Try another network, or the provider’s submission port.',
  }),
  'greeting-busy': (about) => ({
    sentence: `The server is busy or going down: it ${about.subject === 'EHLO' ? 'answered EHLO' : 'greeted'} with ${about.replyCode}${quoted(about)}.`,
    advice:
      'Too many connections from this address, or maintenance. Wait, then try again once; do not retry in a loop.',
  }),
  closed: ({ host, port, subject }) => ({
    sentence: subject
      ? `${host} closed the connection instead of answering ${subject}.`
      : `${host} closed the connection on port ${port} without a greeting.`,
    advice: subject
      ? midway(subject)
      : 'Servers do so to addresses they block and to clients that speak another protocol. Check port and TLS mode, and try from another network.',
  }),
  reset: ({ host, port, subject }) => ({
    sentence: `The connection to ${host} on port ${port} was reset${subject ? ` instead of an answer to ${subject}` : ''}.`,
    advice: subject
      ? midway(subject)
      : 'Something accepted the connection and broke it off before a word: a port forwarding or load balancer without a running server behind it, a firewall that admits listed addresses only, or a service that crashed. Check that the mail server runs, and that it listens where the forwarding leads.',
  }),
  'answer-timeout': (about) => ({
    sentence: `The server did not complete its answer${about.subject ? ` to ${about.subject}` : ''} within ${inSeconds(about)}.`,
    advice:
      about.subject === 'AUTH'
        ? midway(about.subject)
        : 'It is overloaded, or holds callers on purpose. Try again later.',
  }),
  'answer-too-long': () => ({
    sentence: 'The server sent more than any SMTP reply may hold, so the test hung up.',
    advice: 'This is no proper mail server. Check host and port.',
  }),
  'unsolicited-answer': () => ({
    sentence: 'The server answered before it was asked, so no later answer could be trusted, and the test hung up.',
    advice: 'Someone or something between may be inserting replies. Do not send credentials over this connection.',
  }),
  'ehlo-rejected': (about) => ({
    sentence: `The server refused EHLO and HELO with ${about.replyCode}${quoted(about)}.`,
    advice: UNKNOWN_COMMAND.has(about.replyCode ?? 0)
      ? 'It does not know the words, so it is no server for mail clients: LMTP and other services greet alike. Check host and port: 465 with implicit TLS or 587 with STARTTLS is for sending mail.'
      : 'It dislikes the name or the address of the caller; credentials play no part yet. Another network or another EHLO name may help.',
  }),
  'client-name': (about) => ({
    sentence: `The server does not accept the EHLO name of this client: ${about.replyCode}${quoted(about)}.`,
    advice:
      'The test gives [127.0.0.1] unless the configuration or --helo names another; the application may give a name that is accepted. Test with the full host name of the machine: --helo NAME.',
  }),
  'client-reverse-dns': (about) => ({
    sentence: `The server finds no proper reverse DNS name for the address of this machine: ${about.replyCode}${quoted(about)}.`,
    advice:
      'Only servers need one. Send through the submission port (465 or 587) with a login, or have the owner of the address set its PTR record to a name that leads back to it.',
  }),
  'client-address': (about) => ({
    sentence: `The server refuses the address of this machine: ${about.replyCode}${quoted(about)}.`,
    advice: 'The credentials play no part. Have the provider allow the public address of this machine.',
  }),
  'too-many-connections': (about) => ({
    sentence: `Too many connections are open at once: ${about.replyCode}${quoted(about)}.`,
    advice: 'Close other clients, or let the application use one connection for several messages (a pool).',
  }),
  'helo-only': ({ deadPort, local, ...about }) => ({
    sentence: `The server knows no EHLO${quoted(about)}, only the old HELO: it offers neither STARTTLS nor login.`,
    advice: local
      ? 'It is an old server, or a small one for tests.'
      : deadPort === 465
        ? 'A proxy that rewrites SMTP may stand between: try from another network.'
        : 'A proxy that rewrites SMTP may stand between. Try port 465 with implicit TLS, which such a proxy cannot rewrite.',
  }),
  'starttls-not-offered': ({ host, port, tls, subject, deadPort, local }) => ({
    sentence:
      tls === 'opportunistic'
        ? `${host} does not offer STARTTLS on port ${port}, so the configuration silently goes on unencrypted.`
        : `${host} does not offer STARTTLS on port ${port}, which the configuration requires.`,
    advice: local
      ? NO_TLS_NEEDED
      : subject
        ? `${subject} does offer it there: a firewall or proxy between takes it away. Use ${deadPort === 465 ? 'another network' : 'port 465 with implicit TLS, or another network'}.`
        : deadPort === 465
          ? 'Port 465 does not work here either. If the server is yours, give it a certificate and switch STARTTLS on; if it is known to offer STARTTLS, something between takes it away: use another network.'
          : `Use port ${port === 465 ? otherPorts({ port }) : '465 with implicit TLS'}. If the server is known to offer STARTTLS here, something between takes it away.`,
  }),
  'starttls-disguised': ({ subject, deadPort }) => ({
    sentence: `The list of capabilities holds "${subject}" where STARTTLS would stand: a firewall between overwrites it.`,
    advice: `Known from "SMTP inspection" of older firewalls. Have the inspection switched off (Cisco: no inspect esmtp)${deadPort === 465 ? '' : ', or use port 465 with implicit TLS'}.`,
  }),
  'starttls-unused': ({ port }) => ({
    sentence: `The server offers STARTTLS on port ${port}, but the configuration does not use it: all goes in clear.`,
    advice: 'Require STARTTLS.',
  }),
  'starttls-refused': (about) => ({
    sentence: `The server offers STARTTLS but answered it with ${about.replyCode}${quoted(about)}.`,
    advice:
      about.replyCode === 454
        ? 'Its TLS is out of order, often because it cannot load the certificate file; waiting does not repair that. Tell its operator. The test does not go on unencrypted.'
        : about.replyCode === 421
          ? 'The server ends the connection: it is busy, or a policy closed it. Wait, then try again. The test does not go on unencrypted.'
          : `STARTTLS is not usable here. ${about.port === 465 ? '' : 'Try port 465 with implicit TLS. '}The test does not go on unencrypted.`,
  }),
  'starttls-injection': () => ({
    sentence:
      'Data came in clear behind the answer to STARTTLS, as an attacker does who wants it taken for part of the encrypted session.',
    advice:
      'Do not use this server or this network until that is explained: either the server is faulty, or someone between inserts replies.',
  }),
} satisfies Record<string, Explain>;
