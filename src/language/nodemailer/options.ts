/**
 * What the options of a nodemailer transport are, for completion and hovers. Defaults as of nodemailer 9.1.1, read in its
 * lib/smtp-connection/index.js and lib/smtp-pool/index.js; those of `tls` are Node's (`tls.connect`, Node 20).
 */

/** The object that an option belongs to. */
export type Level = 'transport' | 'auth' | 'tls' | 'dkim';

export interface OptionInfo {
  readonly type: 'string' | 'number' | 'boolean' | 'object' | 'function';
  /** What holds without it, as code or in words; absent where nothing does. */
  readonly default?: string;
  readonly about: string;
  /** Values that are offered, as code. */
  readonly values?: readonly string[];
}

const IN_MILLISECONDS = ' In milliseconds.';

export const OPTIONS: Readonly<Record<Level, Readonly<Record<string, OptionInfo>>>> = {
  transport: {
    host: { type: 'string', default: "'localhost'", about: 'The server to connect to: a host name or an IP address.' },
    port: {
      type: 'number',
      default: '465 with `secure: true`, otherwise 587',
      about: 'The port to connect to.',
      values: ['465', '587'],
    },
    secure: {
      type: 'boolean',
      default: 'true where the port is 465, otherwise false',
      about:
        'TLS from the first byte (port 465). With false the connection starts in plaintext and can upgrade by STARTTLS.',
      values: ['true', 'false'],
    },
    requireTLS: {
      type: 'boolean',
      default: 'false',
      about: 'Send nothing unless STARTTLS succeeds. Without it, TLS is used only if the server offers it.',
      values: ['true', 'false'],
    },
    ignoreTLS: { type: 'boolean', default: 'false', about: 'Never use STARTTLS.', values: ['true', 'false'] },
    opportunisticTLS: {
      type: 'boolean',
      default: 'false',
      about: 'Continue in plaintext where STARTTLS fails.',
      values: ['true', 'false'],
    },
    service: {
      type: 'string',
      about: 'The short name of a known provider, which sets host, port and secure: they are ignored beside it.',
    },
    auth: { type: 'object', about: 'The credentials of the login. Without it nobody logs in.' },
    authMethod: {
      type: 'string',
      default: 'the first method that the server offers',
      about: 'The SASL method of the login.',
      values: ["'PLAIN'", "'LOGIN'", "'CRAM-MD5'"],
    },
    tls: { type: 'object', about: 'Options for the TLS connection, for implicit TLS and for STARTTLS.' },
    name: {
      type: 'string',
      default: "the machine's host name, or [127.0.0.1]",
      about: 'The name that is given in EHLO.',
    },
    localAddress: { type: 'string', about: 'The local address to connect from.' },
    connectionTimeout: {
      type: 'number',
      default: '120000',
      about: `How long to wait for the connection.${IN_MILLISECONDS}`,
    },
    greetingTimeout: {
      type: 'number',
      default: '30000',
      about: `How long to wait for the greeting.${IN_MILLISECONDS}`,
    },
    socketTimeout: {
      type: 'number',
      default: '600000',
      about: `How long the connection may be idle.${IN_MILLISECONDS}`,
    },
    dnsTimeout: {
      type: 'number',
      default: '30000',
      about: `How long to wait for the name to be resolved.${IN_MILLISECONDS}`,
    },
    pool: {
      type: 'boolean',
      default: 'false',
      about: 'Keep connections open and use them for several messages.',
      values: ['true', 'false'],
    },
    maxConnections: { type: 'number', default: '5', about: 'With a pool: the most connections at once.' },
    maxMessages: { type: 'number', default: '100', about: 'With a pool: the most messages on one connection.' },
    rateDelta: {
      type: 'number',
      default: '1000',
      about: `With a pool: the time that \`rateLimit\` counts in.${IN_MILLISECONDS}`,
    },
    rateLimit: { type: 'number', default: '0 (no limit)', about: 'With a pool: the most messages in `rateDelta`.' },
    logger: {
      type: 'boolean',
      default: 'false',
      about: 'Write a log to the console; an object in the manner of Bunyan gets the log instead.',
      values: ['true', 'false'],
    },
    debug: { type: 'boolean', default: 'false', about: 'Log the SMTP traffic, too.', values: ['true', 'false'] },
    transactionLog: { type: 'boolean', default: 'false', about: 'Log each SMTP command.', values: ['true', 'false'] },
    disableFileAccess: {
      type: 'boolean',
      default: 'false',
      about: 'Refuse attachments and bodies that are read from files.',
      values: ['true', 'false'],
    },
    disableUrlAccess: {
      type: 'boolean',
      default: 'false',
      about: 'Refuse attachments and bodies that are fetched from URLs.',
      values: ['true', 'false'],
    },
    lmtp: { type: 'boolean', default: 'false', about: 'Speak LMTP in place of SMTP.', values: ['true', 'false'] },
    proxy: { type: 'string', about: 'The URL of a proxy to connect through.' },
    dkim: { type: 'object', about: 'Keys that messages are signed with.' },
    customAuth: { type: 'object', about: 'Handlers of further SASL methods, by their names.' },
    sendmail: {
      type: 'boolean',
      default: 'false',
      about: "Hand messages to the machine's sendmail command in place of an SMTP server.",
      values: ['true', 'false'],
    },
    streamTransport: {
      type: 'boolean',
      default: 'false',
      about: 'Send nothing: give each message back as a stream.',
      values: ['true', 'false'],
    },
    jsonTransport: {
      type: 'boolean',
      default: 'false',
      about: 'Send nothing: give each message back as JSON.',
      values: ['true', 'false'],
    },
  },
  auth: {
    user: { type: 'string', about: 'The user name of the login.' },
    pass: { type: 'string', about: 'The password of the login. Keep it in the environment, not in the code.' },
    type: {
      type: 'string',
      default: "'login'",
      about: 'How to log in: with a password, or with OAuth2.',
      values: ["'login'", "'OAuth2'", "'custom'"],
    },
    method: {
      type: 'string',
      default: 'the first method that the server offers',
      about: 'The SASL method of the login.',
      values: ["'PLAIN'", "'LOGIN'", "'CRAM-MD5'"],
    },
    clientId: { type: 'string', about: 'OAuth2: the id of the application.' },
    clientSecret: { type: 'string', about: 'OAuth2: the secret of the application.' },
    refreshToken: { type: 'string', about: 'OAuth2: what new access tokens are requested with.' },
    accessToken: { type: 'string', about: 'OAuth2: an access token.' },
    accessUrl: { type: 'string', about: 'OAuth2: the endpoint that gives access tokens.' },
    expires: { type: 'number', about: 'OAuth2: when the access token expires, in milliseconds since 1970.' },
    serviceClient: { type: 'string', about: 'OAuth2 of a Google service account: its client id.' },
    privateKey: { type: 'string', about: 'OAuth2 of a Google service account: its private key.' },
  },
  tls: {
    rejectUnauthorized: {
      type: 'boolean',
      default: 'true',
      about: 'Verify the certificate. With false a network attacker can impersonate the server.',
      values: ['true'],
    },
    servername: {
      type: 'string',
      default: 'the host',
      about: 'The name in SNI, which the certificate is checked against.',
    },
    minVersion: {
      type: 'string',
      default: "'TLSv1.2'",
      about: 'The oldest TLS version that is accepted.',
      values: ["'TLSv1.2'", "'TLSv1.3'"],
    },
    maxVersion: {
      type: 'string',
      default: "'TLSv1.3'",
      about: 'The newest TLS version that is used.',
      values: ["'TLSv1.3'"],
    },
    ca: {
      type: 'string',
      about: 'Certificates of CAs to trust, in place of the public ones: for servers with a private CA.',
    },
    cert: { type: 'string', about: "The client's certificate." },
    key: { type: 'string', about: "The client's private key." },
    ciphers: { type: 'string', default: "Node's list", about: 'The ciphers that are offered, as an OpenSSL list.' },
    checkServerIdentity: { type: 'function', about: 'Replaces the check of the name in the certificate.' },
  },
  dkim: {
    domainName: { type: 'string', about: 'The domain that signs.' },
    keySelector: { type: 'string', about: 'The selector: the key is published at `<selector>._domainkey.<domain>`.' },
    privateKey: { type: 'string', about: 'The private key that messages are signed with, in PEM.' },
    headerFieldNames: { type: 'string', about: 'The header fields to sign, separated by colons.' },
    skipFields: { type: 'string', about: 'Header fields that are not signed, separated by colons.' },
  },
};
