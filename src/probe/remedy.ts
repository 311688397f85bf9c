/** What to do about the result of a test: the last word of a report. */
import type { ProbeReport, StageId, StageReport, Suggestion } from './report';

/** Stages that find out why another one failed. */
const VERDICTS: ReadonlySet<StageId> = new Set(['comparison', 'blocked-port']);

/** The stage that the headline is about; undefined where all is well. */
function decisive({ outcome, failedAt, stages }: ProbeReport): StageReport | undefined {
  const comparison = stages.find(({ id, status }) => VERDICTS.has(id) && status === 'warn');
  if (comparison) return comparison;
  if (outcome === 'ok') return undefined;
  return stages.find(({ id, status }) => (failedAt ? id === failedAt : status === 'warn'));
}

/** The suggestion, where it answers the headline and not a remark beside it. */
export function provedRemedy(report: ProbeReport): Suggestion | undefined {
  const stage = decisive(report);
  const { suggestion } = report;
  return suggestion && (!stage || suggestion.of === stage.id) ? suggestion : undefined;
}

/** One or two sentences; undefined where nothing is to be done. */
export function remedyOf(report: ProbeReport): string | undefined {
  const proved = provedRemedy(report);
  return proved ? `${proved.title}. ${proved.because}` : decisive(report)?.advice;
}
