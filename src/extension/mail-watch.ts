/** Sees the first text that may concern mail: until then no process of a language server is needed. */
import { setImmediate } from 'node:timers/promises';
import * as vscode from 'vscode';
import { concernsMail } from '../analyzer/concern';
import { formatOf } from '../analyzer/kinds';
import { fileMayConcernMail, walk } from '../workspace/files';
import { NO_FILES } from './client';

/** Longest time that the search keeps the extension host busy at once. In milliseconds. */
const SLICE = 10;

/** Calls back once, when an open document or a file of the workspace may concern mail. */
export function whenMailIsSeen(callBack: () => void): vscode.Disposable {
  const stopping = new AbortController();
  const seen = () => {
    if (stopping.signal.aborted) return;
    stop();
    callBack();
  };
  const look = (document: vscode.TextDocument) => {
    if (documentMayConcernMail(document)) seen();
  };
  const watcher = vscode.workspace.createFileSystemWatcher('**/*');
  const lookAt = ({ scheme, fsPath }: vscode.Uri) => {
    // A search that fails proves nothing.
    if (scheme === 'file') void search(fsPath, stopping.signal).then((isFound) => isFound && seen(), seen);
  };
  const subscriptions = vscode.Disposable.from(
    watcher,
    watcher.onDidCreate(lookAt),
    watcher.onDidChange(lookAt),
    vscode.workspace.onDidOpenTextDocument(look),
    vscode.workspace.onDidChangeTextDocument(({ document }) => look(document)),
    vscode.workspace.onDidChangeWorkspaceFolders(({ added }) => {
      for (const { uri } of added) lookAt(uri);
    }),
  );
  const stop = () => {
    stopping.abort();
    subscriptions.dispose();
  };
  for (const document of vscode.workspace.textDocuments) look(document);
  for (const { uri } of vscode.workspace.workspaceFolders ?? []) lookAt(uri);
  return { dispose: stop };
}

/** Postfix files are edited with completion and hovers, be there a word of mail in them or not. */
function documentMayConcernMail(document: vscode.TextDocument): boolean {
  const { languageId, uri } = document;
  if (!['file', ...NO_FILES].includes(uri.scheme)) return false;
  const isPostfix = languageId.startsWith('postfix-');
  return isPostfix || concernsMail({ uri: `${uri}`, path: uri.path, text: document.getText(), languageId });
}

/** Whether a file, or one below a folder, may concern mail. */
async function search(path: string, signal: AbortSignal): Promise<boolean> {
  let resumed = Date.now();
  for (const candidate of walk(path, () => undefined)) {
    if (signal.aborted) return false;
    if (fileMayConcernMail(candidate)) return true;
    if (Date.now() - resumed < SLICE) continue;
    await setImmediate();
    resumed = Date.now();
  }
  const format = formatOf({ path });
  return format !== undefined && fileMayConcernMail({ file: path, format });
}
