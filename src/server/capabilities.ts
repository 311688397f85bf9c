/** What the client tells of itself at the start. */
import {
  type ClientCapabilities,
  type DocumentSelector,
  type InitializeParams,
  MarkupKind,
} from 'vscode-languageserver';
import { languageIds } from '../analyzer/kinds';
import type { FileStore } from '../workspace/file-store';
import type { ServerOptions } from './protocol';

/** What the client can show, take and answer. What it does not tell, it cannot. */
export interface ClientAbilities {
  /** Related places and tags of diagnostics. */
  readonly related: boolean;
  readonly tags: boolean;
  /** Edits with versions, and files that are made. */
  readonly documentChanges: boolean;
  readonly createFiles: boolean;
  /** Edits that the user is to confirm. */
  readonly annotates: boolean;
  /** True also for clients that name no format at all: all that do not know Markdown show its text. */
  readonly markdownHover: boolean;
  readonly markdownCompletion: boolean;
  /** Symbols of a document that lie in each other. */
  readonly nestedSymbols: boolean;
  readonly pullsDiagnostics: boolean;
  readonly refreshesDiagnostics: boolean;
  readonly refreshesLenses: boolean;
  readonly refreshesHints: boolean;
  /** Answers `workspace/configuration`. */
  readonly tellsSettings: boolean;
  /** Can be told later what it shall report: changes of settings, changes of files. */
  readonly registersSettings: boolean;
  readonly registersWatchers: boolean;
  /** Watches files outside of its folders. */
  readonly watchesAnywhere: boolean;
  readonly changesFolders: boolean;
}

const takesMarkdown = (formats: readonly string[] | undefined) =>
  formats === undefined || formats.includes(MarkupKind.Markdown);

export function abilitiesOf({ workspace, textDocument }: ClientCapabilities): ClientAbilities {
  const { publishDiagnostics } = textDocument ?? {};
  const documentChanges = workspace?.workspaceEdit?.documentChanges === true;
  return {
    related: publishDiagnostics?.relatedInformation === true,
    tags: publishDiagnostics?.tagSupport !== undefined,
    documentChanges,
    annotates: documentChanges && workspace?.workspaceEdit?.changeAnnotationSupport !== undefined,
    createFiles: documentChanges && workspace?.workspaceEdit?.resourceOperations?.includes('create') === true,
    markdownHover: takesMarkdown(textDocument?.hover?.contentFormat),
    markdownCompletion: takesMarkdown(textDocument?.completion?.completionItem?.documentationFormat),
    nestedSymbols: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    pullsDiagnostics: textDocument?.diagnostic !== undefined,
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    refreshesHints: workspace?.inlayHint?.refreshSupport === true,
    refreshesLenses: workspace?.codeLens?.refreshSupport === true,
    tellsSettings: workspace?.configuration === true,
    registersSettings: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    registersWatchers: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    watchesAnywhere: workspace?.didChangeWatchedFiles?.relativePatternSupport === true,
    changesFolders: workspace?.workspaceFolders === true,
  };
}

/** The folders that the client works in, as paths; the newest way to tell them wins. */
export function rootsOf({ workspaceFolders, rootUri, rootPath }: InitializeParams, files: FileStore): string[] {
  if (workspaceFolders?.length) return foldersOf(workspaceFolders, files);
  if (rootUri) return foldersOf([{ uri: rootUri }], files);
  return rootPath ? [withoutEnd(rootPath, files)] : [];
}

/** The paths of folders, without a separator at their end; without those that are no files. */
export const foldersOf = (folders: readonly { readonly uri: string }[], files: FileStore): string[] =>
  folders.flatMap(({ uri }) => {
    const path = files.fileOf(uri);
    return path === undefined ? [] : [withoutEnd(path, files)];
  });

const withoutEnd = (path: string, { separator }: FileStore): string =>
  path.length > separator.length && path.endsWith(separator) ? path.slice(0, -separator.length) : path;

/** Every document with one of the schemes that may be read, but Postfix's. */
export const selectorOf = (schemes: readonly string[]): DocumentSelector =>
  schemes.flatMap((scheme) => [
    ...languageIds()
      .filter((language) => !language.startsWith('postfix-'))
      .map((language) => ({ scheme, language })),
    { scheme, pattern: '**/*.env*' },
  ]);

/** Takes `initializationOptions`, which may hold anything. */
export function serverOptions(value: unknown): ServerOptions {
  const { testConnection, explain, copy, status, schemes }: Record<string, unknown> =
    typeof value === 'object' && value !== null ? { ...value } : {};
  return {
    testConnection: testConnection === true,
    explain: explain === true,
    copy: copy === true,
    status: status === true,
    schemes: Array.isArray(schemes) ? schemes.filter((scheme) => typeof scheme === 'string') : undefined,
  };
}
