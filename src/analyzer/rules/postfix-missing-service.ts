import type { Message } from './message';
import type { Rule } from './rule';

const quoted = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ');

const MESSAGES = {
  always: (services: readonly string[]): Message => ({
    headline: `${quoted(services)} ${services.length > 1 ? 'are' : 'is'} missing in master.cf`,
    detail:
      'Without these services, Postfix accepts no mail, or no mail leaves the queue. Copy the entries from the stock master.cf.',
  }),
  postlog: {
    headline: '`postlog` is missing in master.cf, which `maillog_file` needs',
    detail: '`postfix start` stops with "missing \'postlog\' service". Add the service.',
  },
  behindPostscreen: (service: string): Message => ({
    headline: `\`${service}\` is missing in master.cf, which \`postscreen\` needs`,
    detail:
      service === 'dnsblog'
        ? 'No list in `postscreen_dnsbl_sites` is asked. Add the service.'
        : '`postscreen` answers each client that may pass with "421 No system resources". Add the service, of type `pass`.',
  }),
  named: (service: string, reader: string): Message => ({
    headline: `\`${service}\` is not a service in master.cf`,
    detail: `\`${reader}\` sends mail there, and all of it waits in the queue: "mail transport unavailable". Add the service, or name another one.`,
  }),
} as const;

export const postfixMissingService: Rule = {
  id: 'postfix-missing-service',
  severity: 'error',
  category: 'postfix',
  summary: 'master.cf lacks a service that the configuration needs',
  fix: 'safe',
  check(config, report) {
    for (const seen of config.observations) {
      if (seen.kind !== 'missing-service') continue;
      const { at, services, reader, fix } = seen;
      const [first = ''] = services;
      const message =
        reader === undefined
          ? MESSAGES.always(services)
          : reader === 'maillog_file'
            ? MESSAGES.postlog
            : reader === 'postscreen'
              ? MESSAGES.behindPostscreen(first)
              : MESSAGES.named(first, reader);
      report({ at, ...message, fixes: fix ? [fix] : [] });
    }
  },
};
