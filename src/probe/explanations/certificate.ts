/** What can be wrong with a certificate. */
import type { Explain } from './explanation';

/** Large providers have certificates of public authorities, with the whole chain. */
const inItsPlace = (provider: string | undefined): string | undefined =>
  provider &&
  `The servers of ${provider} have certificates of public authorities: something between (a scanner or proxy that opens TLS, or a web host that redirects mail) answers in their place. Have the server exempted, test from another network, or, if it is meant to read along, configure its root as the CA.`;

export const CERTIFICATE = {
  'certificate-missing': () => ({
    sentence: 'The server showed no certificate, so nobody knows who it is.',
    advice: 'Remove a configured cipher list that allows anonymous ciphers.',
  }),
  'certificate-expired': ({ subject }) => ({
    sentence: `The certificate expired ${subject}.`,
    advice: 'The operator of the server must renew it. If the date looks wrong, check the clock of this machine.',
  }),
  'certificate-chain-expired': ({ subject }) => ({
    sentence: `A certificate between the server’s and the root, ${subject}.`,
    advice: 'The operator of the server must install the current chain of the authority.',
  }),
  'certificate-not-yet-valid': ({ subject }) => ({
    sentence: `The certificate is valid only from ${subject} on.`,
    advice: 'Check the clock of this machine; else the operator installed it too early.',
  }),
  'certificate-expires-soon': ({ subject }) => ({
    sentence: `The certificate expires in ${subject}.`,
    advice: 'Its renewal is due; tell the operator if it is not automatic.',
  }),
  'certificate-no-authorities': ({ subject }) => ({
    sentence: subject ?? 'The application trusts no authority.',
    advice:
      'Name the authorities, on Debian smtp_tls_CAfile = /etc/ssl/certs/ca-certificates.crt; until then all mail waits.',
  }),
  'dane-mismatch': ({ host, subject }) => ({
    sentence: `The certificate of ${subject || host} is not the one that the DNS names (TLSA): senders that use DANE deliver nothing.`,
    advice:
      'Publish the TLSA record of the new key, and only after its time to live has passed, use the new certificate.',
  }),
  'dane-missing': ({ host, subject }) => ({
    sentence: subject
      ? `Postfix asks for DANE alone (dane-only), and the resolver ${subject} does not validate: all mail waits.`
      : `Postfix asks for DANE alone (dane-only), and ${host} has no TLSA record that DNSSEC secures: all mail waits.`,
    advice:
      'Use the level dane, which encrypts without TLSA records, or name the servers for which dane-only holds in a table of policies.',
  }),
  'dane-unanswered': ({ host, subject }) => ({
    sentence: `The DNS does not answer for the TLSA records of ${host} (${subject}): a client that uses DANE puts off the mail.`,
    advice: 'Check the resolver. Without one that validates (DNSSEC), DANE cannot be used.',
  }),
  'certificate-wrong-name': ({ host, subject, reason }) => ({
    sentence: `The certificate is not for ${host} but for ${subject || 'no name at all'}.`,
    advice:
      reason === 'address'
        ? 'Connect by a name that is in the certificate, or configure that name as the one to compare with (servername).'
        : reason === 'wildcard'
          ? 'A wildcard stands for one label only. Use a name that it covers, or have the certificate issued for this one, too.'
          : 'Configure the name that is in the certificate, if it is the server that you mean.',
  }),
  'certificate-address-as-name': ({ subject }) => ({
    sentence: `The certificate carries the address ${subject} as a DNS name; clients compare an address only with its address entries.`,
    advice:
      'Issue it anew with the address as an IP entry (subjectAltName=IP:...), or connect by a host name that it holds.',
  }),
  'certificate-wrong-purpose': () => ({
    sentence: 'The certificate was not issued for servers: its extended key usage does not hold serverAuth.',
    advice: 'The operator of the server must install a certificate for TLS servers.',
  }),
  'certificate-name-constraints': ({ subject }) => ({
    sentence: `An authority in the chain of "${subject}" may not issue certificates for this name (name constraints).`,
    advice: 'The operator must have the certificate issued by an authority that may sign for this domain.',
  }),
  'certificate-must-staple': () => ({
    sentence: 'The certificate demands an OCSP answer with each handshake (must-staple), and the server sends none.',
    advice:
      'The operator should switch OCSP stapling on, or have a certificate issued without that demand. Few mail clients check it.',
  }),
  'certificate-common-name-only': ({ host }) => ({
    sentence: `The certificate names ${host} only in its common name. Node accepts that; Go, Java and RFC 9525 do not.`,
    advice: 'The operator should issue it anew with a subject alternative name.',
  }),
  'certificate-self-signed': ({ reason }) => ({
    sentence: 'The certificate is self-signed: anyone can make one that looks the same.',
    advice:
      inItsPlace(reason) ??
      'Give this certificate to the client as its CA, or have the server use one of a public authority. Do not disable verification.',
  }),
  'certificate-private-root': ({ subject, reason }) => ({
    sentence: `The chain ends at "${subject}", an authority that is not in the list of trusted roots.`,
    advice:
      inItsPlace(reason) ??
      'If it is your organisation’s own, configure its root as the CA (ca, or NODE_EXTRA_CA_CERTS).',
  }),
  'certificate-intermediate-missing': ({ subject, reason }) => ({
    sentence: `The server sent only its own certificate; the one of its issuer "${subject}" is missing, so the chain cannot be checked.`,
    advice:
      inItsPlace(reason) ??
      'The operator should install the full chain (fullchain.pem in place of cert.pem). Browsers fetch the missing certificate silently; mail clients do not. If the issuer is a private authority, have the program trust it, and this test, too: with --ca, or in the editor with the setting mailConfigLint.testConnection.caFile.',
  }),
  'certificate-chain-foreign': ({ subject, reason }) => ({
    sentence: `None of the other certificates that the server sent issued its own; the one of its issuer "${subject}" is missing, so the chain cannot be checked.`,
    advice:
      inItsPlace(reason) ??
      'The operator should install the chain that came with this certificate: the one of an older certificate stands in its place.',
  }),
  'certificate-issuer-unknown': ({ subject, reason }) => ({
    sentence: `The chain leads to the issuer "${subject}", whose certificate is not in the list of trusted roots.`,
    advice:
      inItsPlace(reason) ??
      'If it is your organisation’s own authority, configure its root as the CA (ca, or NODE_EXTRA_CA_CERTS).',
  }),
  'certificate-weak-key': ({ subject }) => ({
    sentence: `The key is too weak (${subject}); current TLS libraries refuse it.`,
    advice: 'The operator should issue the certificate anew with RSA 2048 or an elliptic curve key.',
  }),
  'certificate-weak-signature': ({ subject }) => ({
    sentence: `The certificate is signed with ${subject}, which can be forged.`,
    advice: 'The operator should issue it anew, signed with SHA-256.',
  }),
  'certificate-intercepted': ({ host, subject }) => ({
    sentence: `The certificate for ${host} was issued by "${subject}": a virus scanner, a router or a proxy of the network opens the connection.`,
    advice:
      'Exempt mail from its inspection, or configure its root as the CA if it is meant to read your mail and password.',
  }),
  'certificate-invalid': ({ subject }) => ({
    sentence: `The certificate is not accepted (${subject}).`,
    advice: 'Look at the facts below, and ask the operator of the server.',
  }),
} satisfies Record<string, Explain>;
