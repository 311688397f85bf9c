/** What the other submission port of the same server tells about this one. `subject` is the other port. */
import type { Explain } from './explanation';

export const COMPARISON = {
  'port-rewritten': ({ port, subject }) => ({
    sentence: `Port ${subject} of the same server greets otherwise and has a good certificate: on port ${port} a firewall or proxy on the way rewrites what the server says.`,
    advice: `Use port ${subject}, where it cannot do so unseen, or have its inspection of SMTP switched off. Send no password through port ${port} until then.`,
  }),
  'starttls-missing-here': ({ port, subject }) => ({
    sentence: `Port ${subject} of the same server is encrypted and has a good certificate: either the server’s port ${port} is set up without TLS, or a firewall on the way takes STARTTLS away.`,
    advice: `Use port ${subject}. To learn which it is, test from another network: what is missing there as well is missing on the server.`,
  }),
  'greeting-masked': ({ port }) => ({
    sentence: `The greeting on port ${port} is masked with stars: a firewall with SMTP inspection stands between and rewrites what the server says.`,
    advice:
      'Have the inspection switched off for this server (Cisco: no inspect esmtp), or use another network. Send no password through it.',
  }),
  'port-intercepted': ({ host, port, subject }) => ({
    sentence: `On port ${subject} the same address shows a good certificate of ${host}: on port ${port} a virus scanner, a router or a proxy answers in its place.`,
    advice: `Use port ${subject}, or have this server exempted from the inspection.`,
  }),
  'ports-intercepted': ({ host, subject }) => ({
    sentence: `Port ${subject} shows no good certificate of ${host} either: on this machine or network something else seems to answer in its place on every mail port.`,
    advice:
      'A virus scanner with a mail shield, a proxy, or a web host that redirects outgoing mail to a server of its own (cPanel calls it SMTP restrictions). Have this server exempted, use the mail server that the host offers, or test from another network.',
  }),
} satisfies Record<string, Explain>;
