/** What the suites do with VS Code, in the words of a user. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';

export const EXTENSION_ID = 'mail-config-lint.mail-config-lint';
export const SOURCE = 'mail-config-lint';

const POLL_MS = 25;
const DEADLINE_MS = 180_000;

/** Polls until `probe` gives something other than undefined; `waited for` says what, should it never come. */
export async function eventually<T>(
  waitedFor: string | (() => string),
  probe: () => T | undefined | Thenable<T | undefined>,
): Promise<T> {
  for (const deadline = Date.now() + DEADLINE_MS; Date.now() < deadline; await sleep(POLL_MS)) {
    const value = await probe();
    if (value !== undefined) return value;
  }
  const text = typeof waitedFor === 'string' ? waitedFor : waitedFor();
  throw new Error(`Waited ${DEADLINE_MS / 1000} s in vain for ${text}`);
}

export function workspaceFolder(): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'VS Code has no folder open');
  return folder.uri;
}

/** `path` is relative to the open folder, which is a copy of examples/. */
export async function open(path: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(workspaceFolder(), path));
  await vscode.window.showTextDocument(document);
  return document;
}

/** A new file in the open folder, shown in an editor. */
export async function create(path: string, text: string): Promise<vscode.TextDocument> {
  await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(workspaceFolder(), path), Buffer.from(text));
  return open(path);
}

/** Replaces the whole text in the editor, as typing would, without saving. */
export async function rewrite(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  const all = new vscode.Range(document.positionAt(0), document.positionAt(document.getText().length));
  edit.replace(document.uri, all, text);
  assert.ok(await vscode.workspace.applyEdit(edit), `VS Code refused to change ${document.uri.path}`);
}

/** Undoes what a test changed in the file, so that the next one finds it as it was. */
export async function revert(document: vscode.TextDocument): Promise<void> {
  await vscode.window.showTextDocument(document);
  await vscode.commands.executeCommand('workbench.action.files.revert');
}

/** This extension's findings in the document as they stand now. */
export function findings(document: vscode.TextDocument): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(document.uri).filter((diagnostic) => diagnostic.source === SOURCE);
}

/** The rule of a finding; its code is an object where it links to the rule's page. */
export function ruleOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}

/**
 * Waits for exactly these rules, in order of place; an empty list waits for the findings to go.
 * An empty list holds before the first analysis, too: ask for it only after findings were there.
 */
export async function waitForRules(document: vscode.TextDocument, expected: string[]): Promise<vscode.Diagnostic[]> {
  const sorted = () => findings(document).sort((a, b) => a.range.start.compareTo(b.range.start));
  return eventually(
    () => `[${expected}] in ${document.uri.path}; found [${sorted().map(ruleOf)}]`,
    () => {
      const found = sorted();
      return found.map(ruleOf).join() === expected.join() ? found : undefined;
    },
  );
}

/** Waits for a finding of the rule, whatever else is found. */
export async function waitForRule(document: vscode.TextDocument, rule: string): Promise<vscode.Diagnostic> {
  return eventually(
    () => `${rule} in ${document.uri.path}; found [${findings(document).map(ruleOf)}]`,
    () => findings(document).find((finding) => ruleOf(finding) === rule),
  );
}

/** The code actions that VS Code offers at the range. */
export async function codeActions(
  document: vscode.TextDocument,
  range: vscode.Range,
  kind?: vscode.CodeActionKind,
): Promise<vscode.CodeAction[]> {
  const resolveAll = 100;
  return vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    range,
    kind?.value,
    resolveAll,
  );
}

/** Waits for the action of this title, a part of it being enough, and does what choosing it would. */
export async function applyCodeAction(
  document: vscode.TextDocument,
  range: vscode.Range,
  title: string,
  kind?: vscode.CodeActionKind,
): Promise<void> {
  let offered: string[] = [];
  const action = await eventually(
    () => `the action '${title}' in ${document.uri.path}; offered: ${offered.map((each) => `'${each}'`).join(', ')}`,
    async () => {
      const actions = await codeActions(document, range, kind);
      offered = actions.map((each) => each.title);
      return actions.find((each) => each.title.includes(title));
    },
  );
  if (action.edit) assert.ok(await vscode.workspace.applyEdit(action.edit), `VS Code refused the edit of '${title}'`);
  const { command } = action;
  if (command) await vscode.commands.executeCommand(command.command, ...(command.arguments ?? []));
}

/** Waits for the text, since an edit of a server reaches the document later than the command that asked for it ends. */
export async function waitForText(document: vscode.TextDocument, expected: string): Promise<void> {
  try {
    await eventually('the text', () => (document.getText() === expected ? true : undefined));
  } catch {
    assert.equal(document.getText(), expected);
  }
}

/** As of VS Code 1.95; the types are those of the oldest version that the extension runs in. */
export const languageModel = vscode.lm as unknown as {
  readonly tools: readonly { readonly name: string }[];
  invokeTool(
    name: string,
    options: { input: object; toolInvocationToken: undefined },
  ): Promise<{ readonly content: readonly { readonly value: string }[] }>;
};

/** Calls one of the extension's tools as an assistant does. */
export async function callTool(name: string, input: object): Promise<string> {
  const options = { input, toolInvocationToken: undefined };
  const { content } = await languageModel.invokeTool(`mailConfigLint_${name}`, options);
  return content.map(({ value }) => value).join('');
}
