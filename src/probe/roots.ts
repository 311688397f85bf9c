/** Trusted roots of the operating system, which programs in Python, PHP, Ruby, Go and C use, and Node does not. */
import * as tls from 'node:tls';
import { LARGEST_CA_FILE, readRegularFile } from '../io/read-file';

/** Where distributions keep them: Debian and Alpine, Fedora, SUSE, BSD and macOS. */
const BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/** PEM; undefined where this machine has none that can be found. */
export function systemRoots(): readonly string[] | undefined {
  const ask = (tls as { getCACertificates?: (kind: 'system') => string[] }).getCACertificates;
  const asked = ask?.('system') ?? [];
  if (asked.length > 0) return asked;
  const named = process.env.SSL_CERT_FILE;
  for (const file of named ? [named] : BUNDLES) {
    const read = readRegularFile(file, LARGEST_CA_FILE);
    if (read.kind === 'bytes') return [read.bytes.toString()];
  }
  return undefined;
}
