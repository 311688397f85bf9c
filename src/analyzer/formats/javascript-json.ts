/** JSON as an expression of JavaScript: the tree of its own parser in the grammar's nodes, so that code can read it. */
import { type NodeType, Tree } from '@lezer/common';
import { parser } from '@lezer/javascript';
import { hasFault, type Json, type JsonNode, readJson } from './json-nodes';

const TYPES: ReadonlyMap<string, NodeType> = new Map(parser.nodeSet.types.map((type) => [type.name, type]));

interface Placed {
  readonly tree: Tree;
  readonly start: number;
}

function placed(name: string, start: number, end: number, children: readonly Placed[] = []): Placed {
  const tree = new Tree(
    TYPES.get(name)!,
    children.map((child) => child.tree),
    children.map((child) => child.start - start),
    end - start,
  );
  return { tree, start };
}

const BLANK_OR_COMMENT = /\s*(?:(?:\/\/[^\r\n]*|\/\*(?:[^*]|\*(?!\/))*\*\/)\s*)*/y;

/** The comma that stands next, after blanks and comments. */
function commaAfter(text: string, { start, tree }: Placed): Placed[] {
  BLANK_OR_COMMENT.lastIndex = start + tree.length;
  BLANK_OR_COMMENT.test(text);
  const at = BLANK_OR_COMMENT.lastIndex;
  return text[at] === ',' ? [placed(',', at, at + 1)] : [];
}

const CONTAINERS = {
  object: { name: 'ObjectExpression', opening: '{', closing: '}' },
  array: { name: 'ArrayExpression', opening: '[', closing: ']' },
} as const;

/** Brackets with what stands between them, and an error where not all of it is JSON. */
function containerOf(json: Json, value: JsonNode & { type: keyof typeof CONTAINERS }): Placed {
  const { type, offset, length, children = [] } = value;
  const { name, opening, closing } = CONTAINERS[type];
  const end = offset + length;
  const inner = children.map((child) => (type === 'object' ? propertyOf(json, child) : expressionOf(json, child)));
  const isClosed = length > 1 && json.text[end - 1] === closing;
  const close = isClosed ? end - 1 : end;
  return placed(name, offset, end, [
    placed(opening, offset, offset + 1),
    ...inner.flatMap((child) => [child, ...commaAfter(json.text, child)]),
    ...(hasFault(json, value) ? [placed('⚠', close, close)] : []),
    ...(isClosed ? [placed(closing, close, end)] : []),
  ]);
}

const stringOf = ({ open }: Json, { offset, length }: JsonNode) =>
  placed(open.has(offset) ? '⚠' : 'String', offset, offset + length);

function expressionOf(json: Json, value: JsonNode): Placed {
  const { type, offset, length } = value;
  const end = offset + length;
  if (type === 'object' || type === 'array') return containerOf(json, { ...value, type });
  if (type === 'string') return stringOf(json, value);
  if (type !== 'number') return placed(type === 'null' ? 'null' : 'BooleanLiteral', offset, end);
  if (json.text[offset] !== '-') return placed('Number', offset, end);
  const sign = placed('ArithOp', offset, offset + 1);
  return placed('UnaryExpression', offset, end, [sign, placed('Number', offset + 1, end)]);
}

function propertyOf(json: Json, { offset, length, colonOffset, children = [] }: JsonNode): Placed {
  const [key, value] = children;
  return placed('Property', offset, offset + length, [
    stringOf(json, key!),
    ...(colonOffset === undefined ? [] : [placed(':', colonOffset, colonOffset + 1)]),
    ...(value ? [expressionOf(json, value)] : []),
  ]);
}

/** The tree of a text of JSON. Never throws. */
export function jsonExpression(text: string): Tree {
  const json = readJson(text);
  const value = json.root ? expressionOf(json, json.root) : placed('⚠', text.length, text.length);
  return placed('SingleExpression', 0, text.length, [value]).tree;
}
