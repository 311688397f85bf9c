/** Completion and hovers for the options of a nodemailer transport. */
import services from '../../analyzer/data/nodemailer-services.json';
import { formatOf } from '../../analyzer/kinds';
import type { SourceDocument, Span } from '../../analyzer/model';
import { code, type Markdown, md, paragraphs } from '../../show/markdown';
import type { Offer } from '../offer';
import { OPTIONS, type OptionInfo } from './options';
import { optionPlaceAt } from './place';

const isCode = (document: SourceDocument) => formatOf(document) === 'javascript';

export function optionsAt(document: SourceDocument, offset: number): Offer[] {
  const place = isCode(document) ? optionPlaceAt(document, offset) : undefined;
  if (!place) return [];
  const { level, key, span } = place;
  if (place.isValue) return valuesOf(level === 'transport' && key === 'service', OPTIONS[level][key], place);
  const hasColon = /^\s*:/.test(document.text.slice(span.end));
  return Object.entries(OPTIONS[level])
    .filter(([name]) => name === key || !place.keys.includes(name))
    .map(([name, info]) => ({
      label: name,
      kind: 'key',
      detail: info.default ? `${info.type}, default: ${info.default}` : info.type,
      insert: hasColon ? name : `${name}: `,
      replace: span,
      about: described(name, info),
    }));
}

function valuesOf(
  isService: boolean,
  info: OptionInfo | undefined,
  { span, isQuoted }: { readonly span: Span; readonly isQuoted: boolean },
): Offer[] {
  const names = isService ? services.map(({ names: [name = ''] }) => `'${name}'`) : (info?.values ?? []);
  const isText = (value: string) => value.startsWith("'");
  return names
    .filter((value) => !isQuoted || isText(value))
    .map((value) => {
      const bare = isText(value) ? value.slice(1, -1) : value;
      return { label: bare, kind: 'value', insert: isQuoted ? bare : value, replace: span };
    });
}

/** What the option is whose key stands at an offset; `value`: where it is given something. */
export function optionHoverAt(
  document: SourceDocument,
  offset: number,
): { readonly span: Span; readonly value?: Span; readonly markdown: Markdown } | undefined {
  const place = isCode(document) ? optionPlaceAt(document, offset) : undefined;
  const info = place && OPTIONS[place.level][place.key];
  if (!place || !info || place.isValue) return undefined;
  return { span: place.span, value: place.value, markdown: described(place.key, info) };
}

const described = (name: string, info: OptionInfo): Markdown =>
  paragraphs([
    md`${code(name)}: ${info.type}`,
    md`${info.about}`,
    info.default ? md`Default: ${code(info.default)}` : md``,
  ]);
