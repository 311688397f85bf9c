/** Texts that may be shown, and characters that act on a display. */

declare const shown: unique symbol;

/** A text that may be shown: without secrets, and with every character in plain sight. Only `fitToShow` makes one. */
export type Shown = string & { readonly [shown]: true };

/** Controls, bidi overrides, zero-width and line-breaking characters, lone surrogates: whatever moves or hides text. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu;

/** Most texts are plain ASCII, which is quicker to see than the above. */
const isPlain = (text: string): boolean => /^[\n\x20-\x7e]*$/.test(text);

/** Writes each character that is not in plain sight as an escape, `\x1b` or `\u{202e}`; tabs stay. */
export function visible(text: string): string {
  if (isPlain(text) && !text.includes('\n')) return text;
  return text.replace(UNSEEN, (character) => {
    if (character === '\t') return character;
    const point = character.codePointAt(0)!;
    return point < 0x100 ? `\\x${point.toString(16).padStart(2, '0')}` : `\\u{${point.toString(16)}}`;
  });
}

/** Makes a text from files fit to be shown, once `mask` has taken the secrets out of it. */
export const fitToShow = (text: string, mask: (text: string) => string): Shown => visible(mask(text)) as Shown;

/** Texts that may be shown as one; what is absent is left out. */
export const joined = (between: '\n' | '. ', ...texts: readonly (Shown | undefined)[]): Shown =>
  texts.filter((text) => text !== undefined).join(between) as Shown;

const cut = (text: string, length: number) => `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`;

/** The least that is left of a quoted name, so that one still knows it. */
const LEAST_OF_NAME = 16;

/** A text of at most `most` UTF-16 code units: the longest name in backticks is cut first, then the end of the text. */
export function shortened(text: Shown, most: number): Shown {
  let short: string = text;
  for (;;) {
    const excess = short.length - most;
    const names = [...short.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
    const longest = names.reduce((a, b) => (b.length > a.length ? b : a), '');
    if (excess <= 0) return short as Shown;
    if (longest.length <= LEAST_OF_NAME) return cut(short, most) as Shown;
    short = short.replace(
      `\`${longest}\``,
      () => `\`${cut(longest, Math.max(longest.length - excess, LEAST_OF_NAME))}\``,
    );
  }
}

/** JSON that a terminal can show as well: the same data, every character that could act on a display escaped. */
export function jsonText(data: unknown): string {
  const text = JSON.stringify(data, null, 2);
  if (isPlain(text)) return text;
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return text.replace(UNSEEN, (character) =>
    character === '\n' ? character : character.split('').map(escaped).join(''),
  );
}
