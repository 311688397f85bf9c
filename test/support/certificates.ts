/** Throw-away certificates with every defect that a server can have, made at test time. */
import { generateKeyPairSync } from 'node:crypto';
import { isIP } from 'node:net';
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
}

const DAY = 24 * 60 * 60 * 1000;

/** A private RSA key as PEM. */
export const newKey = (bits = 2048): string =>
  generateKeyPairSync('rsa', {
    modulusLength: bits,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  }).privateKey;

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
  const altNames = names?.map((name) => (isIP(name) ? { type: 7, ip: name } : { type: 2, value: name }));
  certificate.setExtensions([
    { name: 'basicConstraints', cA: options.authority === true, critical: true },
    ...(altNames ? [{ name: 'subjectAltName', altNames }] : []),
  ]);
  const digest = options.hash === 'sha1' ? forge.md.sha1.create() : forge.md.sha256.create();
  certificate.sign(issuer ? forge.pki.privateKeyFromPem(issuer.key) : own, digest);
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
