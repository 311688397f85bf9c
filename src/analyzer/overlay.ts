/** A project as it will be once some edits are applied, and where its places are then. */
import { applyEdits } from './edits';
import type { Edit, Place, Project, SourceDocument } from './model';

const folderOf = (uri: string) => uri.slice(0, uri.lastIndexOf('/') + 1);

/** The path of a document that is not there yet, told by one that is. */
function pathOf(uri: string, { uri: known, path }: SourceDocument): string {
  const root = known.slice(0, Math.max(0, known.length - encodeURI(path).length));
  const rest = uri.startsWith(root) ? uri.slice(root.length) : uri.slice(uri.lastIndexOf('/') + 1);
  return decodeURI(rest);
}

/** `known` is any document of the project. Documents that are only made by the edits are there as well. */
export function withEdits(project: Project, edits: readonly Edit[], known: SourceDocument): Project {
  const changed = new Map<string, SourceDocument>();
  for (const uri of new Set(edits.map((edit) => edit.uri))) {
    const before = project.read(uri) ?? { uri, path: pathOf(uri, known), text: '' };
    const own = edits.filter((edit) => edit.uri === uri);
    changed.set(uri, { ...before, text: applyEdits(before.text, own) });
  }
  const made = [...changed.values()].filter(({ uri }) => project.read(uri) === undefined && uri.endsWith('/.env'));
  return {
    ...project,
    read: (uri) => changed.get(uri) ?? project.read(uri),
    environmentFiles(from) {
      const files = project.environmentFiles(from).map((file) => changed.get(file.uri) ?? file);
      const fresh = made.filter(({ uri }) => from.startsWith(folderOf(uri)));
      // Nearest folder first, and in it `.env` first.
      return [...fresh, ...files].sort((a, b) => folderOf(b.uri).length - folderOf(a.uri).length);
    },
  };
}

/** Where a place is after some edits, with what is written over a part of it. */
export function moved({ uri, span }: Place, edits: readonly Edit[]): Place {
  const own = edits.filter((edit) => edit.uri === uri);
  const start = startAfter(span.start, own);
  return { uri, span: { start, end: Math.max(start, endAfter(span.end, own)) } };
}

const growthOf = ({ span, text }: Edit) => text.length - (span.end - span.start);

function startAfter(offset: number, edits: readonly Edit[]): number {
  let result = offset;
  for (const edit of edits) {
    if (edit.span.end <= offset) result += growthOf(edit);
    else if (edit.span.start < offset) result += edit.span.start - offset;
  }
  return result;
}

function endAfter(offset: number, edits: readonly Edit[]): number {
  let result = offset;
  for (const edit of edits) {
    const { start, end } = edit.span;
    if (end < offset || (end === offset && start < end)) result += growthOf(edit);
    else if (start < offset) result += start + edit.text.length - offset;
  }
  return result;
}
