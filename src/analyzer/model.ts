/**
 * The words that everything else uses. Nothing here knows a file format, a mail library or an editor.
 *
 * A text becomes a tree (formats/), a tree becomes mail configurations (dialects/), a configuration becomes findings
 * (rules/), and a finding's Change becomes edits (dialects/ and formats/ again).
 */
import type { Shown } from '../show/shown';
import type {
  ConflictFact,
  DeprecatedFact,
  IgnoredFact,
  TextForBooleanFact,
  TruncatedFact,
  UnknownKeyFact,
} from './facts';
import type { FatalFact, RelayFact, SyntaxFact } from './postfix-facts';

/** Start and end offset in one document, in UTF-16 code units from 0, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A span in the document that `uri` names. */
export interface Place {
  readonly uri: string;
  readonly span: Span;
}

/** One version of one document. A changed text is a new object, so that anything derived can be cached by identity. */
export interface SourceDocument {
  readonly uri: string;
  /** Slash-separated path from the workspace's root; says the format and the project layout, and is never opened. */
  readonly path: string;
  readonly text: string;
  /** The editor's language id, for documents whose path says nothing (untitled ones). */
  readonly languageId?: string;
  /** Of a file that stands within another one: where. The text is that of the part; places in it are those of the whole. */
  readonly part?: Span;
}

/** One replacement in one document. An empty span inserts, an empty text deletes. */
export interface Edit {
  readonly uri: string;
  readonly span: Span;
  readonly text: string;
  /** The text holds a secret: an editor applies it, no report shows it. */
  readonly secret?: true;
}

export type Scalar = string | number | boolean;

/**
 * A place in a tree that can be edited in its own format: quotes, escapes, separators, comments and line endings stay
 * as their file has them. A format makes these, so that a value can be fixed wherever it is written.
 */
export interface Editable {
  /** Writes another value in the place of this one; undefined where the format cannot hold it. */
  replace(value: Scalar): Edit | undefined;
  /** Takes the whole entry out, with its key and separator; undefined where the rest would break. */
  remove?(): Edit[] | undefined;
  /** Gives the entry another key. */
  rename?(name: string): Edit | undefined;
  /** In code: reads a variable of the environment in the place of the value, where the code shows how it does so. */
  read?(variable: string): Edit | undefined;
}

/** Where a setting's value comes from. */
export type Origin =
  /** Written where it is used. */
  | { readonly kind: 'literal' }
  /** Written nowhere: what the program does without it. */
  | { readonly kind: 'default' }
  /** Defined by a variable in an environment file; `read` is where the mail code uses the variable. */
  | { readonly kind: 'variable'; readonly name: string; readonly read: Place }
  /** The literal beside a variable that no file defines: `?? 25`, `${PORT:-25}`. A known possibility; `read`: the other half. */
  | { readonly kind: 'fallback'; readonly name: string; readonly read?: Place }
  /** A variable that no file of the workspace defines; its value is unknown. */
  | { readonly kind: 'environment'; readonly name: string }
  /** Computed, templated, encrypted, kept elsewhere: the value is unknown. */
  | { readonly kind: 'opaque' };

/**
 * One setting of a configuration. `value` is undefined exactly when it is *unknown*: set, or possibly set, to something
 * that no file says. What is certainly not set is an absent property of MailConfig, not an unknown Setting.
 */
export interface Setting<T> {
  readonly value: T | undefined;
  /** The value as written, without quotes; empty for a default. May be a secret: never print it unmasked. */
  readonly raw: string;
  /** Where the value is written. For a default: the place that explains it best (a sibling, the key, the call). */
  readonly at: Place;
  /** The key as it is spelt: `secure`, `MAIL_PORT`, `spring.mail.port`; for a default the key that is missing. */
  readonly name: string;
  readonly key?: Place;
  readonly origin: Origin;
  /** Why the value means this, where the name does not say so: a sentence about the program that reads it. */
  readonly why?: string;
  /** The release without which the value does not mean this, where an older one may be in use. */
  readonly needs?: string;
  /**
   * What the reader knows of the value beyond its origin. `possible`: it holds only if somebody switches it on; as the
   * program is left, another one does. `presumed`: names alone say that the value means this.
   */
  readonly doubt?: 'possible' | 'presumed';
  /** Absent where nothing is written, or where an edit would not be sound. */
  readonly editable?: Editable;
}

/** How a connection is protected. `starttls` is required STARTTLS; `opportunistic` uses it if the server offers it. */
export type TlsMode = 'off' | 'opportunistic' | 'starttls' | 'implicit';

export const TLS_VERSIONS = ['SSLv2', 'SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;
export type TlsVersion = (typeof TLS_VERSIONS)[number];

/** What is checked of the server's certificate: chain and name, only the chain, or nothing. */
export type Verification = 'full' | 'chain-only' | 'none';

/**
 * `submission`: an application hands mail to a smarthost. `relay`: the client side of an MTA. `server`: the receiving
 * side of an MTA.
 */
export type Role = 'submission' | 'relay' | 'server';

export type TokenSetting = 'accessUrl' | 'clientId' | 'clientSecret' | 'refreshToken' | 'accessToken';

export interface Auth {
  /** Absent: certainly no user. A known empty text: written, and empty. */
  readonly user?: Setting<string>;
  readonly password?: Setting<string>;
  readonly method: 'password' | 'oauth2';
  /** OAuth2: what a token is obtained with, by nodemailer's names. */
  readonly tokens?: Readonly<Partial<Record<TokenSetting, Setting<string>>>>;
  /** OAuth2: what tokens are obtained with, and a token itself, named as in the dialect. */
  readonly secrets?: readonly Setting<string>[];
  /** OAuth2: the settings without which no token can be obtained, in the dialect's spelling. */
  readonly missing?: readonly string[];
  /** True where credentials may come from a place that the files do not show: a callback, a table, a secret store. */
  readonly elsewhere?: boolean;
  /** The program logs in with empty credentials, too, which fails wherever the server offers a login. */
  readonly insists?: true;
  /** The setting that says where: a command, a file, the name of a secret. */
  readonly keeper?: Setting<string>;
}

/** What a reader notices about a setting; a rule puts the fact into words and grades it. */
export type Observation =
  | {
      readonly kind: 'unknown-key';
      readonly at: Setting<unknown>;
      readonly fact: UnknownKeyFact;
      readonly fix?: Proposal;
    }
  | {
      readonly kind: 'ignored';
      readonly at: Setting<unknown>;
      readonly fact: IgnoredFact;
      /** What wins. */
      readonly by?: Place;
      readonly fix?: Proposal;
    }
  | {
      readonly kind: 'deprecated';
      readonly at: Setting<unknown>;
      readonly fact: DeprecatedFact;
      readonly fix?: Proposal;
    }
  /** The same key twice in one scope; `at` is the one without effect. */
  | { readonly kind: 'duplicate'; readonly at: Setting<unknown>; readonly winner: Place }
  | {
      readonly kind: 'text-for-boolean';
      readonly at: Setting<unknown>;
      readonly fact: TextForBooleanFact;
      readonly fix?: Proposal;
    }
  | { readonly kind: 'truncated'; readonly at: Setting<unknown>; readonly fact: TruncatedFact; readonly fix?: Proposal }
  | {
      readonly kind: 'conflict';
      readonly at: Setting<unknown>;
      readonly fact: ConflictFact;
      /** The other setting, where there is one. */
      readonly with?: Place;
      readonly fix?: Proposal;
    }
  /** Read by mail code, defined in no file, while the look-alike `nearest` is. */
  | {
      readonly kind: 'undefined-variable';
      readonly at: Setting<unknown>;
      readonly nearest: string;
      readonly defined: Place;
    }
  /** Read at `at`, in a module that runs (`via`) before the environment file is loaded (`load`). */
  | {
      readonly kind: 'loaded-late';
      readonly at: Place;
      readonly name: string;
      readonly via: Place | undefined;
      readonly load: Place;
    }
  /** A variable that the operating system or shell sets, too, and that wins over the file. */
  | { readonly kind: 'overridden-variable'; readonly at: Setting<unknown> }
  /**
   * A message is sent by a call of `name`, and nobody waits for it, in a function that may be stopped once it has answered.
   * `waitsInVain`: the call is awaited, but gives its outcome to a callback.
   */
  | { readonly kind: 'not-awaited'; readonly at: Place; readonly name: string; readonly waitsInVain: boolean }
  /** No host where one is needed: the connection goes to the own machine. */
  | { readonly kind: 'missing-host'; readonly at: Place; readonly hasLogin: boolean }
  /** An IPv6 address in brackets, which the program takes for a name. */
  | { readonly kind: 'bracketed-host'; readonly at: Setting<string> }
  /** A finished transporter where its options are wanted; `made`: the call that made it. */
  | { readonly kind: 'transport-in-transport'; readonly at: Place; readonly made: Place }
  /** A provider short name that the library does not know; `goesTo`: the server that it connects to instead. */
  | {
      readonly kind: 'unknown-service';
      readonly at: Setting<unknown>;
      readonly nearest?: string;
      readonly goesTo: string;
    }
  /** Postfix: a line that cannot be read (error) or is read otherwise than meant (warning). */
  | {
      readonly kind: 'syntax';
      readonly at: Place;
      readonly severity: 'error' | 'warning';
      readonly fact: SyntaxFact;
      readonly fix?: Proposal;
    }
  /** Postfix: a value with which the daemon that reads it stops, or refuses everyone. */
  | { readonly kind: 'fatal-value'; readonly at: Setting<unknown>; readonly fact: FatalFact; readonly fix?: Proposal }
  /** Postfix: no such parameter, and nothing that would use it. */
  | { readonly kind: 'unknown-parameter'; readonly at: Setting<unknown>; readonly nearest?: string }
  /** Postfix: one domain in two address classes. Postfix goes by `winner`, and never by the list that `at` is a word of. */
  | {
      readonly kind: 'domain-class';
      readonly at: Setting<string>;
      readonly domain: string;
      readonly loser: string;
      readonly winner: string;
      readonly other: Place;
      readonly fixes: readonly Proposal[];
    }
  /** Postfix: master.cf has no such services. `reader`: the setting that needs one; absent: every Postfix does. */
  | {
      readonly kind: 'missing-service';
      readonly at: Setting<unknown> | Place;
      readonly services: readonly string[];
      readonly reader?: string;
      readonly fix?: Proposal;
    }
  /** Postfix: a delivery agent stops, as a message may be larger than a mailbox. */
  | {
      readonly kind: 'size-limit';
      readonly at: Setting<unknown>;
      readonly agent: 'local' | 'virtual';
      readonly parameter: string;
      readonly mailbox: number;
      /** 0: no limit. */
      readonly message: number;
      /** The agent delivers mail of the machine itself alone, such as cron's. */
      readonly ownMailOnly: boolean;
      readonly fix: Proposal;
    };

/**
 * A fix in the model's words. The first kind is the dialect's to spell (`MailConfig.write`); the next three edit settings
 * where they stand.
 */
export type Change =
  | ({ readonly kind: 'connection' } & ConnectionChange)
  | { readonly kind: 'replace'; readonly setting: Setting<unknown>; readonly value: Scalar }
  | { readonly kind: 'remove'; readonly settings: readonly Setting<unknown>[] }
  | { readonly kind: 'rename'; readonly setting: Setting<unknown>; readonly name: string }
  /** Written out already, where only the reader of the file knows how: `process.env.X` becomes `process.env.X === 'true'`. */
  | { readonly kind: 'edits'; edits(): readonly Edit[] | undefined }
  /** Postfix: sets a parameter, in main.cf or, with `service`, as `-o` of that master.cf entry. */
  | { readonly kind: 'parameter'; readonly name: string; readonly value: string; readonly service?: string }
  /** Postfix: puts the submission service to use that master.cf holds as a comment. */
  | { readonly kind: 'submission' };

/** The connection that is wanted; what is not named stays as it is. */
export interface ConnectionChange {
  readonly host?: string;
  readonly port?: number;
  readonly tls?: TlsMode;
  /** Says the mode without the switches that newer releases do not read. */
  readonly renewed?: true;
  readonly verify?: 'full';
  readonly minVersion?: 'TLSv1.2';
  /** Removes the cipher list, so that the library's own default holds. */
  readonly ciphers?: 'default';
  /** Moves this secret of the login into the environment, under a name that the dialect derives. */
  readonly secret?: Setting<string>;
}

/** What a rule or a dialect offers against a fault. Whether it is sound, and safe, is found out by trying (grade.ts). */
export interface Proposal {
  /** What changes for the user, as an instruction: "Require STARTTLS". */
  readonly title: string;
  readonly change: Change;
  /** It changes what is meant, or rests on a guess, so that only the author can decide: never applied unasked. */
  readonly suggestion?: boolean;
  /** It has the program do what is written already, so that nothing more has to be known of the server. */
  readonly asWritten?: boolean;
}

/** A Postfix service as its rules see it: master.cf entry, main.cf and defaults together. */
export interface PostfixService {
  /** Field 1 and 2 of master.cf joined: `submission/inet`. */
  readonly name: string;
  /** The program of field 8: `smtpd`, `smtp`, `postscreen`. */
  readonly program: string;
  /** The port of an inet service; undefined where it cannot be known. */
  readonly port?: number;
  /** False for the stock entry that is assumed where there is no master.cf. */
  readonly declared: boolean;
  /** True for a service that only this machine reaches. */
  readonly loopback: boolean;
  /** The entry's first field; the head of main.cf where there is no master.cf. */
  readonly at: Place;
  /** Value after `-o`, main.cf, defaults and `$` expansion. Unknown where a template or table decides. */
  effective(parameter: string): Setting<string>;
  /** The words of a list value, each where it is written; undefined where a template or table decides. */
  words(parameter: string): readonly Setting<string>[] | undefined;
  /** How a stranger who sends to a foreign domain is answered. */
  readonly relaying?: RelayVerdict;
  /** False where even clients in mynetworks certainly cannot send to foreign domains. */
  readonly trustedMayRelay?: boolean;
  /** True where strangers certainly can hand in mail for the server's own domains. */
  readonly acceptsOwnMail?: boolean;
  /** Whether users can connect to another port of this server than 25; undefined where that cannot be known. */
  readonly hasSubmission?: boolean;
  /** Whether the program sees nothing but the queue directory; undefined where that cannot be known. */
  readonly chroot?: boolean;
  /** The word that refuses foreign domains to clients that have logged in, where one certainly does. */
  readonly refusesLogins?: LoginRefusal;
  /** Takes mail back from the content filter, whose setting of main.cf it has itself. */
  readonly filtersAgain?: Setting<string>;
  /** Tells of a parameter whether a program of the project has it, which may write it into the files. */
  readonly inScript?: (parameter: string) => boolean;
}

/** `list`: the parameter; `at`: its word. */
export interface LoginRefusal {
  readonly list: Setting<string>;
  readonly at: Setting<string>;
  /** True where another service lets clients that have logged in through, or may do so. */
  readonly servedElsewhere: boolean;
  readonly fix?: Proposal;
}

export type RelayVerdict =
  | { readonly kind: 'refused' }
  /** Some list lets strangers through; `at` is the word that does. */
  | { readonly kind: 'open' | 'possible'; readonly at: Setting<unknown>; readonly fact: RelayFact };

/** TLS libraries that refuse, take or trust other things than OpenSSL does. */
export type TlsLibrary = 'go' | 'gnutls' | 'java';

/** What else decides how the client connects: nothing that is judged, and all that a connection test follows. */
export interface ClientSettings {
  /** Name given in EHLO. */
  readonly name?: Setting<string>;
  readonly localAddress?: Setting<string>;
  readonly proxy?: Setting<string>;
  /** The trusted authorities, in place of those that the program trusts by itself: PEM, or the file that holds them. */
  readonly authorities?: Setting<string>;
  /** Certificate and key of the client: PEM, or a file. */
  readonly certificate?: Setting<string>;
  readonly key?: Setting<string>;
  /** The program trusts the roots of the operating system, not a list of its own. */
  readonly systemStore?: boolean;
  /** Absent: OpenSSL, or not known. */
  readonly tlsLibrary?: TlsLibrary;
  /** The host is a mail domain, whose MX is connected to. */
  readonly mailDomain?: boolean;
  readonly policy?: HopPolicy;
  /** The release in use checks less than newer ones: what, and how the project tells, as a sentence. */
  readonly lenient?: { readonly verify: Verification; readonly because: string };
  /** Settings of trust and of the way to the server that only the program itself can follow. */
  readonly unfollowed?: readonly Setting<unknown>[];
}

/** What a Postfix client demands of its next hop. */
export interface HopPolicy {
  /** `secure`, in lower case, where it is written: in a table of policies, or in main.cf. */
  readonly level: Setting<string>;
  /** Absent where the DNS of the destination decides. */
  readonly tls?: TlsMode;
  /** Certificates are compared with something. */
  readonly checks: boolean;
  /** Names of which the certificate must bear one: `hostname`, `nexthop`, `dot-nexthop`, `mx.example.net`, `.example.net`. */
  readonly names?: readonly string[];
  /** Name for SNI; `hostname` for that of the server. */
  readonly servername?: string;
  /** Tables of policies that are not at hand, and may say something else. */
  readonly unread?: Setting<string>;
  /** No authority is trusted, so that no certificate can be verified. */
  readonly trustsNone?: true;
}

/**
 * How a configuration was read. `whole`: all that its program reads, so that an absent setting is certainly not set.
 * `part`: other places may complete it, so that an absent setting proves nothing. `names`: by the words in the names
 * alone, which proves no more; a program that is seen to read the same settings knows better.
 */
export type Reading = 'whole' | 'part' | 'names';

/** One way in which a file says that mail is sent or received: flat, and consistent in itself. */
export interface MailConfig {
  /** Id of the dialect: `nodemailer`, `laravel`, `postfix`. */
  readonly dialect: string;
  /** What a person would call it: "nodemailer transport", "Laravel mail settings", "service submission". */
  readonly label: string;
  readonly role: Role;
  /** All that belongs to the configuration; the cursor in here means this one. */
  readonly extent: Place;
  /** Its head: where a code lens stands and where a finding about something absent is shown. */
  readonly anchor: Place;
  /** The outcome of conditions or the environment file that this configuration holds for; undefined: always. */
  readonly world?: string;

  readonly host?: Setting<string>;
  /** True where the host is not known, and yet certainly another machine. */
  readonly remote?: boolean;
  /** NaN: written, but not a number. */
  readonly port?: Setting<number>;
  readonly tls: Setting<TlsMode>;
  readonly verify?: Setting<Verification>;
  /** Versions that a setting allows in so many words; absent where the library's default holds. */
  readonly versions?: Setting<readonly TlsVersion[]>;
  /** OpenSSL cipher lists that select (not those that exclude). */
  readonly ciphers?: Setting<string>;
  /** Name for SNI and for the certificate check, where it is not the host. */
  readonly servername?: Setting<string>;
  readonly auth?: Auth;
  readonly sender?: Setting<string>;
  readonly client?: ClientSettings;

  /** The TLS modes that this dialect has a switch for. */
  readonly expressible: readonly TlsMode[];
  /** True in environment files: secrets belong there. */
  readonly secretsBelong: boolean;
  readonly reading: Reading;
  /** Every setting that was read, for hover, cursor and duplicate checks. */
  readonly settings: readonly Setting<unknown>[];
  readonly observations: readonly Observation[];
  readonly postfix?: PostfixService;
  /** Spells a change in this dialect; undefined where it has no words for it. */
  write(change: Change): Edit[] | undefined;
}

/** From the gravest down. */
export const SEVERITIES = ['error', 'warning', 'information', 'hint'] as const;
export type Severity = (typeof SEVERITIES)[number];

export interface Related {
  readonly at: Place;
  readonly message: Shown;
}

/** A configuration that a finding speaks of, and what is proposed for it. */
export interface Subject {
  /** Absent where the finding is not about mail settings. */
  readonly config?: MailConfig;
  readonly proposals: readonly Proposal[];
}

export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly at: Place;
  /** The fault alone, at most 90 characters, without a full stop. */
  readonly headline: Shown;
  /** Why it matters and what to do, in whole sentences. */
  readonly detail?: Shown;
  readonly related: readonly Related[];
  readonly tags: readonly ('unnecessary' | 'deprecated')[];
  /** Every configuration that has it, those of programs before those that are presumed by names alone. */
  readonly subjects: readonly Subject[];
}

/** A proposal that was tried: edits of one or several documents, in order, of which no two touch the same text. */
export interface Fix {
  readonly title: Shown;
  /** The finding is gone wherever it was, nothing new is found, and every connection that changes is known to work. */
  readonly safe: boolean;
  readonly edits: readonly Edit[];
}

/** What the analyzer may ask of the world around a document. Synchronous; the workspace keeps what is needed at hand. */
export interface Project {
  /** Another document, by URI; undefined where there is none. */
  read(uri: string): SourceDocument | undefined;
  /** The .env family that applies to a document: nearest folder first, in it `.env` first, then by name. */
  environmentFiles(uri: string): readonly SourceDocument[];
  /** Whether version control tracks a file; undefined where it is unknown. */
  tracked?(uri: string): boolean | undefined;
  /** Files that may say where a project runs (`platforms.ts`), nearest folder first. */
  platformFiles?(uri: string): readonly SourceDocument[];
  /** The day of the analysis as `YYYY-MM-DD`; undefined where it is unknown. */
  readonly today?: string;
}

/** A project of one document and nothing else. */
export const NO_PROJECT: Project = { read: () => undefined, environmentFiles: () => [] };
