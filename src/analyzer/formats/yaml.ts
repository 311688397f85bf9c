/**
 * YAML as lists of settings with spans: each document flattened to dotted paths, and the environment of each container
 * that a compose file, a manifest or a workflow describes. Anchors, aliases and merges are followed; what a tag or a
 * template computes is unknown.
 */
import { type Document, isMap, isSeq, parseAllDocuments, type YAMLMap } from 'yaml';
import type { SourceDocument } from '../model';
import type { Scope, SettingsTree } from './scope';
import { embeddedIn } from './yaml-embedded';
import { environmentsIn } from './yaml-environment';
import { leavesOf, scopeOver } from './yaml-leaves';
import { aliasTargets, type Source, spanOf } from './yaml-nodes';

/** A line that only a template engine understands: the text is no YAML before it has run. */
const TEMPLATE_LINE = /^[^\S\r\n]*(?:\{\{-?\s*(?:if|else|end|range|with|define|include|template|toYaml)\b|\{%|<%)/m;

/** Without one of these an item of a list holds no mail settings, and no anchors of any. */
const MAY_BE_MAIL = /smtp|mail|smarthost|relayhost|\*/i;

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

/** The document's map, or the maps of its list: plays and tasks, accounts. */
function rootsOf(contents: unknown, text: string): YAMLMap[] {
  if (isMap(contents)) return [contents];
  if (!isSeq(contents)) return [];
  return contents.items.filter((item): item is YAMLMap => {
    if (!isMap(item)) return false;
    const { start, end } = spanOf(item);
    return MAY_BE_MAIL.test(text.slice(start, end));
  });
}

/** Of each document, or each map of a list, in turn: the whole as a `map`, then its environments. */
function readSettings(text: string, uri: string, path: string, isJson: boolean): Omit<SettingsTree, 'format'> {
  if (TEMPLATE_LINE.test(text)) return { scopes: [] };
  const scopes: Scope[] = [];
  const embedded: SourceDocument[] = [];
  for (const parsed of parseDocuments(text)) {
    const targets = text.includes('*') ? aliasTargets(parsed) : NO_ALIASES;
    for (const root of rootsOf(parsed.contents, text)) {
      const isCompose = isMap(root.get('services', true));
      const source: Source = { text, uri, targets, interpolates: isCompose, isJson };
      const leaves = leavesOf(source, root);
      scopes.push(scopeOver(source, root, leaves, { kind: 'map', name: '' }), ...environmentsIn(source, root));
      embedded.push(...embeddedIn(source, leaves, path));
    }
  }
  return { scopes, embedded };
}

/** Reads YAML; half-typed text gives what can be read of it. */
export const parseYaml = (text: string, uri: string, path = ''): SettingsTree => ({
  format: 'yaml',
  ...readSettings(text, uri, path, false),
});

/** A string (in the group), a comment, or a string that is not closed in its line. */
const STRING_OR_COMMENT = /("(?:[^"\\\r\n]|\\.)*")|\/\/[^\r\n]*|\/\*[\s\S]*?(?:\*\/|$)|"[^\r\n]*/g;

/** Blanks in place of everything but line breaks. */
const blank = (text: string) => text.replace(/[^\r\n]/g, ' ');

/**
 * Reads JSON: with its comments taken out it is YAML in flow style, trailing commas included. Strings that are half-typed
 * are taken out, too, as nobody knows yet what they will hold.
 */
export function parseJson(text: string, uri: string, path = ''): SettingsTree {
  const plain = text.replace(STRING_OR_COMMENT, (found, string?: string) => string ?? blank(found));
  return { format: 'json', ...readSettings(plain, uri, path, true) };
}
