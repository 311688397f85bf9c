/** TLSA records for SMTP (RFC 6698, RFC 7672) and the certificates that they speak of. */
import { createHash, type X509Certificate } from 'node:crypto';

export interface Tlsa {
  /** 2: an authority that must stand in the chain (DANE-TA); 3: the server's own key or certificate (DANE-EE). */
  readonly usage: number;
  /** 0: the whole certificate; 1: its public key. */
  readonly selector: number;
  /** 0: the bytes themselves; 1: SHA-256; 2: SHA-512. */
  readonly matching: number;
  readonly data: Buffer;
}

const SIZES: Readonly<Record<number, number>> = { 1: 32, 2: 64 };

/** Undefined for what is too short to be one. */
export function tlsaOf(data: Buffer): Tlsa | undefined {
  if (data.length < 4) return undefined;
  return { usage: data[0]!, selector: data[1]!, matching: data[2]!, data: data.subarray(3) };
}

/** Whether a mail server may act on it: RFC 7672 section 3.1.3 leaves out the usages 0 and 1. */
export const isUsable = ({ usage, selector, matching, data }: Tlsa): boolean =>
  (usage === 2 || usage === 3) &&
  selector <= 1 &&
  matching <= 2 &&
  (matching === 0 ? data.length > 0 : data.length === SIZES[matching]);

/** `3 1 1 0b9f…`, as zone files have it, shortened. */
export const tlsaInWords = ({ usage, selector, matching, data }: Tlsa): string => {
  const hex = data.toString('hex');
  return `${usage} ${selector} ${matching} ${hex.length > 16 ? `${hex.slice(0, 16)}…` : hex}`;
};

function isOf({ selector, matching, data }: Tlsa, certificate: X509Certificate): boolean {
  const bytes = selector === 0 ? certificate.raw : certificate.publicKey.export({ type: 'spki', format: 'der' });
  const found =
    matching === 0
      ? bytes
      : createHash(matching === 1 ? 'sha256' : 'sha512')
          .update(bytes)
          .digest();
  return found.equals(data);
}

/** The record that the chain bears out, its first certificate being the server's own; undefined where none does. */
export const matchingTlsa = (records: readonly Tlsa[], chain: readonly X509Certificate[]): Tlsa | undefined =>
  records
    .filter(isUsable)
    .find((record) =>
      record.usage === 3
        ? chain[0] !== undefined && isOf(record, chain[0])
        : chain.some((certificate) => isOf(record, certificate)),
    );
