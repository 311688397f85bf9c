/** A small client of the language server, over an in-memory stream or to the built server's process. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import {
  type ClientCapabilities,
  type CodeAction,
  createConnection,
  createMessageConnection,
  type Diagnostic,
  type InitializeParams,
  type InitializeResult,
  type MessageConnection,
  type Registration,
  ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { inTime } from '../../src/server/in-time';
import { startServer } from '../../src/server/server';
import { disk } from '../../src/workspace/disk';

export const SERVER = join(process.cwd(), 'dist/server.js');

/** What VS Code can, as far as it counts here; it is not told of changes on disk unless the test tells. */
export const CAPABILITIES: ClientCapabilities = {
  workspace: {
    configuration: true,
    workspaceFolders: true,
    workspaceEdit: { documentChanges: true, resourceOperations: ['create'] },
    diagnostics: { refreshSupport: true },
  },
  textDocument: {
    diagnostic: { dynamicRegistration: false },
    publishDiagnostics: { relatedInformation: true, tagSupport: { valueSet: [1, 2] } },
  },
};

/** Those of a client that is pushed to. */
export function withoutPull({ textDocument, ...others }: ClientCapabilities = CAPABILITIES): ClientCapabilities {
  const { diagnostic: _pull, ...rest } = textDocument ?? {};
  return { ...others, textDocument: rest };
}

/** The caller sets its handlers, then listens on the connection. */
export function connectToServer(): MessageConnection {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  const server = createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient), inTime());
  startServer(server, disk);
  server.listen();
  return createMessageConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
}

export class Client {
  readonly pushed = new Map<string, Diagnostic[]>();
  readonly registrations: Registration[] = [];
  readonly log: string[] = [];
  /** What `workspace/configuration` is answered with. */
  settings: unknown = {};
  refreshes = 0;
  /** True for the requests of the server that are refused. */
  refuses: (method: string) => boolean = () => false;
  /** What answers wait for. */
  hold: Promise<void> | undefined;
  private isStarted = false;
  private readonly versions = new Map<string, number>();

  constructor(readonly connection: MessageConnection) {
    this.connection.onRequest(async (method, params) => {
      await this.hold;
      if (this.refuses(method)) return new ResponseError(-32603, `refused: ${method}`);
      return this.answer(method, params);
    });
    this.connection.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }) => {
      this.pushed.set(uri, diagnostics);
    });
    this.connection.onNotification('window/logMessage', ({ message }) => {
      this.log.push(message);
    });
    this.connection.listen();
  }

  static inMemory(): Client {
    return new Client(connectToServer());
  }

  static over(from: Readable, to: Writable): Client {
    return new Client(createMessageConnection(new StreamMessageReader(from), new StreamMessageWriter(to)));
  }

  // biome-ignore lint/suspicious/noExplicitAny: what a server asks with has many types.
  private answer(method: string, params: any): unknown {
    switch (method) {
      case 'workspace/configuration':
        return params.items.map(() => this.settings);
      case 'client/registerCapability':
        this.registrations.push(...params.registrations);
        return null;
      case 'workspace/diagnostic/refresh':
        this.refreshes++;
        return null;
      default:
        return null;
    }
  }

  async start(
    folders: readonly string[],
    capabilities: ClientCapabilities = CAPABILITIES,
    more: Partial<InitializeParams> = {},
  ): Promise<InitializeResult> {
    const result = await this.connection.sendRequest<InitializeResult>('initialize', {
      processId: null,
      rootUri: null,
      capabilities,
      initializationOptions: { testConnection: true },
      workspaceFolders: folders.map((folder) => ({ uri: pathToFileURL(folder).href, name: folder })),
      ...more,
    });
    this.isStarted = true;
    await this.connection.sendNotification('initialized', {});
    return result;
  }

  open(uri: string, text: string, languageId = 'plaintext') {
    this.versions.set(uri, 1);
    return this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId, version: 1, text },
    });
  }

  change(uri: string, text: string) {
    const version = (this.versions.get(uri) ?? 0) + 1;
    this.versions.set(uri, version);
    return this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ text }],
    });
  }

  /** Reports files and folders as changed on disk. */
  report(...uris: string[]) {
    return this.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: uris.map((uri) => ({ uri, type: 2 })),
    });
  }

  async diagnostics(uri: string): Promise<Diagnostic[]> {
    const report = await this.connection.sendRequest<{ items: Diagnostic[] }>('textDocument/diagnostic', {
      textDocument: { uri },
    });
    return report.items;
  }

  async codes(uri: string): Promise<string[]> {
    return (await this.diagnostics(uri)).map(({ code }) => String(code));
  }

  actions(uri: string, range: Diagnostic['range'], diagnostics: Diagnostic[], only?: string[]): Promise<CodeAction[]> {
    return this.connection.sendRequest('textDocument/codeAction', {
      textDocument: { uri },
      range,
      context: { diagnostics, only },
    });
  }

  /** A client that has never begun is not asked to end. */
  async stop() {
    if (this.isStarted) await this.connection.sendRequest('shutdown');
    this.connection.dispose();
  }
}

/** The built server as a process of its own. */
export class ServerProcess {
  readonly process: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly client: Client;
  errors = '';

  constructor(...args: string[]) {
    this.process = spawn(process.execPath, [SERVER, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.process.stderr.setEncoding('utf8').on('data', (text) => {
      this.errors += text;
    });
    this.client = Client.over(this.process.stdout, this.process.stdin);
  }

  /** The status with which the process ends. */
  async status(): Promise<number | null> {
    if (this.process.exitCode !== null) return this.process.exitCode;
    const [code] = await once(this.process, 'exit');
    return code;
  }

  kill(): void {
    this.process.kill('SIGKILL');
  }
}
