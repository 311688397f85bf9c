/** Postfix's parameters and restriction words, of releases 2.0 to 3.11, as `postconf -d` and `postconf -A` tell them. */
import rows from './postfix-parameters.json';
import words from './postfix-restrictions.json';

export interface PostfixParameter {
  readonly name: string;
  /** How the value is read; `raw` values keep their `$names` for a later reader. Absent: text. */
  readonly type?: 'bool' | 'int' | 'long' | 'time' | 'raw';
  /** `service`: exists where master.cf has the service. `legacy`: an old name that a default still reads. */
  readonly class?: 'service' | 'legacy' | 'read-only';
  /** What the text holds: `maps`, `protocols`, `restrictions`, `net-list`, `enum` and so on. */
  readonly kind?: string;
  /** First minor release that has it, if only in its later patch levels; absent: 2.0 or older. */
  readonly since?: string;
  /** One value, or a value from each release that changed it. In parentheses: depends on the machine. Absent: empty. */
  readonly default?: string | readonly (readonly [release: string, value: string])[];
  /** The programs that read it; absent: not known. `all` stands for every program. */
  readonly readBy?: readonly string[];
  readonly values?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  /** First release without it. */
  readonly removed?: string;
  readonly aliasOf?: string;
  /** `postconf` warns since that release, and names `use` as the replacement. */
  readonly deprecated?: { readonly since: string; readonly use?: string };
}

export interface PostfixRestriction {
  readonly name: string;
  readonly argument?: 'table' | 'server' | 'domain' | 'seconds';
  /** It can end a list with a permission. */
  readonly permits?: true;
  /** One of the words without which smtpd does not start. */
  readonly decides?: true;
  readonly since?: string;
  readonly removed?: string;
  /** What to write in the place of a removed word. */
  readonly use?: string;
  readonly aliasOf?: string;
}

export const PARAMETERS: ReadonlyMap<string, PostfixParameter> = new Map(
  (rows as unknown as PostfixParameter[]).map((row) => [row.name, row]),
);

export const RESTRICTIONS: ReadonlyMap<string, PostfixRestriction> = new Map(
  (words as PostfixRestriction[]).map((word) => [word.name, word]),
);

/**
 * Behind the name of a delivery service these make a parameter of the queue manager (`service_parameter_suffixes`), and
 * the last one for pipe and spawn; with the default of that parameter.
 */
export const SERVICE_SUFFIXES: ReadonlyMap<string, string> = new Map([
  ...[
    '_delivery_slot_cost',
    '_delivery_slot_discount',
    '_delivery_slot_loan',
    '_minimum_delivery_slots',
    '_recipient_limit',
    '_extra_recipient_limit',
    '_recipient_refill_limit',
    '_recipient_refill_delay',
    '_destination_concurrency_limit',
    '_destination_recipient_limit',
    '_destination_concurrency_positive_feedback',
    '_destination_concurrency_negative_feedback',
    '_destination_concurrency_failed_cohort_limit',
    '_destination_rate_delay',
    '_transport_rate_delay',
  ].map((suffix) => [suffix, `$default${suffix}`] as const),
  ['_initial_destination_concurrency', '$initial_destination_concurrency'],
  ['_time_limit', '$command_time_limit'],
]);

const SUFFIX = new RegExp(`(?:${[...SERVICE_SUFFIXES.keys()].join('|')})$`);

/** What makes a name one of a parameter of some delivery service. */
export const serviceSuffixOf = (name: string): string | undefined => SUFFIX.exec(name)?.[0];
export const hasServiceSuffix = (name: string): boolean => SUFFIX.test(name);

/** Programs whose services have such parameters, and those that have a time limit. */
const DELIVERS: ReadonlySet<string> = new Set(['local', 'error', 'virtual', 'smtp', 'lmtp', 'pipe']);
const LIMITED: ReadonlySet<string> = new Set(['pipe', 'spawn']);

/** The parameters of one service, with their defaults. */
export function serviceParameters(service: string, program: string): [name: string, value: string][] {
  return [...SERVICE_SUFFIXES]
    .filter(([suffix]) => (suffix === '_time_limit' ? LIMITED : DELIVERS).has(program))
    .map(([suffix, value]) => [service + suffix, value]);
}

/** Port names that Postfix knows without services(5) (`known_tcp_ports`, Postfix 3.6). */
export const KNOWN_PORTS: ReadonlyMap<string, number> = new Map([
  ['lmtp', 24],
  ['smtp', 25],
  ['smtps', 465],
  ['submissions', 465],
  ['submission', 587],
]);

/** The release that is assumed where nothing tells: the newest one that the table knows. */
export const NEWEST_RELEASE = '3.11';

/** `all` stands for every program, and `all TLS users` for those that speak TLS. smtp and lmtp are one program. */
export function isReadBy({ name, readBy = [] }: PostfixParameter, program: string): boolean {
  if (readBy.some((reader) => reader === program || reader === 'all')) return true;
  if (readBy.includes('all TLS users')) return /^(?:smtpd?|lmtp|tlsproxy|postscreen|tlsmgr)$/.test(program);
  return program === 'smtp' && name.startsWith('lmtp_') && readBy.includes('lmtp');
}
