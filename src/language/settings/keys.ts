/**
 * Completion of keys in files with sections or nesting (YAML, JSON, TOML, INI, .properties): beside a setting of an
 * application that is recognised, the other keys that the application has in the same place, spelt in the same way.
 */
import type { TableDialect } from '../../analyzer/data/dialects-shape';
import type { MailConfig, SourceDocument } from '../../analyzer/model';
import { md } from '../../show/markdown';
import type { Offer } from '../offer';
import { FIELDS } from './fields';

/** What stands before and behind the cursor where a key is typed: indentation, a quote, a part of the key. */
const BEFORE = /^([ \t]*)(["']?)([\w.$-]*)$/;
const BEHIND = /^([\w.$-]*)(["']?)[ \t]*$/;

/** A line with a key: indentation, quote, key, and what stands between it and its value. */
const KEY_LINE = /^([ \t]*)(["']?)([\w.$-]+)\2([ \t]*[:=][ \t]*)/;

interface Sibling {
  readonly key: string;
  readonly quote: string;
  readonly separator: string;
}

/** `tableOf`: the table of a configuration's application. Undefined where no key can stand. */
export function keysBeside(
  { text, uri }: SourceDocument,
  offset: number,
  configs: readonly MailConfig[],
  tableOf: (config: MailConfig) => TableDialect | undefined,
): Offer[] | undefined {
  const lines = text.split(/\r?\n|\r/);
  const lineStart = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  const number = text.slice(0, lineStart).split(/\r?\n|\r/).length - 1;
  const line = lines[number] ?? '';
  const [, indent, quote = '', typed = ''] = BEFORE.exec(line.slice(0, offset - lineStart)) ?? [];
  const behind = BEHIND.exec(line.slice(offset - lineStart));
  if (indent === undefined || !behind) return undefined;
  const replace = { start: offset - typed.length - quote.length, end: offset + (behind[1] + behind[2]!).length };
  const numbers = siblingsAround(lines, number, indent);
  const written = new Set(numbers.flatMap((each) => KEY_LINE.exec(lines[each]!)?.[3] ?? []));
  const offers = configs.flatMap((config) => {
    const table = tableOf(config);
    const sibling = siblingIn(config, uri, text, lines, new Set(numbers));
    return table && sibling ? keysOf(table, sibling, written) : [];
  });
  return [...new Map(offers.map((offer) => [offer.label, { ...offer, replace }])).values()];
}

/** The lines of the same section or map with the same indentation, by number. */
function siblingsAround(lines: readonly string[], from: number, indent: string): number[] {
  const found: number[] = [];
  for (const step of [-1, 1])
    for (let number = from + step; number >= 0 && number < lines.length; number += step) {
      const line = lines[number]!;
      if (/^\s*(?:$|#|\/\/|;)/.test(line)) continue;
      const [own = ''] = /^[ \t]*/.exec(line) ?? [];
      if (own.length < indent.length || /^[ \t]*\[[^\]]*\][ \t]*$/.test(line)) break;
      if (own === indent) found.push(number);
    }
  return found;
}

/** A setting of a configuration that stands in one of the lines. */
function siblingIn(
  { settings }: MailConfig,
  uri: string,
  text: string,
  lines: readonly string[],
  numbers: ReadonlySet<number>,
): Sibling | undefined {
  for (const { key: place } of settings) {
    if (place?.uri !== uri) continue;
    const number = text.slice(0, place.span.start).split(/\r?\n|\r/).length - 1;
    const [, , quote = '', key = '', separator = ''] = (numbers.has(number) && KEY_LINE.exec(lines[number]!)) || [];
    if (key) return { key, quote, separator };
  }
  return undefined;
}

/** The keys of a table that stand beside one of them. */
function keysOf(table: TableDialect, sibling: Sibling, written: ReadonlySet<string>): Omit<Offer, 'replace'>[] {
  const { key, quote, separator } = sibling;
  const isLower = key === key.toLowerCase();
  const fold = (name: string) => name.toLowerCase();
  const own = Object.keys(table.keys).find((each) => isSuffix(fold(each), fold(key)));
  if (own === undefined) return [];
  const prefix = own.slice(0, own.length - key.length);
  const spelt = own.endsWith(key) ? (name: string) => name : isLower ? fold : undefined;
  if (!spelt) return [];
  const depth = key.split('.').length;
  return Object.entries(table.keys).flatMap(([name, field]) => {
    const label = spelt(name.slice(prefix.length));
    if (!name.startsWith(prefix) || label === '' || written.has(label)) return [];
    // A deeper key is a map of its own, unless the file spells paths.
    if (depth === 1 && label.includes('.')) return [];
    const about = FIELDS[field];
    const standard = table.defaults?.[name];
    return [
      {
        label,
        kind: 'key',
        detail: standard === undefined ? table.name : `${table.name}, default: ${standard}`,
        insert: `${quote}${label}${quote}${separator}`,
        about: about === undefined ? undefined : md`${table.name}: ${about}`,
        rank: field === 'other' ? 6 : 5,
      } as const,
    ];
  });
}

/** The whole name, or what is left of it behind a sign between its parts. */
const isSuffix = (name: string, end: string) =>
  name === end || (name.endsWith(end) && /[._]$/.test(name.slice(0, -end.length)));
