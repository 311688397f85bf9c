/** The text of a settings file as a tree with places, be it JSON with comments or YAML. */
import { applyEdits, modify, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import {
  type Alias,
  Composer,
  type CST,
  type Document,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  Parser,
  parseDocument,
  visit,
} from 'yaml';
import type { Span } from '../analyzer/model';

/** A value, and where it stands. */
export type Tree =
  | { readonly kind: 'map'; readonly at: Span; readonly entries: readonly Entry[] }
  | { readonly kind: 'list'; readonly at: Span; readonly items: readonly Tree[] }
  | { readonly kind: 'scalar'; readonly at: Span; readonly value: unknown };

export interface Entry {
  readonly key: string;
  readonly at: Span;
  readonly value: Tree;
}

export interface Mistake {
  /** The end of a sentence, or one of its own. */
  readonly because: string;
  readonly at: Span;
}

/** Undefined for an empty text. */
export type Parsed = { readonly tree: Tree | undefined } | { readonly mistake: Mistake };

/** In UTF-16 code units. */
const LONGEST = 200_000;

/** Deeper than any settings file; the parser of YAML takes memory that grows with the square of the depth. */
const DEEPEST = 40;

const START: Span = { start: 0, end: 0 };

export const isYaml = (path: string): boolean => /\.ya?ml$/i.test(path);

export function parseSettings(text: string, path: string): Parsed {
  if (text.length > LONGEST) return { mistake: { because: 'it is too long', at: START } };
  return isYaml(path) ? parseYaml(text) : parseJson(text);
}

const tooDeep = (at: Span): Parsed => ({ mistake: { because: 'it is nested too deeply', at } });

function parseJson(text: string): Parsed {
  const brackets = text.match(/[[{]/g)?.length ?? 0;
  if (brackets > LONGEST / 40) return tooDeep(START);
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true, allowEmptyContent: true });
  const [error] = errors;
  if (error) {
    const at = { start: error.offset, end: error.offset + error.length };
    return { mistake: { because: `it is not valid JSON: ${inWords(printParseErrorCode(error.error))}`, at } };
  }
  return { tree: root && jsonTree(root) };
}

/** `CommaExpected` → `comma expected` */
const inWords = (code: string) => code.replace(/(?!^)[A-Z]/g, ' $&').toLowerCase();

type JsonNode = NonNullable<ReturnType<typeof parseTree>>;

function jsonTree({ type, offset, length, value, children = [] }: JsonNode): Tree {
  const at = { start: offset, end: offset + length };
  if (type === 'array') return { kind: 'list', at, items: children.map(jsonTree) };
  if (type !== 'object') return { kind: 'scalar', at, value };
  const entries = children.flatMap(({ children: [key, held] = [] }) =>
    key && held
      ? [{ key: String(key.value), at: { start: key.offset, end: key.offset + key.length }, value: jsonTree(held) }]
      : [],
  );
  return { kind: 'map', at, entries };
}

function parseYaml(text: string): Parsed {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    if (parser.stack.length > DEEPEST) return tooDeep({ start: parser.offset, end: parser.offset });
  }
  tokens.push(...parser.end());
  const [document, second] = new Composer({ prettyErrors: false }).compose(tokens, false, text.length);
  const error = document?.errors[0];
  if (error) {
    const [start, end] = error.pos.map((offset) => Math.min(offset, text.length)) as [number, number];
    return { mistake: { because: `it is not valid YAML: ${error.message}`, at: { start, end } } };
  }
  const lost = document && aliasOfNothing(document);
  if (lost) return { mistake: { because: 'what begins with `*` needs quotes', at: placeOf(lost) } };
  if (second) return { mistake: { because: 'it has more than one document', at: placeOf(second.contents) } };
  const contents: unknown = document?.contents;
  return { tree: contents == null || (isScalar(contents) && contents.value === null) ? undefined : yamlTree(contents) };
}

/** An alias whose anchor is nowhere: a pattern that was meant as text. Whatever writes the document refuses it. */
function aliasOfNothing(document: Document.Parsed): Alias | undefined {
  let found: Alias | undefined;
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document)) return undefined;
      found = alias;
      return visit.BREAK;
    },
  });
  return found;
}

function placeOf(node: unknown): Span {
  const { range } = (node ?? {}) as { readonly range?: readonly [number, number, number] };
  return range ? { start: range[0], end: range[1] } : START;
}

/** An alias is no value here. */
function yamlTree(node: unknown): Tree {
  const at = placeOf(node);
  if (isSeq(node)) return { kind: 'list', at, items: node.items.map(yamlTree) };
  if (!isMap(node)) return { kind: 'scalar', at, value: isScalar(node) ? node.value : undefined };
  const entries = node.items.map(({ key, value }) => ({
    key: String(isScalar(key) ? key.value : key),
    at: placeOf(key),
    value: value === null ? ({ kind: 'scalar', at: placeOf(key), value: null } as const) : yamlTree(value),
  }));
  return { kind: 'map', at, entries };
}

/** The text with a rule switched off, comments and style kept; undefined where the text is no settings file. */
export function withRuleOff(text: string, path: string, rule: string): string | undefined {
  const parsed = parseSettings(text, path);
  if ('mistake' in parsed || (parsed.tree && parsed.tree.kind !== 'map')) return undefined;
  const rules = parsed.tree?.entries.find(({ key }) => key === 'rules')?.value;
  if (rules && rules.kind !== 'map' && !(rules.kind === 'scalar' && rules.value === null)) return undefined;
  const held = rules?.kind === 'map' ? rules.entries.find(({ key }) => key === rule)?.value : undefined;
  const at = held?.kind === 'map' ? ['rules', rule, 'severity'] : ['rules', rule];
  if (!isYaml(path)) return jsonWith(text, at);
  const document = parseDocument(text);
  // A directive without a document is an error of the whole text alone.
  return document.errors.length > 0 ? undefined : yamlWith(document, at);
}

function yamlWith(document: Document, at: readonly string[]): string {
  if (isMap(document.get('rules'))) document.setIn(at, 'off');
  else document.set('rules', document.createNode({ [at.at(-1)!]: 'off' }));
  return document.toString({ lineWidth: 0 });
}

function jsonWith(text: string, at: string[]): string {
  const indent = /^([ \t]+)(?=")/m.exec(text)?.[1] ?? '  ';
  const formattingOptions = { insertSpaces: !indent.includes('\t'), tabSize: indent.length, eol: '\n' };
  const start = text.trim() === '' ? '{\n}\n' : text;
  // Behind the last entry it would come before the comment of that one.
  return applyEdits(start, modify(start, at, 'off', { formattingOptions, getInsertionIndex: () => 0 }));
}
