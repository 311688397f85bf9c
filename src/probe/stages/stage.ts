import type { StageId } from '../report';
import type { Outcome, Session } from '../session';

/** One step of the test. Throws a Failure where the rest has become impossible. */
export interface Stage {
  readonly id: StageId;
  readonly title: string;
  run(session: Session, signal: AbortSignal): Promise<Outcome> | Outcome;
}
