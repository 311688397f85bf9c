/** What is read out of X.509 certificates (RFC 5280), without a judgement. */
import { X509Certificate } from 'node:crypto';
import * as tls from 'node:tls';
import { LARGEST_CA_FILE, readRegularFile } from '../io/read-file';

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

/** The certificates that the server sent, its own first. */
export function sentWith(leaf: X509Certificate): X509Certificate[] {
  const sent = [leaf];
  for (let next = leaf.issuerCertificate; next && sent.length < LONGEST_CHAIN; next = next.issuerCertificate) {
    sent.push(next);
  }
  return sent;
}

/** Of these, each with its issuer behind it, whatever their order; others have no part in the chain. */
export function chainOf(sent: readonly X509Certificate[]): X509Certificate[] {
  const chain = sent.slice(0, 1);
  const issuerOf = (issued: X509Certificate) =>
    sent.find((each) => !chain.includes(each) && issued.checkIssued(each) && issued.verify(each.publicKey));
  for (let next = issuerOf(chain[0]!); next; next = issuerOf(next)) chain.push(next);
  return chain;
}

export const isSelfSigned = (certificate: X509Certificate): boolean => certificate.checkIssued(certificate);

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

export function keyOf(certificate: X509Certificate): Key {
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
export function signatureOf(certificate: X509Certificate): string {
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
export function anchored(
  chain: readonly X509Certificate[],
  ca: string | readonly string[] | undefined,
): boolean | undefined {
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
