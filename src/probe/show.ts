/** Making foreign text fit to be shown: every word of a server passes through here before it reaches a report. */
import type { Login } from './report';

/** Turns a text that somebody else wrote into one that is safe to display. */
export type Show = (text: string) => string;

const MOST_CHARACTERS = 500;

/** Below this length a secret cannot be told from ordinary words. */
const SHORTEST_SECRET = 4;

const HIDDEN = '[hidden]';

/** Controls, bidi overrides, zero-width and line-breaking characters, lone surrogates: whatever moves or hides text. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu;

/** Writes each character that is not plainly visible as an escape, so that nothing is lost and nothing acts. */
export const visible: Show = (text) =>
  text.replace(UNSEEN, (character) => {
    if (character === '\t') return character;
    const point = character.codePointAt(0)!;
    return point < 0x100 ? `\\x${point.toString(16).padStart(2, '0')}` : `\\u{${point.toString(16)}}`;
  });

const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The part of a Base64 text that stays the same whatever stands around `secret`, for each of the three alignments. */
function base64Cores(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    return encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
  });
}

/** How a secret may come back from a server or out of a library: plain, Base64 of any frame, URL form. */
function formsOf(secret: string): string[] {
  const url = encodeURIComponent(secret);
  const cores = base64Cores(secret);
  return [
    secret,
    visible(secret),
    url,
    url.replaceAll('%20', '+'),
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
    secret.length < SHORTEST_SECRET ? [] : [...new Set(formsOf(secret))].sort((a, b) => b.length - a.length);
  const pattern = forms.length > 0 ? new RegExp(forms.map(escapeRegExp).join('|'), 'gi') : undefined;
  return (text) => {
    if (secret !== '' && !pattern && sent()) return HIDDEN;
    const seen = visible(text);
    const clean = pattern ? seen.replace(pattern, HIDDEN) : seen;
    const characters = [...clean.slice(0, 2 * MOST_CHARACTERS + 2)];
    return characters.length > MOST_CHARACTERS ? `${characters.slice(0, MOST_CHARACTERS).join('')}…` : clean;
  };
}

/** Takes the credentials out of `scheme://user:password@host`, which people paste where a host belongs. */
export const withoutUserInfo = (text: string): string =>
  text.replace(/(?<![^\s@])([^\s@]*)@/g, (_, before: string) => {
    const colon = before.indexOf(':');
    return `${before.slice(0, before.lastIndexOf('/', colon < 0 ? undefined : colon) + 1)}…@`;
  });
