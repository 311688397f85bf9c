/**
 * What the words in the names of mail settings say, where no application is known. Upper case, joined by underscores;
 * words that mean different things to different programs are only as certain as the rules made of them.
 */

export type Meaning =
  | 'host'
  | 'hostPort'
  | 'port'
  | 'user'
  | 'password'
  | 'elsewhere'
  /** Holds the name of a provider, whose port and mode then go before those that are written. */
  | 'service'
  | 'from'
  /** True: TLS from the first byte. */
  | 'implicit'
  /** True: no encryption. */
  | 'plain'
  /** True: STARTTLS or nothing. */
  | 'required'
  /** True: STARTTLS, whether required or not. */
  | 'starttls'
  /** Holds the name of a mode. */
  | 'mode'
  | 'useTls'
  | 'useSsl'
  /** A switch whose meaning only its program knows. */
  | 'unclear'
  /** .NET's `EnableSsl`: false is no encryption, true required STARTTLS, or TLS from the first byte. */
  | 'dotnet'
  /** False: the certificate is not checked. */
  | 'checked'
  /** True: the certificate is not checked. */
  | 'unchecked'
  /** OpenSSL's word for what is checked: `none` or `peer`. */
  | 'checkMode';

const VOCABULARY: Readonly<Record<Meaning, string>> = {
  host: `HOST HOSTNAME SERVER HOST_ADDR SERVER_ADDRESS SERVERADDRESS SERVERNAME SERVER_HOST SMTP_HOST SMTP_SERVER ADDRESS ADDR ENDPOINT`,
  hostPort: `HOSTPORT`,
  port: `PORT HOST_PORT SERVER_PORT SERVERPORT SMTP_PORT PORT_NUMBER`,
  user: `USER USERNAME USER_NAME LOGIN AUTH_USER AUTH_USERNAME HOST_USER SERVER_USER AUTHUSER SMTP_USER`,
  password: `PASS PASSWORD PASSWD PWD USER_PWD AUTH_PASS AUTH_PASSWORD HOST_PASSWORD SERVER_PASSWORD SMTP_PASSWORD
    SMTP_PASS`,
  elsewhere: `PASS_FILE PASSWORD_FILE PASSWORD_SECRET EXISTING_SECRET EXISTINGSECRET SECRET_NAME`,
  service: `SERVICE`,
  from: `FROM FROM_ADDRESS FROM_ADDR FROM_EMAIL SENDER SENDER_EMAIL DEFAULT_FROM DEFAULT_SENDER MAIL_FROM`,
  implicit: `SECURE USE_SSL SSL_ENABLED ENABLE_SSL FORCESSL FORCE_SSL SECURE_ENABLED IMPLICIT_TLS`,
  plain: `IGNORE_TLS IGNORETLS NO_TLS DISABLE_TLS`,
  required: `REQUIRE_TLS REQUIRETLS STARTTLS_REQUIRED REQUIRE_STARTTLS`,
  starttls: `STARTTLS START_TLS USE_STARTTLS ENABLE_STARTTLS ENABLE_START_TLS ENABLE_STARTTLS_AUTO STARTTLS_AUTO
    STARTTLS_ENABLE`,
  mode: `SECURITY ENCRYPTION TLS_MODE CONNECTION_SECURITY SSL_MODE SECURE`,
  useTls: `USE_TLS`,
  useSsl: `USE_SSL`,
  unclear: `SSL TLS TLS_ENABLED ENABLE_TLS`,
  dotnet: '',
  checked: `REJECT_UNAUTHORIZED TLS_REJECT_UNAUTHORIZED TLS_REJECT_UNAUTH VERIFY_PEER VERIFY_SSL SSL_VERIFY VERIFY_CERT
    TLS_VERIFY TLS_VERIFY_PEER`,
  unchecked: `SKIP_VERIFY SKIP_CERT_VERIFY SKIP_SSL_VERIFY INSECURE_SKIP_VERIFY ACCEPT_INVALID_CERTS ALLOW_INVALID_CERT
    TRUST_ALL IGNORE_CERT`,
  checkMode: `OPENSSL_VERIFY_MODE`,
};

function byWord(): ReadonlyMap<string, readonly Meaning[]> {
  const meanings = new Map<string, Meaning[]>();
  for (const [meaning, words] of Object.entries(VOCABULARY) as [Meaning, string][])
    for (const word of words.split(/\s+/).filter(Boolean)) meanings.set(word, [...(meanings.get(word) ?? []), meaning]);
  return meanings;
}

/** The meanings of a word; `SECURE` is a switch for some programs and a mode for others. */
export const MEANINGS = byWord();

/** Texts of a `mode` setting, lower case; `tls` is missing because programs disagree about it. */
export const MODE_WORDS = {
  implicit: ['ssl', 'smtps', 'ssltls', 'ssl/tls', 'force_tls', 'implicit'],
  starttls: ['starttls'],
  off: ['none', 'plain', 'off', 'disabled'],
} as const;

/** Words that name a mail server's client settings; what stands behind them is the field. */
export const CORE_WORDS: ReadonlySet<string> = new Set('SMTP SMTPS MAIL MAILER EMAIL NODEMAILER SMARTHOST'.split(' '));

/** Words of settings that receive mail, listen, or show a web page. */
export const FOREIGN_WORDS: ReadonlySet<string> = new Set(
  `IMAP IMAPS POP POP3 INCOMING INBOUND INGESTION INGEST RECEIVE RECEIVER FETCH BIND LISTEN INBUCKET CATCHER UI WEB
    TEST`.split(/\s+/),
);

/** Words that name a level of a map, and say nothing else: `mail.options.host`, `smtpServer.userName`. */
export const LEVEL_WORDS = /^(?:(?:SERVER|CONFIG|CONF|SETTINGS|OPTIONS|TRANSPORT|CONNECTION|CREDENTIALS)_)+/;

/** In a map the way to a setting may name mail more than once: `EmailSettings.SmtpServer` beside `EmailSettings.Port`. */
export const MAP_LEVEL_WORDS =
  /^(?:(?:SERVER|CONFIG|CONF|SETTINGS|OPTIONS|TRANSPORT|CONNECTION|CREDENTIALS|SMTP|MAIL|EMAIL)_)+/;

/**
 * Switches whose meaning only their program knows where that may be one of .NET: `EnableSsl` of its own client asks for
 * STARTTLS, and the same name given to MailKit often for TLS from the first byte.
 */
export const UNCLEAR_IN_DOTNET: ReadonlySet<string> = new Set(
  'USE_SSL SSL_ENABLED ENABLE_SSL FORCESSL FORCE_SSL'.split(' '),
);

/** Listening ports of a mail server; SMTP_PORT beside one of them is such a port, too. */
export const LISTENING_KEYS: ReadonlySet<string> = new Set(
  'SMTPS_PORT SUBMISSION_PORT IMAP_PORT IMAPS_PORT'.split(' '),
);

/** Names that look like a server's and are something else: the domain of Sentry's incoming mail. */
export const MISLEADING_KEYS: ReadonlySet<string> = new Set(['SENTRY_MAIL_HOST']);

const MISSPELLINGS: Readonly<Record<string, string>> = {
  PORT: 'PROT PRT POTR PORTT PRORT POR',
  HOST: 'HOTS HSOT HOSTT HOAST OHST',
  SERVER: 'SEVER SERVR SEREVR',
  USER: 'USRE UESR USR',
  USERNAME: 'USERNMAE USERANME USRNAME USERNAM USENAME',
  PASSWORD: 'PASSWROD PASSOWRD PASWORD PASSWOD PASSWRD PASSWORT PASSORD',
  SECURE: 'SECUER SECRUE SEUCRE SCURE',
  ENCRYPTION: 'ENCRIPTION ENCRPTION ENCYPTION ENCRYPTON',
};

/** Near misses of these words, of which none is a word of its own. */
export const MISSPELT: ReadonlyMap<string, string> = new Map(
  Object.entries(MISSPELLINGS).flatMap(([right, wrong]) =>
    wrong.split(' ').map((word): [string, string] => [word, right]),
  ),
);
