/** Which services deliver mail: those that settings name, and the limits that stop a delivery agent. */
import type { Observation, Proposal, Setting } from '../../model';
import type { Space } from './evaluate';
import type { Held } from './held';
import { hasAllServices, type Instance, written } from './instance';
import { wordsOf } from './lists';
import { type Fatal, fatal, replace } from './service-faults';
import { isChrooted } from './services';
import type { Tables } from './tables';

type MissingService = Extract<Observation, { kind: 'missing-service' }>;
type SizeLimit = Extract<Observation, { kind: 'size-limit' }>;

/** Parameters whose value is `transport` or `transport:nexthop`. */
const TRANSPORTS: ReadonlySet<string> = new Set([
  'content_filter',
  'default_transport',
  'fallback_transport',
  'local_transport',
  'mailbox_transport',
  'relay_transport',
  'virtual_transport',
]);

/** Tables that answer with such a value. */
const TRANSPORT_TABLES: ReadonlySet<string> = new Set([
  'fallback_transport_maps',
  'mailbox_transport_maps',
  'sender_dependent_default_transport_maps',
  'transport_maps',
]);

/** Services without which no mail is taken or none leaves the queue, whatever the settings say. */
const ALWAYS = ['cleanup', 'qmgr', 'rewrite', 'bounce'] as const;

/** The entry of the stock master.cf; a socket has its privileges from nothing that an installation changes. */
const POSTLOG = 'postlog   unix-dgram n  -       n       -       1       postlogd';

/** What stands in front of the colon; undefined for a text that names no service. */
const serviceIn = (value: string): string | undefined => /^([^:\s]+)(?::|$)/.exec(value.trim())?.[1];

/** Services that settings need and a whole master.cf does not have. */
export function missingServices(held: readonly Held[], main: Space, tables: Tables): MissingService[] {
  const { instance } = main;
  const { master } = instance;
  if (!hasAllServices(instance) || !master) return [];
  const names = new Set(instance.services.map(({ service }) => service.text));
  const lacks = (name: string | undefined): name is string => name !== undefined && !names.has(name);
  const found: MissingService[] = [];
  const add = (at: Setting<string>, reader: string, value: string | undefined, fix?: Proposal) => {
    const service = value === undefined ? undefined : serviceIn(value);
    if (lacks(service)) found.push({ kind: 'missing-service', at, services: [service], reader, fix });
  };
  for (const { definition, space } of held) {
    const { name } = definition;
    if (TRANSPORTS.has(name)) add(written(definition), name, definition.certain ? space.value(name) : undefined);
    if (!TRANSPORT_TABLES.has(name)) continue;
    for (const { value: table } of wordsOf(space, name) ?? [])
      for (const { value } of tables.entries(table) ?? []) add(value, name, value.value);
  }
  const log = instance.settings.get('maillog_file');
  if (log?.certain && main.value('maillog_file') !== '')
    add(written(log), 'maillog_file', 'postlog', addPostlog(instance));
  const core = ALWAYS.filter(lacks);
  if (core.length > 0) {
    const at = { uri: master.uri, span: instance.services[0]!.service.span };
    found.push({ kind: 'missing-service', at, services: core });
  }
  return found;
}

function addPostlog({ master }: Instance): Proposal | undefined {
  if (!master) return undefined;
  const { uri, text } = master;
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const before = text === '' || text.endsWith('\n') ? '' : lineBreak;
  return {
    title: 'Add the service `postlog`',
    change: {
      kind: 'edits',
      edits: () => [{ uri, span: { start: text.length, end: text.length }, text: `${before}${POSTLOG}${lineBreak}` }],
    },
    asWritten: true,
  };
}

/** The name of the service in a transport's value, of which the next hop need not be known. */
function transportOf(main: Space, name: string): string | undefined {
  const definition = main.definition(name);
  if (definition && !definition.certain) return undefined;
  const text = definition?.raw ?? main.defaultText(name);
  return text === undefined ? undefined : serviceIn(main.expand(text.split(':')[0]!) ?? '');
}

/** `lmtp:unix:/run/dovecot/lmtp` where lmtp(8) sees nothing but the queue directory. */
export function unreachableSockets(held: readonly Held[], spaces: readonly Space[]): Fatal[] {
  return held.flatMap(({ definition, space }): Fatal[] => {
    if (!TRANSPORTS.has(definition.name) || !definition.certain) return [];
    const [, name, path] =
      /^([\w-]+):unix:(\/(?!private\/|public\/)\S+)$/.exec(space.value(definition.name) ?? '') ?? [];
    const agent = spaces.find(({ service }) => service?.service.text === name);
    if (path === undefined || !agent || isChrooted(agent) !== true) return [];
    const queue = space.value('queue_directory')?.replace(/(?<!\/)\/*$/, '/');
    const relative = queue && path.startsWith(queue) ? path.slice(queue.length) : undefined;
    const at = written(definition);
    const fix = relative && at.raw.endsWith(path) ? replace(at, at.raw.slice(0, -path.length) + relative) : undefined;
    return [fatal(at, { code: 'socket-in-chroot', path, program: name!, relative }, fix)];
  });
}

const numberOf = (space: Space, name: string): number | undefined => {
  const value = space.value(name);
  return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined;
};

/** Names of the machine itself, which get hardly any mail where other domains have their mailboxes elsewhere. */
const OWN_NAME = /^(?:localhost(?:\..*)?|\$\{?myhostname\}?|\$\{?myorigin\}?)$/;

/** How much a list of domains matters: `some` mail is for the machine itself. Undefined where that is unknown. */
function deliveriesTo(main: Space, list: string): 'none' | 'some' | 'all' | undefined {
  const words = wordsOf(main, list);
  if (words === undefined) return list === 'mydestination' && !main.definition(list) ? 'some' : undefined;
  if (words.length === 0) return 'none';
  if (words.some(({ value, raw }) => value === undefined && !raw.startsWith('$'))) return undefined;
  return words.every(({ value, raw }) => OWN_NAME.test(raw) || OWN_NAME.test(value ?? '')) ? 'some' : 'all';
}

interface Agent {
  readonly agent: 'local' | 'virtual';
  /** The list of domains that it delivers for. */
  readonly domains: string;
  readonly transport: string;
  readonly parameter: string;
}

const AGENTS: readonly Agent[] = [
  { agent: 'local', domains: 'mydestination', transport: 'local_transport', parameter: 'mailbox_size_limit' },
  {
    agent: 'virtual',
    domains: 'virtual_mailbox_domains',
    transport: 'virtual_transport',
    parameter: 'virtual_mailbox_limit',
  },
];

/** local(8) and virtual(8) stop where a message may be larger than a mailbox; a limit of 0 is none. */
export function sizeLimits(main: Space): SizeLimit[] {
  const message = numberOf(main, 'message_size_limit');
  if (message === undefined || !main.instance.whole) return [];
  return AGENTS.flatMap(({ agent, domains, transport, parameter }): SizeLimit[] => {
    const mailbox = numberOf(main, parameter);
    if (!mailbox || (message !== 0 && message <= mailbox)) return [];
    const deliveries = deliveriesTo(main, domains);
    if (transportOf(main, transport) !== agent || !deliveries || deliveries === 'none') return [];
    const limit = main.effective('message_size_limit');
    const at = limit.origin.kind === 'default' ? main.effective(parameter) : limit;
    if (at.origin.kind === 'default') return [];
    return [
      {
        kind: 'size-limit',
        at,
        agent,
        parameter,
        mailbox,
        message,
        ownMailOnly: deliveries === 'some' && deliveriesTo(main, 'virtual_mailbox_domains') !== 'none',
        fix: {
          title: `Set \`${parameter} = ${message}\``,
          change: { kind: 'parameter', name: parameter, value: String(message) },
          suggestion: true,
        },
      },
    ];
  });
}
