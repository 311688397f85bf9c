/**
 * YAML as lists of settings with spans: each document flattened to dotted paths, and the environment of each container
 * that a compose file, a manifest or a workflow describes. Anchors, aliases and merges are followed; what a tag or a
 * template computes is unknown.
 */
import { isMap, isSeq, type YAMLMap } from 'yaml';
import type { SourceDocument } from '../model';
import type { Scope, SettingsTree } from './scope';
import { untagged } from './template-lines';
import { Aliases, Allowance } from './yaml-aliases';
import { withConfigMaps } from './yaml-config-maps';
import { documentsIn } from './yaml-documents';
import { embeddedIn } from './yaml-embedded';
import { environmentsIn } from './yaml-environment';
import { withInputs } from './yaml-inputs';
import { leavesOf, scopeOver } from './yaml-leaves';
import { type SourceText, spanOf } from './yaml-nodes';
import { postfixIn } from './yaml-postfix';
import { withoutOtherServices } from './yaml-services';

/** Without one of these an item of a list holds no mail settings, and no anchors of any. */
const MAY_BE_MAIL = /smtp|mail|smarthost|relayhost|postconf|postfix|\*/i;

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

/** Of a document's map, or of each map of its list in turn: the whole as a `map`, then its environments. */
export function readSettings(
  contents: unknown,
  document: Omit<SourceText, 'interpolates'>,
  path: string,
): Pick<SettingsTree, 'scopes' | 'embedded' | 'postfix'> {
  const scopes: Scope[] = [];
  const embedded: SourceDocument[] = [];
  const roots = rootsOf(contents, document.text);
  for (const root of roots) {
    const source: SourceText = { ...document, interpolates: isMap(root.get('services', true)) };
    const leaves = withInputs(leavesOf(source, root));
    scopes.push(scopeOver(source, root, leaves, { kind: 'map', name: '' }), ...environmentsIn(source, root));
    embedded.push(...embeddedIn(source, leaves, path));
  }
  return { scopes, embedded, postfix: postfixIn({ ...document, interpolates: false }, roots) };
}

/** Reads YAML; half-typed text gives what can be read of it. */
export function parseYaml(text: string, uri: string, path = ''): SettingsTree {
  const allowance = new Allowance();
  const readable = untagged(text);
  // Where a template engine has a hand in the text, lines do not show what belongs together.
  const parsed = readable?.text === text ? withoutOtherServices(text) : (readable?.text ?? '');
  const mayHaveAliases = parsed.includes('*');
  const read = Array.from(documentsIn(parsed), (document) => {
    const aliases = new Aliases(document, allowance, mayHaveAliases);
    return readSettings(document.contents, { text, uri, aliases, isJson: false }, path);
  });
  const scopes = withConfigMaps(read.flatMap(({ scopes }) => scopes));
  return {
    format: 'yaml',
    scopes: readable?.hasBranches ? scopes.map((scope) => ({ ...scope, isPartial: true, hasBranches: true })) : scopes,
    embedded: read.flatMap(({ embedded = [] }) => embedded),
    postfix: read.flatMap(({ postfix = [] }) => postfix),
  };
}
