import type { ProbeOptions, ProbeReport, ProbeTarget, Timeouts } from './report';

export const DEFAULT_TIMEOUTS: Timeouts = {
  dns: 5_000,
  address: 8_000,
  tcp: 15_000,
  greeting: 10_000,
  handshake: 10_000,
  command: 10_000,
  auth: 20_000,
  total: 45_000,
};

/** Tests one endpoint. Never rejects. */
export async function probe(_target: ProbeTarget, _options: ProbeOptions = {}): Promise<ProbeReport> {
  throw new Error('not written yet');
}
