import type { FailureCode } from './explanations';

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
  readonly seconds?: number;
  /** Login methods that the server offers. */
  readonly offered?: readonly string[];
  /** Another port of the server, which was just seen to fail: nobody is to be sent there. */
  readonly deadPort?: number;
  /** Better than the advice for all failures of this code. */
  readonly advice?: string;
}

/** The code of a Node error, or its name; never its message. */
export function errorCode(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return errorCode(error.errors[0]);
  const code = (error as { code?: unknown } | undefined)?.code;
  if (typeof code === 'string') return code;
  return error instanceof Error ? error.name : 'unknown';
}
