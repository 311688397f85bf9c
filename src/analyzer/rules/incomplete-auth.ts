import type { Setting } from '../model';
import { reach } from '../trust';
import { isLocalAsLeft } from './connection';
import { inTwo } from './message';
import type { Rule } from './rule';

const isEmpty = (setting: Setting<string>) => setting.value === '';

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
          ...inTwo(
            `OAuth2 is configured without ${auth.missing.map((part) => `\`${part}\``).join(', ')}: no token can be had, and the login fails or is left out without a word.`,
          ),
        });
      }
      return;
    }
    if (user && isEmpty(user) && (!password || isEmpty(password))) {
      if (user.origin.kind === 'literal' && !config.secretsBelong) {
        report({
          at: user,
          ...inTwo(
            'User name and password are empty: the login fails with "Missing credentials". Set both, or remove both.',
          ),
        });
      }
      return;
    }
    // Where settings are only guessed to belong together, the other half may have a name that nobody recognised.
    if (!config.complete && (!user || !password)) return;
    if (user && !isEmpty(user) && (!password || isEmpty(password))) {
      report({
        at: password ?? user,
        ...inTwo(
          password
            ? 'The password is empty, but a user name is set: the login fails with "Missing credentials". Set the password, or remove the user name.'
            : 'A user name is set, but no password: the login fails with "Missing credentials". Set the password, or remove the user name.',
        ),
      });
    } else if (password && !isEmpty(password) && (!user || isEmpty(user))) {
      report({
        at: user ?? password,
        ...inTwo(
          'A password is set, but no user name: the login fails or is left out. Set the user name, or remove the password.',
        ),
      });
    }
  },
};
