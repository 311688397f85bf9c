import type { FindOptions, ProbeTarget, WorkingReport } from './report';

/** Tries what else could work, a few at a time, without credentials. Never rejects. */
export async function findWorking(_target: ProbeTarget, _options: FindOptions = {}): Promise<WorkingReport> {
  throw new Error('not written yet');
}
