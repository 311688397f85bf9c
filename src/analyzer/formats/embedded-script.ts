/** The programs in files of Astro, Vue and Svelte: everything else becomes blanks, so that each offset stays what it is. */

import type { Span } from '../model';

/** The front matter of Astro, which runs on the server. */
const FRONT_MATTER = /^---[ \t]*\r?\n([\s\S]*?)\n---[ \t]*(?:\r?\n|$)/;
const OPEN = /<script\b/gi;
const CLOSE = /<\/script\s*>/gi;

export const hasEmbeddedScript = (path: string): boolean => /\.(?:astro|vue|svelte)$/i.test(path);

const blank = (text: string) => text.replace(/[^\r\n]/g, ' ');

function frontMatterIn(text: string): Span[] {
  const [whole, program] = FRONT_MATTER.exec(text) ?? [];
  const start = whole === undefined ? 0 : whole.indexOf('\n') + 1;
  return program === undefined ? [] : [{ start, end: start + program.length }];
}

/** What stands in each `<script>`; one that is not closed ends the search, so that many cost no more than one. */
function scriptsIn(text: string): Span[] {
  const found: Span[] = [];
  OPEN.lastIndex = 0;
  while (OPEN.test(text)) {
    const start = text.indexOf('>', OPEN.lastIndex) + 1;
    if (start === 0) break;
    CLOSE.lastIndex = start;
    const close = CLOSE.exec(text);
    if (!close) break;
    found.push({ start, end: close.index });
    OPEN.lastIndex = CLOSE.lastIndex;
  }
  return found;
}

/** The text with nothing but its programs. */
export function embeddedScript(text: string, path: string): string {
  const front = /\.astro$/i.test(path) ? frontMatterIn(text) : [];
  let result = '';
  for (const { start, end } of front.length > 0 ? front : scriptsIn(text))
    result += blank(text.slice(result.length, start)) + text.slice(start, end);
  return result + blank(text.slice(result.length));
}
