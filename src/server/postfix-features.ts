/** Editing of main.cf and master.cf: hands requests to the language service, and its answers back in LSP's words. */
import {
  BulkRegistration,
  type ClientCapabilities,
  type CompletionItem,
  CompletionItemKind,
  CompletionItemTag,
  CompletionRequest,
  type Connection,
  DefinitionRequest,
  type DocumentSelector,
  type DocumentSymbol,
  DocumentSymbolRequest,
  FoldingRangeKind,
  FoldingRangeRequest,
  InsertTextFormat,
  type Location,
  type Position,
  type Range,
  ReferencesRequest,
  RenameRequest,
  ResponseError,
  type ServerCapabilities,
  type SymbolInformation,
  SymbolKind,
} from 'vscode-languageserver';
import type { Place, Project, SourceDocument, Span } from '../analyzer/model';
import { shown } from '../analyzer/showing';
import {
  COMPLETION_TRIGGERS,
  type Completion,
  completionsAt,
  definitionAt,
  describe,
  effectiveSettings,
  foldsOf,
  hoverAt,
  type OutlineItem,
  outlineOf,
  referencesAt,
  renamableAt,
  renameAt,
  type Subject,
  servicesOf,
} from '../language/postfix';
import { md, paragraphs } from '../show/markdown';
import type { ClientAbilities } from './capabilities';
import {
  EFFECTIVE_SETTINGS,
  type EffectiveSettingsParams,
  POSTFIX_SERVICES,
  type PostfixServicesParams,
} from './protocol';
import { type ClientDocuments, type MarkdownHover, offsetOf, rangeOf, toMarkup, toWorkspaceEdit } from './translate';

export interface PostfixHost {
  /** A document by the client's spelling of its URI. */
  open(uri: string): SourceDocument | undefined;
  /** A document that belongs to an open one, by its canonical URI. */
  read(uri: string): SourceDocument | undefined;
  readonly documents: ClientDocuments;
  abilities(): ClientAbilities;
  /** Tells the client what it can ask for. */
  register(registration: BulkRegistration): void;
}

export interface PostfixFeatures {
  /** Of a Postfix file; those of any other are empty. */
  completions(document: SourceDocument, offset: number): CompletionItem[];
  /** The text about one of those, which an editor asks for when it shows it. */
  resolve(item: CompletionItem): CompletionItem;
  /** What a client is told that cannot be told later for some documents only. */
  capabilities(client: ClientCapabilities): ServerCapabilities;
  /** Tells other clients which documents these features are for: those with one of the schemes. `elsewhere`: for completion alone. */
  register(schemes: readonly string[], elsewhere: DocumentSelector): void;
  /** What is known of the text at a position, below what the server tells of every kind of file. */
  hover(document: SourceDocument, position: Position, above: MarkdownHover | null): MarkdownHover | null;
}

const documentsOf = (schemes: readonly string[]): DocumentSelector =>
  schemes.flatMap((scheme) => [
    ...['postfix-main', 'postfix-master'].map((language) => ({ scheme, language })),
    ...['**/*main.cf*', '**/*master.cf*'].map((pattern) => ({ scheme, pattern })),
  ]);

const COMPLETION = { triggerCharacters: [...COMPLETION_TRIGGERS], resolveProvider: true };
/** In all other documents words complete as they are typed, and values after the quote that begins them. */
const ELSEWHERE = { triggerCharacters: ["'", '"'], resolveProvider: true };
const RENAME = { prepareProvider: true };

/** True for clients to which a feature can be announced for some documents only. */
const takesRegistration = ({ textDocument: client }: ClientCapabilities): boolean =>
  client?.completion?.dynamicRegistration === true &&
  client.definition?.dynamicRegistration === true &&
  client.references?.dynamicRegistration === true &&
  client.rename?.dynamicRegistration === true &&
  client.documentSymbol?.dynamicRegistration === true &&
  client.foldingRange?.dynamicRegistration === true;

const KINDS: Readonly<Record<Completion['kind'], CompletionItemKind>> = {
  parameter: CompletionItemKind.Property,
  user: CompletionItemKind.Variable,
  value: CompletionItemKind.EnumMember,
  restriction: CompletionItemKind.Function,
  table: CompletionItemKind.Class,
  service: CompletionItemKind.Module,
  program: CompletionItemKind.Module,
  snippet: CompletionItemKind.Snippet,
};

const SYMBOLS: Readonly<Record<OutlineItem['kind'], SymbolKind>> = {
  parameter: SymbolKind.Property,
  user: SymbolKind.Variable,
  service: SymbolKind.Module,
};

/** Where a document's answers stand, in the client's words. */
function placesFor({ documents }: PostfixHost) {
  return {
    range: ({ uri }: SourceDocument, span: Span): Range => rangeOf(documents, { uri, span }),
    location: (at: Place): Location => ({ uri: documents.clientUri(at.uri), range: rangeOf(documents, at) }),
  };
}

/** Definitions, references and renaming. */
function answerNames(connection: Connection, host: PostfixHost, project: Project): void {
  const { open, documents, abilities } = host;
  const { range, location } = placesFor(host);

  connection.onDefinition(({ textDocument, position }) => {
    const document = open(textDocument.uri);
    return document ? definitionAt(document, project, offsetOf(document, position)).map(location) : null;
  });
  connection.onReferences(({ textDocument, position, context }) => {
    const document = open(textDocument.uri);
    if (!document) return null;
    return referencesAt(document, project, offsetOf(document, position))
      .filter(({ isDefinition }) => context.includeDeclaration || !isDefinition)
      .map(({ at }) => location(at));
  });

  connection.onPrepareRename(({ textDocument, position }) => {
    const document = open(textDocument.uri);
    if (!document) return null;
    const found = renamableAt(document, project, offsetOf(document, position));
    if ('because' in found) throw new ResponseError(REFUSED, shown(found.because));
    return { range: range(document, found.span), placeholder: found.name };
  });
  connection.onRenameRequest(({ textDocument, position, newName }) => {
    const document = open(textDocument.uri);
    if (!document) return null;
    const found = renameAt(document, project, offsetOf(document, position), newName);
    if ('because' in found) throw new ResponseError(REFUSED, shown(found.because));
    return toWorkspaceEdit(found.edits, documents, abilities()) ?? null;
  });
}

/** Outline, folds, and the project's own requests about a whole text. */
function answerOverviews(connection: Connection, host: PostfixHost, project: Project): void {
  const { open, abilities } = host;
  const { range, location } = placesFor(host);

  connection.onDocumentSymbol(({ textDocument }) => {
    const document = open(textDocument.uri);
    if (!document) return null;
    const toSymbol = ({ name, kind, detail, extent, at, children }: OutlineItem): DocumentSymbol => ({
      name,
      detail,
      kind: SYMBOLS[kind],
      range: range(document, extent),
      selectionRange: range(document, at),
      children: children.map(toSymbol),
    });
    const toFlat = ({ name, kind, at, children }: OutlineItem): SymbolInformation[] => [
      { name, kind: SYMBOLS[kind], location: location({ uri: document.uri, span: at }) },
      ...children.flatMap(toFlat),
    ];
    const outline = outlineOf(document, project);
    return abilities().nestedSymbols ? outline.map(toSymbol) : outline.flatMap(toFlat);
  });
  connection.onFoldingRanges(({ textDocument }) => {
    const document = open(textDocument.uri);
    if (!document) return null;
    return foldsOf(document, project).map(({ extent, kind }) => {
      const { start, end } = range(document, extent);
      return { startLine: start.line, endLine: end.line, kind: kind && FoldingRangeKind.Comment };
    });
  });

  connection.onRequest(POSTFIX_SERVICES, ({ uri, position }: PostfixServicesParams) => {
    const document = open(uri);
    return document ? servicesOf(document, project, offsetOf(document, position)) : { services: [] };
  });
  connection.onRequest(EFFECTIVE_SETTINGS, ({ uri, service }: EffectiveSettingsParams) => {
    const document = open(uri);
    return (document && effectiveSettings(document, project, service)) ?? null;
  });
}

export function postfixFeatures(connection: Connection, host: PostfixHost): PostfixFeatures {
  const { abilities, read } = host;
  const project: Project = { read, environmentFiles: () => [] };
  answerNames(connection, host, project);
  answerOverviews(connection, host, project);
  const { range } = placesFor(host);
  let snippets = false;
  let registers = false;

  return {
    completions: (document, offset) =>
      completionsAt(document, project, offset).map((completion) =>
        toItem(completion, range(document, completion.replace), snippets),
      ),
    resolve(item) {
      const about = item.data && describe(item.data as Subject);
      return about?.text ? { ...item, documentation: toMarkup(about, abilities().markdownCompletion) } : item;
    },
    capabilities(client) {
      snippets = client.textDocument?.completion?.completionItem?.snippetSupport === true;
      registers = takesRegistration(client);
      if (registers) return {};
      return {
        completionProvider: COMPLETION,
        definitionProvider: true,
        referencesProvider: true,
        renameProvider: client.textDocument?.rename?.prepareSupport ? RENAME : true,
        documentSymbolProvider: true,
        foldingRangeProvider: true,
      };
    },
    register(schemes, elsewhere) {
      if (!registers) return;
      const documentSelector = documentsOf(schemes);
      const registration = BulkRegistration.create();
      registration.add(CompletionRequest.type, { documentSelector, ...COMPLETION });
      registration.add(DefinitionRequest.type, { documentSelector });
      registration.add(ReferencesRequest.type, { documentSelector });
      registration.add(RenameRequest.type, { documentSelector, ...RENAME });
      registration.add(DocumentSymbolRequest.type, { documentSelector });
      registration.add(FoldingRangeRequest.type, { documentSelector });
      host.register(registration);
      // One registration takes no method twice.
      const others = BulkRegistration.create();
      others.add(CompletionRequest.type, { documentSelector: elsewhere, ...ELSEWHERE });
      host.register(others);
    },
    hover(document, position, above) {
      const found = hoverAt(document, project, offsetOf(document, position));
      if (!found) return above;
      const parts = [...(above ? [above.markdown, RULER] : []), found.markdown];
      return { markdown: paragraphs(parts), range: range(document, found.span) };
    },
  };
}

const RULER = md`---`;

/** `RequestFailed`: the request is right, and there is no answer; the client shows the message (LSP 3.17). */
const REFUSED = -32803;

function toItem(completion: Completion, range: Range, snippets: boolean): CompletionItem {
  const { label, kind, detail, meaning, insert, snippet, rank = 5, deprecated, about } = completion;
  const newText = snippet && !snippets ? withoutPlaces(insert) : insert;
  return {
    label,
    kind: KINDS[kind],
    detail,
    labelDetails: meaning === undefined ? undefined : { description: meaning },
    textEdit: { range, newText },
    insertTextFormat: snippet && snippets ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    sortText: `${String(rank).padStart(3, '0')} ${label}`,
    // What is typed so far may be the `-o` in front of the name.
    filterText: insert.startsWith('-o') ? insert : undefined,
    tags: deprecated ? [CompletionItemTag.Deprecated] : undefined,
    data: about,
  };
}

/** A snippet's text for clients that know none: its first words, and nothing where it offers a choice. */
const withoutPlaces = (snippet: string) =>
  snippet.replace(/\$\{\d\|[^|}]*\|\}/g, '').replace(/\$\{\d:([^{}]*)\}/g, '$1');
