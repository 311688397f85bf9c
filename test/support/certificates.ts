/** Throw-away certificates with every defect that a server can have, made at test time. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { dirname, join } from 'node:path';
import forge from 'node-forge';

export interface Issued {
  /** PEM. */
  readonly key: string;
  readonly cert: string;
}

export interface CertificateOptions {
  readonly commonName: string;
  /** DNS names and addresses for the subject alternative name; absent: the extension is left out. */
  readonly names?: readonly string[];
  /** Absent: self-signed. */
  readonly issuer?: Issued;
  readonly authority?: boolean;
  /** Days from now. */
  readonly from?: number;
  readonly to?: number;
  readonly key?: string;
  readonly hash?: 'sha1' | 'sha256';
  readonly organisation?: string;
  /** Written as DNS names, addresses among them, too. */
  readonly dnsNames?: readonly string[];
  /** For clients, not for servers. */
  readonly clientOnly?: boolean;
  /** Demands an OCSP answer with each handshake (RFC 7633). */
  readonly mustStaple?: boolean;
  /** An authority that may sign for this domain only (RFC 5280 section 4.2.1.10). */
  readonly onlyFor?: string;
}

/** NameConstraints with one permitted DNS name, in DER. */
function permitted(domain: string): string {
  const name = String.fromCharCode(0x82, domain.length) + domain;
  const wrap = (tag: number, content: string) => String.fromCharCode(tag, content.length) + content;
  return wrap(0x30, wrap(0xa0, wrap(0x30, name)));
}

const DAY = 24 * 60 * 60 * 1000;

/** Beside the built tests: keys are kept from one test file to the next, as making them takes long. */
const KEPT_KEYS = join(process.cwd(), 'out/test/keys');
let keys = 0;

/** A private RSA key as PEM; another one at each call in a process. */
export function newKey(bits = 2048): string {
  const file = join(KEPT_KEYS, `${keys++}-${bits}.pem`);
  if (existsSync(file)) return readFileSync(file, 'utf8');
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: bits,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  if (existsSync(dirname(KEPT_KEYS))) {
    mkdirSync(KEPT_KEYS, { recursive: true });
    // Other processes see the whole key or none.
    writeFileSync(`${file}.${process.pid}`, privateKey, { mode: 0o600 });
    renameSync(`${file}.${process.pid}`, file);
  }
  return privateKey;
}

/** Of even length in hexadecimal and without a leading zero, as DER wants it. */
let serial = 0x10000000;

export function issue(options: CertificateOptions): Issued {
  const { commonName, names, issuer, from = -1, to = 90, key = newKey() } = options;
  const certificate = forge.pki.createCertificate();
  const own = forge.pki.privateKeyFromPem(key);
  certificate.publicKey = forge.pki.setRsaPublicKey(own.n, own.e);
  certificate.serialNumber = (serial++).toString(16);
  certificate.validity.notBefore = new Date(Date.now() + from * DAY);
  certificate.validity.notAfter = new Date(Date.now() + to * DAY);
  const valueTagClass = forge.asn1.Type.UTF8;
  const subject = [
    { name: 'commonName', value: commonName, valueTagClass },
    ...(options.organisation ? [{ name: 'organizationName', value: options.organisation, valueTagClass }] : []),
  ] as unknown as forge.pki.CertificateField[];
  certificate.setSubject(subject);
  certificate.setIssuer(issuer ? forge.pki.certificateFromPem(issuer.cert).subject.attributes : subject);
  // GeneralName (RFC 5280 section 4.2.1.6): 2 is a DNS name, 7 an address.
  const listed = names?.map((name) => (isIP(name) ? { type: 7, ip: name } : { type: 2, value: name }));
  const altNames = options.dnsNames?.map((value) => ({ type: 2, value })) ?? listed;
  certificate.setExtensions([
    { name: 'basicConstraints', cA: options.authority === true, critical: true },
    ...(altNames ? [{ name: 'subjectAltName', altNames }] : []),
    ...(options.clientOnly ? [{ name: 'extKeyUsage', clientAuth: true }] : []),
    // SEQUENCE of one INTEGER: 5, status_request.
    ...(options.mustStaple ? [{ id: '1.3.6.1.5.5.7.1.24', value: '\x30\x03\x02\x01\x05' }] : []),
    ...(options.onlyFor ? [{ id: '2.5.29.30', critical: true, value: permitted(options.onlyFor) }] : []),
  ]);
  const { hash = 'sha256' } = options;
  // In place of forge's own arithmetic, which takes long.
  const signer = {
    sign() {
      const signed = forge.asn1.toDer(certificate.tbsCertificate).getBytes();
      return sign(hash, Buffer.from(signed, 'latin1'), issuer?.key ?? key).toString('latin1');
    },
  };
  certificate.sign(signer as unknown as forge.pki.rsa.PrivateKey, forge.md[hash].create());
  return { key, cert: forge.pki.certificateToPem(certificate) };
}

/** One authority with an intermediate, and the keys that the servers share, as making keys takes long. */
export function makeAuthority() {
  const root = issue({ commonName: 'Throw-away Root', authority: true });
  const intermediate = issue({ commonName: 'Throw-away Intermediate', authority: true, issuer: root });
  const key = newKey();
  const sign = (options: Partial<CertificateOptions>, issuer = root): Issued =>
    issue({ commonName: 'localhost', names: ['localhost', '127.0.0.1'], key, issuer, ...options });
  return { root, intermediate, key, sign };
}
