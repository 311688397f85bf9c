/** Values that stand for others: `$X`, `${X}`, `${X:-d}` and Spring's `${X:d}`, and what templates fill in. */
import type { Entry } from './scope';

const REFERENCE =
  /^\$(?:\{(?<braced>[A-Za-z_][\w.]*)(?:(?<operator>:?[-?+]|:)(?<rest>[^{}]*))?\}|(?<bare>[A-Za-z_]\w*))$/;

/**
 * The variable that a text stands for, and the text beside it; undefined for any other text, and for `${X:+y}`, which
 * says something else. `bare`: the reader knows `$X` without braces, too.
 */
export function referenceIn(text: string, bare: boolean): Entry['reference'] {
  const groups = REFERENCE.exec(text)?.groups;
  const name = groups?.braced ?? (bare ? groups?.bare : undefined);
  if (name === undefined || groups?.operator?.endsWith('+')) return undefined;
  const fallback = groups?.operator && !groups.operator.endsWith('?') ? groups.rest : undefined;
  if (fallback === undefined) return { name };
  return groups?.operator === '-' ? { name, fallback, ifUnset: true } : { name, fallback };
}

/** Jinja, Go templates, ERB, Symfony, SOPS, CapRover, Maven, Supabase: filled in by what runs before the reader. */
const TEMPLATE = /\{\{|\{%|<%|\$\{\{|%env\(|^env\(|^ENC\[|\$\$cap_|^@[\w.-]+@$/;

/** Marks that tools put text in the place of before the file is read, where the file's own format has no such form. */
const MARKS =
  /\{\{.{1,200}?\}\}|\{%.{1,200}?%\}|\{#.{1,200}?#\}|<%.{1,200}?%>|\[%.{1,200}?%\]|<\?.{1,200}?\?>|#{2,3}\w+#{2,3}|@@\w+@@|(?<![\w@.])@[A-Z][A-Z\d_]+@|\b__[A-Z]\w*?__\b|%[A-Z][A-Z_]{2,}%|<[A-Z][A-Z\d_-]+>|\$\$cap_\w+\$\$|\bENC\[[^\]]{1,2000}\]/gs;

/** The marks of templates in a text, each as it stands. */
export const templateMarks = (text: string): string[] => text.match(MARKS) ?? [];

/** True for a text that something else fills in before the program reads it, or that only a key opens. */
export const isTemplated = (text: string): boolean => TEMPLATE.test(text);

/** Without one of these a text is neither template nor reference; most texts are not. */
const SPECIAL = /[$%<@[{(]/;

/**
 * What a text within the file means after templates and interpolation (Docker Compose: `$X` and `${X}` are variables,
 * `$$` is a dollar); undefined where that cannot be known.
 */
export function meaningOf(text: string, interpolates: boolean): string | undefined {
  if (!SPECIAL.test(text)) return text;
  if (isTemplated(text)) return undefined;
  if (!interpolates) return text.includes('${') ? undefined : text;
  return /(?<!\$)(?:\$\$)*\$[A-Za-z_{]/.test(text) ? undefined : text.replaceAll('$$', '$');
}
