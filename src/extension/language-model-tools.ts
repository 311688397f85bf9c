/**
 * Tools that assistants in VS Code call (`vscode.lm`, since 1.95): they lint what they write, have rules explained, and test
 * connections where the user says yes. Findings and reports are those that commands show, and hold no secret.
 */
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { REPORT, type ReportParams } from '../server/protocol';
import { pageOf } from './rule-pages';

/** What older versions of VS Code, whose types these are, do not have. */
interface Newer {
  readonly lm: {
    registerTool?(
      name: string,
      tool: { invoke(options: { readonly input: unknown }): Promise<object> },
    ): vscode.Disposable;
  };
  readonly LanguageModelToolResult: new (parts: object[]) => object;
  readonly LanguageModelTextPart: new (text: string) => object;
}

/** Throws an `Error` whose message is for the assistant. */
type Tool = (input: Readonly<Record<string, unknown>>) => Promise<string>;

/** `test` shows its report to the user, and gives it in words; undefined where the user says no. Absent where no connection can be made. */
export interface ToolsHost {
  readonly client: BaseLanguageClient;
  test?(uri: string | undefined, line: number | undefined): Promise<string | undefined>;
}

export function languageModelTools(host: ToolsHost): vscode.Disposable {
  const { lm, LanguageModelToolResult, LanguageModelTextPart } = vscode as unknown as Newer;
  const tools: Readonly<Record<string, Tool>> = {
    lint: (input) => lint(host, input),
    explain: ({ rule }) => explain(rule),
    test: (input) => test(host, input),
  };
  const registered = Object.entries(tools).map(([name, tool]) =>
    lm.registerTool?.(`mailConfigLint_${name}`, {
      invoke: async ({ input }) =>
        new LanguageModelToolResult([new LanguageModelTextPart(await tool((input ?? {}) as Record<string, unknown>))]),
    }),
  );
  return vscode.Disposable.from(...registered.filter((each) => each !== undefined));
}

async function lint({ client }: ToolsHost, { path, text }: Readonly<Record<string, unknown>>): Promise<string> {
  const uri = typeof path === 'string' && path !== '' ? uriOf(path) : undefined;
  if (typeof text === 'string' && !uri) throw new Error("'text' needs a 'path', which says how it is read");
  const params: ReportParams = { uri, ...(typeof text === 'string' && { text }) };
  return client.sendRequest<string>(REPORT, params);
}

/** Keeps the assistant in the folders that the user has opened. */
function uriOf(path: string): string {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const isAbsolute = /^(?:[/\\]|[a-z]:)/i.test(path);
  const [first] = folders;
  if (!first) throw new Error('no folder is open');
  const uri = isAbsolute ? first.uri.with({ path: vscode.Uri.file(path).path }) : vscode.Uri.joinPath(first.uri, path);
  if (!vscode.workspace.getWorkspaceFolder(uri)) throw new Error('the path lies outside of the open folders');
  return `${uri}`;
}

async function explain(rule: unknown): Promise<string> {
  try {
    if (typeof rule !== 'string' || !/^[a-z0-9-]+$/.test(rule)) throw new Error();
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(pageOf(rule)));
  } catch {
    throw new Error(`there is no rule ${JSON.stringify(rule)}`);
  }
}

async function test({ test }: ToolsHost, { path, line }: Readonly<Record<string, unknown>>): Promise<string> {
  if (!test) throw new Error('a browser can open no connection to a mail server');
  const uri = typeof path === 'string' && path !== '' ? uriOf(path) : undefined;
  const report = await test(uri, typeof line === 'number' && line >= 1 ? Math.floor(line) - 1 : undefined);
  return report ?? 'The user has not agreed to the test, or no configuration was found. Nothing was contacted.';
}
