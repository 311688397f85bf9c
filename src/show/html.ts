/** HTML in which a text from a file, a server or the DNS is only text. */
import { visible } from './shown';

class Markup {
  constructor(readonly text: string) {}
}

/** HTML whose foreign parts are escaped; only the functions of this file make it. */
export type Html = Markup;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

type Part = Html | string | number | readonly Html[];

function embedded(part: Part): string {
  if (part instanceof Markup) return part.text;
  if (typeof part === 'object') return part.map(({ text }) => text).join('');
  const lines = String(part).split('\n').map(visible).join('\n');
  return lines.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/** Our own HTML as a template: what stands in `${}` is escaped, in elements and quoted attributes, unless it is HTML itself. */
export const html = (literals: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  new Markup(literals.reduce((text, literal, index) => text + embedded(parts[index - 1]!) + literal));

export const NOTHING: Html = new Markup('');

export const separated = (parts: readonly Html[], separator: Html): Html =>
  new Markup(parts.map(({ text }) => text).join(separator.text));
