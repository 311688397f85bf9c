/** Restriction lists of smtpd, and what they tell a stranger who wants to send to a foreign domain. */

import { type PostfixRestriction, RESTRICTIONS } from '../../data/postfix-parameters';
import { splitWords } from '../../formats/postfix-lines';
import type { Setting } from '../../model';
import { parseNetworkPattern } from '../../networks';
import type { RelayFact } from '../../postfix-facts';
import { asSmtpd, type Space } from './evaluate';
import { wordsOf } from './lists';
import { booleanOf } from './tls';

/** One restriction of a list, with its argument. */
export interface Restriction {
  /** Lower-case: Postfix does not mind. */
  readonly word: string;
  readonly at: Setting<string>;
  readonly known?: PostfixRestriction;
  readonly argument?: Setting<string>;
  /** Inside of warn_if_reject: its refusal is only logged. */
  readonly onlyWarns: boolean;
  /** A class of smtpd_restriction_classes, with its own list; undefined where that cannot be known. */
  readonly members?: readonly Restriction[] | 'unknown';
}

/** A `type:table` without a check word in front of it. */
const isTable = (word: string) => /^[a-z][\w-]*:/i.test(word);

/** Classes within classes beyond this depth are unknown. */
const DEEPEST_CLASS = 100;

/** What was read of a space, so that a class that many lists name is read once. */
interface Reading {
  readonly classes: ReadonlySet<string | undefined>;
  /** By parameter; undefined as well for a list that is being read, which ends a class that names itself. */
  readonly lists: Map<string, readonly Restriction[] | undefined>;
  readonly made: WeakSet<readonly Restriction[]>;
}

const readings = new WeakMap<Space, Reading>();

/** The names of classes, as smtpd puts the list together. */
export const classWords = (space: Space): readonly Setting<string>[] | undefined => {
  const name = 'smtpd_restriction_classes';
  return wordsOf(space.definition(name)?.raw.includes('$') ? asSmtpd(space) : space, name);
};

function readingOf(space: Space): Reading {
  let reading = readings.get(space);
  if (!reading) {
    const words = classWords(space) ?? [];
    reading = { classes: new Set(words.map(({ value }) => value)), lists: new Map(), made: new WeakSet() };
    readings.set(space, reading);
  }
  return reading;
}

/** True where a service's list is that of main.cf, with all the classes that it may name. */
function isShared(space: Space, parameter: string): boolean {
  const { base } = space;
  if (!base?.definition(parameter) || space.differs(parameter) || space.differs('smtpd_restriction_classes'))
    return false;
  for (const name of readingOf(base).classes) if (name !== undefined && space.differs(name)) return false;
  return true;
}

/** The restrictions of a list; undefined where its words are unknown. A word in it may still be unknown. */
export function restrictionsOf(space: Space, parameter: string, depth = 0): readonly Restriction[] | undefined {
  if (isShared(space, parameter)) return restrictionsOf(space.base!, parameter, depth);
  const { lists, made } = readingOf(space);
  if (lists.has(parameter)) return lists.get(parameter);
  lists.set(parameter, undefined);
  const list = read(space, parameter, depth);
  lists.set(parameter, list);
  if (list) made.add(list);
  return list;
}

function read(space: Space, parameter: string, depth: number): readonly Restriction[] | undefined {
  const words = wordsOf(space, parameter);
  if (!words) return undefined;
  const { classes } = readingOf(space);
  const membersOf = (name: string) =>
    depth < DEEPEST_CLASS ? (restrictionsOf(space, name, depth + 1) ?? 'unknown') : 'unknown';
  const list: Restriction[] = [];
  let onlyWarns = false;
  for (let index = 0; index < words.length; index++) {
    const at = words[index]!;
    const word = at.value?.toLowerCase() ?? '';
    if (word === 'warn_if_reject') {
      onlyWarns = true;
      continue;
    }
    const known = RESTRICTIONS.get(word);
    const argument = known?.argument ? words[++index] : undefined;
    const members = !known && at.value !== undefined && classes.has(at.value) ? membersOf(at.value) : undefined;
    list.push({ word, at, known, argument, onlyWarns, members });
    onlyWarns = false;
  }
  return list;
}

/** Words that smtpd does not know: it answers 451 to every client that gets that far. */
export function unknownRestrictions(space: Space, list: readonly Restriction[]): Restriction[] {
  // The class may be declared in a part of main.cf that is not at hand.
  if (!space.instance.whole && space.definition('smtpd_restriction_classes') === undefined) return [];
  return list.filter(
    ({ at, word, known, members }) =>
      at.value !== undefined && word !== '' && !known && !members && !isTable(word) && !word.startsWith('{'),
  );
}

const startups = new WeakMap<readonly Restriction[], { readonly outcome: boolean | undefined }>();

/** What the start-up check of smtpd looks for: a deciding word in front of a literal permit, classes included. */
export function satisfiesStartup(list: readonly Restriction[]): boolean | undefined {
  const found = startups.get(list) ?? { outcome: decidesAtStart(list, new Set()) };
  startups.set(list, found);
  return found.outcome;
}

function decidesAtStart(list: readonly Restriction[], undecided: Set<unknown>): boolean | undefined {
  for (const { at, word, known, members, onlyWarns } of list) {
    if (at.value === undefined || members === 'unknown') return undefined;
    if (word === 'permit') return false;
    if (known?.decides && !onlyWarns) return true;
    // What a class left undecided once, it leaves undecided again.
    if (members && !undecided.has(members)) {
      const inside = decidesAtStart(members, undecided);
      if (inside !== false) return inside;
      undecided.add(members);
    }
  }
  return false;
}

/** What a list, a table or a word tells a stranger: a refusal, a permission, perhaps one, nothing, or nobody knows. */
type Outcome = 'refused' | 'permitted' | 'possible' | 'none' | 'unknown';

export interface Walk {
  readonly outcome: 'refused' | 'permitted' | 'none' | 'unknown';
  /** The word that permits, or the first one that may. */
  readonly permit?: { readonly at: Setting<string>; readonly fact: RelayFact };
  /** The word that refuses. */
  readonly refusal?: Setting<string>;
}

interface Judged {
  readonly outcome: Outcome;
  readonly fact?: RelayFact;
  /** Where it is written that everyone is meant, if that is another place than the word. */
  readonly at?: Setting<string>;
}

export interface WalkOptions {
  /** True where the recipient's domain counts as one of the server's own. */
  readonly ownDomain: boolean;
  /** True for a client in mynetworks, false for a stranger. */
  readonly trusted?: boolean;
  /** True for a client that has logged in. */
  readonly loggedIn?: boolean;
}

/** Parameters by which restrictions decide. */
const DECIDING = [
  'mynetworks',
  'permit_mx_backup_networks',
  'smtpd_tls_ask_ccert',
  'smtpd_tls_req_ccert',
  'smtpd_tls_CAfile',
  'smtpd_tls_CApath',
  'tls_append_default_CA',
] as const;

/** By list and options, for main.cf alone. */
const walks = new WeakMap<Space, Map<unknown, Map<string, Walk>>>();

/** Reads a list from left to right until it decides. */
export function walk(space: Space, list: readonly Restriction[], options: WalkOptions): Walk {
  const { base = space } = space;
  const isOwn = !readingOf(base).made.has(list);
  if (base !== space && (isOwn || DECIDING.some((name) => space.differs(name)))) return step(space, list, options);
  const ofSpace = walks.get(base) ?? new Map<unknown, Map<string, Walk>>();
  walks.set(base, ofSpace);
  const ofList = ofSpace.get(list) ?? new Map<string, Walk>();
  ofSpace.set(list, ofList);
  const key = [options.ownDomain, options.trusted, options.loggedIn].join();
  const found = ofList.get(key) ?? step(base, list, options);
  ofList.set(key, found);
  return found;
}

/** `undecided`: classes that were read to their ends before. */
function step(space: Space, list: readonly Restriction[], options: WalkOptions, undecided = new Set<unknown>()): Walk {
  let permit: Walk['permit'];
  for (const restriction of list) {
    const { members } = restriction;
    // What a class left undecided once, it leaves undecided again; its first permission is known.
    if (members && undecided.has(members)) continue;
    if (members) {
      const inside: Walk = members === 'unknown' ? { outcome: 'unknown' } : step(space, members, options, undecided);
      permit ??= inside.permit;
      if (inside.outcome !== 'none') return { ...inside, permit };
      undecided.add(members);
      continue;
    }
    const { outcome, fact = { code: 'permit' }, at = restriction.at } = judge(space, restriction, options);
    if (outcome === 'refused' && !restriction.onlyWarns) return { outcome, permit, refusal: restriction.at };
    if (outcome === 'permitted') return { outcome, permit: { at, fact } };
    if (outcome === 'possible') permit ??= { at: restriction.argument ?? restriction.at, fact };
    if (outcome === 'unknown') return { outcome, permit };
  }
  return { outcome: 'none', permit };
}

const NOTHING: Judged = { outcome: 'none' };
const REFUSED: Judged = { outcome: 'refused' };

function judge(space: Space, { word, at, argument, known }: Restriction, options: WalkOptions): Judged {
  const { ownDomain, trusted, loggedIn } = options;
  if (at.value === undefined) return { outcome: 'unknown' };
  // Without its argument it answers 451 to everyone.
  if (known?.argument && !argument) return REFUSED;
  if (isTable(word)) return judgeTable(at.value, 'anyone');
  switch (word) {
    case 'permit':
      return { outcome: 'permitted', fact: { code: 'permit' } };
    case 'reject':
    case 'defer':
    case 'defer_if_permit':
      return REFUSED;
    case 'reject_unauth_destination':
    case 'defer_unauth_destination':
    case 'check_relay_domains':
      return ownDomain ? NOTHING : REFUSED;
    case 'permit_auth_destination':
      return ownDomain ? { outcome: 'permitted', fact: { code: 'own-domain' } } : NOTHING;
    case 'permit_mynetworks':
      return trusted ? { outcome: 'permitted', fact: { code: 'trusted-client' } } : judgeNetworks(space);
    case 'permit_sasl_authenticated':
      return loggedIn ? { outcome: 'permitted', fact: { code: 'logged-in' } } : NOTHING;
    case 'check_sasl_access':
      return loggedIn ? judgeTable(argument?.value, 'login') : NOTHING;
    case 'permit_tls_all_clientcerts':
      return judgeClientCertificates(space);
    case 'permit_naked_ip_address':
      return { outcome: 'possible', fact: { code: 'bare-address' } };
    case 'permit_mx_backup':
      return space.value('permit_mx_backup_networks') === ''
        ? { outcome: 'possible', fact: { code: 'mx-backup' } }
        : NOTHING;
    case 'permit_dnswl_client':
    case 'permit_rhswl_client':
      return { outcome: 'possible', fact: { code: 'dns-list' } };
    case 'check_policy_service':
      return { outcome: 'possible', fact: { code: 'policy-service' } };
    case 'check_client_access':
    case 'check_reverse_client_hostname_access':
      return judgeTable(argument?.value, 'client');
    case 'check_helo_access':
      return judgeTable(argument?.value, 'helo');
    case 'check_sender_access':
      return judgeTable(argument?.value, 'sender');
    case 'check_recipient_access':
      return judgeTable(argument?.value, 'recipient');
    default:
      // A word that smtpd does not know refuses everyone (451) as long as it is there.
      return known ? NOTHING : REFUSED;
  }
}

function judgeNetworks(space: Space): Judged {
  const at = holdsEverything(space, 'mynetworks');
  if (at) return { outcome: 'permitted', fact: { code: 'all-networks' }, at };
  // A network that smtpd cannot read answers 451 to whoever gets to it.
  const broken = (wordsOf(space, 'mynetworks') ?? []).some(({ value }) => {
    const pattern = value === undefined ? undefined : parseNetworkPattern(value);
    return pattern?.kind === 'broken' && pattern.why !== 'never-matches';
  });
  return broken ? REFUSED : NOTHING;
}

/** Client certificates of a public CA can be had by everyone; a private CA is trust that somebody meant. */
function judgeClientCertificates(space: Space): Judged {
  const asked = booleanOf(space, 'smtpd_tls_ask_ccert') || booleanOf(space, 'smtpd_tls_req_ccert');
  const files = `${space.value('smtpd_tls_CAfile') ?? ''} ${space.value('smtpd_tls_CApath') ?? ''}`;
  const open =
    booleanOf(space, 'tls_append_default_CA') ||
    /ca-certificates|ca-bundle|\/etc\/ssl\/certs\/?(?:\s|$)|\/pki\/tls\/certs/.test(files);
  if (!asked || !open) return NOTHING;
  return { outcome: 'permitted', fact: { code: 'public-certificate' } };
}

/** Answers of an access table that permit (access(5)), and those that refuse. */
function judgeAnswer(answer: string): Outcome {
  const word = answer.trim().split(/\s+/)[0]?.toLowerCase() ?? '';
  if (
    /^[45]\d\d$/.test(word) ||
    /^(?:reject|defer|defer_if_permit|reject_unauth_destination|defer_unauth_destination)$/.test(word)
  ) {
    return 'refused';
  }
  return /^(?:ok|permit|relay|\d+)$/.test(word) ? 'permitted' : 'none';
}

const CATCH_ALL = /^(?:\/(?:\.|\^|\.\*|\^\.\*\$?|\^\.)?\/[a-z]*|0\.0\.0\.0\/0|\[?::\]?\/0)$/i;

type TableOf = Extract<RelayFact, { readonly code: 'table' }>['of'];

/** Tables whose contents stand in the list itself are read; of others nobody knows whether they say OK. */
function judgeTable(table: string | undefined, of: TableOf): Judged {
  if (table === undefined) return { outcome: 'unknown' };
  const bare = table.startsWith('{') && table.endsWith('}') ? table.slice(1, -1) : table;
  const text = bare.split(/,\s*\w+\s*=/)[0]!;
  const [, type = '', name = ''] = /^(?:proxy:)?([a-z][\w-]*):([\s\S]*)$/i.exec(text.trim()) ?? [];
  const inline = /^\{([\s\S]*)\}$/.exec(name.trim())?.[1];
  if (type === 'static') {
    const outcome = judgeAnswer(inline ?? name);
    return { outcome, fact: { code: 'table-for-all' } };
  }
  if (type === 'fail' || type === '') return NOTHING;
  if (inline === undefined) return { outcome: 'possible', fact: { code: 'table', of } };
  const answers = splitWords(inline, /[, \t\v\f\r\n]/).map((word) => {
    const inner = word.text.replace(/^\{/, '').replace(/\}$/, '').trim();
    const [, key = '', rest = ''] = /^(\S[^=\s]*)([=\s][\s\S]*)$/.exec(inner) ?? [];
    return { key, outcome: judgeAnswer(rest.trimStart().replace(/^=/, '')) };
  });
  const everyone = answers.find(({ key }) => CATCH_ALL.test(key));
  if (everyone?.outcome === 'permitted') return { outcome: 'permitted', fact: { code: 'table-for-all' } };
  if (answers.some(({ outcome }) => outcome === 'permitted'))
    return { outcome: 'possible', fact: { code: 'table', of } };
  return everyone?.outcome === 'refused' ? REFUSED : NOTHING;
}

/** The word of a network list that makes it hold every address; the first match decides, so exceptions do not help. */
export function holdsEverything(space: Space, parameter: string): Setting<string> | undefined {
  let half: Setting<string> | undefined;
  for (const word of wordsOf(space, parameter) ?? []) {
    const pattern = word.value === undefined ? undefined : parseNetworkPattern(word.value);
    if (pattern?.kind === 'network' && !pattern.negated) {
      if (pattern.prefix === 0) return word;
      if (pattern.prefix === 1 && half) return word;
      if (pattern.prefix === 1) half = word;
    }
    if (pattern?.kind === 'table' && !pattern.negated && isCatchAllTable(pattern.text)) return word;
  }
  return undefined;
}

/** A table that knows every key: `static:all`, `regexp:{{/./ OK}}`. */
export function isCatchAllTable(table: string): boolean {
  if (/^static:/i.test(table)) return true;
  const inline = /^(?:regexp|pcre|cidr):\{([\s\S]*)\}$/i.exec(table)?.[1];
  return (
    inline !== undefined &&
    splitWords(inline, /[,\s]/).some(({ text }) => CATCH_ALL.test(text.replace(/^\{\s*/, '').split(/\s/)[0]!))
  );
}
