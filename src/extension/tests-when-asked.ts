/** The tests of connections and domains, whose code is loaded when the first one is asked for. */
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { OverviewItem } from '../server/protocol';
import type { Point } from './configurations';
import type { LastTest, Tests } from './configurations-view';
import type { ReportView } from './report-view';
import type { ConnectionTests } from './test-connection';

export class TestsWhenAsked implements Tests, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private loading: Promise<ConnectionTests> | undefined;
  private loaded: ConnectionTests | undefined;

  constructor(
    private readonly client: LanguageClient,
    private readonly view: ReportView,
    private readonly secrets: vscode.SecretStorage,
    private readonly output: vscode.LogOutputChannel,
  ) {}

  connections(): Promise<ConnectionTests> {
    this.loading ??= this.load();
    return this.loading;
  }

  /** Tests one configuration; the report, or undefined where the user changed their mind. */
  async inWords(uri: string | undefined, position: Point | undefined): Promise<string | undefined> {
    const tests = await this.connections();
    const report = await tests.testOne(uri, position);
    return report && (await import('../probe')).toMarkdown(report);
  }

  async domain(): Promise<unknown> {
    const { checkSenderDomain } = await import('./domain-check');
    return checkSenderDomain(this.client, this.view);
  }

  async find(): Promise<unknown> {
    return (await import('./find-server')).findMailServer();
  }

  lastOf(item: OverviewItem): LastTest | undefined {
    return this.loaded?.lastOf(item);
  }

  private async load(): Promise<ConnectionTests> {
    const { ConnectionTests } = await import('./test-connection');
    const loaded = new ConnectionTests(this.client, this.view, this.secrets, this.output);
    loaded.onDidChange(() => this.changed.fire());
    this.loaded = loaded;
    return loaded;
  }

  dispose(): void {
    this.changed.dispose();
    this.loaded?.dispose();
  }
}
