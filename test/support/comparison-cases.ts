/** Fifteen servers that are out of order in a way of their own, for the comparison with other tools. */
import type { ProbeTarget } from '../../src/probe';
import { makeAuthority } from './certificates';
import { type LoopbackServer, listen, type SmtpScript, says, silent, smtp } from './smtp-servers';

export interface ComparisonCase {
  readonly title: string;
  /** What is out of order. */
  readonly cause: string;
  readonly serve: () => Promise<LoopbackServer>;
  readonly tls: Extract<ProbeTarget['tls'], 'implicit' | 'starttls'>;
  /** The configuration has credentials, and the user wants them tried. */
  readonly login?: boolean;
  /** Words, one of which an output must hold to have named the cause. */
  readonly words: RegExp;
}

export const HOST = 'localhost';
export const LOGIN = { user: 'joe', password: 'correct-horse-battery' };

const authority = makeAuthority();
const { root, intermediate, sign } = authority;

/** The authority that every tool is told to trust. */
export const CA = root.cert;

type Options = Parameters<typeof sign>[0];

const certificate = (options: Options = {}, issuer = root) => {
  const { key, cert } = sign({ names: [HOST, '127.0.0.1'], ...options }, issuer);
  return { key, cert };
};

const behind =
  (options: Options, issuer = root, more: Partial<SmtpScript> = {}) =>
  () =>
    smtp({ implicit: true, tls: certificate(options, issuer), ...more });

const EHLO = '250-mail.example.net\r\n250-STARTTLS\r\n250 8BITMIME';

export const CASES: readonly ComparisonCase[] = [
  {
    title: 'STARTTLS port, implicit TLS configured',
    cause: 'The port begins in plaintext and offers STARTTLS.',
    serve: () => smtp({ tls: certificate() }),
    tls: 'implicit',
    words: /STARTTLS/,
  },
  {
    title: 'Port of implicit TLS, STARTTLS configured',
    cause: 'The port wants TLS from the first byte.',
    serve: behind({}),
    tls: 'starttls',
    words: /implicit|first byte/i,
  },
  {
    title: 'Silence',
    cause: 'The port is open, and nobody says a word.',
    serve: silent,
    tls: 'starttls',
    words: /greeting|banner|time[d ]?-?out|no answer/i,
  },
  {
    title: 'An IMAP server',
    cause: 'What answers is for reading mail.',
    serve: () => says('* OK [CAPABILITY IMAP4rev1] ready\r\n'),
    tls: 'starttls',
    words: /an IMAP server|not SMTP/i,
  },
  {
    title: 'STARTTLS not offered',
    cause: 'The configuration requires STARTTLS, the server does not offer it.',
    serve: () => smtp(),
    tls: 'starttls',
    words: /(?:not|n't) (?:offer|advertise|support|found|seem)|No STARTTLS/i,
  },
  {
    title: 'STARTTLS out of order',
    cause: 'The server offers STARTTLS and answers it with 454.',
    serve: () => smtp({ tls: certificate(), answers: { EHLO, STARTTLS: '454 4.7.0 TLS not available' } }),
    tls: 'starttls',
    words: /454/,
  },
  {
    title: 'Data injected behind STARTTLS',
    cause: 'In the segment of the answer to STARTTLS comes an answer more, in clear.',
    serve: () =>
      smtp({
        tls: certificate(),
        answers: { EHLO, STARTTLS: '220 go ahead\r\n250-other.example.net\r\n250 AUTH PLAIN' },
      }),
    tls: 'starttls',
    words: /inject|in clear|plaintext/i,
  },
  {
    title: 'Expired certificate',
    cause: 'The certificate expired three days ago.',
    serve: behind({ from: -90, to: -3 }),
    tls: 'implicit',
    words: /expired/i,
  },
  {
    title: 'Certificate of another name',
    cause: 'The certificate is for mail.other.example.',
    serve: behind({ names: ['mail.other.example'] }),
    tls: 'implicit',
    words: /name|altnames/i,
  },
  {
    title: 'Missing intermediate certificate',
    cause: 'The server sends its own certificate only, not that of its issuer.',
    serve: behind({}, intermediate),
    tls: 'implicit',
    words: /missing|incomplete|first certificate|issuer/i,
  },
  {
    title: 'Expired, and of another name',
    cause: 'Two faults in one certificate.',
    serve: behind({ from: -90, to: -3, names: ['mail.other.example'] }),
    tls: 'implicit',
    words: /^(?=[\s\S]*expired)(?=[\s\S]*(?:not for|match|altnames))/i,
  },
  {
    title: 'TLS 1.0 and 1.1 only',
    cause: 'The server knows only versions that RFC 8996 forbids.',
    serve: behind({}, root, {
      tls: { ...certificate(), minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
    }),
    tls: 'implicit',
    words: /version|TLS 1\.1? .*(?:offered|deprecated)|protocol/i,
  },
  {
    title: 'No login offered',
    cause: 'The configuration has credentials, the server takes none.',
    serve: behind({}, root, { inside: { EHLO: '250-mail.example.net\r\n250 SIZE 1000000' } }),
    tls: 'implicit',
    login: true,
    words: /auth|login/i,
  },
  {
    title: 'Wrong password',
    cause: 'The server rejects the credentials with 535.',
    serve: behind({}, root, { inside: { AUTH: '535 5.7.8 Authentication credentials invalid' } }),
    tls: 'implicit',
    login: true,
    words: /535|rejected|credentials/i,
  },
  {
    title: 'A refusal with terminal escapes',
    cause: 'The greeting is 554 and recolours the terminal; shown raw, it could write anything there.',
    serve: () =>
      listen((socket) => {
        socket.end('554 \x1b[2J\x1b[31mgo away\x1b[0m\r\n');
        socket.resume();
      }),
    tls: 'starttls',
    words: /554/,
  },
];
