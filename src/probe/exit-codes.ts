/** Exit codes of the command line, by the stage that failed. */
import type { ProbeReport, StageId } from './report';

export const EXIT_OK = 0;
export const EXIT_WARNINGS = 1;
/** All that was tested works, but something that was asked for was not done. */
export const EXIT_INCOMPLETE = 4;
/** Some addresses of the host work, and others do not. */
export const EXIT_PARTLY = 5;
export const EXIT_STOPPED = 19;

const BY_STAGE: Readonly<Record<StageId, number>> = {
  settings: 2,
  dns: 10,
  tcp: 11,
  greeting: 12,
  ehlo: 13,
  starttls: 14,
  tls: 15,
  certificate: 16,
  mechanisms: 13,
  auth: 17,
  envelope: 18,
  message: 18,
  quit: 1,
  'old-versions': 1,
  comparison: 1,
  addresses: EXIT_PARTLY,
  'blocked-port': 11,
};

/** `isComplete`: whether everything that was asked for was done. */
export function exitCodeOf(
  outcome: ProbeReport['outcome'],
  failedAt?: StageId,
  code?: string,
  isComplete = true,
): number {
  if (outcome === 'ok' || outcome === 'warn') {
    return isComplete ? (outcome === 'ok' ? EXIT_OK : EXIT_WARNINGS) : EXIT_INCOMPLETE;
  }
  if (outcome === 'cancelled' || code === 'deadline' || !failedAt) return EXIT_STOPPED;
  return BY_STAGE[failedAt];
}
