/**
 * The shape of the dialect tables: what an application's mail settings are called and what their values, and their
 * absence, mean. The engine in dialects/table is the only reader.
 */
import type { Format } from '../kinds';
import type { Role, TlsLibrary, TlsMode } from '../model';
import type { BooleanParser } from './dialects-booleans';
import type { DotenvReader } from './dotenv-readers';

/** What a key tells. Keys that say nothing about the connection are `other`; they still belong to the dialect. */
export type Field =
  | 'host'
  | 'port'
  /** `host:port` or `[host]:port` in one value. */
  | 'hostPort'
  /** A connection URL or DSN. */
  | 'url'
  /** Name of a provider preset; host, port and mode come from elsewhere. */
  | 'service'
  | 'user'
  | 'password'
  /** The password or user stands in another place: a file, a secret. */
  | 'elsewhere'
  /** A switch that the `tls` rules name. */
  | 'tls'
  /** A switch that `verify` names. */
  | 'verify'
  | 'versions'
  | 'ciphers'
  | 'servername'
  | 'from'
  /** The name that the client gives in EHLO. */
  | 'helo'
  /** A file of trusted authorities. */
  | 'authorities'
  /** Files of the client's own certificate and key. */
  | 'certificate'
  | 'key'
  /** The address of this machine that connections are made from. */
  | 'localAddress'
  /** A SOCKS5 or HTTP proxy. */
  | 'socksHost'
  | 'socksPort'
  | 'proxyHost'
  | 'proxyPort'
  /** Decides whom the program trusts or how it connects, in a way that only the program itself can follow. */
  | 'unfollowed'
  /** Which transport sends; a value outside `sends` means that none of this is used. */
  | 'transport'
  /** A switch without which mail is off: where `defaults` has it off, absent ones count, too. */
  | 'enabled'
  /** A switch without which user and password are not used; `defaults` says what an absent one means. */
  | 'auth'
  | 'other';

/**
 * What a rule asks of one key: its boolean (by the dialect's parser, defaults applied), whether it is set at all, or
 * its text. `$port` is the port with its default, `$scheme` and `$host` the URL's, `?name` a parameter of its query;
 * `$image` is set where a container image is named, so that nothing else gives the program its settings.
 */
export type Condition =
  | boolean
  | 'set'
  | 'unset'
  | readonly (string | number)[]
  | { readonly not: readonly (string | number)[] }
  | { readonly anyCase: readonly string[] };

/**
 * First match decides. `error`: the program refuses this combination, or cannot work with it; `because` says how. With
 * other modes `because` is a sentence that tells why the switch means this, where its name does not.
 */
export interface TlsRule {
  readonly mode: TlsMode | 'error' | 'unknown';
  readonly if?: Readonly<Record<string, Condition>>;
  readonly because?: string;
  /** The release that was the first to read these switches so. */
  readonly since?: Release;
  /** The names make it likely, and no program is known that reads them so. */
  readonly presumed?: true;
}

/** The port without a port setting, where a switch, the URL's scheme or the host decides; the first that holds. */
export interface PortRule {
  readonly port: number;
  /** Asks no `$port`. */
  readonly if?: Readonly<Record<string, Condition>>;
}

/** A release, by the name that its users know, and what proves that no older one is in use: one proof is enough. */
export interface Release {
  readonly name: string;
  readonly proofs: readonly Proof[];
}

/** Paths of maps in YAML, JSON and TOML: `spring.mail`, `receivers[].email_configs[]`, `**.smtp` (at any depth). */
export interface MapPlaces {
  readonly at: readonly string[];
  /** In this format only, and in the files that `recognise` names. Formats with maps of their own have no other places. */
  readonly format?: Format;
  /** The keys in the map are the table's without this prefix, in any case and with any separators. */
  readonly strip?: string;
  /** Keys of the map, or with `../` beside it, and their values without which it is something else. */
  readonly where?: Readonly<Record<string, RegExp>>;
  /** Siblings of the map, or with `../` of the map around it, of which one must be there. */
  readonly beside?: readonly string[];
  /** Files of the project that prove that something else sends, and nothing reads this map: one is enough. */
  readonly unless?: readonly Proof[];
  /** Servers that a new project names as the fallback of a variable, and that nobody has chosen. */
  readonly stock?: readonly string[];
  /** Names of the table that are often written here and never read, with the right one. */
  readonly mistaken?: Readonly<Record<string, string>>;
  /** What is not written here is not set, although names alone prove nothing: the program is certain. */
  readonly certain?: true;
  /** The map whose settings hold where this one has none: `path` below the map that is `up` steps above. */
  readonly inherits?: { readonly up: number; readonly path: string };
}

export interface Recognition {
  /** One is enough. */
  readonly keysAny?: readonly string[];
  /** All are needed. */
  readonly keysAll?: readonly string[];
  readonly prefixes?: readonly string[];
  /** Ends of names, where the dialect is one of connection URLs. */
  readonly suffixes?: readonly string[];
  /** Neighbours that make it more certain. */
  readonly companions?: readonly string[];
  /** Container images without registry and tag. */
  readonly images?: readonly string[];
  /** Names of files, as the kinds of files have them. */
  readonly files?: readonly string[];
  /** Files of the project that prove it: one is enough. */
  readonly project?: readonly Proof[];
  /** Keys beside which it is something else, unless something proves the contrary. */
  readonly strangers?: readonly string[];
  /** The URL's form, where the dialect is one of connection URLs. */
  readonly value?: RegExp;
}

export interface Obsolete {
  readonly because: string;
  /** The name to use instead, where the value means the same there. */
  readonly instead?: string;
  /** A file of the project whose text proves the release in which it is obsolete. */
  readonly when?: Proof;
  /** Files of the project whose text proves that it is still read. */
  readonly unless?: readonly Proof[];
}

/** A file beside the settings or in a folder above, and what its text must hold. */
export interface Proof {
  readonly file: string;
  readonly matches: RegExp;
}

/** One entry of the data. */
export interface TableEntry {
  readonly id: string;
  readonly name: string;
  /** Repository and path, or documentation page, that was read. */
  readonly sources: readonly string[];
  /** Absent: the semantics were read in the program's own code. `partial`: not all of them, so that absent switches prove nothing. */
  readonly verified?: 'docs' | 'partial';
  /** The release or commit that was read, and the day. */
  readonly checked?: { readonly release: string; readonly day: string };
  readonly role?: Role;
  readonly recognise: Recognition;
  readonly maps?: readonly MapPlaces[];
  /** What each field is called; of several names the first that is set counts. */
  readonly keys: Readonly<Partial<Record<Field, string | readonly string[]>>>;
  /** Other names of a key that the program reads, too, where the key itself is not set; the next best first. */
  readonly also?: Readonly<Record<string, readonly string[]>>;
  readonly boolean: BooleanParser;
  /** The reader of its .env file, where it is known. */
  readonly reader?: DotenvReader;
  /** Value of an absent key, in the dialect's spelling. */
  readonly defaults?: Readonly<Record<string, string>>;
  /** Words, in lower case, that count as not set: Laravel's `null`. */
  readonly nothing?: readonly string[];
  /** Port without a port setting: one for all, by mode with `*` for the rest, or by rules. Absent: none, or not known. */
  readonly port?: number | Readonly<Partial<Record<TlsMode | '*', number>>> | readonly PortRule[];
  /**
   * The `service` is one of nodemailer's presets. It `wins` over what is written, or fills in what is not; `secure` is
   * the boolean that it sets with host and port.
   */
  readonly preset?: { readonly wins: boolean; readonly secure?: string };
  readonly tls: readonly TlsRule[];
  /** The program trusts the roots of the operating system, not a list of its own. */
  readonly systemStore?: true;
  /** Absent: OpenSSL, or not known. */
  readonly tlsLibrary?: TlsLibrary;
  /** Whether a certificate is checked without any switch, and the settings that change it. Absent: not known. */
  readonly verify?: {
    readonly default?: 'full' | 'chain-only' | 'none';
    readonly rules?: readonly {
      readonly is: 'full' | 'chain-only' | 'none';
      readonly if: Readonly<Record<string, Condition>>;
      /** A sentence that tells why the switch means this, where its name does not. */
      readonly because?: string;
    }[];
    /** Releases that check less, each with what proves in the project that one is in use, and a sentence that says so. */
    readonly older?: readonly {
      readonly is: 'chain-only' | 'none';
      readonly proofs: readonly Proof[];
      readonly because: string;
    }[];
  };
  /** Values of the `transport` key with which these settings are used; lower case. The default counts where it is absent. */
  readonly sends?: readonly string[];
  /** Settings beside which something else sends, or nothing does: all conditions of one of these hold. */
  readonly unused?: readonly Readonly<Record<string, Condition>>[];
  /**
   * The names are a convention, and the code that reads them is the project's own: absent switches prove nothing.
   */
  readonly presumed?: true;
  /** The application keeps its settings in a file of a format that is not read. */
  readonly unread?: 'embedded' | 'url';
  /** The sign between several hosts, of which one is used. */
  readonly hostSeparator?: string;
  /** Values in its files may be `${NAME}`, read from the environment. */
  readonly placeholders?: true;
  /** Credentials that no file tells: those of each user, or of a store of secrets that completes the file. */
  readonly login?: 'elsewhere';
  /** The project has a configuration file of its own, beside which absent variables prove nothing. */
  readonly configFile?: true;
  /** The scheme of a URL that is written without one. */
  readonly scheme?: string;
  /** `hostPort` without a port is refused. */
  readonly needsPort?: true;
  /** Parameters of a URL that are written and never read; the text completes "`x` has no effect: …". */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly obsolete?: Readonly<Record<string, Obsolete>>;
  /** Names that are often written and never read, with the right one. */
  readonly mistaken?: Readonly<Record<string, string>>;
}

/** An entry as the engine reads it: keys to fields, in the entry's order. */
export interface TableDialect extends Omit<TableEntry, 'keys'> {
  readonly keys: Readonly<Record<string, Field>>;
}

/** What the options of a PHP stream, an array of arrays, say beside the check of the certificate. */
export const streamKeys = (options: string): TableEntry['keys'] => ({
  servername: `${options}.ssl.peer_name`,
  authorities: [`${options}.ssl.cafile`, `${options}.ssl.capath`],
  certificate: `${options}.ssl.local_cert`,
  key: `${options}.ssl.local_pk`,
  ciphers: `${options}.ssl.ciphers`,
  unfollowed: [
    ...['passphrase', 'peer_fingerprint', 'verify_depth', 'security_level', 'crypto_method', 'SNI_enabled'].map(
      (name) => `${options}.ssl.${name}`,
    ),
    `${options}.socket.bindto`,
  ],
});

/** The keys that begin with a prefix, each with the names that begin with other ones in its place. */
export function underPrefixes(
  keys: TableEntry['keys'],
  prefix: string,
  others: readonly string[],
): Readonly<Record<string, readonly string[]>> {
  const names = (Object.values(keys).flat() as string[]).filter((name) => name.startsWith(prefix));
  return Object.fromEntries(names.map((name) => [name, others.map((other) => other + name.slice(prefix.length))]));
}

export function tableOf(entry: TableEntry): TableDialect {
  const pairs = Object.entries(entry.keys) as [Field, string | readonly string[]][];
  return {
    ...entry,
    keys: Object.fromEntries(pairs.flatMap(([field, names]) => [names].flat().map((name) => [name as string, field]))),
  };
}
