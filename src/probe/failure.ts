import type { FailureCode } from './explanations';
import type { Detail } from './explanations/explanation';

/** Ends a stage. Carries a code and harmless details, never an error of a library: those quote options and replies. */
export class Failure extends Error {
  constructor(
    readonly code: FailureCode,
    /** Made fit for display by whoever throws. */
    readonly detail: Detail = {},
  ) {
    super(code);
  }
}

/** The code of a Node error, or its name; never its message. */
export function errorCode(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return errorCode(error.errors[0]);
  const code = (error as { code?: unknown } | undefined)?.code;
  if (typeof code === 'string') return code;
  return error instanceof Error ? error.name : 'unknown';
}
