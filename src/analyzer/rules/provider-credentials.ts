import { isDocumentationHost } from '../hosts';
import type { Setting } from '../model';
import { isTemplateFile } from '../paths';
import type { Credential, Provider } from '../providers';
import { isPlaceholder } from '../secrets';
import { trustOf } from '../trust';
import { provider } from './connection';
import type { Report, Rule } from './rule';

/** The text that is certainly used, without blanks around it; undefined where that is unknown. */
function written(setting: Setting<string> | undefined): string | undefined {
  const isCertain = setting && trustOf(setting) === 'certain' && !isTemplateFile(setting.at.uri);
  return isCertain ? setting.value?.trim() || undefined : undefined;
}

const standsForAnother = (text: string) =>
  isPlaceholder(text) || isDocumentationHost(text.slice(text.lastIndexOf('@') + 1));

const isRefused = ({ pattern }: Credential, text: string) => pattern !== undefined && !pattern.test(text);

function judge(at: Setting<string>, what: string, form: Credential, text: string, known: Provider): Report | undefined {
  if (standsForAnother(text)) return undefined;
  const detail = known.hint;
  const other = form.reject.find(({ pattern }) => pattern.test(text));
  if (other) return { at, headline: `\`${at.name}\` is not a ${what} for ${known.name}, but ${other.is}`, detail };
  if (isRefused(form, text)) {
    const title = form.word && `Use \`${form.word}\` as the ${what}`;
    return {
      at,
      headline: `\`${at.name}\` is not a ${what} that ${known.name} accepts`,
      detail,
      fixes: title
        ? [{ title, change: { kind: 'replace', setting: at, value: form.word! }, suggestion: true }]
        : undefined,
    };
  }
  return form.likely && !form.likely.test(text)
    ? { at, severity: 'hint', headline: `\`${at.name}\` does not look like a ${what} of ${known.name}`, detail }
    : undefined;
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
        headline: `\`${user!.name}\` and \`${password!.name}\` are swapped for ${known.name}`,
        detail: known.hint,
      });
      return;
    }
    const found = [
      known.user && name && judge(user!, 'user name', known.user, name, known),
      known.password && secret && judge(password!, 'password', known.password, secret, known),
    ];
    for (const one of found) if (one) report(one);
  },
};
