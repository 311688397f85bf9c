/** The language server: puts its parts together, and hands each message of a client to the one that knows the answer. */
import {
  BulkRegistration,
  type CompletionItem,
  type Connection,
  type Diagnostic,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type FileSystemWatcher,
  type Hover,
  type InitializeParams,
  type InitializeResult,
  type Position,
  type ProtocolNotificationType,
  type ServerCapabilities,
  TextDocumentSyncKind,
  type WorkspaceFoldersChangeEvent,
} from 'vscode-languageserver';
import { version } from '../../package.json';
import { formatOf } from '../analyzer/kinds';
import type { FileChanges, FileStore } from '../workspace/file-store';
import { imagined } from '../workspace/imagined';
import { ProjectSettingsFiles } from '../workspace/project-settings';
import { Workspace } from '../workspace/workspace';
import { abilitiesOf, foldersOf, rootsOf, selectorOf, serverOptions } from './capabilities';
import { ACTION_KINDS, codeActions } from './code-actions';
import { completions, resolveHost } from './completion';
import { codeLenses } from './configurations';
import { Diagnostics } from './diagnostics';
import { OpenDocuments } from './documents';
import { serveExtension } from './extension-requests';
import { Findings } from './findings';
import { hoverAt, withFaults } from './hovers';
import { serveRefusals } from './in-time';
import { inlayHints } from './inlay-hints';
import { logTo } from './log';
import { type PostfixFeatures, postfixFeatures } from './postfix-features';
import { type ReportParams, STATUS, type StatusParams } from './protocol';
import { reportOf } from './report';
import { ClientRequests } from './requests';
import { Scan } from './scan';
import { Settings } from './settings';
import { mistakeDiagnostic, offsetOf, readingDiagnostic, SOURCE, toDiagnostic, toMarkup } from './translate';
import { Watching } from './watching';
import type { WholeWorkspaceHost } from './whole-workspace';

/** Where a client does not say what its documents are. */
const SCHEMES = ['file', 'untitled'];

/**
 * Serves one client; returns when the handlers stand. The caller listens on the connection, and tells what changes in a
 * store whose files arrive late.
 */
export function startServer(connection: Connection, files: FileStore): FileChanges {
  return new Server(connection, files).start();
}

class Server {
  private client = abilitiesOf({});
  private options = serverOptions(undefined);
  private roots: readonly string[] = [];
  /** The client reports what changes on disk. */
  private isWatched = false;
  /** The user has asked for the findings of all files. */
  private showsAll = false;
  private scans = 0;
  /** Resolves at the end of the first scan. */
  private scanned = Promise.resolve();

  private readonly requests: ClientRequests;
  private readonly workspace: Workspace;
  private readonly documents: OpenDocuments;
  private readonly settings: Settings;
  private readonly findings: Findings;
  private readonly diagnostics: Diagnostics;
  private readonly scan: Scan;
  private readonly projects: ProjectSettingsFiles;
  private readonly watching: Watching;
  private readonly postfix: PostfixFeatures;

  constructor(
    private readonly connection: Connection,
    private readonly files: FileStore,
  ) {
    const log = logTo(connection.console);
    const requests = new ClientRequests(connection, log);
    const workspace = new Workspace(files);
    const documents = new OpenDocuments(files, workspace, () => this.roots);
    const projects = new ProjectSettingsFiles(files, (file, because, at) =>
      log.warn(`${file}${at ? `:${at.line + 1}:${at.character + 1}` : ''}: ${because}`),
    );
    const scan = new Scan(workspace, log);
    const settings = new Settings(async (uri) =>
      this.client.tellsSettings ? requests.configuration(documents.clientUri(uri)) : undefined,
    );
    settings.late = () => this.diagnostics.update();
    const bug = (message: string) => log.error(message);
    this.requests = requests;
    this.workspace = workspace;
    this.documents = documents;
    this.projects = projects;
    this.scan = scan;
    this.settings = settings;
    const isOpen = (uri: string) => documents.isOpen(uri);
    this.findings = new Findings({ files, workspace, projects, settings, isOpen, bug });
    this.diagnostics = new Diagnostics({
      of: (uri) => this.diagnosticsOf(uri),
      open: () => documents.texts.all(),
      unopened: () => this.unopened(),
      waits: (uri) => this.waits(uri),
      pulls: () => this.client.pullsDiagnostics,
      publish: (params) => requests.publish(params),
      refresh: () => this.refresh(),
      problem: bug,
    });
    const refresh = () => this.diagnostics.update();
    this.watching = new Watching({ files, workspace, projects, scan, roots: () => this.roots, refresh });
    this.postfix = postfixFeatures(connection, {
      open: (uri) => documents.named(uri),
      read: (uri) => workspace.read(uri),
      documents,
      abilities: () => this.client,
      register: (registration) => void requests.register('the features for Postfix', registration),
    });
  }

  start(): FileChanges {
    serveRefusals(this.connection);
    this.serveLifecycle();
    this.serveDocuments();
    this.serveChanges();
    this.serveFeatures();
    serveExtension(this.connection, {
      canonical: (uri) => this.documents.canonical(uri),
      whole: () => this.whole(),
      lintAll: () => this.lintAll(),
      report: (params) => this.report(params),
    });
    this.documents.texts.listen(this.connection);
    return {
      file: (path) => {
        this.workspace.pathChanged(path);
        this.projects.pathChanged(path);
        this.diagnostics.changed(true);
      },
      folder: (folder) => {
        this.workspace.folderChanged(folder);
        this.diagnostics.changed(true);
      },
    };
  }

  private serveLifecycle(): void {
    const { connection } = this;
    connection.onInitialize((params) => this.initialize(params));
    connection.onInitialized(() => {
      this.register();
      if (this.client.changesFolders) connection.workspace.onDidChangeWorkspaceFolders((event) => this.moved(event));
      this.scanned = this.scanAll(this.roots);
    });
    connection.onShutdown(() => {
      this.scan.stop();
      this.diagnostics.stop();
      this.watching.stop();
    });
  }

  private initialize(params: InitializeParams): InitializeResult {
    this.client = abilitiesOf(params.capabilities);
    this.options = serverOptions(params.initializationOptions);
    this.settings.start(params.initializationOptions);
    this.roots = rootsOf(params, this.files);
    this.workspace.setRoots(this.roots);
    return { serverInfo: { name: SOURCE, version }, capabilities: this.capabilities(params) };
  }

  private capabilities({ capabilities }: InitializeParams): ServerCapabilities {
    return {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
      diagnosticProvider: { identifier: SOURCE, interFileDependencies: true, workspaceDiagnostics: true },
      codeActionProvider: { codeActionKinds: [...ACTION_KINDS] },
      hoverProvider: true,
      inlayHintProvider: true,
      ...this.postfix.capabilities(capabilities),
      ...(this.options.testConnection ? { codeLensProvider: {} } : {}),
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    };
  }

  /** Asks for reports of what the client cannot be asked for. */
  private register(): void {
    const { client, requests, watching } = this;
    if (client.registersSettings) {
      const section = 'mailConfigLint';
      void requests.register(
        'changes of settings',
        registrationOf(DidChangeConfigurationNotification.type, { section }),
      );
    }
    if (client.registersWatchers) {
      void this.watch(watching.watchers(client.watchesAnywhere)).then((isTaken) => {
        this.isWatched = isTaken;
      });
    }
    const schemes = this.options.schemes ?? SCHEMES;
    this.postfix.register(schemes, selectorOf(schemes));
  }

  private async watch(watchers: FileSystemWatcher[]): Promise<boolean> {
    if (watchers.length === 0) return true;
    const registration = registrationOf(DidChangeWatchedFilesNotification.type, { watchers });
    return this.requests.register('changes of files', registration);
  }

  /** Folders were added to the client's, or removed. */
  private moved({ added, removed }: WorkspaceFoldersChangeEvent): void {
    const gone = foldersOf(removed, this.files);
    const fresh = foldersOf(added, this.files);
    this.roots = [...this.roots.filter((root) => !gone.includes(root)), ...fresh];
    this.workspace.setRoots(this.roots);
    for (const root of gone) this.workspace.leave(root);
    if (gone.length > 0) this.diagnostics.update();
    if (this.isWatched && this.client.watchesAnywhere) void this.watch(this.watching.watchersOutside(fresh));
    void this.scanAll(fresh);
  }

  private async scanAll(folders: readonly string[]): Promise<void> {
    this.scans++;
    this.tellStatus();
    const hasScanned = await this.scan.all(folders);
    this.scans--;
    if (hasScanned) this.diagnostics.update();
    else this.tellStatus();
  }

  /** For clients with a place to show it. */
  private tellStatus(): void {
    const params: StatusParams = { isScanning: this.scans > 0, documents: this.workspace.mailDocuments().length };
    if (this.options.status) this.requests.notify(STATUS, params);
  }

  /** Has the client ask again for what it shows. */
  private refresh(): void {
    this.tellStatus();
    const { client, requests } = this;
    if (client.pullsDiagnostics && client.refreshesDiagnostics) requests.refreshDiagnostics();
    if (client.refreshesHints) requests.refreshHints();
    if (client.refreshesLenses && this.options.testConnection) requests.refreshLenses();
  }

  private serveDocuments(): void {
    const { texts } = this.documents;
    texts.onDidChangeContent(({ document }) => {
      const uri = this.documents.changed(document);
      this.diagnostics.changed(this.workspace.dependents(uri).length > 0);
    });
    texts.onDidClose(({ document }) => {
      this.settings.forget(this.documents.closed(document));
      this.diagnostics.closed(document.uri);
    });
    const look = () => {
      if (!this.isWatched) this.watching.anythingChanged();
    };
    texts.onDidOpen(look);
    texts.onDidSave(({ document }) => {
      look();
      if (this.documents.saved(document)) this.diagnostics.changed(true);
    });
  }

  private serveChanges(): void {
    this.connection.onDidChangeConfiguration(({ settings }) => {
      this.settings.changed(settings);
      this.diagnostics.update();
    });
    this.connection.onDidChangeWatchedFiles(({ changes }) => this.watching.changed(changes.map(({ uri }) => uri)));
  }

  private serveFeatures(): void {
    const { connection, documents, workspace } = this;
    connection.languages.diagnostics.on(({ textDocument, previousResultId }) =>
      this.diagnostics.pull(textDocument.uri, previousResultId),
    );
    connection.languages.diagnostics.onWorkspace((params, token, _, progress) => {
      const onEnd = (ended: () => void) => void token.onCancellationRequested(ended);
      return this.diagnostics.reportAll(params, progress && { report: (part) => progress.report(part), onEnd });
    });
    connection.onCodeAction(async ({ textDocument, ...asked }) => {
      const document = documents.named(textDocument.uri);
      if (!document) return [];
      const host = {
        document,
        findings: await this.findings.of(document.uri),
        readings: await this.findings.readIn(document.uri),
        fixer: workspace,
        settingsUri: this.findings.settingsUri(document.uri),
        documents,
        abilities: this.client,
        explains: this.options.explain === true,
        copies: this.options.copy === true,
      };
      return codeActions(host, asked);
    });
    connection.onCodeLens(async ({ textDocument }) => {
      const document = documents.named(textDocument.uri);
      if (!document || !this.options.testConnection) return [];
      const { enable, codeLens } = await this.findings.settingsOf(document.uri);
      return enable && codeLens ? codeLenses(workspace, document, documents) : [];
    });
    connection.onCompletion(({ textDocument, position }) => this.completions(textDocument.uri, position));
    connection.onCompletionResolve((item) => resolveHost(this.whole(), item) ?? this.postfix.resolve(item));
    connection.languages.inlayHint.on(async ({ textDocument, range }) => {
      const document = documents.named(textDocument.uri);
      if (!document) return [];
      const { enable, inlayHints: wanted } = await this.findings.settingsOf(document.uri);
      return enable ? inlayHints(workspace, document, range, wanted, documents) : [];
    });
    connection.onHover(({ textDocument, position }) => this.hover(textDocument.uri, position));
  }

  private completions(uri: string, position: Position): CompletionItem[] | null {
    const document = this.documents.named(uri);
    if (!document) return null;
    const offset = offsetOf(document, position);
    const isPostfix = /^(?:main|master)\.cf$/.test(formatOf(document) ?? '');
    return isPostfix ? this.postfix.completions(document, offset) : completions(this.whole(), document, offset);
  }

  private async hover(uri: string, position: Position): Promise<Hover | null> {
    const { documents, postfix, workspace } = this;
    const document = documents.named(uri);
    if (!document || !(await this.findings.settingsOf(document.uri)).enable) return null;
    const known = hoverAt(workspace, document, position, documents);
    const told = known && (await withFaults(known, (other) => this.findings.of(other)));
    const found = postfix.hover(document, position, told);
    return found && { range: found.range, contents: toMarkup(found.markdown, this.client.markdownHover) };
  }

  private async diagnosticsOf(uri: string): Promise<Diagnostic[]> {
    const { client, documents, findings } = this;
    const canonical = documents.canonical(uri);
    const settings = findings.settingsFile(canonical);
    if (settings) return settings.mistakes.map((mistake) => mistakeDiagnostic(mistake, settings.document));
    const found = (await findings.of(canonical)).map((finding) => toDiagnostic(finding, documents, client));
    if (!documents.isOpen(canonical)) return found;
    const readings = await findings.readIn(canonical);
    return [...found, ...readings.map((reading) => readingDiagnostic(reading, documents, client))];
  }

  /** Documents whose findings are shown though they need not be open, by the client's URIs. */
  private async unopened(): Promise<string[]> {
    const wanted: string[] = [];
    for (const uri of [...this.workspace.found(), ...this.findings.faultySettings()]) {
      const { enable, lintWorkspace } = await this.findings.settingsOf(uri);
      if (enable && (lintWorkspace || this.showsAll)) wanted.push(this.documents.clientUri(uri));
    }
    return wanted;
  }

  /** True where the user wants findings at a save, and there was none since the last change. */
  private async waits(uri: string): Promise<boolean> {
    const canonical = this.documents.canonical(uri);
    return this.documents.isDirty(canonical) && (await this.findings.settingsOf(canonical)).run === 'onSave';
  }

  /** Reads all folders again, and from now on shows the findings of all files. */
  private async lintAll(): Promise<void> {
    this.showsAll = true;
    this.watching.anythingChanged();
    await this.scanAll(this.roots);
  }

  private async report(params: ReportParams): Promise<string> {
    await this.scanned;
    const { files, workspace, findings, roots, documents } = this;
    return reportOf({ files, workspace, findings, roots, canonical: (uri) => documents.canonical(uri) }, params);
  }

  private whole(): WholeWorkspaceHost {
    const { files, workspace, documents, findings, client, roots } = this;
    return {
      ...{ workspace, documents, abilities: client },
      findings: (uri) => findings.of(uri),
      imagined: (document) => imagined(files, roots, document).configs(document.uri),
    };
  }
}

function registrationOf<Options>(type: ProtocolNotificationType<unknown, Options>, options: Options): BulkRegistration {
  const registration = BulkRegistration.create();
  registration.add(type, options);
  return registration;
}
