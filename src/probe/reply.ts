/** What a server answers to a command. */

export interface Reply {
  readonly code: number;
  /** Texts after the codes, undecorated and unsafe to show. */
  readonly lines: readonly string[];
  /** Enhanced status code (RFC 3463) of the last line that has one: `5.7.8`. */
  readonly status?: string;
}
