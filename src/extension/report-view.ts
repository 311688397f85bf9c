/** The panel that shows connection tests. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { ConnectionChange } from '../analyzer/model';
import { type ProbeReport, toMarkdown, type WorkingReport, workingToMarkdown } from '../probe';
import { reportHtml, summaryHtml } from './report-html';

/** What the buttons of a report do. */
export interface ReportActions {
  again(): void;
  apply(change: ConnectionChange): Promise<void>;
  find(): Promise<void>;
}

interface Shown {
  readonly report: ProbeReport;
  readonly working?: WorkingReport;
  readonly actions: ReportActions;
}

export class ReportView implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private shown: Shown | undefined;

  show(report: ProbeReport, working: WorkingReport | undefined, actions: ReportActions): void {
    this.shown = { report, working, actions };
    this.render(`Connection test: ${report.endpoint.host}`, reportHtml(report, working, nonce()));
  }

  showSummary(reports: readonly ProbeReport[]): void {
    this.shown = undefined;
    this.render('Connection tests', summaryHtml(reports, nonce()));
  }

  private render(title: string, html: string): void {
    if (!this.panel) {
      this.panel = vscode.window.createWebviewPanel(
        'mailConfigLint.report',
        title,
        { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
        { enableScripts: true, localResourceRoots: [] },
      );
      this.panel.onDidDispose(() => {
        this.panel = undefined;
      });
      this.panel.webview.onDidReceiveMessage((message: unknown) => this.act(String(message)));
    }
    this.panel.title = title;
    this.panel.webview.html = html;
    this.panel.reveal(undefined, true);
  }

  /** What the panel shows, for tests. */
  get html(): string | undefined {
    return this.panel?.webview.html;
  }

  /** `again`, `copy`, `find`, `apply`, or `apply N` for a row of what works. */
  private act(message: string): void {
    if (!this.shown) return;
    const { report, working, actions } = this.shown;
    const [verb, row] = message.split(' ');
    if (verb === 'again') actions.again();
    else if (verb === 'find') void actions.find();
    else if (verb === 'copy') {
      const found = working ? `\n${workingToMarkdown(working)}` : '';
      void copy(toMarkdown(report) + found);
    } else if (verb === 'apply') {
      const change = row === undefined ? report.suggestion?.change : working?.results[Number(row)]?.change;
      if (change) void actions.apply(change);
    }
  }

  dispose(): void {
    this.panel?.dispose();
  }
}

/** How long the status bar says that the report was copied. In milliseconds. */
const COPIED_MS = 5_000;

async function copy(markdown: string): Promise<void> {
  await vscode.env.clipboard.writeText(markdown);
  vscode.window.setStatusBarMessage('The report is in the clipboard', COPIED_MS);
}

const nonce = () => randomBytes(16).toString('hex');
