import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { modeInWords } from '../../analyzer/words';
import { namedRoots } from '../certificate';
import { Failure } from '../failure';
import { proxyOf } from '../proxy';
import type { Fact, ProbeTarget } from '../report';
import type { Session } from '../session';
import type { Stage } from './stage';

/** What people put into a host beside the name, in the order in which it is looked for. */
const STRAY: readonly (readonly [RegExp, string])[] = [
  [/:\/\//, 'a scheme'],
  [/@/, 'an @ sign'],
  [/^[^:]*:\d+$/, 'a port'],
  [/\s/, 'a blank'],
  [/[${}<>%]/, 'a placeholder that nothing has filled in'],
  [/[/?#\\:]/, 'a path or a colon'],
  [/^[-.]|\.\.|-\.|-$/, 'a misplaced dot or hyphen'],
];

/** The host as it is looked up: ASCII, without brackets and final dot. */
export function normalHost(text: string): string {
  const host = text.trim();
  if (host === '') throw new Failure('host-missing');
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  if (isIP(bare)) return bare;
  const stray = STRAY.find(([pattern]) => pattern.test(host));
  if (stray) throw new Failure('host-not-a-name', { subject: stray[1] });
  // What getaddrinfo would do by itself; the certificate is compared with this form, too.
  const ascii = domainToASCII(host).replace(/\.$/, '');
  const long = ascii.length > 253 || ascii.split('.').some((label) => label.length > 63);
  if (ascii === '' || long)
    throw new Failure('host-not-a-name', { subject: long ? 'too many letters' : 'letters that no name may have' });
  return ascii;
}

const CONTROL = /[\x00-\x1f\x7f]/;

/** Texts that become part of a command: a line break in one of them would be a command of its own. */
function checkTexts({ target, options, clientName }: Session) {
  const texts = {
    'The EHLO name': clientName,
    'The server name': target.servername ?? '',
    'The user name': target.login?.user ?? '',
    'The password': target.login?.password ?? '',
    'The sender address': options.envelope?.from ?? '',
    'The recipient address': options.envelope?.to ?? '',
    'The sender of the message': options.message?.from ?? '',
    'The recipient of the message': options.message?.to ?? '',
  };
  const unfit = Object.entries(texts).find(([, text]) => CONTROL.test(text));
  if (unfit) throw new Failure('text-unusable', { subject: unfit[0] });
}

/** Every block must be a certificate: what cannot be read is ignored by OpenSSL. */
function checkCa(ca: NonNullable<ProbeTarget['ca']>) {
  const text = typeof ca === 'string' ? ca : ca.join('\n');
  const blocks = text.match(/-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^-]*-----END[^-]*-----/g) ?? [];
  try {
    for (const block of blocks) new X509Certificate(block);
  } catch {
    throw new Failure('ca-unreadable');
  }
  if (blocks.length === 0) throw new Failure('ca-unreadable');
}

const VERIFICATION = {
  full: 'chain and host name',
  'chain-only': 'chain, but not the host name',
  none: 'nothing',
} as const;

const credentialsInWords = ({ login, unknownLogin }: ProbeTarget): string =>
  login ? 'configured' : unknownLogin ? `unknown: ${unknownLogin}` : 'none';

export const settings: Stage = {
  id: 'settings',
  title: 'Settings',
  run(session) {
    const { target } = session;
    session.host = normalHost(target.host);
    if (!Number.isInteger(target.port) || target.port < 1 || target.port > 65535) throw new Failure('port-invalid');
    checkTexts(session);
    if (target.ca !== undefined) checkCa(target.ca);
    session.proxy = target.proxy === undefined ? undefined : proxyOf(target.proxy);
    const from = (setting: keyof NonNullable<ProbeTarget['origins']>) => {
      const origin = target.origins?.[setting];
      return origin ? ` (${session.show(origin)})` : '';
    };
    const facts: Fact[] = [
      { label: 'Host', value: session.show(session.host) + from('host') },
      { label: 'Port', value: String(target.port) + from('port') },
      { label: 'TLS mode', value: modeInWords(target.tls) + from('tls') },
      { label: 'Application verifies', value: VERIFICATION[target.verify] + from('verify') },
      ...(target.clientCertificate ? [{ label: 'Client certificate', value: 'given' }] : []),
      ...(target.proxy ? [{ label: 'Proxy', value: session.show(target.proxy) }] : []),
      ...(target.localAddress ? [{ label: 'Connects from', value: session.show(target.localAddress) }] : []),
      ...(target.servername ? [{ label: 'Server name', value: session.show(target.servername) }] : []),
      ...(target.minVersion ? [{ label: 'Lowest TLS version', value: target.minVersion }] : []),
      ...(target.maxVersion ? [{ label: 'Highest TLS version', value: target.maxVersion }] : []),
      ...(target.ca === undefined ? [] : [{ label: 'Roots', value: namedRoots(target) }]),
      { label: 'Credentials', value: credentialsInWords(target) },
      ...(target.origins?.user ? [{ label: 'User name', value: session.show(target.origins.user) }] : []),
      ...(target.origins?.password
        ? [{ label: 'Password', value: session.show(target.origins.password) }]
        : target.unknownPassword
          ? [{ label: 'Password', value: session.show(target.unknownPassword) }]
          : []),
    ];
    const sentence = `${session.show(session.host)}, port ${target.port}, ${modeInWords(target.tls)}.`;
    if (target.tls === 'off' && target.login && !session.isLocal)
      return session.outcome('warn', 'login-not-encrypted', {}, facts);
    return { status: 'ok', sentence, facts };
  },
};
