/** The TLS handshake. */
import { type Explain, inSeconds, otherPorts, quoted } from './explanation';

/** Catchers of mail, and servers for programs of the own machine. */
export const NO_TLS_NEEDED =
  'Servers of the own machine or network and catchers of mail often have no TLS and need none: leave encryption off where one is used (secure: false, without requireTLS), or give it a certificate.';

export const TLS = {
  'starttls-expected': ({ port }) => ({
    sentence:
      `Port ${port} begins in plaintext and upgrades with STARTTLS, but the configuration starts TLS at once. Mail libraries report ` +
      'this as "wrong version number": the greeting is read as if it were TLS.',
    advice: `Use required STARTTLS on port ${port} (secure: false with requireTLS: true, or "tls")${port === 465 ? '' : ', or implicit TLS on port 465'}.`,
  }),
  'no-tls-here': ({ port, local }) => ({
    sentence: `Port ${port} is a plaintext SMTP port that offers no STARTTLS, but the configuration starts TLS at once ("wrong version number").`,
    advice: local ? NO_TLS_NEEDED : `Use a port with TLS: ${otherPorts({ port })}.`,
  }),
  'not-tls': ({ host, port }) => ({
    sentence: `What ${host} sent on port ${port} is not TLS ("wrong version number").`,
    advice: 'Check port and TLS mode: 465 with implicit TLS, 587 with STARTTLS.',
  }),
  'starttls-garbage': () => ({
    sentence: 'After it agreed to STARTTLS the server went on with something that is not TLS.',
    advice: 'The server is faulty, or someone between inserts replies. Do not send credentials over this connection.',
  }),
  'tls-timeout': (about) => ({
    sentence: `${about.host} did not complete the TLS handshake on port ${about.port} within ${inSeconds(about)}.`,
    advice:
      about.tls === 'implicit'
        ? 'The port may be open without TLS behind it, or a firewall swallows the handshake. Check the port, and try from another network.'
        : 'The server agreed to STARTTLS and then fell silent: a firewall swallows the handshake, or large packets are lost on the network path (MTU of a VPN or tunnel). Try from another network.',
  }),
  'tls-closed': ({ host, port }) => ({
    sentence: `${host} closed the connection on port ${port} during the TLS handshake.`,
    advice:
      'It may not serve TLS for this name (it is sent as SNI), or not to your address. If the server is yours, look into its log: a certificate file that it cannot load ends this way, too.',
  }),
  'tls-version': () => ({
    sentence: 'Client and server have no TLS version in common.',
    advice:
      'If the server knows only TLS 1.0 or 1.1, it is out of date (RFC 8996 forbids both): have it updated. If a minimum or maximum version is configured here, widen it to 1.2 and 1.3.',
  }),
  'tls-no-common-cipher': ({ subject }) => ({
    sentence:
      subject === 'ciphers'
        ? 'The server broke off the TLS handshake: none of the configured ciphers suits it.'
        : 'The server broke off the TLS handshake: most probably it has no usable certificate; or it has no cipher in common with current clients, or demands a client certificate.',
    advice:
      subject === 'ciphers'
        ? 'Remove the configured cipher list.'
        : 'If the server is yours, look into its log: a certificate or key file that is missing, unreadable or does not fit ends this way. If it identifies clients by certificate, configure key and certificate (--cert and --key in this test).',
  }),
  'client-certificate-required': (about) =>
    about.certified
      ? {
          sentence: `The server does not accept the client certificate that was shown${quoted(about)}.`,
          advice:
            'It trusts another authority, or the certificate has expired or is not one for clients. Use one that the operator of the server issued or lists.',
        }
      : {
          sentence: `The server demands a client certificate${quoted(about)}.`,
          advice:
            'Such servers identify clients by certificate instead of a password. Configure key and certificate (--cert and --key in this test), or use its port for passwords.',
        },
  'tls-name-refused': ({ host }) => ({
    sentence: `The server has no certificate for the name ${host}, which was sent as SNI.`,
    advice: 'Use the host name that the provider gives.',
  }),
  'tls-weak-parameters': ({ subject }) => ({
    sentence: `The server’s keys or signatures are too weak for this TLS library (${subject}).`,
    advice:
      'Have the server updated. Lowering the security level of the client hides the weakness and does not fix it.',
  }),
  'tls-option': ({ subject }) => ({
    sentence: `The configured TLS options cannot be used (${subject}).`,
    advice: 'Check cipher list, versions and CA; without them the safe defaults of Node hold.',
  }),
  'tls-server-fault': () => ({
    sentence: 'The server broke off the TLS handshake because of an error of its own.',
    advice:
      'Its log tells: most often it cannot use its certificate or key, after an update of its TLS library, too. The settings of the client play no part.',
  }),
  'tls-failed': ({ subject }) => ({
    sentence: `The TLS handshake failed (${subject}).`,
    advice: 'Look into the server’s log for the same moment.',
  }),
  'tls-old-version': ({ subject }) => ({
    sentence: `The connection uses ${subject}, which RFC 8996 forbids.`,
    advice: 'Require TLS 1.2 at least; the server or the configured maximum is out of date.',
  }),
  'tls-weak-cipher': ({ subject }) => ({
    sentence: `The connection uses the weak cipher ${subject}.`,
    advice: 'Remove the configured cipher list, or have the server updated.',
  }),
  'tls-static-key': ({ subject, reason }) => ({
    sentence:
      reason === 'go'
        ? `The server exchanges keys by RSA alone (${subject}), which programs built with Go 1.22 or later refuse.`
        : `The server exchanges keys by RSA alone (${subject}): who gets hold of its key later can read what was recorded.`,
    advice:
      reason === 'go'
        ? 'The operator of the server should switch on ECDHE ciphers; until then GODEBUG=tlsrsakex=1 lets the program connect.'
        : 'The operator of the server should switch on ECDHE ciphers (RFC 9325). Programs built with Go 1.22 or later refuse this server.',
  }),
  'old-versions-accepted': ({ subject }) => ({
    sentence: `The server still accepts ${subject}, which RFC 8996 forbids.`,
    advice:
      'Your connection is not affected as long as the client requires TLS 1.2; the operator should switch the old versions off.',
  }),
} satisfies Record<string, Explain>;
