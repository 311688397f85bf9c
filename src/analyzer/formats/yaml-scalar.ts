/** YAML scalars: what they mean to a reader, where their text stands, and how another value is written in their place. */
import { isScalar, type Node, type Scalar as YamlNode } from 'yaml';
import { isTemplated } from '../marks';
import type { Scalar, Span } from '../model';
import { meaningOf, referenceIn } from './reference';
import type { Entry, Misreading } from './scope';
import type { SourceText } from './yaml-nodes';

export type ScalarFacts = Pick<Entry, 'value' | 'raw' | 'at' | 'reference' | 'type' | 'quote' | 'misread'>;

/** Plain texts that some YAML reader (1.1 or 1.2) takes for something else than text. */
const TYPED =
  /^(?:true|false|yes|no|on|off|y|n|null|~|[-+]?(?:\d[\d_,]*(?:\.[\d_]*)?(?:e[-+]?\d+)?|\.\d+|0[xob][\da-f_]+|\.inf|\.nan|\d+(?::[0-5]?\d)+(?:\.\d*)?)|\d{4}-\d\d?-\d\d?.*)$/i;

/** The first characters of such texts. */
const MAY_BE_TYPED = /^[-+.\dynotf~]/i;

/** Plain texts that need no quotes for the sake of syntax, even within `[ ]` and `{ }`. */
const PLAIN =
  /^(?:[\w./+~^$]|[-:?](?=[\w./@]))(?:[\w ./@+=~^$%*!;()<>|?-]|:(?! |$)|(?<! )#)*(?<! )$|^\$\{[\w:?./@ -]*\}$/;

/** Compose eats an unescaped dollar and the name behind it. */
export function interpolationMisread(source: SourceText, text: string): Misreading[] | undefined {
  if (!source.interpolates || !text.includes('$') || isTemplated(text)) return undefined;
  if (!/[^$]\$[A-Za-z_]|^\$[A-Za-z_]\w*[^\w]/.test(text)) return undefined;
  return [
    {
      fact: { code: 'variable', for: 'compose' },
      readers: ['compose'],
      meant: text,
      written: text.replace(/\$+/g, (dollars) => (dollars.length % 2 ? `${dollars}$` : dollars)),
    },
  ];
}

function typeOf(node: YamlNode): Entry['type'] {
  if (node.value === null) return 'null';
  const type = typeof node.value;
  return type === 'number' || type === 'bigint' ? 'number' : type === 'boolean' ? 'boolean' : 'string';
}

/** A plain scalar whose text a reader does not keep: `0123`, `1_000`, `yes`. */
function typedMisread(node: YamlNode, raw: string): Misreading[] | undefined {
  if (node.type !== 'PLAIN' || !MAY_BE_TYPED.test(raw) || !TYPED.test(raw)) return undefined;
  if (/^(?:0|[1-9]\d{0,14})$/.test(raw) || /^(?:true|false|null|~)$/i.test(raw)) return undefined;
  return [{ fact: { code: 'typed' }, meant: raw }];
}

/** The scalar at the end of a pair or list item. */
export function scalarFacts(source: SourceText, node: Node | null): ScalarFacts {
  if (!isScalar(node) || !node.range) {
    const start = node?.range?.[0] ?? 0;
    const end = node?.range?.[1] ?? start;
    return { value: undefined, raw: source.text.slice(start, end), at: { start, end } };
  }
  const [start, end] = node.range;
  const quote = node.type === 'QUOTE_DOUBLE' ? '"' : node.type === 'QUOTE_SINGLE' ? "'" : undefined;
  // Half-typed: the quote is not closed yet, and what it will hold nobody knows.
  if (quote && (end - start < 2 || source.text[end - 1] !== quote))
    return { value: undefined, raw: source.text.slice(start, end), at: { start, end } };
  const at: Span = quote ? { start: start + 1, end: end - 1 } : { start, end };
  const raw = source.text.slice(at.start, at.end);
  const text =
    quote || node.type !== 'PLAIN' ? String(node.value ?? '') : node.value === null ? '' : (node.source ?? raw);
  const type = typeOf(node);
  const tagged = node.tag?.startsWith('!') === true && !node.tag.startsWith('tag:');
  const reference = tagged || !text.startsWith('$') ? undefined : referenceIn(text, source.interpolates);
  const misread =
    (source.isJson ? undefined : typedMisread(node, raw)) ??
    (reference ? undefined : interpolationMisread(source, text));
  return {
    value: tagged || reference ? undefined : meaningOf(text, source.interpolates),
    raw,
    at,
    type,
    quote,
    reference,
    misread,
  };
}

/**
 * A value as it is written in place of a scalar: quotes stay; else text that a reader might take for something else is
 * quoted, while numbers and booleans stand plain. Undefined where the text cannot be held.
 */
export function spellScalar({ isJson }: SourceText, value: Scalar, quote?: Entry['quote']): string | undefined {
  const text = String(value);
  if (/[\r\n\0\u0085\u2028\u2029]/.test(text)) return undefined;
  // HJSON has single quotes, too, but the escapes of JSON in them.
  if (quote === '"' || (isJson && (quote || typeof value === 'string'))) return JSON.stringify(text);
  if (quote === "'") return `'${text.replaceAll("'", "''")}'`;
  if (typeof value !== 'string') return text;
  return PLAIN.test(text) && !TYPED.test(text) ? text : `'${text.replaceAll("'", "''")}'`;
}
