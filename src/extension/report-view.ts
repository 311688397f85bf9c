/** The panel that shows the last connection test. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { type ProbeReport, toMarkdown } from '../probe';
import { reportHtml } from './report-html';

export interface ReportActions {
  again(): void;
  /** Absent where the test proved nothing that could be written back. */
  readonly apply?: () => Promise<void>;
}

export class ReportView implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private actions: ReportActions | undefined;
  private report: ProbeReport | undefined;

  show(report: ProbeReport, actions: ReportActions): void {
    this.report = report;
    this.actions = actions;
    if (!this.panel) {
      this.panel = vscode.window.createWebviewPanel(
        'mailConfigLint.report',
        'Connection test',
        { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
        { enableScripts: true, localResourceRoots: [] },
      );
      this.panel.onDidDispose(() => {
        this.panel = undefined;
      });
      this.panel.webview.onDidReceiveMessage((message: unknown) => this.act(message));
    }
    this.panel.title = `Connection test: ${report.endpoint.host}`;
    this.panel.webview.html = reportHtml(report, randomBytes(16).toString('hex'), actions.apply !== undefined);
    this.panel.reveal(undefined, true);
  }

  /** What the panel shows, for tests. */
  get html(): string | undefined {
    return this.panel?.webview.html;
  }

  private act(message: unknown): void {
    if (message === 'again') this.actions?.again();
    else if (message === 'apply') void this.actions?.apply?.();
    else if (message === 'copy' && this.report) void vscode.env.clipboard.writeText(toMarkdown(this.report));
  }

  dispose(): void {
    this.panel?.dispose();
  }
}
