/** Settings, name resolution and TCP: before the server has said a word. */
import { type Explain, inSeconds } from './explanation';

const LOOPBACK = /^(?:localhost|127\.[\d.]+|::1)$/i;

export const NETWORK = {
  'host-missing': () => ({
    sentence: 'No host is configured.',
    advice: 'Set the host. Many libraries silently use localhost without one.',
  }),
  'host-not-a-name': ({ subject }) => ({
    sentence: `The host is not a bare host name: it contains ${subject}.`,
    advice: 'Write only the name, such as smtp.example.com; port, scheme and credentials have settings of their own.',
  }),
  'port-invalid': ({ port }) => ({
    sentence: `${Number.isNaN(port) ? 'The port' : port} is not a valid port.`,
    advice: 'Use a whole number from 1 to 65535: 465 with implicit TLS, or 587 with STARTTLS.',
  }),
  'text-unusable': ({ subject }) => ({
    sentence: `${subject} contains a line break or another control character, which would become a command of its own.`,
    advice: 'Remove it; a newline at the end of a secret file is the usual cause.',
  }),
  'ca-unreadable': () => ({
    sentence: 'The configured CA holds no readable certificate, and TLS libraries silently ignore such a text.',
    advice: 'Give the certificates as PEM: blocks from BEGIN CERTIFICATE to END CERTIFICATE.',
  }),
  'proxy-unusable': ({ subject }) => ({
    sentence: `The application connects through a proxy that the test cannot use: ${subject}.`,
    advice:
      'Name another with --proxy, or connect directly with --proxy none, which tells less than the whole way does.',
  }),
  'proxy-unreachable': ({ subject, reason }) => ({
    sentence: `The proxy ${subject} cannot be reached (${reason}), so the application cannot reach the server.`,
    advice: 'Check the host and port of the proxy, and that it runs. The test knows nothing of the mail server itself.',
  }),
  'proxy-refused': ({ host, port, subject }) => ({
    sentence: `The proxy does not connect to ${host} on port ${port}: ${subject}.`,
    advice:
      'Most web proxies let through port 443 only: have the mail port allowed, or connect without the proxy where the network lets you.',
  }),
  'proxy-login': ({ host }) => ({
    sentence: `The proxy wants a login before it connects to ${host}, and the configuration has none for it.`,
    advice:
      'If the application is to log in there, write user name and password into the URL of the proxy. The test sends a login to no proxy: name one without with --proxy, or test from a network that needs none.',
  }),
  'name-not-found': ({ host, subject }) => ({
    sentence: `The name ${host} does not exist in the DNS.`,
    advice: subject
      ? `Did you mean ${subject}?`
      : host.includes('.')
        ? 'Check the spelling. A name of an inner network may need a VPN or another DNS server.'
        : 'A name without a dot is that of a container or a machine of an inner network: it exists only there. Run the test in that network (docker compose exec), or test the published port on localhost.',
  }),
  'no-such-family': ({ host, subject }) => ({
    sentence: `The name ${host} has no ${subject} address.`,
    advice: `Clients that have nothing but ${subject} cannot reach it. Leave out the option to test its other addresses.`,
  }),
  'alias-dangling': ({ host, subject }) => ({
    sentence: `The name ${host} is an alias (CNAME) of ${subject}, which has no address.`,
    advice: 'The owner of the domain must correct the alias: it often points to a service that was given up.',
  }),
  'alias-loop': ({ host, subject }) => ({
    sentence: `The name ${host} is an alias (CNAME) that leads in a circle: ${subject}.`,
    advice: 'The owner of the domain must correct the alias.',
  }),
  'null-mx': ({ host }) => ({
    sentence: `${host} is no mail server, and its domain says that it takes no mail at all (null MX, RFC 7505).`,
    advice: 'Check the host name: use the submission server that your provider names.',
  }),
  'name-without-address': ({ host }) => ({
    sentence: `The name ${host} exists in the DNS but has no address.`,
    advice: 'Use the name of the mail server itself, often smtp. or mail. before the domain.',
  }),
  'mail-domain': ({ host, subject }) => ({
    sentence: `${host} is a mail domain, not a server: it has MX records (${subject}) but no address.`,
    advice:
      'Use the submission server that your provider names. The MX hosts receive mail from other servers; they are not for logging in.',
  }),
  'resolver-failed': ({ host, subject }) => ({
    sentence: `The DNS server could not answer the question for ${host} (${subject}).`,
    advice:
      'That is a fault of the network or the resolver, not of the mail settings. Check the connection and try again.',
  }),
  'dns-timeout': (about) => ({
    sentence: `The DNS did not answer for ${about.host} within ${inSeconds(about)}.`,
    advice: 'Check the network connection, VPN and DNS servers of this machine.',
  }),
  'address-not-answering': ({ host, port, subject }) => ({
    sentence: `${host} has an address that does not answer on port ${port}: ${subject}. The next address does.`,
    advice: 'Clients that try it first wait or fail. Remove it from the DNS, or make the server listen on it.',
  }),
  'addresses-differ': ({ host, subject }) => ({
    sentence: `${host} works at some of its addresses only: it fails at ${subject}.`,
    advice: 'Clients choose any of them. Put the failing address right, or remove it from the DNS.',
  }),
  'connection-refused': ({ host, port }) => ({
    sentence: `Connection refused: nothing is listening on ${host}:${port}.`,
    advice: LOOPBACK.test(host)
      ? `Check the port, and that the mail server runs. Inside a container ${host} is the container itself: use the name of the mail service there.`
      : 'Check the port, and that the mail server runs. "Find what would work" tries the usual ports.',
  }),
  'connection-timeout': (about) => ({
    sentence: `No answer from ${about.host} on port ${about.port} within ${inSeconds(about)}: something drops the packets.`,
    advice:
      about.port === 25
        ? 'Most access and cloud networks block outgoing port 25. Use the submission port: 465 with implicit TLS, or 587 with STARTTLS.'
        : 'A firewall, a VPN or a cloud provider that blocks mail ports is the usual cause, or the host is wrong. Try another port, or another network.',
  }),
  'port-blocked-here': ({ port, subject }) => ({
    sentence: `This network blocks port ${port}: a well-known server does not answer on it either.`,
    advice: subject
      ? `Use port ${subject} of the same server, which answers.`
      : 'Use another network, or have the port opened: cloud providers and access networks do so on request, or never (port 25).',
  }),
  'port-filtered-there': ({ host, port, subject }) => ({
    sentence: `This network lets port ${port} through, as a well-known server answers on it: the packets vanish near ${host}.`,
    advice: subject
      ? `Use port ${subject} of the same server, which answers.`
      : 'Check the host. If the server is yours, look at its firewall and security group.',
  }),
  'network-unreachable': ({ host, subject }) => ({
    sentence: `This machine has no route to any address of ${host}.`,
    advice:
      subject === 'IPv6'
        ? 'The server has IPv6 addresses alone, and this network has no IPv6: use another network, or a relay that has both.'
        : 'It is not on the network, or the address belongs to another one that is reached through a VPN only.',
  }),
  'host-unreachable': ({ host }) => ({
    sentence: `A router on the network path reports ${host} as unreachable.`,
    advice:
      'Check the address, the VPN, and that the server is switched on. A firewall in between that forbids the connection looks the same.',
  }),
  'connection-forbidden': ({ host, port }) => ({
    sentence: `This machine is not allowed to connect to ${host} on port ${port}.`,
    advice: 'A local firewall, sandbox or container policy forbids it.',
  }),
  'connection-failed': ({ host, port, subject }) => ({
    sentence: `The connection to ${host} on port ${port} failed (${subject}).`,
    advice: 'Try again; if it stays, look for a firewall between this machine and the server.',
  }),
  deadline: (about) => ({
    sentence: `The test was stopped after ${inSeconds(about)} in all.`,
    advice: 'The server is very slow, or holds callers on purpose. A longer time limit can be set.',
  }),
  cancelled: () => ({ sentence: 'The test was cancelled.' }),
  internal: ({ subject }) => ({
    sentence: `The test itself failed (${subject}); this says nothing about the server.`,
    advice: 'Please report it.',
  }),
} satisfies Record<string, Explain>;
