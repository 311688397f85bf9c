import { isDocumentationHost } from '../hosts';
import type { MailConfig, Project, Setting } from '../model';
import { isTemplateFile, isTestFile } from '../paths';
import { isPlaceholder } from '../secrets';
import { reach } from '../trust';
import { isLocalAsLeft } from './connection';
import { nameOf, type Texts } from './message';
import type { Report, Rule } from './rule';

/** True for a file of real settings that git keeps: not a template, nor one of tests. */
function isCommitted(uri: string, project: Project): boolean {
  const path = project.read(uri)?.path;
  return path !== undefined && !isTemplateFile(path) && !isTestFile(path) && project.tracked?.(uri) === true;
}

interface Facts {
  readonly name: string;
  readonly what: string;
}

const messages = {
  tracked: ({ name, what }: Facts) => ({
    headline: `\`${name}\` holds a real ${what}, and git tracks this file`,
    detail:
      `Everyone who can read the repository can read the ${what}, now and in its history. Change the ${what} at the ` +
      'provider, remove the file from git with `git rm --cached`, and add it to .gitignore.',
  }),
  inSource: ({ name, what }: Facts) => ({
    headline: `\`${name}\` holds a hard-coded ${what}`,
    detail:
      `Everyone who can read the repository can read the ${what}, now and in its history. Read it from the environment ` +
      'or a secret store, and change it at the provider.',
  }),
} satisfies Texts;

const inEnvironment = (at: Setting<string>, what: string): Report => ({
  at,
  ...messages.tracked({ name: nameOf(at), what }),
});

const inSource = (at: Setting<string>, what: string): Report => ({
  at,
  ...messages.inSource({ name: nameOf(at), what }),
  fixes: [
    { title: `Read the ${what} from the environment`, change: { kind: 'connection', secret: at }, suggestion: true },
  ],
});

/** `clientSecret`: client secret. */
const inWords = (name: string) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

function judge(config: MailConfig, secret: Setting<string>, project: Project): Report | undefined {
  if (!secret.value || isPlaceholder(secret.value)) return undefined;
  if (secret.origin.kind === 'fallback' && isLocalAsLeft(config)) return undefined;
  const what = secret === config.auth?.password ? 'password' : inWords(secret.name);
  if (config.secretsBelong || secret.origin.kind === 'variable')
    return isCommitted(secret.at.uri, project) ? inEnvironment(secret, what) : undefined;
  return secret.origin.kind === 'literal' || secret.origin.kind === 'fallback' ? inSource(secret, what) : undefined;
}

export const hardcodedPassword: Rule = {
  id: 'hardcoded-password',
  severity: 'warning',
  category: 'authentication',
  summary: 'a real-looking password in a file that others can read',
  fix: 'suggestion',
  check(config, report, project) {
    // Where the service is misspelt, the host that the library falls back to is not the one that is meant.
    const isLocal = reach(config) === 'local' && !config.observations.some(({ kind }) => kind === 'unknown-service');
    if (isLocal || isDocumentationHost(config.host?.value ?? '')) return;
    const { password, secrets = [] } = config.auth ?? {};
    for (const secret of [...(password ? [password] : []), ...secrets]) {
      const found = judge(config, secret, project);
      if (found) report(found);
    }
  },
};
