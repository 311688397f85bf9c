/** The programs in files of Astro, Vue and Svelte: everything else becomes blanks, so that each offset stays what it is. */

/** The front matter of Astro, which runs on the server, and `<script>` of each of them. */
const FRONT_MATTER = /^---[ \t]*\r?\n([\s\S]*?)\n---[ \t]*(?:\r?\n|$)/d;
const SCRIPT = /<script\b[^>]{0,500}>([\s\S]*?)<\/script\s*>/dgi;

export const hasEmbeddedScript = (path: string): boolean => /\.(?:astro|vue|svelte)$/i.test(path);

const blank = (text: string) => text.replace(/[^\r\n]/g, ' ');

/** The text with nothing but its programs. */
export function embeddedScript(text: string, path: string): string {
  const front = /\.astro$/i.test(path) ? FRONT_MATTER.exec(text) : null;
  let result = '';
  for (const { indices } of front ? [front] : text.matchAll(SCRIPT)) {
    const [start, end] = indices?.[1] ?? [0, 0];
    result += blank(text.slice(result.length, start)) + text.slice(start, end);
  }
  return result + blank(text.slice(result.length));
}
