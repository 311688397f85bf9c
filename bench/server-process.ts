/** The real server as a child process, spoken to over stdio. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';

export class ServerProcess {
  private readonly child: ChildProcess;
  private readonly connection: ProtocolConnection;
  private version = 1;
  private scanned: (() => void) | undefined;

  constructor(server: string) {
    this.child = spawn(process.execPath, [server, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    if (!this.child.stdin || !this.child.stdout) throw new Error('the server has no pipes');
    this.connection = createProtocolConnection(
      new StreamMessageReader(this.child.stdout),
      new StreamMessageWriter(this.child.stdin),
    );
    this.connection.onRequest('workspace/diagnostic/refresh', () => {
      this.scanned?.();
      return null;
    });
    this.connection.listen();
  }

  /** Milliseconds until the server has answered; `folder` is scanned afterwards. */
  async start(folder?: string): Promise<number> {
    const started = performance.now();
    await this.connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: { textDocument: { diagnostic: {} }, workspace: { diagnostics: { refreshSupport: true } } },
      workspaceFolders: folder ? [{ uri: pathToFileURL(folder).href, name: 'bench' }] : [],
    });
    const taken = performance.now() - started;
    await this.connection.sendNotification('initialized', {});
    return taken;
  }

  /** Resolves when the server has told that its first scan is over. */
  whenScanned(): Promise<void> {
    return new Promise((resolve) => {
      this.scanned = resolve;
    });
  }

  open(uri: string, languageId: string, text: string): Promise<void> {
    this.version = 1;
    return this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId, version: 1, text },
    });
  }

  close(uri: string): Promise<void> {
    return this.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  }

  /** Types or deletes one character and waits for the diagnostics; in milliseconds. */
  async keystroke(uri: string, line: number, insert: boolean): Promise<number> {
    const started = performance.now();
    const end = { line, character: insert ? 0 : 1 };
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: ++this.version },
      contentChanges: [{ range: { start: { line, character: 0 }, end }, text: insert ? ' ' : '' }],
    });
    await this.connection.sendRequest('textDocument/diagnostic', { textDocument: { uri } });
    return performance.now() - started;
  }

  /** Asks something about a place, and waits for the answer; in milliseconds. */
  async ask(
    method: 'textDocument/hover' | 'textDocument/completion',
    uri: string,
    line: number,
    character: number,
  ): Promise<number> {
    const started = performance.now();
    await this.connection.sendRequest(method, { textDocument: { uri }, position: { line, character } });
    return performance.now() - started;
  }

  /** Resident memory in MB, where the system tells it. */
  memory(): number | undefined {
    try {
      const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
    } catch {
      return undefined;
    }
  }

  async stop(): Promise<void> {
    await this.connection.sendRequest('shutdown');
    await this.connection.sendNotification('exit');
    this.connection.dispose();
  }
}
