/** Login: what is offered, and what the codes of RFC 4954 mean. */
import { type Explain, otherPorts, quoted } from './explanation';

/** What methods other than PLAIN, LOGIN and CRAM-MD5 want of a client. */
const OTHER_METHODS: readonly (readonly [RegExp, string])[] = [
  [/^(?:PLAIN|LOGIN|CRAM-MD5)$/, 'Choose a login method that it offers.'],
  [
    /^(?:XOAUTH2|OAUTHBEARER)$/,
    'Passwords are no longer accepted there: use OAuth2 (in this test an access token, with --method XOAUTH2).',
  ],
  [
    /^SCRAM-/,
    'SCRAM proves a password without sending it, and nodemailer, like most libraries, cannot do it. Have the server offer PLAIN inside TLS, or use a client that can (Go-based ones, msmtp, Postfix with libsasl2).',
  ],
  [
    /^(?:NTLM|GSSAPI|GSS-SPNEGO|NEGOTIATE)$/,
    'The server wants a Windows or Kerberos login, which few mail libraries can do. Have its administrator offer PLAIN or LOGIN inside TLS ("basic authentication" on the receive connector of Exchange).',
  ],
  [
    /^DIGEST-MD5$/,
    'DIGEST-MD5 is obsolete (RFC 6331) and few libraries can do it. Have the server offer PLAIN inside TLS.',
  ],
  [/^EXTERNAL$/, 'The server identifies clients by certificate: configure key and certificate in place of a password.'],
];

export const LOGIN = {
  'login-in-clear': ({ subject }) => ({
    sentence: `The server offers to take passwords before TLS (${subject}), so that without TLS they are sent in clear and without an error.`,
    advice: 'Require TLS: port 465 with implicit TLS, or required STARTTLS.',
  }),
  'login-not-encrypted': () => ({
    sentence: 'The configuration would send the password over an unencrypted connection.',
    advice: 'Use implicit TLS or required STARTTLS. The test never logs in without verified TLS.',
  }),
  'login-not-offered': (about) => ({
    sentence: 'The server offers no login on this connection, although credentials are configured.',
    advice: about.local
      ? 'Libraries either fail here or send mail without logging in. A catcher of mail wants no login: leave out user name and password where it is used.'
      : `Libraries either fail here or send mail without logging in. Use another submission port (${otherPorts(about)}), or remove the credentials if the server accepts this client by its address.`,
  }),
  'method-not-offered': ({ subject, offered = [] }) => ({
    sentence: subject
      ? `The server does not offer ${subject}; it offers ${offered.join(', ')}.`
      : `The server offers no login with a password that the usual mail libraries can do: it offers ${offered.join(', ')}.`,
    advice:
      OTHER_METHODS.find(([pattern]) => offered.some((name) => pattern.test(name)))?.[1] ??
      'Choose a login method that it offers.',
  }),
  'login-rejected': (about) => ({
    sentence: `The server rejected the credentials with ${about.replyCode}${quoted(about)}.`,
    advice:
      'Check user name (often the whole address) and password; many providers want an app password or a key in its place. Do not retry often: many servers lock accounts.',
  }),
  'login-token-rejected': (about) => ({
    sentence: `The server rejected the access token with ${about.replyCode}${quoted(about)}.`,
    advice:
      'It has expired (most live for an hour), belongs to another user, or lacks the scope for SMTP. Get a fresh one and test again.',
  }),
  'login-token-scope': (about) => ({
    sentence: `The access token is not for sending mail: the server wants another scope (${about.replyCode}${quoted(about)}).`,
    advice:
      'Ask for a token with the scope for SMTP, and have the user agree to it anew: https://mail.google.com/ at Google, https://outlook.office.com/SMTP.Send at Microsoft.',
  }),
  'login-token-unreadable': (about) => ({
    sentence: `The server could not make sense of the access token: ${about.replyCode}${quoted(about)}.`,
    advice:
      'Give the access token itself: not the refresh token, not the whole JSON of the token endpoint, and without quotes or line breaks.',
  }),
  'login-method-too-weak': (about) => ({
    sentence: `The account does not allow this way of logging in: ${about.replyCode}${quoted(about)}.`,
    advice: 'Use an app password or OAuth2.',
  }),
  'login-needs-encryption': (about) => ({
    sentence: `The server wants encryption before a login: ${about.replyCode}${quoted(about)}.`,
    advice: 'Use implicit TLS or required STARTTLS.',
  }),
  'login-required-first': (about) => ({
    sentence: `The server answered the login with ${about.replyCode}${quoted(about)}: something must come before it.`,
    advice: 'STARTTLS, or another login method. Check the port.',
  }),
  'login-temporary': (about) => ({
    sentence: `The server cannot check the login at the moment: ${about.replyCode}${quoted(about)}.`,
    advice: 'Too many logins in a short time, or a fault of the server. Wait some minutes; do not retry in a loop.',
  }),
  'login-transition': (about) => ({
    sentence: `The server wants the password renewed before this login: ${about.replyCode}${quoted(about)}.`,
    advice: 'Log in once, or change the password, on the web site of the provider.',
  }),
  'login-syntax': (about) => ({
    sentence: `The server could not read the login: ${about.replyCode}${quoted(about)}.`,
    advice: 'Look for a line break or blanks in user name or key.',
  }),
  'login-not-available': (about) => ({
    sentence: `Login is switched off on this port: ${about.replyCode}${quoted(about)}.`,
    advice: `Use another submission port (${otherPorts(about)}). If the server is yours, switch login on for this port.`,
  }),
  'account-blocked': (about) => ({
    sentence: `The account or its domain may not send: ${about.replyCode}${quoted(about)}.`,
    advice:
      'It is blocked, suspended or not activated yet; the settings are right. Look for a notice of the provider, or ask its support.',
  }),
  'tls-version-refused': (about) => ({
    sentence: `The server wants a newer TLS version: ${about.replyCode}${quoted(about)}.`,
    advice: 'Allow TLS 1.2 in the client.',
  }),
  'login-order': (about) => ({
    sentence: `The server does not expect a login here: ${about.replyCode}${quoted(about)}.`,
    advice: 'It may know this client by its address or certificate already. Try without credentials, or another port.',
  }),
  'login-method-unknown': (about) => ({
    sentence: `The server does not know this login method: ${about.replyCode}${quoted(about)}.`,
    advice: 'Choose a method that it offers.',
  }),
  'login-disabled': (about) => ({
    sentence: `Password login is switched off for this account or organisation: ${about.replyCode}${quoted(about)}.`,
    advice: 'Use OAuth2, or have the administrator allow SMTP AUTH for the mailbox.',
  }),
  'login-failed': (about) => ({
    sentence: `The login failed with ${about.replyCode}${quoted(about)}.`,
    advice: 'Look into the server’s log for the same moment.',
  }),
  'challenge-unreadable': () => ({
    sentence: 'The server’s challenge for CRAM-MD5 could not be read.',
    advice: 'Choose PLAIN or LOGIN; inside verified TLS they are as safe.',
  }),
} satisfies Record<string, Explain>;
