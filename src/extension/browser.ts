/** The extension in a browser without a machine behind it: linting in a web worker, and no tests of connections. */
import * as vscode from 'vscode';
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient } from 'vscode-languageclient/browser';
import { READ_FILE, READ_FOLDER, type ReadParams, TEST_CONNECTION_COMMAND } from '../server/protocol';
import { CLIENT_ID, CLIENT_NAME, clientOptions, selectorFor } from './client';
import { serverCommands } from './commands';
import { ConfigurationsView } from './configurations-view';
import { languageModelTools } from './language-model-tools';
import { rulePages } from './rule-pages';
import { smallCommands } from './small-commands';
import { keepStatus, makeStatusItem } from './status';

/** As much as is used here: without the types of a whole page. */
declare class Worker {
  constructor(script: string);
  postMessage(message: string): void;
  terminate(): void;
}

let stop: (() => Promise<void>) | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const output = vscode.window.createOutputChannel(CLIENT_NAME, { log: true });
  const scriptOf = (name: string) => vscode.Uri.joinPath(context.extensionUri, 'dist', name).toString(true);
  const schemes = [...new Set(vscode.workspace.workspaceFolders?.map(({ uri }) => uri.scheme) ?? [])];
  let worker: Worker | undefined;
  const startWorker = async () => {
    worker?.terminate();
    worker = new Worker(scriptOf('core.js'));
    worker.postMessage(scriptOf('extension-web.js'));
    return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
  };
  const client = new LanguageClient(CLIENT_ID, CLIENT_NAME, startWorker, clientOptions(output, schemes, false));
  const view = new ConfigurationsView(client);
  stop = async () => {
    await client.stop();
    worker?.terminate();
  };
  context.subscriptions.push(
    output,
    serverCommands(client, output),
    rulePages(context),
    smallCommands(context),
    languageModelTools({ client }),
    view,
    keepStatus(client, makeStatusItem(selectorFor(schemes)), () => view.refresh()),
    ...[
      TEST_CONNECTION_COMMAND,
      'mailConfigLint.testAllConnections',
      'mailConfigLint.checkSenderDomain',
      'mailConfigLint.findMailServer',
    ].map((command) => vscode.commands.registerCommand(command, tellWhyNot)),
    client.onRequest(READ_FILE, ({ uri }: ReadParams) => readFile(vscode.Uri.parse(uri))),
    client.onRequest(READ_FOLDER, ({ uri }: ReadParams) => readFolder(vscode.Uri.parse(uri))),
  );
  await client.start();
}

function tellWhyNot(): void {
  void vscode.window.showInformationMessage(
    'A browser can open no connection to a mail server or a name server, so this test is not available here. Open the folder in VS Code on the desktop or in a codespace, or run `mail-config-lint test` in a terminal.',
  );
}

/** In bytes: more is no settings file. */
const LARGEST_FILE = 4_000_000;

async function readFile(uri: vscode.Uri): Promise<string | null> {
  try {
    const { type, size } = await vscode.workspace.fs.stat(uri);
    if (type !== vscode.FileType.File || size > LARGEST_FILE) return null;
    const bytes = await vscode.workspace.fs.readFile(uri);
    return bytes.includes(0) ? null : new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

async function readFolder(uri: vscode.Uri): Promise<string[]> {
  try {
    return (await vscode.workspace.fs.readDirectory(uri)).map(([name]) => name);
  } catch {
    return [];
  }
}

export async function deactivate(): Promise<void> {
  await stop?.();
}
