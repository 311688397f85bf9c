/**
 * What a connection test is given and what it answers. All of a report is plain data: it goes through JSON unchanged,
 * holds no secret, and every text in it that a server had a hand in is already made harmless for display.
 */
import type { Socket } from 'node:net';
import type { ConnectionChange, TlsMode } from '../analyzer/model';
import type { Connection } from '../analyzer/target';

/**
 * One endpoint, exactly as the configuration has it: the test goes the way that the application goes. The test always
 * checks the whole certificate, and says what an application with a laxer `verify` would not see.
 */
export interface ProbeTarget extends Connection {
  /** Trusted roots as PEM, in place of Node's own list. */
  readonly ca?: string | readonly string[];
  /** Whose roots `ca` holds, for the report; absent: the public ones and one that was named. */
  readonly rootsInWords?: string;
  /** Key and certificate of the client, as PEM. */
  readonly clientCertificate?: { readonly cert: string; readonly key: string };
  /** Used only with `ProbeOptions.login`. */
  readonly login?: Login;
}

export const PASSWORD_METHODS = ['PLAIN', 'LOGIN', 'CRAM-MD5'] as const;
/** These take an access token. */
export const TOKEN_METHODS = ['OAUTHBEARER', 'XOAUTH2'] as const;
export const LOGIN_METHODS = [...PASSWORD_METHODS, ...TOKEN_METHODS] as const;
export type LoginMethod = (typeof LOGIN_METHODS)[number];

export interface Login {
  readonly user: string;
  /** The access token where the method is one of `TOKEN_METHODS`. */
  readonly password: string;
  /** Absent: the first of PLAIN, LOGIN, CRAM-MD5 that the server offers. */
  readonly method?: LoginMethod;
}

/** Addresses for a dry run of MAIL FROM and RCPT TO; no message is sent. */
export interface Envelope {
  readonly from: string;
  readonly to?: string;
}

/** One real message, to an address that the user typed for this test. */
export interface TestMessage {
  /** Envelope sender and From; see `senderOf`. */
  readonly from: string;
  readonly to: string;
  /** Where the settings are written, for the reader of the message: "app/mailer.js:12". */
  readonly about?: string;
}

export interface ProbeOptions {
  /** Ends the test at any moment; the report then says "cancelled" and nothing stays open. */
  readonly signal?: AbortSignal;
  /**
   * The user's explicit consent to send the credentials to this endpoint. Even then they are sent at most once, and only
   * inside TLS whose certificate was verified, whatever the configuration says.
   */
  readonly login?: boolean;
  /** The user asked for a dry run with these addresses. */
  readonly envelope?: Envelope;
  /**
   * The user's explicit order to send this message, once. It goes out only inside TLS whose certificate was verified,
   * and, where the target has credentials, only after a login, which takes `login` as well.
   */
  readonly message?: TestMessage;
  /** The user asked whether the server still takes TLS 1.0 or 1.1: one more connection. */
  readonly oldVersions?: boolean;
  /**
   * Name given in EHLO, in place of the configured one; `[127.0.0.1]` where neither is there, as the user's host name is
   * nobody's business.
   */
  readonly clientName?: string;
  /** Use addresses of this family only. */
  readonly family?: 4 | 6;
  /** Warn of certificates that expire within so many days; 21 if absent. */
  readonly expiryDays?: number;
  readonly timeouts?: Partial<Timeouts>;
  readonly onStage?: (event: StageEvent) => void;
  /** For tests, and for callers with a way of their own to resolve and connect. */
  readonly resolver?: Resolver;
  readonly connector?: Connector;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** Absolute limits in milliseconds: neither silence nor a slow drip extends them. */
export interface Timeouts {
  readonly dns: number;
  /** For one address, and for all addresses together. */
  readonly address: number;
  readonly tcp: number;
  readonly greeting: number;
  /** Silence after which a second connection asks whether the port speaks another protocol. */
  readonly silence: number;
  readonly handshake: number;
  /** One command and its reply. */
  readonly command: number;
  readonly auth: number;
  /** The content of a message and the reply to it, for which servers scan it. */
  readonly message: number;
  readonly total: number;
}

export interface ResolvedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/** The record types that the tests ask for. */
export type RecordType = 'A' | 'AAAA' | 'CNAME' | 'MX' | 'PTR' | 'SRV' | 'TXT';

export interface Resolver {
  /** Addresses as the operating system finds them, in its order. Rejects with a Node error that has a `code`. */
  lookup(host: string): Promise<readonly ResolvedAddress[]>;
  /** Records of the DNS, each as one line of text: `10 mx.example.net`. Rejects like `dns.promises.resolve`. */
  query(name: string, type: RecordType): Promise<readonly string[]>;
  /** Absent where nobody can tell whether DNSSEC stands behind an answer. */
  readonly authentic?: AuthenticQuery;
}

/** Records whose authenticity matters. */
export type AuthenticType = 'A' | 'AAAA' | 'MX' | 'NS' | 'TLSA';

/** Rejects with a Node error that has a `code`. */
export type AuthenticQuery = (name: string, type: AuthenticType, signal?: AbortSignal) => Promise<Authentic>;

export interface Authentic {
  /** The data of each record; none where the DNS has none. */
  readonly data: readonly Buffer[];
  /** The resolver says that it has checked the signatures (AD). */
  readonly authentic: boolean;
  /** The address of the resolver that answered. */
  readonly server: string;
}

/** Begins a TCP connection; the socket emits `connect` or `error` later, as `net.connect` has it. */
export type Connector = (address: ResolvedAddress, port: number, localAddress?: string) => Socket;

export const STAGE_IDS = [
  'settings',
  'dns',
  'tcp',
  'greeting',
  'ehlo',
  'starttls',
  'tls',
  'certificate',
  'mechanisms',
  'auth',
  'envelope',
  'message',
  'quit',
  'old-versions',
  'comparison',
  'addresses',
  'blocked-port',
] as const;
export type StageId = (typeof STAGE_IDS)[number];

/** `skipped`: not run, the sentence says why. Nothing that was not run is ever `ok`. */
export type StageStatus = 'ok' | 'warn' | 'fail' | 'skipped';

/** One thing learned, ready for display. */
export interface Fact {
  readonly label: string;
  readonly value: string | readonly string[];
}

export interface StageReport {
  readonly id: StageId;
  /** For a heading: "Certificate". */
  readonly title: string;
  readonly status: StageStatus;
  readonly ms: number;
  /** Stable id of what went wrong or needs attention; see docs/test-connection.md. */
  readonly code?: string;
  /** What happened, in one sentence that stands alone. */
  readonly sentence: string;
  /** What to change or to do next. */
  readonly advice?: string;
  readonly facts: readonly Fact[];
}

export type StageEvent =
  | { readonly kind: 'started'; readonly id: StageId; readonly title: string }
  | { readonly kind: 'finished'; readonly stage: StageReport };

export interface TlsFacts {
  readonly version: string;
  readonly cipher: string;
  /** `X25519`, `ECDH prime256v1`; absent where Node does not tell. */
  readonly keyExchange?: string;
  /** The name sent as SNI; absent for an IP address. */
  readonly servername?: string;
}

/** One thing wrong with a certificate, or, with severity `warn`, one thing to attend to soon. */
export interface CertificateProblem {
  readonly code: string;
  readonly severity: 'fail' | 'warn';
  readonly sentence: string;
  readonly advice: string;
}

export interface CertificateFacts {
  readonly subject: string;
  readonly issuer: string;
  /** `DNS:mail.example.net`, `IP Address:192.0.2.1`. */
  readonly names: readonly string[];
  /** The name that was compared. */
  readonly reference: string;
  readonly nameMatches: boolean;
  /** ISO 8601. */
  readonly validFrom: string;
  readonly validTo: string;
  /** Whole days until `validTo`, negative when it has passed. */
  readonly daysLeft: number;
  /** `RSA 2048`, `EC prime256v1`. */
  readonly key: string;
  readonly signature: string;
  readonly fingerprint256: string;
  /** Subjects from the server's certificate up, as far as they are known. */
  readonly chain: readonly string[];
  readonly selfSigned: boolean;
  /** The TLSA record that it bears out, where DANE is used: `3 1 1 0b9f…`. */
  readonly tlsa?: string;
  /** True where the chain, the dates and the name are all in order. */
  readonly verified: boolean;
  /** Whose roots were used. */
  readonly roots: string;
  readonly problems: readonly CertificateProblem[];
}

export interface TranscriptLine {
  /** Milliseconds since the start. */
  readonly at: number;
  readonly from: 'client' | 'server' | 'note';
  readonly encrypted: boolean;
  readonly text: string;
}

/** What the server proved to be right; goes through the same Change as every quick fix. */
export interface Suggestion {
  /** The stage that saw it. */
  readonly of: StageId;
  /** An instruction: "Use implicit TLS". */
  readonly title: string;
  /** What was seen. */
  readonly because: string;
  readonly change: ConnectionChange;
}

export interface ProbeReport {
  /** Version of this shape. */
  readonly format: 1;
  readonly endpoint: {
    readonly host: string;
    readonly port: number;
    readonly tls: TlsMode;
    readonly servername?: string;
  };
  /** ISO 8601. */
  readonly startedAt: string;
  readonly ms: number;
  readonly outcome: 'ok' | 'warn' | 'fail' | 'cancelled';
  /** For the command line; see `exitCodeOf`. */
  readonly exitCode: number;
  /** The stage that failed, and the code of what happened there. */
  readonly failedAt?: StageId;
  readonly code?: string;
  /** The result in one sentence. */
  readonly headline: string;
  /** What was tested in the place of what the files leave open: a sentence each. */
  readonly assumptions: readonly string[];
  /** What the application does and the test did not: "setting, because ...". */
  readonly notFollowed: readonly string[];
  readonly stages: readonly StageReport[];
  /** The address that was connected to. */
  readonly address?: string;
  readonly greeting?: string;
  readonly tls?: TlsFacts;
  readonly certificate?: CertificateFacts;
  /** Login methods the server offers; absent where EHLO was not reached on that side of TLS. */
  readonly mechanisms: { readonly beforeTls?: readonly string[]; readonly insideTls?: readonly string[] };
  readonly login: 'accepted' | 'rejected' | 'not-tried';
  /** Absent where none was asked for. `unknown`: it was handed over, and the server did not say whether it took it. */
  readonly message?: 'accepted' | 'rejected' | 'unknown' | 'not-sent';
  readonly suggestion?: Suggestion;
  readonly transcript: readonly TranscriptLine[];
}

/** One way of reaching a server, to be tried without credentials. */
export interface Candidate {
  readonly host: string;
  readonly port: number;
  readonly tls: 'implicit' | 'starttls';
  /** Why it is worth a try: "the other TLS mode of the same port". */
  readonly why: string;
}

export interface CandidateResult extends Candidate {
  /** `works`: EHLO was answered inside verified TLS. */
  readonly status: 'works' | 'fails' | 'not-tried';
  readonly ms: number;
  readonly sentence: string;
  readonly code?: string;
  readonly tlsVersion?: string;
  readonly certificateVerified?: boolean;
  readonly mechanisms?: readonly string[];
  readonly change: ConnectionChange;
}

export interface WorkingReport {
  readonly results: readonly CandidateResult[];
  /** The best that works: verified implicit TLS before verified STARTTLS. */
  readonly recommended?: CandidateResult;
}

export interface FindOptions extends Omit<ProbeOptions, 'login' | 'envelope' | 'message' | 'oldVersions' | 'onStage'> {
  /** Try the rest, too, after one has been found to work. */
  readonly all?: boolean;
  /** Mail domain of the user, whose SRV records and usual host names are listed. */
  readonly domain?: string;
  /** The user agreed to connect to the hosts that were found through `domain`. */
  readonly connectToDomain?: boolean;
  readonly onResult?: (result: CandidateResult) => void;
}
