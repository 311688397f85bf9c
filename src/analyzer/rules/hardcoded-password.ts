import { isDocumentationHost } from '../hosts';
import { isPlaceholder } from '../secrets';
import { reach } from './connection';
import type { Rule } from './rule';

export const hardcodedPassword: Rule = {
  id: 'hardcoded-password',
  severity: 'warning',
  category: 'authentication',
  summary: 'a real-looking password stands in a file that others read',
  fix: 'suggestion',
  check(config, report) {
    const password = config.auth?.password;
    if (!password?.value || config.secretsBelong || reach(config) === 'local') return;
    if (password.origin.kind !== 'literal' && password.origin.kind !== 'fallback') return;
    if (isPlaceholder(password.value) || isDocumentationHost(config.host?.value ?? '')) return;
    report({
      at: password,
      message:
        'A password in a file that is shared is known to everyone who can read the repository, now and in its history. ' +
        'Read it from the environment, and change it at the provider.',
      fixes: [
        {
          title: 'Read the password from the environment',
          change: { kind: 'connection', password: 'from-environment' },
          safe: false,
        },
      ],
    });
  },
};
