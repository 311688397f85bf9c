/** Everything that can be told about a server's certificate, all problems at once and not only the first. */
import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import * as tls from 'node:tls';
import { LARGEST_CA_FILE, readRegularFile } from '../io/read-file';
import { acceptedNames, alternativeNames, bearsOneOf } from './accepted-names';
import { type About, explain, type FailureCode } from './explanations';
import { remoteProviderOf } from './remote-provider';
import type { CertificateFacts, CertificateProblem, ProbeTarget } from './report';
import type { Session } from './session';

const DAY = 24 * 60 * 60 * 1000;

/** Certificates of automatic authorities are renewed 30 days before the end: what is nearer has been missed once. */
const SOON_DAYS = 21;

/** More certificates than any real chain has. */
const LONGEST_CHAIN = 10;

/** Signature algorithms by object identifier; a name that begins with `!` can be forged. */
const SIGNATURES: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.4': '!MD5 with RSA',
  '1.2.840.113549.1.1.5': '!SHA-1 with RSA',
  '1.2.840.10045.4.1': '!SHA-1 with ECDSA',
  '1.2.840.113549.1.1.11': 'SHA-256 with RSA',
  '1.2.840.113549.1.1.12': 'SHA-384 with RSA',
  '1.2.840.113549.1.1.13': 'SHA-512 with RSA',
  '1.2.840.113549.1.1.10': 'RSA-PSS',
  '1.2.840.10045.4.3.2': 'SHA-256 with ECDSA',
  '1.2.840.10045.4.3.3': 'SHA-384 with ECDSA',
  '1.2.840.10045.4.3.4': 'SHA-512 with ECDSA',
  '1.3.101.112': 'Ed25519',
};

/** What products that open TLS connections write into the certificates they make. */
const INTERCEPTOR =
  /kaspersky|avast|\bavg\b|\beset\b|bitdefender|zscaler|netskope|fortinet|fortigate|palo alto|sophos|mcafee|blue ?coat|forcepoint|check ?point|cisco umbrella|mitmproxy|charles proxy|fiddler|portswigger|norton|sonicwall|watchguard|barracuda|pfsense|opnsense|mikrotik|draytek|fritz\.?box|ssl inspection|web shield|mail shield/i;

/** The certificates that the server sent, its own first. */
function sentWith(leaf: X509Certificate): X509Certificate[] {
  const sent = [leaf];
  for (let next = leaf.issuerCertificate; next && sent.length < LONGEST_CHAIN; next = next.issuerCertificate) {
    sent.push(next);
  }
  return sent;
}

/** Of these, each with its issuer behind it, whatever their order; others have no part in the chain. */
function chainOf(sent: readonly X509Certificate[]): X509Certificate[] {
  const chain = sent.slice(0, 1);
  const issuerOf = (issued: X509Certificate) =>
    sent.find((each) => !chain.includes(each) && issued.checkIssued(each) && issued.verify(each.publicKey));
  for (let next = issuerOf(chain[0]!); next; next = issuerOf(next)) chain.push(next);
  return chain;
}

const isSelfSigned = (certificate: X509Certificate): boolean => certificate.checkIssued(certificate);

/** Common name where there is one, as it is the part that people know; else the whole name in one line. */
export function nameOf(distinguished: string): string {
  const lines = distinguished.split('\n');
  const common = lines.find((line) => line.startsWith('CN='))?.slice(3);
  const organisation = lines.find((line) => line.startsWith('O='))?.slice(2);
  if (common) return organisation && organisation !== common ? `${common} (${organisation})` : common;
  return lines.join(', ');
}

interface Key {
  readonly text: string;
  readonly weak: boolean;
}

function keyOf(certificate: X509Certificate): Key {
  try {
    const { asymmetricKeyType: type, asymmetricKeyDetails: details } = certificate.publicKey;
    if (details?.modulusLength) {
      return { text: `${(type ?? 'rsa').toUpperCase()} ${details.modulusLength}`, weak: details.modulusLength < 2048 };
    }
    if (details?.namedCurve)
      return { text: `EC ${details.namedCurve}`, weak: /(?:112|128|160|192)/.test(details.namedCurve) };
    return { text: type ?? 'unknown', weak: false };
  } catch {
    return { text: 'unknown', weak: false };
  }
}

/** Reads one DER element at `at`: where its content begins and where it ends. */
function element(der: Buffer, at: number): { start: number; end: number } {
  const first = der[at + 1] ?? 0;
  if (first < 0x80) return { start: at + 2, end: at + 2 + first };
  const size = first & 0x7f;
  const start = at + 2 + size;
  return { start, end: start + (size > 0 && size <= 4 ? der.readUIntBE(at + 2, size) : 0) };
}

/** The outer signatureAlgorithm (RFC 5280 section 4.1.1.2), for which Node has no words before release 24. */
function signatureOf(certificate: X509Certificate): string {
  try {
    const der = certificate.raw;
    const algorithm = element(der, element(der, element(der, 0).start).end);
    const oid = element(der, algorithm.start);
    const bytes = der.subarray(oid.start, oid.end);
    const numbers = [Math.floor(bytes[0]! / 40), bytes[0]! % 40];
    let value = 0;
    for (const byte of bytes.subarray(1)) {
      value = value * 128 + (byte & 0x7f);
      if (byte < 0x80) {
        numbers.push(value);
        value = 0;
      }
    }
    const dotted = numbers.join('.');
    return SIGNATURES[dotted] ?? dotted;
  } catch {
    return 'unknown';
  }
}

/** The roots that Node trusts by default; undefined where nobody can tell. */
function defaultRoots(): readonly string[] | undefined {
  const ask = (tls as { getCACertificates?: (kind: 'default') => string[] }).getCACertificates;
  if (ask) return ask('default');
  // Before Node 22.15.
  const extra = process.env.NODE_EXTRA_CA_CERTS;
  if (!extra) return tls.rootCertificates;
  const read = readRegularFile(extra, LARGEST_CA_FILE);
  return read.kind === 'bytes' ? [...tls.rootCertificates, read.bytes.toString()] : undefined;
}

/**
 * Whether the chain ends at a trusted root, whatever the dates. OpenSSL reports one problem only, and an expired
 * certificate is what it reports last: an untrusted issuer hides behind it.
 */
function anchored(chain: readonly X509Certificate[], ca: string | readonly string[] | undefined): boolean | undefined {
  const configured = ca === undefined ? undefined : typeof ca === 'string' ? [ca] : ca;
  const roots = configured ?? defaultRoots();
  if (!roots) return undefined;
  const pem = roots.join('\n').match(/-----BEGIN [^-]*-----[^-]*-----END [^-]*-----/g) ?? [];
  const trusted = pem.flatMap((block) => {
    try {
      return [new X509Certificate(block)];
    } catch {
      return [];
    }
  });
  const signs = (issuer: X509Certificate, issued: X509Certificate) =>
    issued.checkIssued(issuer) && issued.verify(issuer.publicKey);
  for (const [index, certificate] of chain.entries()) {
    if (trusted.some((root) => root.fingerprint256 === certificate.fingerprint256 || signs(root, certificate)))
      return true;
    const issuer = chain[index + 1];
    if (issuer && !certificate.verify(issuer.publicKey)) return false;
  }
  return false;
}

/** id-pe-tlsfeature (RFC 7633) as it stands in DER. */
const TLS_FEATURE = Buffer.from('06082b06010505070118', 'hex');

/** OpenSSL's own words for what Node has no code for; empty where the TLS library has none. */
function verdictOf(secure: tls.TLSSocket): string {
  const handle = (secure as unknown as { _handle?: { verifyError?: () => Error | null } })._handle;
  return handle?.verifyError?.()?.message ?? '';
}

const isDateError = (code: string) => code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID';

/** `71 days`, or `expired 659 days ago`. */
export const lifetime = ({ daysLeft }: Pick<CertificateFacts, 'daysLeft'>): string =>
  daysLeft < 0 ? `expired ${days(-daysLeft)} ago` : days(daysLeft);

const date = (time: number): string => new Date(time).toISOString().slice(0, 10);
const days = (count: number): string => (count === 1 ? '1 day' : `${count} days`);

/** Examines the certificate of a connection whose handshake is complete. Undefined where there is none. */
export function examine(session: Session, secure: tls.TLSSocket): CertificateFacts | undefined {
  const leaf = secure.getPeerX509Certificate();
  if (!leaf) return undefined;
  const { show, target, reference } = session;
  const now = session.now();
  const sent = sentWith(leaf);
  const chain = chainOf(sent);
  session.chain = chain;
  const code = secure.authorized ? '' : String(secure.authorizationError ?? 'UNSPECIFIED');
  const names = alternativeNames(leaf).map(show);
  const issuer = show(nameOf(leaf.issuer));
  const last = chain.at(-1)!;
  const key = keyOf(leaf);
  const signature = signatureOf(leaf);
  const selfSigned = isSelfSigned(leaf);
  const accepted = acceptedNames(session);
  const nameMatches = accepted
    ? bearsOneOf(leaf, accepted)
    : tls.checkServerIdentity(reference, leaf.toLegacyObject() as tls.PeerCertificate) === undefined;
  const wanted = accepted ? listed(accepted.map(show)) : show(reference);
  const problems: CertificateProblem[] = [];
  const provider = remoteProviderOf(reference)?.name;
  const report = (severity: 'fail' | 'warn', problem: FailureCode, subject = '', reason = provider) => {
    const about: About = { host: wanted, port: target.port, tls: target.tls, subject, reason };
    const { sentence, advice = '' } = explain(problem, about);
    problems.push({ code: problem, severity, sentence, advice });
  };

  for (const certificate of chain) {
    const from = Date.parse(certificate.validFrom);
    const to = Date.parse(certificate.validTo);
    const left = Math.floor((to - now) / DAY);
    const own = certificate === leaf;
    const subject = show(nameOf(certificate.subject));
    if (to < now && own)
      report('fail', 'certificate-expired', `on ${date(to)}, ${days(Math.floor((now - to) / DAY))} ago`);
    else if (to < now) report('fail', 'certificate-chain-expired', `"${subject}", expired on ${date(to)}`);
    else if (from > now) report('fail', 'certificate-not-yet-valid', date(from));
    else if (own && left < (session.options.expiryDays ?? SOON_DAYS))
      report('warn', 'certificate-expires-soon', `${days(left)}, on ${date(to)}`);
  }

  if (target.trustsNone !== undefined && target.ca === undefined)
    report('fail', 'certificate-no-authorities', show(target.trustsNone));
  const dated = problems.some(({ severity }) => severity === 'fail');
  const hidden = isDateError(code) && dated && anchored(chain, target.ca) === false;
  if (code === 'DEPTH_ZERO_SELF_SIGNED_CERT' || (hidden && selfSigned)) report('fail', 'certificate-self-signed');
  else if (code === 'SELF_SIGNED_CERT_IN_CHAIN') report('fail', 'certificate-private-root', show(nameOf(last.subject)));
  else if (code === 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' || code.startsWith('UNABLE_TO_GET_ISSUER_CERT') || hidden) {
    const alone = chain.length === 1;
    const missing = !alone
      ? 'certificate-issuer-unknown'
      : sent.length > 1
        ? 'certificate-chain-foreign'
        : 'certificate-intermediate-missing';
    report('fail', missing, show(nameOf(last.issuer)));
  }

  const asName = isIP(reference) !== 0 && names.includes(`DNS:${reference}`);
  if (!nameMatches && asName) report('fail', 'certificate-address-as-name', show(reference));
  else if (!nameMatches) {
    const shown = names.length > 0 ? names : [show(nameOf(leaf.subject))];
    const bare = shown.map((name) => name.replace(/^(?:DNS|IP Address):/, ''));
    report('fail', 'certificate-wrong-name', listed(bare), whyNot(bare, reference));
  } else if (names.length === 0) report('warn', 'certificate-common-name-only');

  for (const certificate of chain) {
    // The signature of a root proves nothing, so its algorithm does not matter.
    const algorithm = signatureOf(certificate);
    const weak = keyOf(certificate);
    const unknown = code === 'UNSPECIFIED' || code.endsWith('KEY_TOO_SMALL');
    if (weak.weak) report(unknown ? 'fail' : 'warn', 'certificate-weak-key', weak.text);
    if (algorithm.startsWith('!') && !isSelfSigned(certificate)) {
      report(unknown ? 'fail' : 'warn', 'certificate-weak-signature', algorithm.slice(1));
    }
  }
  const explained = problems.some(({ severity }) => severity === 'fail');
  if (INTERCEPTOR.test(`${leaf.issuer}\n${last.issuer}`)) {
    report(explained ? 'fail' : 'warn', 'certificate-intercepted', issuer);
    // It explains the others.
    problems.unshift(problems.pop()!);
  }
  if (code !== '' && !explained) {
    if (code === 'INVALID_PURPOSE') report('fail', 'certificate-wrong-purpose');
    else if (/subtree/.test(verdictOf(secure))) report('fail', 'certificate-name-constraints', issuer);
    else report('fail', 'certificate-invalid', show(code === 'UNSPECIFIED' ? verdictOf(secure) || code : code));
  }
  if (leaf.raw.includes(TLS_FEATURE) && !session.stapled) report('warn', 'certificate-must-staple');

  return {
    subject: show(nameOf(leaf.subject)),
    issuer,
    names,
    reference: wanted,
    nameMatches,
    validFrom: new Date(leaf.validFrom).toISOString(),
    validTo: new Date(leaf.validTo).toISOString(),
    daysLeft: Math.floor((Date.parse(leaf.validTo) - now) / DAY),
    key: key.text,
    signature: signature.replace('!', ''),
    fingerprint256: leaf.fingerprint256,
    chain: sent.map(({ subject }) => show(nameOf(subject))),
    selfSigned,
    verified: secure.authorized && problems.every(({ severity }) => severity !== 'fail'),
    roots: target.ca === undefined ? rootsInWords() : namedRoots(target),
    problems,
  };
}

/** Why a name that seems to fit does not; undefined where none does. */
function whyNot(names: readonly string[], reference: string): 'address' | 'wildcard' | undefined {
  if (isIP(reference)) return 'address';
  // RFC 9525 section 6.3.
  const reached = names.some(
    (name) => name.startsWith('*.') && reference.toLowerCase().endsWith(name.slice(1).toLowerCase()),
  );
  return reached ? 'wildcard' : undefined;
}

/** In words, the roots that a target brings along. */
export const namedRoots = ({ rootsInWords: words }: ProbeTarget): string =>
  words ?? 'the public ones, and the CA that was named';

const listed = (names: readonly string[]): string =>
  names.length > 4 ? `${names.slice(0, 4).join(', ')} and ${names.length - 4} more` : names.join(', ');

function rootsInWords(): string {
  const extra = process.env.NODE_EXTRA_CA_CERTS ? ' and NODE_EXTRA_CA_CERTS' : '';
  return `the list of Node ${process.versions.node}${extra}`;
}
