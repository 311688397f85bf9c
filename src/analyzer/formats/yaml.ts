/**
 * YAML as lists of settings with spans: each document flattened to dotted paths, and the environment of each container
 * that a compose file, a manifest or a workflow describes. Anchors, aliases and merges are followed; what a tag or a
 * template computes is unknown.
 */
import { type Document, isMap, parseAllDocuments } from 'yaml';
import type { Scope } from './scope';
import { environmentsIn } from './yaml-environment';
import { leavesOf, scopeOver } from './yaml-leaves';
import { aliasTargets, type Source } from './yaml-nodes';

export interface YamlTree {
  readonly format: 'yaml';
  readonly uri: string;
  /** Of each document in turn: the whole as a `map`, then its environments. */
  readonly scopes: readonly YamlScope[];
}

export interface YamlScope extends Scope {
  readonly kind: 'environment' | 'map';
  /** Index of the YAML document in the file. */
  readonly document: number;
  /** Paths of further environment files that the container reads, in order, relative to this file. */
  readonly files?: readonly string[];
}

/** A line that only a template engine understands: the text is no YAML before it has run. */
const TEMPLATE_LINE = /^[^\S\r\n]*(?:\{\{-?\s*(?:if|else|end|range|with|define|include|template|toYaml)\b|\{%|<%)/m;

const NO_ALIASES: Source['targets'] = new Map();

function parseDocuments(text: string): Document.Parsed[] {
  try {
    return [
      ...parseAllDocuments(text, {
        merge: true,
        strict: false,
        uniqueKeys: false,
        logLevel: 'silent',
        prettyErrors: false,
      }),
    ];
  } catch {
    return []; // nested more deeply than the parser's stack
  }
}

/** Reads YAML; half-typed text gives what can be read of it. */
export function parseYaml(text: string, uri: string, _path = ''): YamlTree {
  if (TEMPLATE_LINE.test(text)) return { format: 'yaml', uri, scopes: [] };
  const scopes = parseDocuments(text).flatMap((parsed, document): YamlScope[] => {
    const root = parsed.contents;
    if (!isMap(root)) return [];
    const isCompose = isMap(root.get('services', true));
    const source: Source = {
      text,
      uri,
      document,
      targets: text.includes('*') ? aliasTargets(parsed) : NO_ALIASES,
      interpolates: isCompose,
    };
    const whole = scopeOver(source, root, leavesOf(source, root), { kind: 'map', name: '' });
    return [{ ...whole, kind: 'map', document }, ...environmentsIn(source, root)];
  });
  return { format: 'yaml', uri, scopes };
}
