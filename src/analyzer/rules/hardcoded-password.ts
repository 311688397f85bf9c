import { isDocumentationHost } from '../hosts';
import type { MailConfig, Project, Setting } from '../model';
import { isTemplateFile, isTestFile } from '../paths';
import { isPlaceholder, isUnmistakable } from '../secrets';
import { reach } from '../trust';
import { isLocalAsLeft } from './connection';
import { nameOf, type Texts } from './message';
import type { Report, Rule } from './rule';

/** What git keeps of a file of settings, which is none of tests: real ones, or a template of them. */
function kept(uri: string, project: Project): 'settings' | 'template' | undefined {
  const path = project.read(uri)?.path;
  if (path === undefined || isTestFile(path) || project.tracked?.(uri) !== true) return undefined;
  return isTemplateFile(path) ? 'template' : 'settings';
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
  inTemplate: ({ name, what }: Facts) => ({
    headline: `\`${name}\` holds a real ${what}, in a template that git tracks`,
    detail:
      `Everyone who can read the repository can read the ${what}, now and in its history. Change the ${what} at the ` +
      'provider, and leave the place in the template empty.',
  }),
  inSource: ({ name, what }: Facts) => ({
    headline: `\`${name}\` holds a hard-coded ${what}`,
    detail:
      `Everyone who can read the repository can read the ${what}, now and in its history. Read it from the environment ` +
      'or a secret store, and change it at the provider.',
  }),
} satisfies Texts;

function inEnvironment(at: Setting<string>, what: string, project: Project): Report | undefined {
  const facts = { name: nameOf(at), what };
  const where = kept(at.at.uri, project);
  if (where === 'template') return isUnmistakable(at.value ?? '') ? { at, ...messages.inTemplate(facts) } : undefined;
  return where && { at, ...messages.tracked(facts) };
}

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
  if (config.secretsBelong || secret.origin.kind === 'variable') return inEnvironment(secret, what, project);
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
