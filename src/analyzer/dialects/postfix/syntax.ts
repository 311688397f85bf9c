/** Lines that Postfix cannot read, or reads otherwise than they were meant. */

import { PARAMETERS } from '../../data/postfix-parameters';
import type { Fault } from '../../formats/main-cf';
import { runsCommand } from '../../formats/master-cf';
import type { MasterCfTree, ServiceEntry, ServiceFault } from '../../formats/master-cf-tree';
import {
  contentEnd,
  isBlank,
  LIST_SEPARATORS,
  lineBreakOf,
  type Piece,
  pieceAtOffset,
  spanOf,
  splitWords,
} from '../../formats/postfix-lines';
import { isTemplateText } from '../../formats/postfix-templates';
import type { Edit, Observation, Place, Proposal, Span } from '../../model';
import type { SyntaxFact } from '../../postfix-facts';
import type { Space } from './evaluate';
import type { Held } from './held';
import type { Definition, Instance } from './instance';
import { readProtocols } from './protocols';
import { looseEquals } from './service-faults';
import { portNumber } from './services';

type Syntax = Extract<Observation, { kind: 'syntax' }>;

export interface SyntaxFindings {
  readonly observations: Syntax[];
  /** Definitions whose values need no second word: what is wrong with them is told. */
  readonly explained: ReadonlySet<Definition>;
}

const repair = (title: string, edits: () => Edit[], suggestion = false): Proposal => ({
  title,
  change: { kind: 'edits', edits },
  suggestion,
  asWritten: true,
});

const SUSPICIOUS = /[#"'\\$<>{=\s]/;

export function syntaxOf(instance: Instance, held: readonly Held[]): SyntaxFindings {
  const observations: Syntax[] = [];
  const explained = new Set<Definition>();
  const { main, master } = instance;
  for (const fault of main?.faults ?? []) observations.push(mainFault(fault, main!.uri));
  for (const fault of master?.faults ?? []) {
    observations.push({ ...masterFault(fault, master!.uri), fix: indentOption(fault, master!) });
  }
  for (const entry of instance.services) observations.push(...serviceSyntax(entry, instance));
  for (const { definition, space } of held) {
    // Most values hold nothing that any check looks for, and evaluating them all would cost more than all else here.
    if (!SUSPICIOUS.test(definition.raw)) continue;
    const text = textOf(instance, definition);
    const found = [
      ...macroError(definition, space),
      ...trailingComments(definition, text),
      ...swallowedParameters(definition, text),
      ...quotes(definition),
      ...backslashes(definition),
      ...looseSigns(definition),
      ...loosePort(definition),
      ...braces(definition, space),
    ];
    if (found.length > 0) explained.add(definition);
    // Such fixes know the lines of main.cf and master.cf alone.
    observations.push(...(definition.line.isElsewhere ? found.map((one) => ({ ...one, fix: undefined })) : found));
  }
  return { observations, explained };
}

const textOf = (instance: Instance, { service }: Definition) => (service ? instance.master!.text : instance.main!.text);

const part = (definition: Definition, from: number, to: number): Place => ({
  uri: definition.at.uri,
  span: spanOf(definition.line, definition.position + from, definition.position + to),
});

function mainFault({ kind, span }: Fault, uri: string): Syntax {
  const at = { uri, span };
  const fix =
    kind === 'byte-order-mark' || kind === 'nul'
      ? repair(
          kind === 'nul' ? 'Remove the null byte' : 'Remove the byte order mark',
          () => [{ uri, span, text: '' }],
          true,
        )
      : undefined;
  return {
    kind: 'syntax',
    at,
    severity: kind === 'orphan' || kind === 'nul' ? 'warning' : 'error',
    fact: { code: kind === 'missing-equals' ? 'no-equals' : kind === 'missing-name' ? 'no-name' : kind },
    fix,
  };
}

function masterFault(fault: ServiceFault, uri: string): Syntax {
  const at = { uri, span: fault.span };
  const severity = fault.kind === 'orphan' || fault.kind === 'nul' ? 'warning' : 'error';
  return { kind: 'syntax', at, severity, fact: factOf(fault) };
}

/** `-o ...` at the beginning of a line, where only a service may begin. */
function indentOption({ kind, span }: ServiceFault, { uri, text }: MasterCfTree): Proposal | undefined {
  if (kind !== 'too-few-fields' || !/^-o[\s{\w]/.test(text.slice(span.start, span.end))) return undefined;
  return repair('Indent the option', () => [{ uri, span: { start: span.start, end: span.start }, text: '  ' }]);
}

function factOf({ kind, name = '' }: ServiceFault): SyntaxFact {
  switch (kind) {
    case 'orphan':
    case 'nul':
    case 'byte-order-mark':
    case 'unclosed-brace':
    case 'after-brace':
      return { code: kind };
    case 'missing-name':
      return { code: 'no-name' };
    case 'too-few-fields':
      return { code: kind, count: name };
    case 'bad-field':
      return { code: kind, field: name };
    case 'missing-equals':
      return { code: 'option-without-equals', name };
    case 'blank-in-value':
      return { code: 'space-in-value', name };
    case 'missing-option':
      return { code: 'option-without-name' };
  }
}

function serviceSyntax(entry: ServiceEntry, { master }: Instance): Syntax[] {
  const { uri, text } = master!;
  const found = entry.faults.map((fault) => ({
    ...masterFault(fault, uri),
    fix: fault.kind === 'blank-in-value' ? withoutBlanks(fault.span, master!) : looseEquals(entry, master!, fault),
  }));
  for (const { name, nameSpan, option } of entry.overrides) {
    if (!/^["']/.test(name)) continue;
    const quoted = text.slice(option.start, option.end);
    if (isTemplateText(quoted)) continue;
    const bare = withoutQuotes(quoted);
    const at = { uri, span: { start: nameSpan.start, end: option.end } };
    found.push({
      kind: 'syntax',
      at,
      severity: 'error',
      fact: { code: 'quoted-option' },
      fix: /\s/.test(bare.slice(2).trim())
        ? undefined
        : repair('Remove the quotes', () => [{ uri, span: option, text: bare }]),
    });
  }
  const operand = entry.operands[0];
  if (operand?.text.startsWith('#') && !isTemplateText(operand.text) && !runsCommand(entry)) {
    const piece = pieceAtOffset(entry.line, operand.span.start);
    const span = { start: operand.span.start, end: contentEnd(text, piece.span.end) };
    found.push({
      kind: 'syntax',
      at: { uri, span },
      severity: 'error',
      fact: { code: 'trailing-argument' },
      fix: moveComment(uri, text, span, piece),
    });
  }
  return found;
}

/** A text that ends with a quote, without it and the first of its kind. */
function withoutQuotes(text: string): string {
  const open = /["']$/.test(text) ? text.indexOf(text.at(-1)!) : -1;
  return open < 0 || open === text.length - 1 ? text : text.slice(0, open) + text.slice(open + 1, -1);
}

/** Where the blanks before a position begin. */
function blanksBefore(text: string, position: number): number {
  let start = position;
  while (start > 0 && isBlank(text[start - 1]!)) start--;
  return start;
}

/** A list with commas alone; undefined where a blank is all that separates two words. */
function withoutBlanks(span: Span, { uri, text }: MasterCfTree): Proposal | undefined {
  const value = text.slice(span.start, span.end).replace(/,\s+/g, ',');
  if (/\s/.test(value)) return undefined;
  return repair('Remove the spaces', () => [{ uri, span, text: value }]);
}

/** The comment on a line of its own above the physical line that it stood in. */
function moveComment(uri: string, text: string, span: Span, piece: Piece): Proposal {
  let start = span.start;
  while (start > piece.span.start && /[ \t]/.test(text[start - 1]!)) start--;
  return repair('Move the comment to a line of its own', () => [
    {
      uri,
      span: { start: piece.span.start, end: piece.span.start },
      text: text.slice(span.start, span.end) + lineBreakOf(text),
    },
    { uri, span: { start, end: span.end }, text: '' },
  ]);
}

function macroError(definition: Definition, space: Space): Syntax[] {
  const { name, raw, at } = definition;
  if (!raw.includes('$') || !definition.certain || PARAMETERS.get(name)?.type === 'raw') return [];
  const { error } = definition.macros;
  if (error) {
    return [
      {
        kind: 'syntax',
        at: part(definition, error.start, Math.max(error.end, error.start + 1)),
        severity: 'error',
        fact: { code: 'macro-error', name, error: error.message },
      },
    ];
  }
  if (!space.isCyclic(name)) return [];
  return [{ kind: 'syntax', at, severity: 'error', fact: { code: 'cycle', name } }];
}

/** Values of these parameters are shown or matched as they are; a `#` in them is odd, but stops nothing. */
const isFreeText = (name: string) => {
  const parameter = PARAMETERS.get(name);
  return !parameter || (!parameter.kind && !parameter.type);
};

function trailingComments(definition: Definition, text: string): Syntax[] {
  const { raw, name, line, position, at, service } = definition;
  if (service || !raw.includes('#') || PARAMETERS.get(name)?.type === 'raw') return [];
  const found: Syntax[] = [];
  let pieceEnd = 0;
  for (const word of splitWords(raw, /[ \t\v\f\r\n,]/)) {
    if (!word.text.startsWith('#') || word.start < pieceEnd || isTemplateText(word.text)) continue;
    const offset = part(definition, word.start, word.end).span.start;
    const piece = pieceAtOffset(line, offset);
    const span = { start: offset, end: contentEnd(text, piece.span.end) };
    pieceEnd = piece.position + (piece.span.end - piece.span.start) - position;
    found.push({
      kind: 'syntax',
      at: { uri: at.uri, span },
      severity: isFreeText(name) ? 'warning' : 'error',
      fact: { code: 'trailing-comment', name },
      fix: moveComment(at.uri, text, span, piece),
    });
  }
  return found;
}

/** `  name = value` below another parameter: the blank makes it a part of that one's value. */
function swallowedParameters(definition: Definition, text: string): Syntax[] {
  const { line, name, at } = definition;
  if (line.pieces.length < 2 || definition.service || line.isElsewhere) return [];
  let depth = 0;
  const found: Syntax[] = [];
  for (const [index, { span }] of line.pieces.entries()) {
    const content = text.slice(span.start, span.end);
    const [, indent = '', swallowed = ''] = /^(\s+)([a-z]\w*)\s*=(?!=)/.exec(content) ?? [];
    if (index > 0 && depth === 0 && PARAMETERS.has(swallowed)) {
      const end = contentEnd(text, span.end);
      const place = { uri: at.uri, span: { start: span.start + indent.length, end } };
      found.push({
        kind: 'syntax',
        at: place,
        severity: 'error',
        fact: { code: 'swallowed', swallowed, name },
        fix: repair(
          'Remove the indentation',
          () => [{ uri: at.uri, span: { start: span.start, end: span.start + indent.length }, text: '' }],
          true,
        ),
      });
    }
    for (const character of content) depth += character === '{' ? 1 : character === '}' ? -1 : 0;
  }
  return found;
}

function quotes(definition: Definition): Syntax[] {
  const { raw, name, editable, at } = definition;
  const parameter = PARAMETERS.get(name);
  const inside = /^(["'])([^"']*)\1$/.exec(raw)?.[2];
  if (inside === undefined || parameter?.type === 'raw') return [];
  return [
    {
      kind: 'syntax',
      at,
      severity: isFreeText(name) ? 'warning' : 'error',
      fact: { code: 'quotes', name },
      fix: repair('Remove the quotes', () => [editable.replace(inside) ?? []].flat()),
    },
  ];
}

/** A backslash at the end of a physical line that goes on: Postfix needs none and does not know any. */
function backslashes(definition: Definition): Syntax[] {
  const { line, name, at, position, raw } = definition;
  if (!raw.includes('\\') || PARAMETERS.get(name)?.type === 'raw') return [];
  return line.pieces.flatMap((piece, index) => {
    const next = line.pieces[index + 1]?.position ?? line.text.length;
    const content = line.text.slice(Math.max(piece.position, position), next);
    const end = content.trimEnd().length;
    if (!/(?:^|[\s,])\\$/.test(content.trimEnd())) return [];
    const from = Math.max(piece.position, position) + end - 1;
    const place = { uri: at.uri, span: spanOf(line, from, from + 1) };
    return [
      {
        kind: 'syntax' as const,
        at: place,
        severity: 'error' as const,
        fact: { code: 'backslash' as const, name },
        fix: repair('Remove the backslash', () => [
          {
            uri: at.uri,
            span: spanOf(line, blanksBefore(line.text, from), from + 1),
            text: '',
          },
        ]),
      },
    ];
  });
}

/** `>= TLSv1.2`: the blank makes two words of it. */
function looseSigns(definition: Definition): Syntax[] {
  const { raw, name, at } = definition;
  if (PARAMETERS.get(name)?.kind !== 'protocols' || !readProtocols(raw).loose) return [];
  return [...raw.matchAll(/([<>]=)(\s+)(\w\S*)/g)].map((match) => {
    const [whole, sign, , version] = match;
    const place = part(definition, match.index, match.index + whole.length);
    return {
      kind: 'syntax' as const,
      at: place,
      severity: 'warning' as const,
      fact: { code: 'space-after-sign' as const, sign: sign!, version: version! },
      fix: repair('Remove the space', () => [{ uri: at.uri, span: place.span, text: `${sign}${version}` }]),
    };
  });
}

/** In front of a table that is written out: `inline:{ … }`. */
const TABLE_TYPE = /^!?(?:[a-z][\w-]*:)+(?=\{)/;

/** Groups and written tables in lists: a `{` without its `}`, or text behind the `}`. */
function braces(definition: Definition, space: Space): Syntax[] {
  const { raw, name, at } = definition;
  if (!/[${]/.test(raw) || !definition.certain || PARAMETERS.get(name)?.type === 'raw') return [];
  const value = space.value(name);
  if (!value?.includes('{')) return [];
  const broken = splitWords(value, LIST_SEPARATORS)
    .map(({ text }) => text.replace(TABLE_TYPE, ''))
    .find((text) => text.startsWith('{') && !isGroup(text));
  if (!broken) return [];
  return [{ kind: 'syntax', at, severity: 'error', fact: { code: 'broken-group', name } }];
}

/** True where the first brace is closed by the last character. */
function isGroup(text: string): boolean {
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    if (text[index] === '{') depth++;
    else if (text[index] === '}' && --depth === 0) return index === text.length - 1;
  }
  return false;
}

/** `[host] 587`: the port becomes a second host. */
function loosePort(definition: Definition): Syntax[] {
  const { raw, name, at } = definition;
  if (name !== 'relayhost' && PARAMETERS.get(name)?.kind !== 'nexthop-list') return [];
  const match = /^(\[[^\]\s]+\]|[^\s,:[\]]+)(?:\s*:\s*|\s+)(\d{1,5}|smtps?|submissions?)$/.exec(raw);
  if (!match || /^\S+$/.test(raw) || Number.isNaN(portNumber(match[2]!))) return [];
  const joined = `${match[1]}:${match[2]}`;
  return [
    {
      kind: 'syntax',
      at,
      severity: 'error',
      fact: { code: 'two-next-hops', host: match[1]!, port: match[2]! },
      fix: repair(`Write ${joined}`, () => [{ uri: at.uri, span: at.span, text: joined }]),
    },
  ];
}
