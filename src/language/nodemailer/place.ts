/** Which object of a nodemailer transport an offset lies in, and whether a key or a value is written there. */
import { parseJavaScript } from '../../analyzer/formats/javascript';
import {
  childrenOf,
  innermostAt,
  isNamed,
  keyOf,
  type Node,
  parentOf,
  spanOf,
  textOf,
  wrappedIn,
} from '../../analyzer/javascript/syntax';
import type { SourceDocument, Span } from '../../analyzer/model';
import type { Level } from './options';

export interface OptionPlace {
  readonly level: Level;
  /** The key at the offset, or that of the value at the offset; empty where none is written yet. */
  readonly key: string;
  readonly isValue: boolean;
  /** What stands there, and a completion replaces. */
  readonly span: Span;
  /** The value is text between quotes, which `span` leaves out. */
  readonly isQuoted: boolean;
  /** The keys of the object. */
  readonly keys: readonly string[];
  /** Of a key: what stands behind it. */
  readonly value?: Span;
}

const NESTED: ReadonlySet<string> = new Set<Level>(['auth', 'tls', 'dkim']);

/** Undefined where the offset lies in no options of a transport. */
export function optionPlaceAt({ text, uri, path }: SourceDocument, offset: number): OptionPlace | undefined {
  if (!text.includes('createTransport')) return undefined;
  const tree = parseJavaScript(text, uri, path);
  let object: Node | undefined = innermostAt(tree, offset);
  while (object && !isNamed(object, 'ObjectExpression')) object = parentOf(object);
  const level = object && levelOf(object);
  if (!object || !level) return undefined;
  const { start, end } = spanOf(object);
  if (offset <= start || (offset >= end && text[end - 1] === '}')) return undefined;
  const properties = childrenOf(object).filter((child) => isNamed(child, 'Property'));
  const keys = properties.flatMap((property) => nameOf(property) ?? []);
  const here = properties.find((property) => holds(spanOf(property), offset));
  const empty = { level, keys, key: '', isValue: false, isQuoted: false, span: { start: offset, end: offset } };
  if (!here) return empty;
  const keyNode = keyOf(childrenOf(here))?.keyNode;
  const colon = childrenOf(here).find((child) => isNamed(child, ':'));
  const key = nameOf(here) ?? '';
  if (!keyNode || !colon || offset <= spanOf(colon).start)
    return { ...empty, key, span: keyNode ? spanOf(keyNode) : empty.span, value: colon && valueSpan(here, colon) };
  const value = childrenOf(here).find(
    (child) => spanOf(child).start >= spanOf(colon).end && holds(spanOf(child), offset),
  );
  if (!value) return { ...empty, key, isValue: true };
  if (isNamed(value, 'String')) {
    const { start: from, end: to } = spanOf(value);
    const isClosed = to - from > 1 && text[to - 1] === text[from];
    return { ...empty, key, isValue: true, isQuoted: true, span: { start: from + 1, end: isClosed ? to - 1 : to } };
  }
  // Of a call or a condition nothing can be said.
  return isNamed(value, 'VariableName', 'BooleanLiteral', 'Number', '⚠')
    ? { ...empty, key, isValue: true, span: spanOf(value) }
    : undefined;
}

const valueSpan = (property: Node, colon: Node): Span => ({ start: spanOf(colon).end, end: spanOf(property).end });

const holds = ({ start, end }: Span, offset: number) => start <= offset && offset <= end;

function nameOf(property: Node): string | undefined {
  const key = keyOf(childrenOf(property))?.key;
  return typeof key === 'string' ? key : undefined;
}

function levelOf(object: Node): Level | undefined {
  let inner = object;
  let outer = parentOf(object);
  while (outer && (wrappedIn(outer) || isNamed(outer, 'ParenthesizedExpression'))) {
    inner = outer;
    outer = parentOf(outer);
  }
  if (!outer) return undefined;
  if (isNamed(outer, 'ArgList'))
    return isFirst(outer, inner) && isTransportCall(parentOf(outer)) ? 'transport' : undefined;
  if (isNamed(outer, 'Property')) {
    const key = nameOf(outer) ?? '';
    const around = parentOf(outer);
    return NESTED.has(key) && around && levelOf(around) === 'transport' ? (key as Level) : undefined;
  }
  return isNamed(outer, 'VariableDeclaration') && isGivenToTransport(outer) ? 'transport' : undefined;
}

const isFirst = (list: Node, argument: Node) =>
  childrenOf(list).find((child) => !isNamed(child, '('))?.syntax.from === argument.syntax.from;

function isTransportCall(call: Node | undefined): boolean {
  const [callee] = call ? childrenOf(call) : [];
  return callee !== undefined && /(?:^|[.\s])createTransport$/.test(textOf(callee));
}

/** A variable of which the text says that it holds the options, by its type or by a call. */
function isGivenToTransport(declaration: Node): boolean {
  const text = textOf(declaration);
  const name = childrenOf(declaration).find((child) => isNamed(child, 'VariableDefinition'));
  if (!name) return false;
  const isTyped = /^[^={]*:\s*(?:SMTP(?:Transport|Pool)|nodemailer)\.\w*Options\b/.test(
    text.slice(text.indexOf(textOf(name))),
  );
  return (
    isTyped || new RegExp(`createTransport\\(\\s*${textOf(name).replaceAll('$', '\\$')}\\b`).test(declaration.tree.text)
  );
}
