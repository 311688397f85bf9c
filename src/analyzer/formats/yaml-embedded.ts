/** Files that a YAML text holds under their names, as ConfigMaps of Kubernetes and values of charts do. */
import { formatOf, kindOf } from '../kinds';
import type { SourceDocument } from '../model';
import type { Leaf } from './yaml-leaves';
import type { Source } from './yaml-nodes';

/** A YAML file holds no more files than this; the rest is left out. */
const MOST_FILES = 40;

function isIndentable(path: string): boolean {
  const format = formatOf({ path });
  return format !== undefined && kindOf(format).isIndentable === true;
}

/** The files that literal blocks hold; the indent that a block gives its lines stays in front of them. */
export function embeddedIn({ text, uri }: Source, leaves: readonly Leaf[], path: string): SourceDocument[] {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const files = leaves.filter(
    ({ raw, quote, inherited, owner, key }) =>
      raw.startsWith('|') && !quote && !inherited && owner && isIndentable(key.slice(owner.prefix.length)),
  );
  return files.slice(0, MOST_FILES).map(({ raw, at, owner, key }) => {
    const start = at.start + (/^.*(?:\r\n|\r|\n)/.exec(raw)?.[0].length ?? raw.length);
    const part = { start, end: at.end };
    return { uri, path: folder + key.slice(owner!.prefix.length), text: text.slice(start, at.end), part };
  });
}
