import { isDocumentationHost } from '../hosts';
import type { Project } from '../model';
import { isTemplateFile, isTestFile } from '../paths';
import { isPlaceholder } from '../secrets';
import { reach } from './connection';
import type { Rule } from './rule';

/** True for a file of real settings that git keeps: not a template, nor one of tests. */
function isCommitted(uri: string, project: Project): boolean {
  const path = project.read(uri)?.path;
  return path !== undefined && !isTemplateFile(path) && !isTestFile(path) && project.tracked?.(uri) === true;
}

export const hardcodedPassword: Rule = {
  id: 'hardcoded-password',
  severity: 'warning',
  category: 'authentication',
  summary: 'a real-looking password stands in a file that others read',
  fix: 'suggestion',
  check(config, report, project) {
    const password = config.auth?.password;
    if (!password?.value || reach(config) === 'local') return;
    if (isPlaceholder(password.value) || isDocumentationHost(config.host?.value ?? '')) return;
    if (config.secretsBelong || password.origin.kind === 'variable') {
      if (!isCommitted(password.at.uri, project)) return;
      report({
        at: password,
        message:
          'Git tracks this file, so that the password is known to everyone who can read the repository, now and in its ' +
          'history. Change the password at the provider, take the file out of git with `git rm --cached`, and name it ' +
          'in .gitignore.',
      });
    } else if (password.origin.kind === 'literal' || password.origin.kind === 'fallback') {
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
    }
  },
};
