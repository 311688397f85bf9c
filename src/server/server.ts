/** The language server: translates between a client and the workspace, and decides nothing itself. */
import {
  type ClientCapabilities,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  DocumentDiagnosticReportKind,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { version } from '../../package.json';
import type { Finding } from '../analyzer/model';
import type { FileChanges, FileStore } from '../workspace/file-store';
import { ProjectSettingsFiles, SETTINGS_FILE } from '../workspace/project-settings';
import { applyChoices, readChoices, type SeverityChoices } from '../workspace/severities';
import { Workspace } from '../workspace/workspace';
import { codeActions, FIX_ALL } from './code-actions';
import { changeEdits, codeLenses, hoverAt, passwordOf, summaries } from './configurations';
import { postfixFeatures } from './postfix-features';
import {
  CHANGE,
  type ChangeParams,
  CONFIGURATIONS,
  type ConfigurationsParams,
  PASSWORD,
  type PasswordParams,
  type ServerOptions,
} from './protocol';
import { type ClientAbilities, type ClientDocuments, SOURCE, toDiagnostic, toWorkspaceEdit } from './translate';

/** How long typing rests before diagnostics are pushed to a client that does not pull them. In milliseconds. */
const PUSH_DELAY = 150;

/** Longest time that a scan keeps the server busy before it looks for messages. In milliseconds. */
const SCAN_SLICE = 15;

/** Lets other work through. Timers, which browsers have in its place, take a millisecond at least. */
const pause: (then: () => void) => void = globalThis.setImmediate ?? setTimeout;

const WATCHED =
  '**/{.git/index,.env,.env.*,*.env,main.cf,master.cf,*.main.cf,*.master.cf,application*.properties,app.ini,grafana.ini,custom.ini,airflow*.cfg,odoo*.conf,{.msmtprc,msmtprc},{.msmtp,msmtp}/config,gitlab.rb,Dockerfile,Dockerfile.*,Containerfile,*.{dockerfile,Dockerfile,js,jsx,cjs,mjs,ts,tsx,cts,mts,yml,yaml,yml.*,yaml.*,json,jsonc,toml}}';

/** Where a client does not say what its documents are. */
const SCHEMES = ['file', 'untitled'];

/**
 * Serves one client; returns when the handlers stand. The caller listens on the connection, and tells what changes in a
 * store whose files arrive late.
 */
export function startServer(connection: Connection, files: FileStore): FileChanges {
  const workspace = new Workspace(files);
  const texts = new TextDocuments(TextDocument);
  /** The user's own, per document. */
  const choices = new Map<string, Promise<SeverityChoices>>();
  const projects = new ProjectSettingsFiles(files, (file, because) => connection.console.warn(`${file}: ${because}`));
  /** What was last answered for an open document, by the client's spelling: most keystrokes change no finding. */
  const reports = new Map<string, { readonly resultId: string; readonly text: string }>();
  let reported = 0;
  /** Canonical URI → the client's spelling of an open document. */
  const spelling = new Map<string, string>();
  let client: ClientCapabilities = {};
  let options: ServerOptions = {};
  let roots: string[] = [];
  const scanning = new AbortController();

  const canonical = (uri: string) => {
    const file = files.fileOf(uri);
    return file === undefined ? uri : files.uriOf(file);
  };
  const documents: ClientDocuments = {
    document: (uri) => workspace.document(uri),
    clientUri: (uri) => spelling.get(uri) ?? uri,
    version: (uri) => texts.get(spelling.get(uri) ?? uri)?.version ?? null,
    mayEdit: (uri) => texts.get(spelling.get(uri) ?? uri) !== undefined || mayEditFile(uri),
  };
  /** Whether an edit of a file that is not open stays in the workspace and loses no character of it. */
  function mayEditFile(uri: string): boolean {
    const file = files.fileOf(uri);
    if (file === undefined || !files.whyNotEdited) return true;
    // The settings of a project may lie above the folder that is open.
    const alone = roots.length === 0 || file.endsWith(SETTINGS_FILE);
    return files.whyNotEdited(file, alone ? [files.folderOf(file)] : roots) === undefined;
  }
  const abilities = (): ClientAbilities => ({
    related: client.textDocument?.publishDiagnostics?.relatedInformation === true,
    tags: client.textDocument?.publishDiagnostics?.tagSupport !== undefined,
    documentChanges: client.workspace?.workspaceEdit?.documentChanges === true,
    createFiles: client.workspace?.workspaceEdit?.resourceOperations?.includes('create') === true,
  });
  const pulls = () => client.textDocument?.diagnostic !== undefined;
  const postfix = postfixFeatures(connection, {
    open: (uri) => workspace.document(canonical(uri)),
    read: (uri) => workspace.read(uri),
    documents,
    abilities,
  });

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    client = params.capabilities;
    options = (params.initializationOptions ?? {}) as ServerOptions;
    const folders = params.workspaceFolders ?? (params.rootUri ? [{ uri: params.rootUri, name: '' }] : []);
    roots = folders.map(({ uri }) => files.fileOf(uri)).filter((file) => file !== undefined);
    workspace.setRoots(roots);
    return {
      serverInfo: { name: SOURCE, version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        diagnosticProvider: { identifier: SOURCE, interFileDependencies: true, workspaceDiagnostics: false },
        codeActionProvider: { codeActionKinds: ['quickfix', FIX_ALL] },
        hoverProvider: true,
        ...postfix.capabilities(client),
        ...(options.testConnection ? { codeLensProvider: {} } : {}),
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  });

  connection.onInitialized(() => {
    if (client.workspace?.didChangeConfiguration?.dynamicRegistration) {
      void connection.client.register(DidChangeConfigurationNotification.type, { section: 'mailConfigLint' });
    }
    if (client.workspace?.didChangeWatchedFiles?.dynamicRegistration) {
      void connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern: WATCHED }] });
    }
    postfix.register(client, options.schemes ?? SCHEMES);
    if (client.workspace?.workspaceFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(removed.map(({ uri }) => files.fileOf(uri)));
        const fresh = added.map(({ uri }) => files.fileOf(uri)).filter((file) => file !== undefined);
        roots = [...roots.filter((root) => !gone.has(root)), ...fresh];
        workspace.setRoots(roots);
        scan(fresh);
      });
    }
    scan(roots);
  });

  /** Finds the mail configurations of whole folders, in slices that leave the server awake. */
  function scan(folders: readonly string[]): void {
    const { signal } = scanning;
    void (async () => {
      const started = Date.now();
      let resumed = Date.now();
      const breathe = () => {
        if (Date.now() - resumed < SCAN_SLICE) return undefined;
        return new Promise<void>((resolve) =>
          pause(() => {
            resumed = Date.now();
            resolve();
          }),
        );
      };
      const problem = (file: string, because: string) => connection.console.info(`${file}: skipped, ${because}`);
      for (const folder of folders) await workspace.scan(folder, { signal, breathe, problem });
      if (signal.aborted || folders.length === 0) return;
      connection.console.info(
        `${workspace.mailDocuments().length} documents with mail settings found in ${Date.now() - started} ms`,
      );
      refresh();
    })().catch((error: unknown) => connection.console.error(`the scan failed: ${error}`));
  }

  /** Everything that is shown may be different now. */
  function refresh(): void {
    if (pulls()) {
      if (client.workspace?.diagnostics?.refreshSupport) connection.languages.diagnostics.refresh();
    } else schedulePush();
    if (client.workspace?.codeLens?.refreshSupport && options.testConnection) {
      void connection.sendRequest('workspace/codeLens/refresh').catch(() => undefined);
    }
  }

  async function choicesFor(uri: string): Promise<SeverityChoices> {
    if (!client.workspace?.configuration) return {};
    let promise = choices.get(uri);
    if (!promise) {
      promise = connection.workspace
        .getConfiguration({ scopeUri: documents.clientUri(uri), section: 'mailConfigLint' })
        .then((value) => readChoices(value?.rules));
      choices.set(uri, promise);
    }
    return promise;
  }

  async function findingsOf(uri: string): Promise<Finding[]> {
    const own = await choicesFor(uri);
    const findings = workspace.findings(uri);
    for (const { part, error } of workspace.analysis(uri)?.failures ?? []) {
      connection.console.error(`a bug of this program: ${part} failed on ${uri}: ${error}`);
    }
    const file = files.fileOf(uri);
    const project = file === undefined ? undefined : projects.of(file);
    if (file !== undefined && project?.ignores(file)) return [];
    // The person at the editor goes before the project.
    return applyChoices(findings, [own, project?.choices ?? {}]);
  }

  /** The settings file that holds for a document, or the one that the workspace may have. */
  function settingsUri(uri: string): string | undefined {
    const file = files.fileOf(uri);
    const root = file === undefined ? undefined : workspace.rootOf(file);
    const own = file === undefined ? undefined : projects.of(file).file;
    const path = own ?? (root === undefined ? undefined : root + files.separator + SETTINGS_FILE);
    return path === undefined ? undefined : files.uriOf(path);
  }

  texts.onDidChangeContent(({ document }) => {
    const uri = canonical(document.uri);
    spelling.set(uri, document.uri);
    const file = files.fileOf(uri);
    const path = file === undefined ? uri.slice(uri.indexOf(':') + 1) : workspace.nameOf(file);
    workspace.open({ uri, path, text: document.getText(), languageId: document.languageId });
    if (!pulls()) schedulePush();
    else if (workspace.dependents(uri).length > 0) scheduleRefresh();
  });
  texts.onDidClose(({ document }) => {
    const uri = canonical(document.uri);
    spelling.delete(uri);
    choices.delete(uri);
    reports.delete(document.uri);
    workspace.close(uri);
    if (!pulls()) void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
  });

  let refreshTimer: NodeJS.Timeout | undefined;
  /** After a pause, has the client pull anew: what is typed in one document tells on others. */
  function scheduleRefresh(): void {
    clearTimeout(refreshTimer);
    refreshTimer = setTimeout(refresh, PUSH_DELAY);
  }

  let pushTimer: NodeJS.Timeout | undefined;
  /** For clients that cannot pull: after a pause, every open document, as a change in one may tell on another. */
  function schedulePush(): void {
    clearTimeout(pushTimer);
    pushTimer = setTimeout(async () => {
      for (const document of texts.all()) {
        const findings = await findingsOf(canonical(document.uri));
        if (texts.get(document.uri)?.version !== document.version) continue;
        const diagnostics = findings.map((finding) => toDiagnostic(finding, documents, abilities()));
        void connection.sendDiagnostics({ uri: document.uri, version: document.version, diagnostics });
      }
    }, PUSH_DELAY);
  }

  connection.languages.diagnostics.on(async ({ textDocument: { uri }, previousResultId }) => {
    const findings = await findingsOf(canonical(uri));
    const items = findings.map((finding) => toDiagnostic(finding, documents, abilities()));
    const text = JSON.stringify(items);
    const last = reports.get(uri);
    const resultId = last?.text === text ? last.resultId : `${++reported}`;
    reports.set(uri, { resultId, text });
    return previousResultId === resultId
      ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId }
      : { kind: DocumentDiagnosticReportKind.Full, resultId, items };
  });

  connection.onCodeAction(async ({ textDocument, range, context }) => {
    const uri = canonical(textDocument.uri);
    const document = workspace.document(uri);
    if (!document) return [];
    const asked = { range, context };
    return codeActions(document, await findingsOf(uri), asked, settingsUri(uri), documents, abilities());
  });

  connection.onCodeLens(({ textDocument }) => {
    const document = workspace.document(canonical(textDocument.uri));
    return document && options.testConnection ? codeLenses(workspace, document, documents) : [];
  });

  connection.onHover(({ textDocument, position }) => {
    const document = workspace.document(canonical(textDocument.uri));
    return document ? postfix.hover(document, position, hoverAt(workspace, document, position, documents)) : null;
  });

  connection.onDidChangeConfiguration(() => {
    choices.clear();
    refresh();
  });

  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const change of changes) {
      const uri = canonical(change.uri);
      const file = files.fileOf(uri);
      if (file) files.forget?.(file);
      workspace.fileChanged(uri);
      if (file?.endsWith(SETTINGS_FILE)) projects.forget();
      else if (file) workspace.look(file);
    }
    refresh();
  });

  connection.onRequest(CONFIGURATIONS, ({ uri }: ConfigurationsParams) => {
    const uris = uri === undefined ? workspace.mailDocuments() : [canonical(uri)];
    return uris.flatMap((each) => summaries(workspace, each, documents));
  });
  connection.onRequest(PASSWORD, ({ id }: PasswordParams) => passwordOf(workspace, id));
  connection.onRequest(CHANGE, ({ id, change }: ChangeParams) => {
    const edits = changeEdits(workspace, id, change);
    return (edits && toWorkspaceEdit(edits, documents, abilities())) ?? null;
  });

  connection.onShutdown(() => {
    scanning.abort();
    clearTimeout(pushTimer);
    clearTimeout(refreshTimer);
  });

  texts.listen(connection);
  const arrived = () => (pulls() ? scheduleRefresh() : schedulePush());
  return {
    file(uri) {
      workspace.fileChanged(uri);
      if (uri.endsWith(SETTINGS_FILE)) projects.forget();
      arrived();
    },
    folder(folder) {
      workspace.folderChanged(folder);
      arrived();
    },
  };
}
