import type { LoginRefusal } from '../model';
import type { Message } from './message';
import { isForClients, publicServer } from './postfix-service';
import type { Rule } from './rule';

const refused = ({ at, list }: LoginRefusal): Message => ({
  headline: `\`${at.value}\` also refuses clients that have logged in`,
  detail:
    `It comes first in \`${list.name}\`. The login succeeds, but each mail to another domain is answered with "554 ... Access denied". ` +
    'Put `permit_sasl_authenticated` before it.',
});

export const postfixLoginWithoutRights: Rule = {
  id: 'postfix-login-without-rights',
  severity: 'warning',
  category: 'postfix',
  summary: 'clients that have logged in may not send to other domains',
  fix: 'suggestion',
  check(config, report) {
    const service = publicServer(config);
    const refusal = service?.refusesLogins;
    if (!service || !refusal || !isForClients(service)) return;
    // Port 25 may be for other servers on purpose, while users have ports of their own.
    if (service.port === 25 && refusal.servedElsewhere) return;
    const { list, at, fix } = refusal;
    report({
      at: list.origin.kind === 'default' ? service.effective('smtpd_sasl_auth_enable') : at,
      ...refused(refusal),
      fixes: fix ? [fix] : [],
    });
  },
};
