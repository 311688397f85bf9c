/** What a host name and a port tell by themselves: local or not, a documentation name, a name that serves something else. */
import { TOP_LABELS } from './data/top-labels';
import names from './data/wrong-hosts.json';

/** Development servers that catch mail instead of delivering it; they are found by a label of the name. */
const CATCHERS =
  /^(?:mail(?:hog|pit|dev|catcher|slurper|trap-?local)|smtp4dev|inbucket|greenmail|papercut|fakesmtp|smtp-sink|maildump)$/;

/** Catchers that others run: what is sent there is shown to a developer and delivered to nobody. */
const PUBLIC_CATCHERS =
  /(?:^|\.)(?:ethereal\.email|sandbox\.smtp\.mailtrap\.io|sandbox-smtp\.mailcatch\.app)$|^smtp\.mailtrap\.io$/;

/** Top labels of names that only a local network knows (RFC 6761, 6762, 8375 and container platforms). */
const LOCAL_TOP = /(?:^|\.)(?:localhost|local|localdomain|test|internal|svc|lan|home\.arpa|svc\.cluster\.local)$/;

/** `service.namespace` of a cluster: no public top label has a hyphen (RFC 5891's prefix apart) or an underscore. */
const NAMESPACE = /\.(?!xn--|your[-_])[a-z\d]+[-_][a-z\d_-]+$/;

/** What a relay inside a cluster is called; nobody's mail server has such a name and a top label alone. */
const RELAY_SERVICE =
  /^(?:postfix|(?:smtp|e?mail|postfix|exim|maddy)-(?:relay|server|service|gateway|forwarder|proxy|out))\.[a-z]{4,}$/;

/** The same in plain letters: two labels, of which the last is no public one and no slip of one. */
function isInNamespace(name: string): boolean {
  const [, top] = /^[a-z\d_-]+\.([a-z]{4,})$/.exec(name) ?? [];
  return (
    top !== undefined && !TOP_LABELS.has(top) && !isDocumentationHost(name) && !/^your|domain|host|provider/.test(top)
  );
}

/** Loopback, private and link-local address space (RFC 1122, 1918, 3927, 4193, 4291). */
const LOCAL_V4 = /^(?:0\.0\.0\.0|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.)/;
const LOCAL_V6 = /^(?:::1|::|f[cd][0-9a-f]{2}:.*|fe[89ab][0-9a-f]:.*|::ffff:127\..*)$/;

const bare = (host: string) =>
  host
    .trim()
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');

const HOST_NAME = /^(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.?$/i;

/** True for a text that can be a host name (RFC 1123, with the underscores that people use). */
export const isHostName = (text: string): boolean => HOST_NAME.test(text);

/** What stands where a host is to be written, and would be the name of a container by its form. */
const PLACEHOLDER =
  /^(?:your.*|.*[-_]your[-_].*|<.*>|placeholder|change[-_]?me|x{3,}|(?:(?:e?mail|smtp)[-_])?host(?:name)?)$/s;

export const isPlaceholderHost = (host: string): boolean => !host.includes('.') && PLACEHOLDER.test(bare(host));

/** True for a host without a public network in front of it, and for a catcher: encryption and login rules do not apply. */
export function isLocalHost(host: string): boolean {
  // A port behind the name is a mistake of its own.
  const name = bare(host).replace(/^([^:]+):\d+$/, '$1');
  if (name === '') return true;
  if (/^[\d.]+$/.test(name)) return LOCAL_V4.test(name);
  if (name.includes(':')) return LOCAL_V6.test(name);
  return (
    (!name.includes('.') && !PLACEHOLDER.test(name)) ||
    LOCAL_TOP.test(name) ||
    NAMESPACE.test(name) ||
    isInNamespace(name) ||
    (RELAY_SERVICE.test(name) && !isDocumentationHost(name)) ||
    PUBLIC_CATCHERS.test(name) ||
    name.split('.').some((label) => CATCHERS.test(label))
  );
}

/** Implicit TLS by registration or custom (RFC 8314; 2465 is the usual second door for networks that block 465). */
export const IMPLICIT_PORTS: ReadonlySet<number> = new Set([465, 2465]);

/** Ports on which the conversation begins in plaintext: relay, submission (RFC 6409), and their usual second doors. */
export const STARTTLS_PORTS: ReadonlySet<number> = new Set([25, 587, 2525, 2587]);

/** Ports on which development catchers listen, and hardly anything else. */
export const CATCHER_PORTS: ReadonlySet<number> = new Set([1025, 1080, 2500, 3025, 8025]);

const RESERVED =
  /(?:^|\.)(?:example\.(?:com|net|org|edu)|example|invalid|(?:domain|company|provider|server|host|acme)\.(?:com|net|org|tld))$/;

/** Names reserved for documentation (RFC 2606) and their usual imitations; real secrets do not stand beside them. */
export function isDocumentationHost(host: string): boolean {
  const name = bare(host);
  const isSomebodys = (label: string) => /(?:^|-)(?:your|my)/.test(label);
  return RESERVED.test(name) || name.split('.').slice(0, -1).some(isSomebodys);
}

/** A host name that is not an SMTP server, and the one that was meant. */
export interface WrongHost {
  readonly meant: string;
  readonly kind: 'typo' | 'incoming' | 'web' | 'api' | 'retired' | 'receiving';
}

const wrong: ReadonlyMap<string, WrongHost> = new Map(
  names.flatMap(({ kind, meant, hosts }) =>
    hosts.map((host): [string, WrongHost] => [host, { kind: kind as WrongHost['kind'], meant }]),
  ),
);

export const wrongHost = (host: string): WrongHost | undefined => wrong.get(bare(host));

/** Hosts whose first label says IMAP or POP3 although they serve SMTP as well. */
const ALL_PROTOCOLS: ReadonlySet<string> = new Set(['in-v3.mailjet.com', 'in.mailjet.com']);

/** True where the first label names a protocol for reading mail. */
export function namesReadingProtocol(host: string): boolean {
  const name = bare(host);
  return /^(?:imaps?|pop3?|pop3s)\d*\./.test(name) && !ALL_PROTOCOLS.has(name);
}
