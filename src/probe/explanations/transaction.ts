/** MAIL, RCPT and DATA: what a refusal means. `subject` is what was refused: sender, recipient or message. */
import { type Explain, quoted } from './explanation';

export const TRANSACTION = {
  'sender-rejected': (about) => ({
    sentence: `The server does not accept the sender address: ${about.replyCode}${quoted(about)}.`,
    advice: 'Use an address that this account may send from; most providers want it, or its domain, verified first.',
  }),
  'recipient-rejected': (about) => ({
    sentence: `The server does not accept the recipient address: ${about.replyCode}${quoted(about)}.`,
    advice: 'Either the address does not exist, or the server relays only for clients that log in.',
  }),
  'address-not-usable': ({ subject }) => ({
    sentence: `The ${subject} address cannot be sent to this server.`,
    advice: 'It is no single plain address, or it has letters outside ASCII and the server does not offer SMTPUTF8.',
  }),
  'message-rejected': (about) => ({
    sentence: `The server took sender and recipient, but not the message: ${about.replyCode}${quoted(about)}.`,
    advice: 'A content or spam filter is the usual cause. Its operator finds the Message-ID below in the log.',
  }),
  'message-unanswered': () => ({
    sentence: 'The message was handed over, but the server did not say whether it took it.',
    advice: 'It may still arrive. Look for it in the mailbox before you send another.',
  }),
  'transaction-needs-login': (about) => ({
    sentence: `The server wants a login before it takes mail: ${about.replyCode}${quoted(about)}.`,
    advice:
      'Test with login. If the configuration has no credentials, the application cannot send through this server.',
  }),
  'transaction-needs-tls': (about) => ({
    sentence: `The server takes mail only over TLS: ${about.replyCode}${quoted(about)}.`,
    advice: `Require STARTTLS${about.port === 465 ? '' : ', or use implicit TLS on port 465'}.`,
  }),
  'sender-domain-unknown': (about) => ({
    sentence: `The domain of the sender address does not exist in the DNS: ${about.replyCode}${quoted(about)}.`,
    advice:
      'Send from an address whose domain has an MX or address record (check with test --domain). Another try changes nothing, even where the code looks temporary.',
  }),
  'address-incomplete': (about) => ({
    sentence: `An address has no full domain: ${about.replyCode}${quoted(about)}.`,
    advice: 'Write sender and recipient as name@example.org; a bare name or name@localhost is refused.',
  }),
  'limit-reached': (about) => ({
    sentence: `The account has used up its quota: ${about.replyCode}${quoted(about)}.`,
    advice: 'Wait until the period ends, or have the limit raised. The settings themselves have worked so far.',
  }),
  'server-fault': (about) => ({
    sentence: `The server has a fault of its own: ${about.replyCode}${quoted(about)}.`,
    advice:
      'A full disk, a table or filter that does not answer, or a mistake in its configuration. Its operator finds the cause in the log.',
  }),
  'content-rejected': (about) => ({
    sentence: `The server refuses the form of the message: ${about.replyCode}${quoted(about)}.`,
    advice: 'Give exactly one address in From, a Date and a subject, and let a mail library build the message.',
  }),
  'recipient-not-allowed': (about) => ({
    sentence: `This account may not write to this recipient yet: ${about.replyCode}${quoted(about)}.`,
    advice: 'Accounts in a sandbox or trial write to their own or to verified addresses only.',
  }),
  'recipient-suppressed': (about) => ({
    sentence: `The server says yes and will not deliver: ${about.replyCode}${quoted(about)}.`,
    advice: 'The recipient is on a suppression list of the provider. Remove it there.',
  }),
  'sender-not-owned': (about) => ({
    sentence: `This account may not send from this address: ${about.replyCode}${quoted(about)}.`,
    advice:
      'Send from the address of the account, or have the other address or its domain verified with the provider. The application is refused in the same way.',
  }),
  'relay-denied': (about) => ({
    sentence: `The server does not pass mail on to this recipient: ${about.replyCode}${quoted(about)}.`,
    advice: `It relays to other domains only for clients that it knows, by a login or by their address. Log in${about.port === 465 || about.port === 587 ? '.' : ', and use the submission port (465 or 587); a port 25 that takes mail for its own domains only answers like this.'}`,
  }),
  'recipient-unknown': (about) => ({
    sentence: `The recipient address does not exist: ${about.replyCode}${quoted(about)}.`,
    advice: 'Check its spelling. The settings themselves have worked so far.',
  }),
  'mailbox-full': (about) => ({
    sentence: `The mailbox or the server has no room left: ${about.replyCode}${quoted(about)}.`,
    advice: 'Try another recipient; the settings themselves have worked so far.',
  }),
  'message-too-large': (about) => ({
    sentence: `The server finds the message too large: ${about.replyCode}${quoted(about)}.`,
    advice: 'A test message has about a kilobyte: a limit (SIZE) set far too low, or a full disk, is the cause.',
  }),
  'refused-for-now': (about) => ({
    sentence: `The server puts the ${about.subject} off for now: ${about.replyCode}${quoted(about)}.`,
    advice:
      'A limit on messages, greylisting (strangers are to come again), or a fault of the server. Try again in some minutes; an application that sends directly must do so itself.',
  }),
  'refused-by-policy': (about) => ({
    sentence: `A policy of the server forbids the ${about.subject}: ${about.replyCode}${quoted(about)}.`,
    advice:
      'Its words say which rule: a block list, SPF, DKIM or DMARC of the sender’s domain (see test --domain), or a spam filter. Where they do not, test with login: some servers say so to clients that have not logged in.',
  }),
} satisfies Record<string, Explain>;
