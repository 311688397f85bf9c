import type { TlsMode } from '../../analyzer/model';

/** Sentence and next step for one code, in words of host, port and TLS mode. */
export interface Explanation {
  readonly sentence: string;
  readonly advice?: string;
}

/** What an explanation may want to mention. */
export interface Detail {
  /** Words of the server. */
  readonly reply?: string;
  readonly replyCode?: number;
  /** Enhanced status code (RFC 3463) of the reply. */
  readonly status?: string;
  /** Name of the protocol that answered. */
  readonly protocol?: string;
  /** Name of a setting, a record, an error code: whatever the code's explanation is about. */
  readonly subject?: string;
  /** Code of the error behind it. */
  readonly reason?: string;
  readonly seconds?: number;
  /** Login methods that the server offers. */
  readonly offered?: readonly string[];
  /** The client showed a certificate of its own. */
  readonly certified?: boolean;
  /** A server of this machine or of its own network, or a catcher of mail: it needs neither TLS nor a login. */
  readonly local?: boolean;
  /** Another port of the server, which was just seen to fail: nobody is to be sent there. */
  readonly deadPort?: number;
  /** Better than the advice for all failures of this code. */
  readonly advice?: string;
}

/** What an explanation can speak of. All texts are fit for display. */
export interface About extends Detail {
  readonly host: string;
  readonly port: number;
  readonly tls: TlsMode;
}

export type Explain = (about: About) => Explanation;

/** ` ("535 5.7.8 no")`, or nothing where the server said nothing. */
export const quoted = ({ reply }: About): string => (reply ? ` ("${reply}")` : '');

const WAYS: readonly (readonly [number, string])[] = [
  [465, '465 with implicit TLS'],
  [587, '587 with STARTTLS'],
];

/** The ports for mail clients, without the one that was just seen to fail. */
export const otherPorts = ({ port }: Pick<About, 'port'>): string =>
  WAYS.flatMap(([each, way]) => (each === port ? [] : [way])).join(', or ');

export const inSeconds = ({ seconds }: About): string => `${seconds} second${seconds === 1 ? '' : 's'}`;
