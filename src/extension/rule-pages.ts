/** "Explain <rule>": the page of a rule, as it comes with the extension. */
import * as vscode from 'vscode';
import { EXPLAIN_COMMAND } from '../server/protocol';

/** The page of findings that no rule makes. */
const PAGES: Readonly<Record<string, string>> = { 'unused-suppression': 'silencing.md' };

/** The page of a rule; that of what is no rule does not exist. */
export const pageOf = (extension: vscode.Uri, rule: string): vscode.Uri =>
  vscode.Uri.joinPath(extension, 'docs', PAGES[rule] ?? `rules/${rule}.md`);

/** Shows the page of a rule; asks which one where none is given. */
export const rulePages = ({ extensionUri }: vscode.ExtensionContext): vscode.Disposable =>
  vscode.commands.registerCommand(EXPLAIN_COMMAND, async (rule?: unknown) => {
    const chosen = typeof rule === 'string' ? rule : await pickRule(extensionUri);
    // It comes from a document's code action, or from another extension.
    if (chosen && /^[a-z0-9-]+$/.test(chosen)) await show(pageOf(extensionUri, chosen));
  });

async function pickRule(extension: vscode.Uri): Promise<string | undefined> {
  const names = await vscode.workspace.fs.readDirectory(vscode.Uri.joinPath(extension, 'docs', 'rules'));
  const rules = names.map(([name]) => name.replace(/\.md$/, ''));
  return vscode.window.showQuickPick(rules, { title: 'Explain Rule', placeHolder: 'Which rule?' });
}

async function show(page: vscode.Uri): Promise<void> {
  try {
    await vscode.commands.executeCommand('markdown.showPreviewToSide', page);
  } catch {
    // VS Code's own Markdown extension can be disabled.
    await vscode.window.showTextDocument(page, { viewColumn: vscode.ViewColumn.Beside, preview: true });
  }
}
