import { isDocumentationHost } from '../hosts';
import type { Proposal, Setting } from '../model';
import { isTemplateFile } from '../paths';
import type { Credential, Provider } from '../providers';
import { isPlaceholder } from '../secrets';
import { trustOf } from '../trust';
import { provider } from './connection';
import type { Texts } from './message';
import type { Report, Rule } from './rule';

/** The text that is certainly used, without blanks around it; undefined where that is unknown. */
function written(setting: Setting<string> | undefined): string | undefined {
  const isCertain = setting && trustOf(setting) === 'certain' && !isTemplateFile(setting.at.uri);
  return isCertain ? setting.value?.trim() || undefined : undefined;
}

const standsForAnother = (text: string) =>
  isPlaceholder(text) || isDocumentationHost(text.slice(text.lastIndexOf('@') + 1));

const isRefused = ({ pattern }: Credential, text: string) => pattern !== undefined && !pattern.test(text);

interface Case {
  readonly name: string;
  /** "user name" or "password". */
  readonly what: string;
  readonly provider: Provider;
}

/** The provider's own hint is what there is to do. */
const messages = {
  another: ({ name, what, provider: { name: known, hint }, is }: Case & { is: string }) => ({
    headline: `\`${name}\` is not a ${what} for ${known}, but ${is}`,
    detail: hint,
  }),
  refused: ({ name, what, provider: { name: known, hint } }: Case) => ({
    headline: `\`${name}\` is not a ${what} that ${known} accepts`,
    detail: hint,
  }),
  unlikely: ({ name, what, provider: { name: known, hint } }: Case) => ({
    headline: `\`${name}\` does not look like a ${what} of ${known}`,
    detail: hint,
  }),
  swapped: ({ user, password, provider: { name, hint } }: { user: string; password: string; provider: Provider }) => ({
    headline: `\`${user}\` and \`${password}\` are swapped for ${name}`,
    detail: hint,
  }),
  different: ({
    user,
    password,
    provider: { name, hint },
  }: {
    user: string;
    password: string;
    provider: Provider;
  }) => ({
    headline: `\`${user}\` is not the token that \`${password}\` holds, as ${name} wants it`,
    detail: hint,
  }),
} satisfies Texts;

function useWord({ word }: Credential, at: Setting<string>, what: string): Proposal[] {
  if (!word) return [];
  const change = { kind: 'replace', setting: at, value: word } as const;
  return [{ title: `Use \`${word}\` as the ${what}`, change, suggestion: true }];
}

function judge(at: Setting<string>, what: string, form: Credential, text: string, known: Provider): Report | undefined {
  if (standsForAnother(text)) return undefined;
  const facts: Case = { name: at.name, what, provider: known };
  const other = form.reject.find(({ pattern }) => pattern.test(text));
  if (other) return { at, ...messages.another({ ...facts, is: other.is }) };
  if (isRefused(form, text)) return { at, ...messages.refused(facts), fixes: useWord(form, at, what) };
  if (!form.likely || form.likely.test(text)) return undefined;
  return { at, severity: 'hint', ...messages.unlikely(facts) };
}

/** A variable whose value no file tells, and whose name says that it holds another key. */
function judgeName(at: Setting<string> | undefined, what: string, form: Credential, known: Provider): Report[] {
  const { origin, value } = at ?? {};
  if (!at || value !== undefined || !origin || !('name' in origin)) return [];
  const other = form.reject.find(({ named }) => named?.test(origin.name));
  if (!other) return [];
  const headline = `\`${origin.name}\` is no ${what} for ${known.name}, but ${other.is}`;
  return [{ at, severity: 'information', headline, detail: known.hint }];
}

export const providerCredentials: Rule = {
  id: 'provider-credentials',
  severity: 'warning',
  category: 'authentication',
  summary: 'a user name or password of a form that the known provider does not accept',
  fix: 'suggestion',
  check(config, report) {
    const known = provider(config);
    const { user, password, method } = config.auth ?? {};
    if (!known || method !== 'password' || config.role === 'server') return;
    const name = written(user);
    const secret = written(password);
    if (known.user?.word && name && secret && isRefused(known.user, name) && !isRefused(known.user, secret)) {
      report({
        at: user!,
        ...messages.swapped({ user: user!.name, password: password!.name, provider: known }),
      });
      return;
    }
    if (name && secret && name !== secret && known.same?.test(secret) && !isPlaceholder(name)) {
      report({
        at: user!,
        ...messages.different({ user: user!.name, password: password!.name, provider: known }),
      });
    }
    const found = [
      known.user && name && judge(user!, 'user name', known.user, name, known),
      known.password && secret && judge(password!, 'password', known.password, secret, known),
    ];
    for (const one of found) if (one) report(one);
    if (known.password) for (const one of judgeName(password, 'password', known.password, known)) report(one);
  },
};
