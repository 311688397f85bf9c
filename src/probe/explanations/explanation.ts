import type { TlsMode } from '../../analyzer/model';
import type { Detail } from '../failure';

/** Sentence and next step for one code, in words of host, port and TLS mode. */
export interface Explanation {
  readonly sentence: string;
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

export const inSeconds = ({ seconds }: About): string => `${seconds} second${seconds === 1 ? '' : 's'}`;
