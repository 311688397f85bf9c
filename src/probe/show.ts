/** Making foreign text fit to be shown: every word of a server passes through here before it reaches a report. */
import { formsOf, HIDDEN, maskUrls, maskValue } from '../analyzer/mask';
import { visible } from '../show/shown';
import type { Login } from './report';

/** Turns a text that somebody else wrote into one that is safe to display. */
export type Show = (text: string) => string;

const MOST_CHARACTERS = 500;

/** Below this length a secret cannot be told from ordinary words. */
const SHORTEST_SECRET = 4;

/** A host as a report or a question names it. */
export const shownHost: Show = (host) => visible(maskValue(host));

const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The part of a Base64 text that stays the same whatever stands around `secret`, for each of the three alignments. */
function base64Cores(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    return encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
  });
}

/** How a secret may come back from a server or out of a library: also in Base64 of any frame, and escaped for display. */
function allFormsOf(secret: string): string[] {
  const cores = base64Cores(secret);
  return [
    ...formsOf(secret),
    visible(secret),
    ...cores,
    ...cores.map((core) => core.replaceAll('+', '-').replaceAll('/', '_')),
    Buffer.from(secret).toString('hex'),
  ];
}

/**
 * A `Show` for one test. Credentials are kept out of reports by position; that a server repeats them in a reply is the
 * one way left, and is closed here. A secret too short to be searched for hides every text that could hold it.
 */
export function showFor(login: Login | undefined, sent: () => boolean): Show {
  const secret = login?.password ?? '';
  const forms =
    secret.length < SHORTEST_SECRET ? [] : [...new Set(allFormsOf(secret))].sort((a, b) => b.length - a.length);
  const pattern = forms.length > 0 ? new RegExp(forms.map(escapeRegExp).join('|'), 'gi') : undefined;
  return (text) => {
    if (secret !== '' && !pattern && sent()) return HIDDEN;
    const seen = visible(text);
    const clean = maskUrls(pattern ? seen.replace(pattern, HIDDEN) : seen);
    const characters = [...clean.slice(0, 2 * MOST_CHARACTERS + 2)];
    return characters.length > MOST_CHARACTERS ? `${characters.slice(0, MOST_CHARACTERS).join('')}…` : clean;
  };
}
