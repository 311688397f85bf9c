/** Everything that the server asks of its client or sends unasked: a failure is logged once, and ends nothing. */
import {
  type BulkRegistration,
  CodeLensRefreshRequest,
  type Connection,
  type PublishDiagnosticsParams,
} from 'vscode-languageserver';
import type { Log } from './log';
import { READ_FILE, READ_FOLDER, type ReadParams } from './protocol';

export class ClientRequests {
  private readonly failed = new Set<string>();

  constructor(
    private readonly connection: Connection,
    private readonly log: Log,
  ) {}

  /** False where the client refuses. `what` is registered, for the log. */
  async register(what: string, registration: BulkRegistration): Promise<boolean> {
    const taken = await this.attempt(`Registering ${what}`, () => this.connection.client.register(registration));
    return taken !== undefined;
  }

  /** The section `mailConfigLint` of the settings for a document; undefined where the client does not tell. */
  async configuration(scopeUri: string): Promise<unknown> {
    return this.attempt('Reading the settings', () =>
      this.connection.workspace.getConfiguration({ scopeUri, section: 'mailConfigLint' }),
    );
  }

  publish(params: PublishDiagnosticsParams): void {
    void this.attempt('Publishing findings', () => this.connection.sendDiagnostics(params));
  }

  refreshDiagnostics(): void {
    void this.attempt('Refreshing findings', async () => this.connection.languages.diagnostics.refresh());
  }

  refreshLenses(): void {
    void this.attempt('Refreshing code lenses', () => this.connection.sendRequest(CodeLensRefreshRequest.type));
  }

  notify(method: string, params: object): void {
    void this.attempt('Telling the status', () => this.connection.sendNotification(method, params));
  }

  refreshHints(): void {
    void this.attempt('Refreshing inlay hints', async () => this.connection.languages.inlayHint.refresh());
  }

  /** Undefined where there is no such file, or where the client does not tell. */
  async readFile(uri: string): Promise<string | undefined> {
    const params: ReadParams = { uri };
    const text = await this.attempt('Reading a file', () =>
      this.connection.sendRequest<string | null>(READ_FILE, params),
    );
    return text ?? undefined;
  }

  async readFolder(uri: string): Promise<readonly string[]> {
    const params: ReadParams = { uri };
    return (
      (await this.attempt('Reading a folder', () => this.connection.sendRequest<string[]>(READ_FOLDER, params))) ?? []
    );
  }

  private async attempt<T>(what: string, send: () => Promise<T>): Promise<T | undefined> {
    try {
      return await send();
    } catch (error) {
      if (!this.failed.has(what)) this.log.warn(`${what} failed: ${error instanceof Error ? error.message : error}`);
      this.failed.add(what);
      return undefined;
    }
  }
}
