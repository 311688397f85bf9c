/** Whether strangers may relay, decided as smtpd decides: every list is read, each for itself, and any may refuse. */

import { RESTRICTIONS } from '../../data/postfix-parameters';
import type { RelayVerdict, Setting } from '../../model';
import type { RelayFact } from '../../postfix-facts';
import type { Space } from './evaluate';
import { wordsOf } from './lists';
import {
  holdsEverything,
  isCatchAllTable,
  type Restriction,
  restrictionsOf,
  satisfiesStartup,
  type Walk,
  type WalkOptions,
  walk,
} from './restrictions';
import { booleanOf } from './tls';

export const RELAY = 'smtpd_relay_restrictions';
export const RECIPIENT = 'smtpd_recipient_restrictions';
const EARLIER = ['smtpd_client_restrictions', 'smtpd_helo_restrictions', 'smtpd_sender_restrictions'] as const;

/** Lists that name the domains for which a server takes mail from anyone. The address resolver reads them from main.cf. */
const OWN_DOMAINS = ['relay_domains', 'mydestination', 'virtual_alias_domains', 'virtual_mailbox_domains'] as const;

/** Top-level domains that somebody wrote in relay_domains by mistake: everything below them would be the server's own. */
const PUBLIC_TOP = /^\.?(?:com|net|org|edu|gov|mil|info|biz|io|app|dev|[a-z]{2})$/i;

/** False: smtpd does not start, for neither list can refuse. Undefined: unknown. */
export function startsUp(space: Space): boolean | undefined {
  const lists = [RELAY, RECIPIENT].map((parameter) => restrictionsOf(space, parameter));
  const found = lists.map((list) => list && satisfiesStartup(list));
  return found.includes(true) ? true : found.includes(undefined) ? undefined : false;
}

/** `main` is the space of main.cf alone, which the resolver of addresses reads. */
export function relayVerdict(space: Space, main: Space): RelayVerdict | undefined {
  if (startsUp(space) === false) return undefined;
  const foreign = decide(space, false);
  if (foreign?.kind !== 'refused') return foreign;
  const all = domainsOfAll(main);
  if (!all) return foreign;
  const own = decide(space, true);
  // With own domains everybody gets through; what matters is only whether a list refuses them all.
  if (own === undefined) return foreign;
  return own.kind === 'refused' ? foreign : { kind: 'open', at: all.at, fact: all.fact };
}

/** True where nothing refuses a client in mynetworks that sends to a foreign domain, as far as the lists are known. */
export const trustedMayRelay = (space: Space): boolean =>
  walksOf(space, { ownDomain: false, trusted: true }).every(({ outcome }) => outcome !== 'refused');

/** True where strangers surely can hand in mail for the domains of this server: its lists are known, and none refuses. */
export const acceptsOwnMail = (space: Space): boolean =>
  walksOf(space, { ownDomain: true }).every(({ outcome }) => outcome === 'permitted' || outcome === 'none');

/** What each list says: those of the relay and the recipient first. */
function walksOf(space: Space, options: WalkOptions): Walk[] {
  const late = booleanOf(space, 'smtpd_delay_reject') !== false;
  const earlier = EARLIER.map((parameter) => restrictionsOf(space, parameter)).map((list) =>
    list && !late
      ? list.filter(({ word }) => !RESTRICTIONS.get(word)?.decides || word === 'reject' || word === 'defer')
      : list,
  );
  return [RELAY, RECIPIENT]
    .map((parameter) => restrictionsOf(space, parameter))
    .concat(earlier)
    .map(
      (list: readonly Restriction[] | undefined): Walk => (list ? walk(space, list, options) : { outcome: 'unknown' }),
    );
}

/** The list and the word with which clients that have logged in are refused for certain when they send elsewhere. */
export function loginRefusal(space: Space): { readonly list: string; readonly at: Setting<string> } | undefined {
  if (booleanOf(space, 'smtpd_sasl_auth_enable') !== true || startsUp(space) === false) return undefined;
  // Without the delay the earlier lists are read before the login.
  const lists = booleanOf(space, 'smtpd_delay_reject') === false ? [RELAY, RECIPIENT] : [...EARLIER, RELAY, RECIPIENT];
  for (const list of lists) {
    // Patch levels of old releases differ in the default.
    if (!space.definition(list)) continue;
    const restrictions = restrictionsOf(space, list);
    const { outcome, permit, refusal } = restrictions
      ? walk(space, restrictions, { ownDomain: false, loggedIn: true })
      : ({ outcome: 'unknown' } as Walk);
    if (outcome === 'refused' && !permit && refusal) return { list, at: refusal };
  }
  return undefined;
}

/** The list and the word with which clients in mynetworks are refused for certain when they send elsewhere. */
export function networkRefusal(space: Space): { readonly list: string; readonly at: Setting<string> } | undefined {
  if (startsUp(space) === false || booleanOf(space, 'smtpd_delay_reject') === false) return undefined;
  for (const list of [...EARLIER, RELAY, RECIPIENT]) {
    const restrictions = space.definition(list) ? restrictionsOf(space, list) : undefined;
    if (!restrictions) continue;
    const { outcome, permit, refusal } = walk(space, restrictions, { ownDomain: false, trusted: true });
    if (outcome === 'refused' && !permit && refusal) return { list, at: refusal };
  }
  return undefined;
}

function decide(space: Space, ownDomain: boolean): RelayVerdict | undefined {
  const proxy = holdsEverything(space, 'smtpd_authorized_xclient_hosts');
  const walks = walksOf(space, { ownDomain });
  if (walks.some(({ outcome, permit }) => outcome === 'refused' && !permit)) {
    return proxy && !ownDomain ? { kind: 'open', at: proxy, fact: { code: 'xclient' } } : { kind: 'refused' };
  }
  const deciding = walks.slice(0, 2);
  const permits = deciding.flatMap(({ permit }) => permit ?? []);
  const refusedAfterAll = walks.some(({ outcome }) => outcome === 'refused');
  const unknown = walks.some(({ outcome }) => outcome === 'unknown');
  const certain = deciding.find(({ outcome }) => outcome === 'permitted')?.permit;
  if (!refusedAfterAll && !unknown) {
    const at = certain ?? permits[0];
    return at ? { kind: 'open', ...at } : { kind: 'open', ...nothingRefuses(space) };
  }
  if (unknown) return undefined;
  const possible = permits[0] ?? walks.flatMap(({ permit }) => permit ?? [])[0];
  return possible ? { kind: 'possible', ...possible } : undefined;
}

function nothingRefuses(space: Space): { at: Setting<string>; fact: RelayFact } {
  const recipient = space.effective(RECIPIENT);
  const at = recipient.origin.kind === 'default' ? space.effective(RELAY) : recipient;
  return { at, fact: { code: 'no-list' } };
}

interface Taken {
  readonly at: Setting<string>;
  readonly fact: RelayFact;
}

const taken = new WeakMap<Space, { readonly found: Taken | undefined }>();

/** A word that makes every domain, or every domain below a public one, the server's own. */
function domainsOfAll(main: Space): Taken | undefined {
  const known = taken.get(main) ?? { found: findDomainsOfAll(main) };
  taken.set(main, known);
  return known.found;
}

function findDomainsOfAll(main: Space): Taken | undefined {
  const subdomains = (main.value('parent_domain_matches_subdomains') ?? '').includes('relay_domains');
  for (const parameter of OWN_DOMAINS) {
    if (main.definition(parameter) === undefined) continue;
    for (const at of wordsOf(main, parameter) ?? []) {
      const word = at.value;
      if (word === undefined || word.startsWith('!')) continue;
      if (isCatchAllTable(word)) return { at, fact: { code: 'all-domains', parameter } };
      if (parameter === 'relay_domains' && PUBLIC_TOP.test(word) && subdomains !== word.startsWith('.')) {
        return { at, fact: { code: 'all-subdomains', word } };
      }
    }
  }
  return undefined;
}
