/**
 * JSON as lists of settings with spans: as a YAML document in flow style, whose nodes the tree is put into, so that maps
 * and environments are found, read and written in one way.
 */
import { type Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { gapOf, type Json, type JsonNode, readJson } from './json-nodes';
import type { SettingsTree } from './scope';
import { untagged } from './template-lines';
import { readSettings } from './yaml';
import { NO_ALIASES } from './yaml-aliases';

function placed<N extends Node>(node: N, start: number, end: number): N {
  node.range = [start, end, end];
  return node;
}

/** A value that nobody knows: half-typed, or filled in by a template engine. */
function unknown(start: number, end: number): Scalar {
  const scalar = placed(new Scalar(''), start, end);
  scalar.tag = '!unknown';
  return scalar;
}

function scalarOf({ text }: Json, { value, type, offset, length }: JsonNode): Scalar {
  const scalar = placed(new Scalar(value), offset, offset + length);
  scalar.type = type === 'string' ? 'QUOTE_DOUBLE' : 'PLAIN';
  if (type !== 'string') scalar.source = text.slice(offset, offset + length);
  return scalar;
}

function nodeOf(json: Json, node: JsonNode): Node {
  const { type, offset, length, children = [] } = node;
  const end = offset + length;
  switch (type) {
    case 'object': {
      const map = placed(new YAMLMap<Node, Node>(), offset, end);
      map.flow = true;
      map.items = children.flatMap((property) => pairOf(json, property) ?? []);
      return map;
    }
    case 'array': {
      const list = placed(new YAMLSeq<Node>(), offset, end);
      list.flow = true;
      list.items = children.map((child) => nodeOf(json, child));
      return list;
    }
    default:
      return json.open.has(offset) ? unknown(offset, end) : scalarOf(json, node);
  }
}

/** Undefined for a key that is not typed to its end. */
function pairOf(json: Json, property: JsonNode): Pair<Node, Node> | undefined {
  const [key, value] = property.children!;
  if (json.open.has(key!.offset)) return undefined;
  const gap = value ? undefined : gapOf(json, property);
  return new Pair(scalarOf(json, key!), gap ? unknown(gap.start, gap.end) : nodeOf(json, value!));
}

/** Reads JSON; half-typed text gives what can be read of it. */
export function parseJson(text: string, uri: string, path = ''): SettingsTree {
  const readable = untagged(text);
  const json = readJson(readable && !readable.hasBranches ? text : '');
  const contents = json.root && nodeOf(json, json.root);
  return { format: 'json', ...readSettings(contents, { text, uri, aliases: NO_ALIASES, isJson: true }, path) };
}
