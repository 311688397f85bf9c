export interface OtherProtocol {
  readonly protocol: 'HTTP' | 'HTTPS' | 'IMAP' | 'POP3';
  /** Whoever writes the port has an encrypted connection in mind. */
  readonly encrypted: boolean;
}

/** Ports of other protocols than SMTP (IANA) that are taken for its own. */
export const OTHER_PORTS: ReadonlyMap<number, OtherProtocol> = new Map<number, OtherProtocol>([
  [80, { protocol: 'HTTP', encrypted: false }],
  [110, { protocol: 'POP3', encrypted: false }],
  [143, { protocol: 'IMAP', encrypted: false }],
  [443, { protocol: 'HTTPS', encrypted: true }],
  [993, { protocol: 'IMAP', encrypted: true }],
  [995, { protocol: 'POP3', encrypted: true }],
]);
