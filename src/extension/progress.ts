import * as vscode from 'vscode';

/** Runs something that can be cancelled, with its progress in a notification. */
export function withProgress<T>(
  title: string,
  task: (signal: AbortSignal, tell: (message: string) => void) => Promise<T>,
): Thenable<T> {
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress({ location, title, cancellable: true }, (progress, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    return task(abort.signal, (message) => progress.report({ message }));
  });
}
