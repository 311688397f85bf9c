/** Files that a YAML text holds under their names, as ConfigMaps of Kubernetes and values of charts do. */
import { formatOf, kindOf } from '../kinds';
import type { SourceDocument } from '../model';
import type { Leaf } from './yaml-leaves';
import type { SourceText } from './yaml-nodes';

/** A YAML file holds no more files than this; the rest is left out. */
const MOST_FILES = 40;

function isIndentable(path: string): boolean {
  const format = formatOf({ path });
  return format !== undefined && kindOf(format).isIndentable === true;
}

/** Values of charts that a custom resource has as a text: Argo CD's applications, and charts of k3s. */
const CHART_VALUES = /(?:^|\.)(?:helm\.values|valuesContent)$/;

/** The name of the file that a text would be. */
const nameOf = ({ key, owner }: Leaf) => (CHART_VALUES.test(key) ? 'values.yaml' : key.slice(owner!.prefix.length));

/** The files that literal blocks hold; the indent that a block gives its lines stays in front of them. */
export function embeddedIn({ text, uri }: SourceText, leaves: readonly Leaf[], path: string): SourceDocument[] {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const files = leaves.filter(
    (leaf) => leaf.raw.startsWith('|') && !leaf.quote && !leaf.inherited && leaf.owner && isIndentable(nameOf(leaf)),
  );
  return files.slice(0, MOST_FILES).map((leaf) => {
    const { raw, at } = leaf;
    const start = at.start + (/^.*(?:\r\n|\r|\n)/.exec(raw)?.[0].length ?? raw.length);
    const part = { start, end: at.end };
    return { uri, path: folder + nameOf(leaf), text: text.slice(start, at.end), part };
  });
}
