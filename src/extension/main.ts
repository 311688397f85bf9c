/** The extension where Node runs it: starts the language server and contributes the commands. */
import * as vscode from 'vscode';
import { LanguageClient, State, TransportKind } from 'vscode-languageclient/node';
import { CONFIGURATIONS, type ConfigurationSummary, TEST_CONNECTION_COMMAND } from '../server/protocol';
import { CLIENT_ID, CLIENT_NAME, clientOptions, selectorFor } from './client';
import { serverCommands } from './commands';
import type { Point } from './configurations';
import { ConfigurationsView, itemOfNode } from './configurations-view';
import { languageModelTools } from './language-model-tools';
import { whenMailIsSeen } from './mail-watch';
import { ReportView } from './report-view';
import { rulePages } from './rule-pages';
import { smallCommands } from './small-commands';
import { keepStatus, makeStatusItem } from './status';
import { TestsWhenAsked } from './tests-when-asked';

/** For tests, and for nobody else. */
export interface ExtensionApi {
  /** Resolves when the server runs. */
  readonly ready: Promise<void>;
  readonly reportView: ReportView;
  readonly view: ConfigurationsView;
  readonly status: vscode.LanguageStatusItem;
}

let stop: (() => Promise<void>) | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<ExtensionApi> {
  const output = vscode.window.createOutputChannel(CLIENT_NAME, { log: true });
  const client = createClient(context, output);
  const reportView = new ReportView();
  const tests = new TestsWhenAsked(client, reportView, context.secrets, output);
  const view = new ConfigurationsView(client, tests);
  const status = makeStatusItem(selectorFor(['file']));
  const ready = new Promise<void>((resolve) => {
    const whenRunning = client.onDidChangeState(({ newState }) => {
      if (newState !== State.Running) return;
      whenRunning.dispose();
      resolve();
    });
  });
  stop = async () => {
    if (client.needsStop()) await client.stop();
  };
  context.subscriptions.push(
    output,
    reportView,
    tests,
    serverCommands(client, output),
    rulePages(context),
    smallCommands(context),
    languageModelTools({
      client,
      test: async (uri, line) => tests.inWords(uri, line === undefined ? undefined : { line, character: 0 }),
    }),
    view,
    keepStatus(client, status, () => view.refresh()),
    whenMailIsSeen(() => void client.start().catch(() => undefined)),
    vscode.commands.registerCommand(TEST_CONNECTION_COMMAND, async (uri?: string | vscode.Uri, position?: Point) =>
      (await tests.connections()).testOne(uri, position),
    ),
    vscode.commands.registerCommand('mailConfigLint.testConfiguration', async (node: unknown) => {
      const item = itemOfNode(node);
      return item && (await tests.connections()).testOne(item.uri, item.range.start);
    }),
    vscode.commands.registerCommand('mailConfigLint.testAllConnections', async () =>
      (await tests.connections()).testAll(),
    ),
    vscode.commands.registerCommand('mailConfigLint.checkSenderDomain', () => tests.domain()),
    vscode.commands.registerCommand('mailConfigLint.findMailServer', () => tests.find()),
  );
  context.subscriptions.push(followActiveEditor(client, ready));
  return { ready, reportView, view, status };
}

function createClient(context: vscode.ExtensionContext, output: vscode.LogOutputChannel): LanguageClient {
  const module = vscode.Uri.joinPath(context.extensionUri, 'dist', 'server.js').fsPath;
  const run = { module, transport: TransportKind.ipc };
  const debug = { ...run, options: { execArgv: ['--nolazy', '--inspect=6010'] } };
  return new LanguageClient(CLIENT_ID, CLIENT_NAME, { run, debug }, clientOptions(output, ['file'], true));
}

/** Keeps the context key by which the editor's title bar shows the test button. */
function followActiveEditor(client: LanguageClient, ready: Promise<void>): vscode.Disposable {
  const update = async () => {
    await ready;
    const uri = vscode.window.activeTextEditor?.document.uri.toString();
    const found = uri ? await client.sendRequest<ConfigurationSummary[]>(CONFIGURATIONS, { uri }) : [];
    await vscode.commands.executeCommand('setContext', 'mailConfigLint.hasConfiguration', found.length > 0);
  };
  const follow = () => void update().catch(() => undefined);
  follow();
  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor(follow),
    vscode.languages.onDidChangeDiagnostics(({ uris }) => {
      const active = vscode.window.activeTextEditor?.document.uri.toString();
      if (uris.some((uri) => uri.toString() === active)) follow();
    }),
  );
}

export async function deactivate(): Promise<void> {
  await stop?.();
}
