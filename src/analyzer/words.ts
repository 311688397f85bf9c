/** What things of the model are called in every text: findings, hovers, reports, documents. */
import type { TlsMode } from './model';

const MODES: Readonly<Record<TlsMode, string>> = {
  implicit: 'implicit TLS',
  starttls: 'required STARTTLS',
  opportunistic: 'opportunistic STARTTLS',
  off: 'no encryption',
};

export const modeInWords = (mode: TlsMode): string => MODES[mode];
