import type { MailConfig, Setting } from '../model';
import { provesAbsence, reach, trustOf } from '../trust';
import { isLocalAsLeft } from './connection';
import { listed, quoted, type Texts } from './message';
import type { Rule } from './rule';

const isEmpty = (setting: Setting<string>) => setting.value === '';

const MISSING = 'The login fails with "Missing credentials".';

const messages = {
  oauth: ({ missing }: { missing: readonly string[] }) => ({
    headline: `OAuth2 is configured without ${listed(missing.map(quoted), 3)}`,
    detail: 'No token can be obtained, so the login fails or is silently skipped.',
  }),
  bothEmpty: () => ({
    headline: 'User name and password are empty',
    detail: `${MISSING} Set both, or remove both.`,
  }),
  bothBlank: () => ({
    headline: 'A login is tried with an empty user name and password',
    detail:
      'It fails with "Missing credentials" on every server that offers a login. Set both, or pass `auth` only if both are set.',
  }),
  emptyPassword: () => ({
    headline: 'The password is empty, but a user name is set',
    detail: `${MISSING} Set the password, or remove the user name.`,
  }),
  noPassword: () => ({
    headline: 'A user name is set, but no password',
    detail: `${MISSING} Set the password, or remove the user name.`,
  }),
  noUser: () => ({
    headline: 'A password is set, but no user name',
    detail: 'The login fails or is silently skipped. Set the user name, or remove the password.',
  }),
} satisfies Texts;

/** True where a file that is in use names the server: it is no form that is still to be filled in. */
const isSetUp = ({ host, auth }: MailConfig) =>
  host?.origin.kind === 'variable' &&
  auth?.user?.origin.kind === 'variable' &&
  host.at.uri === auth.user.at.uri &&
  trustOf(host) === 'certain' &&
  host.value !== '';

export const incompleteAuth: Rule = {
  id: 'incomplete-auth',
  severity: 'error',
  category: 'authentication',
  summary: 'a user without a password, a password without a user, empty values, OAuth2 without what it needs',
  fix: 'none',
  check(config, report) {
    const { auth } = config;
    if (!auth || auth.elsewhere || config.role === 'server' || reach(config) === 'local' || isLocalAsLeft(config))
      return;
    const { user, password } = auth;
    if (auth.method === 'oauth2') {
      if (auth.missing?.length) {
        report({
          at: user ?? config.anchor,
          ...messages.oauth({ missing: auth.missing }),
        });
      }
      return;
    }
    if (user && isEmpty(user) && (!password || isEmpty(password))) {
      if (user.origin.kind === 'literal' && !config.secretsBelong) {
        report({
          at: user,
          ...messages.bothEmpty(),
        });
      } else if (auth.insists && isSetUp(config)) {
        report({ at: user, severity: 'information', ...messages.bothBlank() });
      }
      return;
    }
    // Where settings are only guessed to belong together, the other half may have a name that nobody recognised.
    if (!provesAbsence(config) && (!user || !password)) return;
    if (user && !isEmpty(user) && (!password || isEmpty(password))) {
      report({
        at: password ?? user,
        ...(password ? messages.emptyPassword() : messages.noPassword()),
      });
    } else if (password && !isEmpty(password) && (!user || isEmpty(user))) {
      report({
        at: user ?? password,
        ...messages.noUser(),
      });
    }
  },
};
