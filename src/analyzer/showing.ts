/** Texts about configurations, made fit to be shown: the way out for every word that a file had a part in. */
import { fitToShow, type Shown } from '../show/shown';
import { maskUrls, maskWith, passwordsIn, tokensIn } from './mask';
import type { MailConfig } from './model';

export interface Showing {
  /** The text without the secrets of the configurations, and without characters that act on a display. */
  show(text: string): Shown;
  /** The text without the secrets alone. */
  mask(text: string): string;
  /** True where a text is not to be shown as it is: it holds a secret, or a word of the file that looks like one. */
  holdsSecret(text: string): boolean;
}

/** Credentials are secrets, and so is what stands in any other setting and looks like one. */
function secretsOf({ auth, client, settings, observations }: MailConfig): string[] {
  const credentials = [auth?.password, client?.key, ...(auth?.secrets ?? [])].flatMap((setting) => [
    setting?.value,
    setting?.raw,
  ]);
  const observed = observations.flatMap(({ at }) => ('origin' in at ? [at] : []));
  // A long value may be that of many settings, and is read once.
  const all = [...settings, ...observed];
  const texts = new Set(all.flatMap(({ raw, value }) => (typeof value === 'string' ? [raw, value] : [raw])));
  const names = new Set(all.map(({ name }) => name));
  const others = [...texts].flatMap((text) => [...passwordsIn(text), ...tokensIn(text)]);
  return [...credentials.filter((text) => text !== undefined), ...others, ...[...names].flatMap(passwordsIn)];
}

/** Knows the secrets of these configurations; they are collected when the first text is shown. */
export function showingFor(configs: readonly MailConfig[]): Showing {
  let known: ((text: string) => string) | undefined;
  const mask = (text: string) => {
    known ??= maskWith(configs.flatMap(secretsOf));
    return known(text);
  };
  // What is wrong in many places is said in the same words of each.
  const shownBefore = new Map<string, Shown>();
  const show = (text: string) => {
    const result = shownBefore.get(text) ?? fitToShow(text, mask);
    shownBefore.set(text, result);
    return result;
  };
  return {
    mask,
    show,
    holdsSecret: (text) => mask(text) !== text || tokensIn(text).length > 0,
  };
}

/** Shows a text that belongs to no configuration. */
export const shown = (text: string): Shown => fitToShow(text, maskUrls);
