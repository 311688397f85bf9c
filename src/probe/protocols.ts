/** Which protocol a peer speaks, told from the first bytes it sends. */

export interface Protocol {
  readonly name: string;
  /** What such a server is, for a sentence: "an IMAP server". */
  readonly kind: string;
}

const SIGNATURES: readonly (Protocol & { readonly pattern: RegExp })[] = [
  // A TLS record: alert (0x15) or handshake (0x16), version 3.x.
  { name: 'TLS', kind: 'a server that speaks TLS from the first byte', pattern: /^[\x15\x16]\x03[\x00-\x04]/ },
  // Before HTTP and POP3, whose signs are wider.
  { name: 'XMPP', kind: 'an XMPP (chat) server', pattern: /^(?:<\?xml[^>]*\?>\s*)?<stream:/i },
  {
    name: 'Redis',
    kind: 'a Redis server',
    pattern: /^-(?:ERR (?:unknown command|wrong number|Protocol error|unbalanced)|NOAUTH|DENIED)/,
  },
  { name: 'HTTP', kind: 'a web server or an HTTP proxy', pattern: /^(?:HTTP\/|<!doctype|<html|<\?xml)/i },
  { name: 'IMAP', kind: 'an IMAP server, which is for reading mail', pattern: /^\* (?:OK|PREAUTH|BYE)\b/i },
  { name: 'POP3', kind: 'a POP3 server, which is for reading mail', pattern: /^(?:\+OK|-ERR)\b/i },
  { name: 'SSH', kind: 'an SSH server', pattern: /^SSH-/ },
  { name: 'ManageSieve', kind: 'a ManageSieve server', pattern: /^"IMPLEMENTATION"/i },
  { name: 'NNTP', kind: 'a news server (NNTP)', pattern: /^20[01][ -]/ },
  { name: 'Telnet', kind: 'a Telnet server', pattern: /^\xff[\xfb-\xfe]/ },
  { name: 'VNC', kind: 'a VNC server', pattern: /^RFB \d{3}\./ },
  { name: 'MySQL', kind: 'a MySQL server', pattern: /^[\s\S]{4}\n(?:5|8|9|1\d)\.\d/ },
  { name: 'SMTP', kind: 'an SMTP server that begins in plaintext', pattern: /^[2-5](?:$|\d(?:$|\d(?:$|[ \r\n-])))/ },
];

export function protocolOf(bytes: Buffer): Protocol | undefined {
  const start = bytes.subarray(0, 256).toString('latin1');
  return SIGNATURES.find(({ pattern }) => pattern.test(start));
}
