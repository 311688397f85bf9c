import type { MailConfig } from '../model';
import type { Provider, Retirement } from '../providers';
import { hasCredentials } from '../trust';
import { provider } from './connection';
import type { Rule } from './rule';

const concerns = (config: MailConfig, { what }: Retirement) =>
  what === 'host' || (config.auth?.method === 'password' && hasCredentials(config));

function headline(host: string, { what, day, byDefault }: Retirement, isOver: boolean): string {
  const usually = byDefault ? ' by default' : '';
  if (what === 'host') return `\`${host}\` ${isOver ? 'was shut down after' : 'will be shut down after'} ${day}`;
  return isOver
    ? `\`${host}\` has accepted no passwords${usually} since ${day}`
    : `\`${host}\` accepts passwords${usually} only until ${day}`;
}

/** Where nobody knows the day, what was over when the facts were compared with their sources. */
const isOver = ({ checked }: Provider, { day }: Retirement, today = checked) => today !== undefined && today > day;

export const providerRetired: Rule = {
  id: 'provider-retired',
  severity: 'information',
  category: 'authentication',
  summary: 'a server, or a login with a password, that the known provider has closed or closes on a published day',
  fix: 'none',
  check(config, report, { today }) {
    const known = provider(config);
    if (!config.host?.value || !known?.retired || config.role === 'server' || !concerns(config, known.retired)) return;
    const over = isOver(known, known.retired, today);
    report({
      at: config.host,
      severity: over ? 'warning' : 'information',
      headline: headline(config.host.value, known.retired, over),
      detail: known.retired.after,
    });
  },
};
