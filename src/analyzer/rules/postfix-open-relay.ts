import type { MailConfig, Proposal, Setting } from '../model';
import type { RelayFact } from '../postfix-facts';
import { sentences, type Texts } from './message';
import { publicServer, setBeside } from './postfix-service';
import type { Rule } from './rule';

const RELAY = 'smtpd_relay_restrictions';
const SOUND = 'permit_mynetworks, permit_sasl_authenticated, defer_unauth_destination';

const TABLES = {
  anyone: 'Anyone whom the table lists with OK may relay.',
  client: 'A client that the table lists with OK may relay.',
  helo: 'The name in HELO can be forged, and one that the table lists with OK may relay.',
  sender: 'The sender address can be forged, and one that the table lists with OK may relay.',
  recipient: 'A foreign recipient that the table lists with OK is accepted.',
  login: 'A login that the table lists with OK may relay.',
} as const;

function reason(fact: RelayFact): string {
  switch (fact.code) {
    case 'permit':
      return '`permit` accepts everyone.';
    case 'own-domain':
      return 'The domain counts as its own.';
    case 'trusted-client':
      return 'The client is in `mynetworks`.';
    case 'logged-in':
      return 'The client has logged in.';
    case 'bare-address':
      return 'Anyone can greet with a bare address (before Postfix 3.9).';
    case 'mx-backup':
      return 'The owner of any domain can name this host as its MX.';
    case 'dns-list':
      return 'Everyone on that list may relay.';
    case 'policy-service':
      return 'The policy service may answer OK.';
    case 'all-networks':
      return '`mynetworks` contains every address.';
    case 'public-certificate':
      return 'Anyone can obtain a client certificate from a public CA.';
    case 'table-for-all':
      return 'This table answers OK to everyone.';
    case 'table':
      return TABLES[fact.of];
    case 'xclient':
      return 'Anyone may claim a trusted address with XCLIENT.';
    case 'no-list':
      return 'No list refuses foreign destinations.';
    case 'all-domains':
      return `\`${fact.parameter}\` contains every domain.`;
    case 'all-subdomains':
      return `Every domain below \`${fact.word}\` counts as its own.`;
  }
}

const messages = {
  open: ({ fact, isTrust }: { fact: RelayFact; isTrust: boolean }) => ({
    headline: 'Strangers can send mail through this server to anyone',
    detail: sentences(
      reason(fact),
      'Spammers find an open relay within hours, and its address ends up on block lists.',
      isTrust ? 'Trust only your own networks and domains.' : `Refuse foreign destinations: \`${RELAY} = ${SOUND}\`.`,
    ),
  }),
  possible: ({ fact, word }: { fact: RelayFact; word: string }) => ({
    headline: `\`${word}\` may let strangers relay, as it comes before the refusal`,
    detail: sentences(
      reason(fact),
      'Put it after `reject_unauth_destination`, which refuses foreign destinations,',
      `or refuse in \`${RELAY}\`, which no permission in another list overrules.`,
    ),
  }),
} satisfies Texts;

/** True for a word that says who or what is trusted, not what is done with it. */
const isTrust = (at: Setting<unknown>) => /networks|hosts|domains|mydestination/.test(at.name);

/** The network, host or domain that is trusted goes; else a relay list comes that no other list can overrule. */
function fixes(config: MailConfig, at: Setting<unknown>): Proposal[] {
  if (isTrust(at)) {
    return [{ title: `Remove \`${at.raw}\``, change: { kind: 'remove', settings: [at] }, suggestion: true }];
  }
  const relay = config.postfix?.effective(RELAY);
  return relay ? [setBeside(config, relay, RELAY, SOUND, true)] : [];
}

export const postfixOpenRelay: Rule = {
  id: 'postfix-open-relay',
  severity: 'error',
  category: 'postfix',
  summary: 'strangers may send mail through this server to anyone',
  fix: 'suggestion',
  check(config, report) {
    const verdict = publicServer(config)?.relaying;
    if (!verdict || verdict.kind === 'refused') return;
    const { at, fact, kind } = verdict;
    const open = kind === 'open';
    report({
      at,
      severity: open ? undefined : 'warning',
      ...(open ? messages.open({ fact, isTrust: isTrust(at) }) : messages.possible({ fact, word: at.raw || at.name })),
      fixes: fixes(config, at),
    });
  },
};
