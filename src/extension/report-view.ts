/** The panel that shows reports. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** What the buttons of a page do, by their `data-act`. */
export type Acts = Readonly<Record<string, () => unknown>>;

export class ReportView implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private acts: Acts = {};

  /** Shows a page in place of the one before; it is made with a nonce of its own. */
  show(title: string, html: (nonce: string) => string, acts: Acts = {}): void {
    this.acts = acts;
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
      this.panel.webview.onDidReceiveMessage((message: unknown) => {
        const act = String(message);
        if (Object.hasOwn(this.acts, act)) this.acts[act]?.();
      });
    }
    this.panel.title = title;
    this.panel.webview.html = html(randomBytes(16).toString('hex'));
    this.panel.reveal(undefined, true);
  }

  /** What the panel shows, for tests. */
  get html(): string | undefined {
    return this.panel?.webview.html;
  }

  dispose(): void {
    this.panel?.dispose();
  }
}

/** How long the status bar says that the report was copied. In milliseconds. */
const COPIED_MS = 5_000;

export async function copyReport(markdown: string): Promise<void> {
  await vscode.env.clipboard.writeText(markdown);
  vscode.window.setStatusBarMessage('The report is in the clipboard', COPIED_MS);
}
