/** Values that stand for others: `$X`, `${X}`, `${X:-d}` and Spring's `${X:d}`. */
import { isTemplated } from '../marks';
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

/** Without one of these a text is neither template nor reference; most texts are not. */
const SPECIAL = /[$%<@[{(#_\uE000]/;

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
