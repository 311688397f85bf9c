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
    advice: 'A content or spam filter is the usual cause. Its log tells more; look for the Message-ID below.',
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
  'sender-not-owned': (about) => ({
    sentence: `This account may not send from this address: ${about.replyCode}${quoted(about)}.`,
    advice:
      'Send from the address of the account, or have the other address or its domain verified with the provider. The application is refused in the same way.',
  }),
  'relay-denied': (about) => ({
    sentence: `The server does not pass mail on to this recipient: ${about.replyCode}${quoted(about)}.`,
    advice:
      'It relays to other domains only for clients that it knows, by a login or by their address. Log in, and use the submission port (465 or 587); a port 25 that takes mail for its own domains only answers like this.',
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
      'Greylisting (strangers are to come again), a limit on messages, or a fault of the server. The same some minutes later may be accepted; a queue tries again by itself, an application that sends directly must do so, too.',
  }),
  'refused-by-policy': (about) => ({
    sentence: `A policy of the server forbids the ${about.subject}: ${about.replyCode}${quoted(about)}.`,
    advice:
      'Neither TLS nor the password is at fault. Its words say which rule: a block list, SPF, DKIM or DMARC of the sender’s domain (see test --domain), a limit of the account, or a spam filter.',
  }),
} satisfies Record<string, Explain>;
