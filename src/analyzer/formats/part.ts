/** Trees of files that stand within another one: read for themselves, with the offsets of the whole. */
import type { Edit, Editable, Span } from '../model';
import type { Entry, Scope, SettingsTree } from './scope';

/** The tree of a part of a text, which begins at an offset of the whole. */
export function inWhole(tree: SettingsTree, start: number): SettingsTree {
  const span = (of: Span): Span => ({ start: of.start + start, end: of.end + start });
  const edit = (of: Edit | undefined): Edit | undefined => of && { ...of, span: span(of.span) };
  const editable = (of: Editable): Editable => ({
    replace: (value) => edit(of.replace(value)),
    remove: () => of.remove?.()?.flatMap((one) => edit(one) ?? []),
    rename: (name) => edit(of.rename?.(name)),
  });
  const scope = (of: Scope): Scope => {
    const own = new Map(
      of.entries.map((entry): [Entry, Entry] => [
        { ...entry, keySpan: span(entry.keySpan), at: span(entry.at), editable: editable(entry.editable) },
        entry,
      ]),
    );
    return {
      ...of,
      extent: span(of.extent),
      entries: [...own.keys()],
      insert: (key, value, after) => edit(of.insert(key, value, after && own.get(after))),
    };
  };
  return { format: tree.format, scopes: tree.scopes.map(scope) };
}
