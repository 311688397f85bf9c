/** What a workspace would be with another text in place of a document's own. Nothing that the user sees changes. */
import type { SourceDocument } from '../analyzer/model';
import type { FileStore } from './file-store';
import { Workspace } from './workspace';

export function imagined(files: FileStore, roots: readonly string[], document: SourceDocument): Workspace {
  const workspace = new Workspace(files);
  workspace.setRoots([...roots]);
  workspace.open(document);
  const file = files.fileOf(document.uri);
  if (file !== undefined) workspace.look(file, { problem: () => undefined }, true);
  return workspace;
}
