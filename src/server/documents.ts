/** The documents that the client has open, each under one URI of ours, however the client spells it. */
import { TextDocuments } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { SourceDocument } from '../analyzer/model';
import type { FileStore } from '../workspace/file-store';
import { isSettingsFile } from '../workspace/project-settings';
import type { Workspace } from '../workspace/workspace';
import type { ClientDocuments } from './translate';

export class OpenDocuments implements ClientDocuments {
  readonly texts = new TextDocuments(TextDocument);
  /** Canonical URI → the client's spelling. */
  private readonly spelling = new Map<string, string>();
  private readonly unsaved = new Set<string>();

  constructor(
    private readonly files: FileStore,
    private readonly workspace: Workspace,
    private readonly roots: () => readonly string[],
  ) {}

  canonical(uri: string): string {
    const file = this.files.fileOf(uri);
    return file === undefined ? uri : this.files.uriOf(file);
  }

  document(uri: string): SourceDocument | undefined {
    return this.workspace.document(uri);
  }

  /** A document by the client's spelling. */
  named(uri: string): SourceDocument | undefined {
    return this.workspace.document(this.canonical(uri));
  }

  clientUri(uri: string): string {
    return this.spelling.get(uri) ?? uri;
  }

  isOpen(uri: string): boolean {
    return this.texts.get(this.clientUri(uri)) !== undefined;
  }

  /** Whether an open document has changed since it was opened or saved. */
  isDirty(uri: string): boolean {
    return this.unsaved.has(uri);
  }

  version(uri: string): number | null {
    return this.texts.get(this.clientUri(uri))?.version ?? null;
  }

  /** Whether an edit of a document that is not open stays in the workspace and loses no character of it. */
  mayEdit(uri: string): boolean {
    const { files } = this;
    const file = files.fileOf(uri);
    if (this.texts.get(this.clientUri(uri)) || file === undefined || !files.whyNotEdited) return true;
    // The settings of a project may lie above the folder that is open.
    const isAlone = this.roots().length === 0 || isSettingsFile(file);
    return files.whyNotEdited(file, isAlone ? [files.folderOf(file)] : this.roots()) === undefined;
  }

  /** A document was opened, or has a new text. Gives its canonical URI. */
  changed(document: TextDocument): string {
    const uri = this.canonical(document.uri);
    if (this.spelling.has(uri)) this.unsaved.add(uri);
    this.spelling.set(uri, document.uri);
    const file = this.files.fileOf(uri);
    const path = file === undefined ? uri.slice(uri.indexOf(':') + 1) : this.workspace.nameOf(file);
    this.workspace.open({ uri, path, text: document.getText(), languageId: document.languageId });
    return uri;
  }

  /** Gives the canonical URI. */
  closed(document: TextDocument): string {
    const uri = this.canonical(document.uri);
    this.spelling.delete(uri);
    this.unsaved.delete(uri);
    this.workspace.close(uri);
    return uri;
  }

  /** False where there was nothing to save. */
  saved(document: TextDocument): boolean {
    return this.unsaved.delete(this.canonical(document.uri));
  }
}
