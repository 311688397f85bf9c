import { isHostName, namesReadingProtocol, wrongHost } from '../hosts';
import type { Change, MailConfig, Proposal, Severity } from '../model';
import { endpointTls, modeFor, providerOf } from '../providers';
import { isPlaceholder } from '../secrets';
import { reach } from '../trust';
import { bestEndpoints, moveTo, portOf } from './connection';
import type { Texts } from './message';
import type { Report, Rule } from './rule';

/** Parts that are no host name, with what they are. The first that matches is reported. */
const INTRUDERS: readonly (readonly [RegExp, string])[] = [
  [/^[a-z][a-z0-9+.-]*:\/\//i, 'a scheme'],
  [/@/, 'an e-mail address or a user name'],
  [/["'`]/, 'a quote'],
  [/[,;]/, 'a comma or semicolon'],
  [/^[^:[\]]*[^:\]]:\d+\/?$|\]:\d+$/, 'a port'],
  [/\//, 'a path'],
  [/\s/, 'a space'],
];

/** `'Fill'`: a word in quotes that says "put yours here". */
function isQuotedPlaceholder(text: string): boolean {
  const [, word] = /^["'`]([^."'`]+)["'`]$/.exec(text.trim()) ?? [];
  return word !== undefined && isPlaceholder(word);
}

interface Cleaned {
  readonly host: string;
  readonly port?: number;
}

/** The host name inside a text that has too much around it; undefined where there is none for sure. */
function clean(text: string): Cleaned | undefined {
  const inner = text
    .trim()
    .replace(/^["'`]+|(?<!["'`,;])["'`,;]+$/g, '')
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/(?<!\/)\/+$/, '')
    .trim();
  const [, host, port] = /^([^\s:/@,;"'`]+)(?::(\d{1,5}))?$/.exec(inner) ?? [];
  if (!host || !isHostName(host) || host === text) return undefined;
  return port ? { host, port: Number(port) } : { host };
}

function cleaningFixes(config: MailConfig, text: string): Proposal[] {
  const cleaned = clean(text);
  if (!cleaned) return [];
  const movesPort = cleaned.port !== undefined && config.port?.origin.kind === 'default';
  const change: Change = { kind: 'connection', host: cleaned.host, ...(movesPort ? { port: cleaned.port } : {}) };
  // What stands here can never be resolved; a port in it that contradicts the other one is for the author to decide, and
  // so is a word that may stand for a name.
  const suggestion =
    !cleaned.host.includes('.') || !(cleaned.port === undefined || movesPort || cleaned.port === portOf(config));
  return [{ title: `Use the host name ${cleaned.host}`, change, suggestion, asWritten: true }];
}

/** The right host, and a port that it serves where it certainly does not serve the one that is set. */
function meantFixes(config: MailConfig, host: string): Proposal[] {
  const known = providerOf(host);
  const port = portOf(config);
  if (!known?.complete || port === undefined || endpointTls(known, port) !== undefined)
    return [{ title: `Use ${host}`, change: { kind: 'connection', host }, suggestion: true }];
  return bestEndpoints(known)
    .flatMap((endpoint) => moveTo(config, endpoint.port, modeFor(endpoint.tls)))
    .map(({ title, change }) => ({
      title: title.replace('Use ', `Use ${host}, `),
      change: { ...change, host },
      suggestion: true,
    }));
}

interface Wrong {
  readonly host: string;
  readonly meant: string;
}

const remedy = (meant: string) => `The SMTP server is \`${meant}\`.`;

const messages = {
  intruder: ({ text, intruder }: { text: string; intruder: string }) => ({
    headline: `\`${text}\` is not a host name: it contains ${intruder}`,
    detail: 'It can never be resolved. Write only the name of the server.',
  }),
  typo: ({ host, meant }: Wrong) => ({
    headline: `\`${host}\` is misspelt`,
    detail: `It is not a host of that provider, and may belong to someone who collects passwords. ${remedy(meant)}`,
  }),
  incoming: ({ host, meant }: Wrong) => ({
    headline: `\`${host}\` is for reading mail (IMAP or POP3), not for sending`,
    detail: remedy(meant),
  }),
  web: ({ host, meant }: Wrong) => ({
    headline: `\`${host}\` is a web address, not a mail server`,
    detail: remedy(meant),
  }),
  api: ({ host, meant }: Wrong) => ({
    headline: `\`${host}\` is an HTTP API, not a mail server`,
    detail: remedy(meant),
  }),
  receiving: ({ host, meant }: Wrong) => ({
    headline: `\`${host}\` only receives mail for its own domains`,
    detail: `It does not accept mail for other domains. ${remedy(meant)}`,
  }),
  retired: ({ host, meant }: Wrong) => ({
    headline: `\`${host}\` is an old name of this service`,
    detail: remedy(meant),
  }),
  readingProtocol: ({ host }: { host: string }) => ({
    headline: `\`${host}\` is named after a protocol for reading mail`,
    detail: "Sending needs the provider's SMTP server; its name often starts with `smtp.` instead.",
  }),
  bracketed: ({ host }: { host: string }) => ({
    headline: `\`${host}\` is taken for a name: an IPv6 address stands without brackets here`,
    detail: 'The lookup fails with "getaddrinfo ENOTFOUND". Only a URL has brackets around the address.',
  }),
  missing: () => ({
    headline: 'No host is set, so the connection goes to localhost',
    detail:
      'Without a mail server on the same machine, sending fails with "connect ECONNREFUSED 127.0.0.1:587". Set `host`, or ' +
      '`service` for a known provider.',
  }),
} satisfies Texts;

/** Old names are still answered for a while; where nothing is delivered anyway there is no harm in that. */
const severityOfOldName = (config: MailConfig): Severity => (reach(config) === 'local' ? 'information' : 'warning');

export const invalidHost: Rule = {
  id: 'invalid-host',
  severity: 'error',
  category: 'addresses',
  summary: 'the host contains a scheme, port or space, or belongs to something that is not an SMTP server',
  fix: 'safe',
  check(config, report) {
    const { host } = config;
    for (const seen of config.observations) {
      if (seen.kind === 'missing-host')
        report({ at: seen.at, severity: seen.hasLogin ? 'warning' : 'information', ...messages.missing() });
      if (seen.kind === 'bracketed-host' && seen.at.value !== undefined) {
        const value = seen.at.value.slice(1, -1);
        const change: Change = { kind: 'replace', setting: seen.at, value };
        const fixes = [{ title: 'Remove the brackets', change, asWritten: true }];
        report({ at: seen.at, ...messages.bracketed({ host: seen.at.value }), fixes });
      }
    }
    if (!host?.value || config.role === 'server') return;
    const text = host.value;
    const say = (finding: Omit<Report, 'at'>) => report({ at: host, ...finding });
    const intruder = INTRUDERS.find(([pattern]) => pattern.test(text));
    if (intruder && !isQuotedPlaceholder(text)) {
      say({
        ...messages.intruder({ text, intruder: intruder[1] }),
        fixes: cleaningFixes(config, text),
      });
      return;
    }
    const wrong = wrongHost(text);
    if (wrong) {
      say({
        severity: wrong.kind === 'retired' ? severityOfOldName(config) : undefined,
        ...messages[wrong.kind]({ host: text, meant: wrong.meant }),
        fixes: meantFixes(config, wrong.meant),
      });
    } else if (namesReadingProtocol(text)) {
      say({
        severity: 'warning',
        ...messages.readingProtocol({ host: text }),
      });
    }
  },
};
