/** Commands of a few lines: all safe fixes of a file, the project's settings file, and what a report of a bug needs. */
import * as vscode from 'vscode';
import { COPY_COMMAND } from '../server/protocol';

/** The kind of the action that the language server offers for all safe fixes of a document. */
const FIX_ALL = 'source.fixAll.mailConfigLint';

const FIRST_SETTINGS = '{\n  "rules": {\n  },\n  "ignore": [\n  ]\n}\n';
const NAMES = ['.mail-config-lint.json', '.mail-config-lint.yaml', '.mail-config-lint.yml'];

export const smallCommands = ({ extension }: vscode.ExtensionContext): vscode.Disposable =>
  vscode.Disposable.from(
    vscode.commands.registerCommand('mailConfigLint.fixFile', fixFile),
    vscode.commands.registerCommand('mailConfigLint.openProjectSettings', openProjectSettings),
    vscode.commands.registerCommand('mailConfigLint.copyDebugInformation', () =>
      vscode.commands.executeCommand(COPY_COMMAND, debugInformation(extension)),
    ),
  );

async function fixFile(): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (!document) return;
  const all = new vscode.Range(document.positionAt(0), document.positionAt(document.getText().length));
  const [action] = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    all,
    FIX_ALL,
  );
  if (action?.edit) await vscode.workspace.applyEdit(action.edit);
  else void vscode.window.showInformationMessage('No problem in this file has a safe fix.');
}

/** Of the folder of the active editor, else of the first one; makes the file where there is none. */
async function openProjectSettings(): Promise<void> {
  const active = vscode.window.activeTextEditor?.document.uri;
  const folder = (active && vscode.workspace.getWorkspaceFolder(active)) ?? vscode.workspace.workspaceFolders?.[0];
  if (!folder) {
    void vscode.window.showInformationMessage('Open a folder first: the settings file belongs to a project.');
    return;
  }
  const files = NAMES.map((name) => vscode.Uri.joinPath(folder.uri, name));
  for (const file of files)
    if (await exists(file)) {
      await vscode.window.showTextDocument(file);
      return;
    }
  const [file] = files;
  await vscode.workspace.fs.writeFile(file!, new TextEncoder().encode(FIRST_SETTINGS));
  await vscode.window.showTextDocument(file!);
}

async function exists(file: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(file);
    return true;
  } catch {
    return false;
  }
}

/** Versions and the names of settings that differ from their defaults; no value of them, and no path. */
function debugInformation({ packageJSON }: vscode.Extension<unknown>): string {
  const properties: Readonly<Record<string, object>> = packageJSON.contributes.configuration.properties;
  const changed = Object.keys(properties).filter((name) => {
    const found = vscode.workspace.getConfiguration().inspect(name);
    return found?.globalValue !== undefined || found?.workspaceValue !== undefined;
  });
  return [
    `- Mail Config Lint ${packageJSON.version}`,
    `- VS Code ${vscode.version} (${vscode.env.appName}, ${vscode.env.uiKind === vscode.UIKind.Web ? 'web' : 'desktop'}${vscode.env.remoteName ? `, remote: ${vscode.env.remoteName}` : ''})`,
    `- Workspace: ${vscode.workspace.workspaceFolders?.length ?? 0} folders, ${vscode.workspace.isTrusted ? 'trusted' : 'restricted'}`,
    `- Settings that are not at their default: ${changed.join(', ') || 'none'}`,
    '',
  ].join('\n');
}
