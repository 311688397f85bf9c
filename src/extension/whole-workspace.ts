/** "Lint Workspace", "Fix All Safe Problems in Workspace", and the task that lints a workspace. */
import * as vscode from 'vscode';
import type { BaseLanguageClient, WorkspaceEdit } from 'vscode-languageclient';
import { FIX_WORKSPACE, type FixWorkspaceResult, LINT_WORKSPACE, type LintWorkspaceResult } from '../server/protocol';
import { count } from '../show/count';

const TASK = 'mail-config-lint';

/** So many files are named in a question. */
const MOST_NAMES = 12;

const lint = (client: BaseLanguageClient) => client.sendRequest<LintWorkspaceResult>(LINT_WORKSPACE);

/** "3 problems in 2 files, 5 mail configurations" */
export function inWords({ problems, configurations }: LintWorkspaceResult): string {
  const files = new Set(problems.map(({ at }) => at.uri)).size;
  const found =
    problems.length === 0 ? 'No problems' : `${count(problems.length, 'problem')} in ${count(files, 'file')}`;
  return `${found}, ${count(configurations, 'mail configuration')}`;
}

const withProgress = <T>(title: string, work: () => Promise<T>): Thenable<T> =>
  vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, work);

export const wholeWorkspace = (client: BaseLanguageClient): vscode.Disposable =>
  vscode.Disposable.from(
    vscode.commands.registerCommand('mailConfigLint.lintWorkspace', async () => {
      const result = await withProgress('Linting mail settings', () => lint(client));
      if (result.problems.length > 0) await vscode.commands.executeCommand('workbench.actions.view.problems');
      void vscode.window.showInformationMessage(`${inWords(result)}.`);
    }),
    vscode.commands.registerCommand('mailConfigLint.fixWorkspace', () => fix(client)),
    vscode.tasks.registerTaskProvider(TASK, {
      provideTasks: () => [taskOf(client, { type: TASK })],
      resolveTask: ({ definition }) => taskOf(client, definition),
    }),
  );

/**
 * Asks first, and offers to show the edits: the server marks them as to be confirmed, and then VS Code has the user tick
 * those that are wanted.
 */
async function fix(client: BaseLanguageClient): Promise<void> {
  const edit = await withProgress('Fixing mail settings', async () => {
    await lint(client);
    return client.sendRequest<FixWorkspaceResult>(FIX_WORKSPACE);
  });
  if (!edit) {
    void vscode.window.showInformationMessage('No problem in this workspace has a safe fix.');
    return;
  }
  const choice = await agreeToFix(edit);
  if (choice === 'fix') for (const each of Object.values(edit.changeAnnotations ?? {})) each.needsConfirmation = false;
  if (choice === undefined) return;
  const converted = await client.protocol2CodeConverter.asWorkspaceEdit(edit);
  await vscode.workspace.applyEdit(converted, { isRefactoring: true });
}

async function agreeToFix({ documentChanges = [] }: WorkspaceEdit): Promise<'fix' | 'show' | undefined> {
  const changes = documentChanges.flatMap((change) => ('edits' in change ? [change] : []));
  const names = changes.map(({ textDocument }) => vscode.workspace.asRelativePath(vscode.Uri.parse(textDocument.uri)));
  const more = names.length - MOST_NAMES;
  const fixIt = 'Fix';
  const showIt = 'Show Changes...';
  const answer = await vscode.window.showInformationMessage(
    `Apply all safe fixes in ${count(names.length, 'file')}?`,
    { modal: true, detail: [...names.slice(0, MOST_NAMES), ...(more > 0 ? [`and ${more} more`] : [])].join('\n') },
    fixIt,
    showIt,
  );
  return answer === fixIt ? 'fix' : answer === showIt ? 'show' : undefined;
}

function taskOf(client: BaseLanguageClient, definition: vscode.TaskDefinition): vscode.Task {
  const execution = new vscode.CustomExecution(async () => new LintTerminal(() => lint(client)));
  // Problems shows what the language server finds already.
  const task = new vscode.Task(definition, vscode.TaskScope.Workspace, 'lint workspace', TASK, execution, []);
  task.presentationOptions = { reveal: vscode.TaskRevealKind.Always };
  return task;
}

/** One line a problem, as `--format concise` of the command line has them; ends with 1 where there is a problem. */
class LintTerminal implements vscode.Pseudoterminal {
  private readonly written = new vscode.EventEmitter<string>();
  readonly onDidWrite = this.written.event;
  private readonly closed = new vscode.EventEmitter<number>();
  readonly onDidClose = this.closed.event;

  constructor(private readonly lint: () => Promise<LintWorkspaceResult>) {}

  open(): void {
    void this.run().catch((error: unknown) => {
      this.written.fire(`The workspace cannot be linted: ${error instanceof Error ? error.message : error}\r\n`);
      this.closed.fire(3);
    });
  }

  close(): void {
    this.written.dispose();
    this.closed.dispose();
  }

  private async run(): Promise<void> {
    const result = await this.lint();
    for (const { at, severity, headline, rule } of result.problems) {
      const { line, character } = at.range.start;
      const path = vscode.workspace.asRelativePath(vscode.Uri.parse(at.uri));
      this.written.fire(`${path}:${line + 1}:${character + 1}: ${severity}: ${headline} [${rule}]\r\n`);
    }
    this.written.fire(`${inWords(result)}.\r\n`);
    this.closed.fire(result.problems.length > 0 ? 1 : 0);
  }
}
