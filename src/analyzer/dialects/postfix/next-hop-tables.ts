/** Tables that are asked by next hop, as it is written: logins and TLS policies whose keys are written otherwise. */
import { STARTTLS_PORTS } from '../../hosts';
import type { Observation, Setting } from '../../model';
import type { Space } from './evaluate';
import { partOf, wordsOf } from './lists';
import { type Fatal, fatal } from './service-faults';
import { type NextHop, parseNextHop, portNumber } from './services';
import type { TableEntry, Tables } from './tables';
import { booleanOf } from './tls';

type Ignored = Extract<Observation, { kind: 'ignored' }>;

/** All entries of the tables that a parameter names; undefined where one of them is not at hand. */
function entriesOf(space: Space, parameter: string, tables: Tables): readonly TableEntry[] | undefined {
  const entries = wordsOf(space, parameter)?.map(({ value }) => tables.entries(value));
  return entries?.every((list) => list !== undefined) ? entries.flat() : undefined;
}

/** The first next hop of relayhost, where mail goes. */
function relayOf(space: Space): { readonly word: Setting<string>; readonly hop: NextHop } | undefined {
  const word = wordsOf(space, 'relayhost')?.[0];
  return word?.value ? { word, hop: parseNextHop(word.value) } : undefined;
}

const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

/** The entry that smtp(8) finds: by the next hop as relayhost has it, or by the name of the server alone. */
export function loginEntry(space: Space, tables: Tables): TableEntry | undefined {
  const relay = relayOf(space);
  const entries = relay && entriesOf(space, 'smtp_sasl_password_maps', tables);
  return entries?.find(({ key }) => isSame(key.value!, relay!.word.value!) || isSame(key.value!, relay!.hop.host));
}

/** Tables that name next hops, with what may stand in front of one: a transport that runs smtp(8), in transport_maps. */
const ROUTES: Readonly<Record<string, RegExp>> = {
  sender_dependent_relayhost_maps: /^/,
  transport_maps: /^(?:smtp|relay)?:/,
};

/** Where a table of the workspace sends mail with a login, if relayhost names no server. */
export function routeWithLogin(space: Space, tables: Tables): Setting<string> | undefined {
  if (booleanOf(space, 'smtp_sasl_auth_enable') !== true || wordsOf(space, 'relayhost')?.length !== 0) return undefined;
  const logins = entriesOf(space, 'smtp_sasl_password_maps', tables);
  for (const [parameter, prefix] of Object.entries(ROUTES)) {
    for (const { value } of entriesOf(space, parameter, tables) ?? []) {
      const transport = prefix.exec(value.value!)?.[0];
      if (transport === undefined) continue;
      const word = value.value!.slice(transport.length);
      const { host, port = '25' } = parseNextHop(word);
      const isSubmission = STARTTLS_PORTS.has(portNumber(port)) && port !== '25';
      const hasLogin = logins?.some(({ key }) => isSame(key.value!, word) || isSame(key.value!, host));
      if (host !== '' && (isSubmission || hasLogin)) return partOf(value, word, transport.length);
    }
  }
  return undefined;
}

/** The tables of TLS policies, where there are any. */
export function policyTable(space: Space): Setting<string> | undefined {
  const maps = space.effective('smtp_tls_policy_maps');
  return maps.value === '' ? undefined : maps;
}

/** The parts of a name that a policy may be written for: `.example.com` stands for the names below it. */
function policyKeys(word: string): string[] {
  const labels = word.split('.');
  const isName = /^[\w.-]+$/.test(word);
  return [word, ...(isName ? labels.slice(1).map((_, index) => `.${labels.slice(index + 1).join('.')}`) : [])];
}

/** The policy that smtp(8) finds for the relay; `unknown` where a table is not at hand. */
export function entryForHop(space: Space, tables: Tables): TableEntry | 'unknown' | undefined {
  if (!policyTable(space)) return undefined;
  const relay = relayOf(space);
  const entries = entriesOf(space, 'smtp_tls_policy_maps', tables);
  if (!relay || !entries) return 'unknown';
  for (const wanted of policyKeys(relay.word.value!)) {
    const found = entries.find(({ key }) => isSame(key.value!, wanted));
    if (found) return found;
  }
  return undefined;
}

/** The level that the policies have for the relay, where all of them are at hand; `none` where they have no entry. */
export function policyFor(space: Space, tables: Tables): Setting<string> | 'none' | undefined {
  const entry = policyTable(space) ? entryForHop(space, tables) : 'unknown';
  if (entry === 'unknown') return undefined;
  if (!entry) return 'none';
  const { value, at } = entry.value;
  const level = /^[\w-]+/.exec(value ?? '')?.[0];
  if (level === undefined) return undefined;
  const span = { start: at.span.start, end: at.span.start + level.length };
  return {
    ...entry.value,
    value: level,
    raw: level,
    at: { uri: at.uri, span },
    name: 'smtp_tls_policy_maps',
    editable: { replace: (next) => ({ uri: at.uri, span, text: String(next) }) },
  };
}

/** An entry for the host of relayhost with other brackets or another port. */
const lookAlike = (entries: readonly TableEntry[], { host }: NextHop) =>
  entries.find(({ key }) => isSame(parseNextHop(key.value!).host, host));

function unusedEntry({ key }: TableEntry, word: Setting<string>, table: 'logins' | 'policies'): Ignored {
  const { value } = word;
  return {
    kind: 'ignored',
    at: key,
    fact: { code: 'other-next-hop', relayhost: value ?? '', table },
    by: word.at,
    fix: {
      title: `Change to \`${value}\``,
      change: { kind: 'replace', setting: key, value: value! },
      suggestion: true,
    },
  };
}

/** A login that is never found, as its host is written in another way than in relayhost. */
export function unusedLogins(space: Space, tables: Tables): Ignored[] {
  if (booleanOf(space, 'smtp_sasl_auth_enable') !== true || loginEntry(space, tables)) return [];
  // Then the senders have logins of their own.
  if (booleanOf(space, 'smtp_sender_dependent_authentication') !== false) return [];
  const relay = relayOf(space);
  const entries = relay && entriesOf(space, 'smtp_sasl_password_maps', tables);
  const entry = entries && lookAlike(entries, relay.hop);
  return entry ? [unusedEntry(entry, relay.word, 'logins')] : [];
}

const POLICY_LEVELS: ReadonlySet<string> = new Set(
  'none may encrypt dane dane-only fingerprint verify secure half-dane half-dane-only'.split(' '),
);

/** Policies that are never found, and levels that smtp(8) does not know. */
export function policyFaults(space: Space, tables: Tables): (Ignored | Fatal)[] {
  const entries = entriesOf(space, 'smtp_tls_policy_maps', tables);
  if (!entries?.length) return [];
  const unknown = entries.flatMap(({ value }): Fatal[] => {
    const [level = ''] = value.value!.split(/[\s,]+/);
    if (POLICY_LEVELS.has(level.toLowerCase())) return [];
    return [fatal(value, { code: 'policy-level', word: level })];
  });
  const relay = relayOf(space);
  const isFound = relay && entries.some(({ key }) => isSame(key.value!, relay.word.value!));
  const entry = relay && !isFound ? lookAlike(entries, relay.hop) : undefined;
  return entry ? [...unknown, unusedEntry(entry, relay!.word, 'policies')] : unknown;
}
