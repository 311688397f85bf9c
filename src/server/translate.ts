/** From the analyzer's words to LSP's. */
import {
  CreateFile,
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  type MarkupContent,
  MarkupKind,
  type Range,
  TextDocumentEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { Edit, Finding, Place, Severity, SourceDocument } from '../analyzer/model';
import { shown } from '../analyzer/showing';
import { type Markdown, plainText } from '../show/markdown';
import { joined } from '../show/shown';
import { LineIndex, type Position } from '../workspace/lines';
import { pageOf } from '../workspace/pages';
import type { Mistake } from '../workspace/settings-tree';
import type { ClientAbilities } from './capabilities';
import type { Reading } from './readings';

export const SOURCE = 'mail-config-lint';

/** Documents as the client knows them. */
export interface ClientDocuments {
  document(uri: string): SourceDocument | undefined;
  /** The client's own spelling of a URI, and its version of the document if it is open. */
  clientUri(uri: string): string;
  version(uri: string): number | null;
  /** Whether an edit may change or create a document. */
  mayEdit(uri: string): boolean;
}

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

const indexes = new WeakMap<SourceDocument, LineIndex>();

export function lineIndex(document: SourceDocument): LineIndex {
  let index = indexes.get(document);
  if (!index) {
    index = new LineIndex(document.text);
    indexes.set(document, index);
  }
  return index;
}

export function rangeOf(documents: ClientDocuments, { uri, span }: Place): Range {
  const document = documents.document(uri);
  if (!document) return { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  const index = lineIndex(document);
  return { start: index.positionAt(span.start), end: index.positionAt(span.end) };
}

export const offsetOf = (document: SourceDocument, position: Position): number =>
  lineIndex(document).offsetAt(position);

export function toDiagnostic(finding: Finding, documents: ClientDocuments, abilities: ClientAbilities): Diagnostic {
  const diagnostic: Diagnostic = {
    range: rangeOf(documents, finding.at),
    severity: SEVERITIES[finding.severity],
    code: finding.rule,
    codeDescription: { href: pageOf(finding.rule) },
    source: SOURCE,
    message: joined('\n', finding.headline, finding.detail),
  };
  if (abilities.tags && finding.tags.length > 0) {
    diagnostic.tags = finding.tags.map((tag) =>
      tag === 'deprecated' ? DiagnosticTag.Deprecated : DiagnosticTag.Unnecessary,
    );
  }
  if (abilities.related && finding.related.length > 0) {
    diagnostic.relatedInformation = finding.related.map(({ at, message }) => ({
      location: { uri: documents.clientUri(at.uri), range: rangeOf(documents, at) },
      message,
    }));
  }
  return diagnostic;
}

/** A wrong value at the place that reads it: milder than where it is written, as that is where it is fixed. */
export function readingDiagnostic(
  { finding, name, at }: Reading,
  documents: ClientDocuments,
  abilities: ClientAbilities,
): Diagnostic {
  const { start } = rangeOf(documents, finding.at);
  const path = documents.document(finding.at.uri)?.path ?? finding.at.uri;
  const where = shown(`${name} is set in ${path}, line ${start.line + 1}`);
  const related = { at: finding.at, message: shown(`${name} is set here`) };
  const severity = finding.severity === 'hint' ? 'hint' : 'information';
  return toDiagnostic(
    { ...finding, severity, at, headline: shown(`${finding.headline} (${where})`), related: [related], tags: [] },
    documents,
    abilities,
  );
}

/** What is wrong in a settings file of a project. */
export function mistakeDiagnostic({ because, at }: Mistake, document: SourceDocument): Diagnostic {
  const lines = lineIndex(document);
  return {
    range: { start: lines.positionAt(at.start), end: lines.positionAt(at.end) },
    message: shown(because.replace(/^[a-z]/, (first) => first.toUpperCase())),
    severity: DiagnosticSeverity.Error,
    source: SOURCE,
    code: 'settings',
  };
}

/** What is told of a place. */
export interface MarkdownHover {
  readonly range: Range;
  readonly markdown: Markdown;
}

/** Markdown, as plain text for a client that does not show it. */
export function toMarkup(markdown: Markdown, isShown: boolean): MarkupContent {
  return isShown
    ? { kind: MarkupKind.Markdown, value: markdown.text }
    : { kind: MarkupKind.PlainText, value: plainText(markdown) };
}

/**
 * Edits of one or several documents, with versions, and with files that are not there yet; undefined where one of the
 * documents must not be edited, or the client cannot create a file.
 */
export function toWorkspaceEdit(
  edits: readonly Edit[],
  documents: ClientDocuments,
  abilities: ClientAbilities,
): WorkspaceEdit | undefined {
  const uris = [...new Set(edits.map((edit) => edit.uri))];
  if (!uris.every((uri) => documents.mayEdit(uri))) return undefined;
  const missing = uris.filter((uri) => !documents.document(uri));
  if (missing.length > 0 && !(abilities.documentChanges && abilities.createFiles)) return undefined;
  const textEdits = (uri: string) =>
    edits
      .filter((edit) => edit.uri === uri)
      .map(({ span, text }) => ({ range: rangeOf(documents, { uri, span }), newText: text }));
  if (!abilities.documentChanges) {
    return { changes: Object.fromEntries(uris.map((uri) => [documents.clientUri(uri), textEdits(uri)])) };
  }
  return {
    documentChanges: [
      ...missing.map((uri) => CreateFile.create(documents.clientUri(uri), { ignoreIfExists: true })),
      ...uris.map((uri) =>
        TextDocumentEdit.create({ uri: documents.clientUri(uri), version: documents.version(uri) }, textEdits(uri)),
      ),
    ],
  };
}
