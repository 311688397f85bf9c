/** Whether a planted secret is in what is said. */
import type { Planting } from './plantings';

const excerpt = (text: string, at: number) => text.slice(Math.max(0, at - 100), at + 40).replace(/\s+/g, ' ');

/** Where the secret of a planting shows in the text of an output, each time in words. */
export function leaksIn(output: string, text: string, { fixture, setting, form, secret }: Planting): string[] {
  // A host is written in lower case, and a login may be in Base64.
  const forms = [secret.toLowerCase(), Buffer.from(secret).toString('base64').replace(/=+$/, '').toLowerCase()];
  const lower = text.toLowerCase();
  return forms
    .map((each) => lower.indexOf(each))
    .filter((at) => at >= 0)
    .map((at) => `${fixture}: ${form} in ${setting}: ${output}: ${excerpt(text, at)}`);
}
