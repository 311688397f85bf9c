/** What the reader of Postfix's files notices, as facts that the Postfix rules put into words. */

/** A line that Postfix cannot read, or reads otherwise than it was meant. */
export type SyntaxFact =
  /** An indented line with none above it that it could continue. */
  | { readonly code: 'orphan' }
  | { readonly code: 'nul' }
  | { readonly code: 'byte-order-mark' }
  | { readonly code: 'no-equals' }
  | { readonly code: 'no-name' }
  | { readonly code: 'too-few-fields'; readonly count: string }
  | { readonly code: 'bad-field'; readonly field: string }
  | { readonly code: 'option-without-equals'; readonly name: string }
  | { readonly code: 'unclosed-brace' }
  | { readonly code: 'after-brace' }
  | { readonly code: 'space-in-value'; readonly name: string }
  | { readonly code: 'option-without-name' }
  | { readonly code: 'quoted-option' }
  | { readonly code: 'trailing-argument' }
  | { readonly code: 'trailing-comment'; readonly name: string }
  | { readonly code: 'macro-error'; readonly name: string; readonly error: string }
  | { readonly code: 'cycle'; readonly name: string }
  /** A parameter in a line that continues the one before. */
  | { readonly code: 'swallowed'; readonly swallowed: string; readonly name: string }
  | { readonly code: 'quotes'; readonly name: string }
  | { readonly code: 'backslash'; readonly name: string }
  | { readonly code: 'space-after-sign'; readonly sign: string; readonly version: string }
  | { readonly code: 'broken-group'; readonly name: string }
  | { readonly code: 'two-next-hops'; readonly host: string; readonly port: string };

/** A value with which the daemon that reads it stops, or refuses every client. `name`: the parameter. */
export type FatalFact =
  | { readonly code: 'program-missing'; readonly word: string }
  | { readonly code: 'private-network' }
  /** Of postscreen. */
  | { readonly code: 'process-limit' }
  | { readonly code: 'site-weight'; readonly word: string; readonly weight: string }
  | { readonly code: 'stray-argument'; readonly word: string; readonly option: string }
  | { readonly code: 'level'; readonly value: string }
  | { readonly code: 'boolean'; readonly name: string }
  | { readonly code: 'number'; readonly name: string; readonly isTime: boolean }
  | { readonly code: 'too-large'; readonly name: string; readonly value: string; readonly limit: number }
  | { readonly code: 'too-small'; readonly name: string; readonly value: string; readonly limit: number }
  | { readonly code: 'protocol'; readonly word: string; readonly use: string }
  | { readonly code: 'cipher-grade'; readonly name: string }
  | { readonly code: 'word'; readonly name: string; readonly value: string; readonly values: readonly string[] }
  | { readonly code: 'sasl-option'; readonly word: string; readonly values: readonly string[] }
  | {
      readonly code: 'host-bits' | 'bad-network' | 'bad-prefix' | 'unbracketed';
      readonly word: string;
      readonly name: string;
      readonly meant?: string;
    }
  | { readonly code: 'restriction'; readonly word: string; readonly nearest?: string }
  | { readonly code: 'restriction-argument'; readonly word: string }
  | { readonly code: 'restriction-removed'; readonly word: string; readonly release: string; readonly use: string }
  | { readonly code: 'next-hop'; readonly word: string }
  | { readonly code: 'policy-level'; readonly word: string }
  | { readonly code: 'undefined-class'; readonly words: readonly string[] }
  /** `relative`: the path from the queue directory, where the socket is below it. */
  | {
      readonly code: 'socket-in-chroot';
      readonly path: string;
      readonly program: string;
      readonly relative?: string;
    }
  /** `isDefault`: nothing is written, and the defaults of Postfix 3.3 and later refuse nothing. */
  | { readonly code: 'nothing-refuses'; readonly isDefault: boolean }
  | { readonly code: 'no-passwords'; readonly program: string }
  /** `bundle`: the file of public CAs, where the system is known. */
  | { readonly code: 'no-authorities'; readonly level: string; readonly name: string; readonly bundle?: string }
  | { readonly code: 'berkeley'; readonly type: string }
  | { readonly code: 'package'; readonly type: string; readonly package: string }
  /** `isPassing`: mail goes on without the filter. */
  | {
      readonly code: 'milter-in-chroot';
      readonly path: string;
      readonly program: string;
      readonly relative?: string;
      readonly isPassing: boolean;
    }
  | { readonly code: 'filter-without-tls'; readonly level: string; readonly service: string; readonly filter: string }
  /** `stops`: what cannot work with this address. */
  | {
      readonly code: 'not-an-address' | 'address-with-port';
      readonly word: string;
      readonly name: string;
      readonly stops: 'client' | 'start' | 'reader';
      readonly use?: string;
    };

/** Why strangers can relay, or may be able to. */
export type RelayFact =
  | { readonly code: 'permit' }
  | { readonly code: 'own-domain' }
  | { readonly code: 'trusted-client' }
  | { readonly code: 'logged-in' }
  | { readonly code: 'bare-address' }
  | { readonly code: 'mx-backup' }
  | { readonly code: 'dns-list' }
  | { readonly code: 'policy-service' }
  | { readonly code: 'all-networks' }
  | { readonly code: 'public-certificate' }
  | { readonly code: 'table-for-all' }
  | { readonly code: 'table'; readonly of: 'anyone' | 'client' | 'helo' | 'sender' | 'recipient' | 'login' }
  | { readonly code: 'xclient' }
  | { readonly code: 'no-list' }
  | { readonly code: 'all-domains'; readonly parameter: string }
  | { readonly code: 'all-subdomains'; readonly word: string };
