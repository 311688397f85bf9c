/** What DANE says of a server's certificate: the TLSA records of its port, and whether DNSSEC stands behind them (RFC 7672). */
import { TimeUp, within } from './deadline';
import { errorCode } from './failure';
import type { Authentic, AuthenticType, Resolver } from './report';
import { isUsable, type Tlsa, tlsaOf } from './tlsa';

export interface DaneRecords {
  readonly records: readonly Tlsa[];
  /** The resolver has checked their signatures. */
  readonly authentic: boolean;
  /** Whether the resolver checks signatures at all. */
  readonly validates: boolean;
  readonly server: string;
}

/** For one question. In milliseconds. */
const PATIENCE = 6_000;

type Ask = (name: string, type: AuthenticType) => Promise<Authentic>;

/** Asks within a limit; undefined where nobody can be asked. */
export const asking = ({ authentic }: Resolver, signal: AbortSignal): Ask | undefined =>
  authentic &&
  ((name, type) =>
    within(PATIENCE, signal, (limit) => authentic(name, type, limit)).catch((error: unknown) => {
      signal.throwIfAborted();
      throw error instanceof TimeUp ? Object.assign(new Error('ETIMEOUT'), { code: 'ETIMEOUT' }) : error;
    }));

/** Whether the resolver checks signatures: the root is signed since 2010. */
export const validates = async (ask: Ask): Promise<boolean> =>
  ask('.', 'NS').then(
    ({ authentic }) => authentic,
    () => false,
  );

/** The TLSA records of a port; the code of an error where the DNS does not answer. */
export async function daneOf(host: string, port: number, ask: Ask): Promise<DaneRecords | string> {
  try {
    // What is not signed at the address is not signed at all: RFC 7672 section 2.2.2 asks nothing more there.
    const { data, authentic, server } = await ask(`_${port}._tcp.${host}`, 'TLSA');
    const records = data.map(tlsaOf).filter((record) => record !== undefined);
    return { records, authentic, server, validates: authentic || (await validates(ask)) };
  } catch (error) {
    return errorCode(error);
  }
}

/** Records that a sender acts on. */
export const usable = ({ records, authentic }: DaneRecords): readonly Tlsa[] =>
  authentic ? records.filter(isUsable) : [];
