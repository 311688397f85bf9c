import type { MailConfig, Proposal, Setting } from '../model';
import { inTwo } from './message';
import { publicServer, setBeside } from './postfix-service';
import type { Rule } from './rule';

const RELAY = 'smtpd_relay_restrictions';
const SOUND = 'permit_mynetworks, permit_sasl_authenticated, defer_unauth_destination';

/** True for a word that says who or what is trusted, not what is done with it. */
const isTrust = (at: Setting<unknown>) => /networks|hosts|domains|mydestination/.test(at.name);

/** The network, host or domain that is trusted goes; else a relay list comes that no other list can overrule. */
function fixes(config: MailConfig, at: Setting<unknown>): Proposal[] {
  if (isTrust(at)) {
    return [{ title: 'Remove it', change: { kind: 'remove', settings: [at] }, suggestion: true }];
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
    const { at, because, kind } = verdict;
    const open = kind === 'open';
    report({
      at,
      severity: open ? undefined : 'warning',
      ...inTwo(
        open
          ? `Strangers can send mail through this server to anyone: ${because}. Spammers find an open relay within hours, and its address ends up on block lists. ` +
              (isTrust(at) ? 'Trust only what is yours.' : `Refuse foreign destinations: \`${RELAY} = ${SOUND}\`.`)
          : `Strangers may be able to relay: ${because}, and this comes in front of the word that refuses foreign destinations. ` +
              `Put it behind \`reject_unauth_destination\`, or refuse in \`${RELAY}\`, which no permission in another list overrules.`,
      ),
      fixes: fixes(config, at),
    });
  },
};
