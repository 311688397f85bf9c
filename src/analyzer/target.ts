/**
 * What a connection test connects to: plain data without passwords, so that it may cross a wire. `targetOf` (target-of.ts) makes it of
 * a configuration.
 */
import { IMPLICIT_PORTS } from './hosts';
import type { MailConfig, Place, TlsLibrary, TlsMode, TlsVersion, Verification } from './model';

/** The settings whose place a report names. */
export type NamedSetting = 'host' | 'port' | 'tls' | 'verify' | 'user' | 'password';

/** What a program reads from a file, or has as text. */
export interface NamedText {
  /** The setting and its place: "tls.ca, app.js:3". */
  readonly name: string;
  /** PEM, or a path as it is written. */
  readonly text: string;
  /** The document that says so, from whose folder a relative path may start. */
  readonly uri: string;
}

/** How an application connects to one server. Nothing in here is a secret. */
export interface Connection {
  readonly host: string;
  readonly port: number;
  readonly tls: TlsMode;
  /** True where the files do not say how the connection is encrypted, so that `tls` is an assumption. */
  readonly assumedTls?: true;
  /** Name for SNI and for the certificate check, where it is not the host. */
  readonly servername?: string;
  /** What the application checks of the certificate. */
  readonly verify: Verification;
  readonly minVersion?: TlsVersion;
  readonly maxVersion?: TlsVersion;
  /** OpenSSL cipher list. */
  readonly ciphers?: string;
  /** Name given in EHLO. */
  readonly clientName?: string;
  /** The address of this machine that connections are made from. */
  readonly localAddress?: string;
  /** URL of the proxy that connects to the server; a login in it is masked. */
  readonly proxy?: string;
  /** The trusted authorities, in place of those that the program trusts by itself. */
  readonly authorities?: NamedText;
  /** Files of the client's certificate and key. */
  readonly certificate?: NamedText;
  readonly key?: NamedText;
  /** The program trusts the roots of the operating system, not a list of its own. */
  readonly systemStore?: true;
  /** Absent: OpenSSL, or not known. */
  readonly tlsLibrary?: TlsLibrary;
  /** It trusts no authority at all, so that no certificate can be verified: why, as a sentence. */
  readonly trustsNone?: string;
  /**
   * Names of which the certificate must bear one, in place of the host: Postfix' `hostname`, `nexthop` and `dot-nexthop`, or
   * names, of which one with a dot in front stands for all below it.
   */
  readonly acceptedNames?: readonly string[];
  /** The certificate is compared with TLSA records: where there are any, or always. */
  readonly dane?: 'dane' | 'dane-only';
  /** The host is a container of the project, which publishes the port. */
  readonly published?: Published;
  /** The host is a mail domain, whose MX is connected to. */
  readonly mailDomain?: true;
  /** Why user and password are unknown, as the end of a sentence; absent where they are known, or certainly not set. */
  readonly unknownLogin?: string;
  /** Where the password comes from, which no test opens or runs; the end of a sentence. */
  readonly unknownPassword?: string;
  /** Where settings are written: "SMTP_HOST, .env:3". */
  readonly origins?: Readonly<Partial<Record<NamedSetting, string>>>;
  /** What the files leave open, and what is tested in its place: a sentence each. */
  readonly assumptions?: readonly string[];
  /** What the application does and a test cannot do: "smtp_tls_security_level = dane, because ...". */
  readonly notFollowed?: readonly string[];
}

/** A server that is only to be reached by its own name within a network of containers. */
export interface Published {
  /** Where this machine reaches the same port. */
  readonly host: string;
  readonly port: number;
  /** The file that says so. */
  readonly file: string;
}

/** A connection of which host and port may be unknown. */
export interface Target extends Omit<Connection, 'host' | 'port'> {
  readonly host?: string;
  readonly port?: number;
  readonly user?: string;
  /** Variables that no file defines, by what they would say. */
  readonly unset?: Readonly<Partial<Record<'host' | 'port' | 'user' | 'password', string>>>;
  readonly method: 'password' | 'oauth2';
  /** The sender as it is written: an address, or a name with one. */
  readonly sender?: string;
  /** Why it cannot be tested, as a sentence that begins with the place: "app.js:3: nodemailer transport: port unknown." */
  readonly obstacle?: string;
}

/** File as a person knows it, and line from 1. */
export interface FileLine {
  readonly file: string;
  readonly line: number;
}

/** Looks up a place for display. */
export type Places = (place: Place) => FileLine;

/** What a client without a known mode most probably does: no port but those of implicit TLS works with it. */
export const assumedMode = (port: number | undefined): TlsMode =>
  port !== undefined && IMPLICIT_PORTS.has(port) ? 'implicit' : 'opportunistic';

/** User and password as the application gets them; the password is a secret. */
export function credentialsOf({ auth }: MailConfig): { readonly user?: string; readonly password?: string } {
  return {
    ...(auth?.user?.value && { user: auth.user.value }),
    ...(auth?.method === 'password' && auth.password?.value && { password: auth.password.value }),
  };
}

/** What the application gets access tokens with: secrets all. A URL that no file tells is nodemailer's default. */
export interface Tokens {
  readonly source?: {
    readonly url: string;
    readonly clientId: string;
    readonly clientSecret?: string;
    readonly refreshToken: string;
  };
  readonly accessToken?: string;
}

/** Without `accessUrl`, nodemailer asks Google. */
const GOOGLE_TOKENS = 'https://accounts.google.com/o/oauth2/token';

export function tokensOf({ auth }: MailConfig): Tokens {
  const { accessUrl, clientId, clientSecret, refreshToken, accessToken } = auth?.tokens ?? {};
  const isUrlKnown = accessUrl === undefined || accessUrl.value !== undefined;
  const complete = clientId?.value && refreshToken?.value && isUrlKnown;
  return {
    ...(complete && {
      source: {
        url: accessUrl?.value ?? GOOGLE_TOKENS,
        clientId: clientId.value!,
        ...(clientSecret?.value && { clientSecret: clientSecret.value }),
        refreshToken: refreshToken.value!,
      },
    }),
    ...(accessToken?.value && { accessToken: accessToken.value }),
  };
}

/** Equal for targets that connect and log in alike, whatever their places. */
export function wayOf(target: Target): string {
  const { origins: _origins, assumptions: _assumptions, obstacle: _obstacle, sender: _sender, ...way } = target;
  return JSON.stringify(way);
}
