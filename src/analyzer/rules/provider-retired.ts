import type { MailConfig } from '../model';
import type { Provider, Retirement } from '../providers';
import { hasCredentials } from '../trust';
import { provider } from './connection';
import type { Texts } from './message';
import type { Rule } from './rule';

const concerns = (config: MailConfig, { what }: Retirement) =>
  what === 'host' || (config.auth?.method === 'password' && hasCredentials(config));

interface Case {
  readonly host: string;
  readonly retired: Retirement;
  /** The day has passed. */
  readonly over: boolean;
}

const messages = {
  host: ({ host, retired: { day, after }, over }: Case) => ({
    headline: `\`${host}\` ${over ? 'was' : 'will be'} shut down after ${day}`,
    detail: after,
  }),
  password: ({ host, retired: { day, after, byDefault }, over }: Case) => {
    const passwords = `passwords${byDefault ? ' by default' : ''}`;
    return {
      headline: `\`${host}\` ${over ? `has accepted no ${passwords} since` : `accepts ${passwords} only until`} ${day}`,
      detail: after,
    };
  },
} satisfies Texts;

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
      ...messages[known.retired.what]({ host: config.host.value, retired: known.retired, over }),
    });
  },
};
