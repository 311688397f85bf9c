/** The language client: which documents the server is asked about, and how it runs. */
import * as vscode from 'vscode';
import { type DocumentFilter, LanguageClient, TransportKind } from 'vscode-languageclient/node';
import type { ServerOptions } from '../server/protocol';

/** Languages by id, and by name the files whose language differs from installation to installation. */
const DOCUMENTS: DocumentFilter[] = [
  ...[
    'javascript',
    'javascriptreact',
    'typescript',
    'typescriptreact',
    'yaml',
    'json',
    'jsonc',
    'toml',
    'dockerfile',
    'dockercompose',
    'dotenv',
    'properties',
    'postfix-main',
    'postfix-master',
  ].flatMap((language) => [
    { scheme: 'file', language },
    { scheme: 'untitled', language },
  ]),
  ...[
    '**/.env',
    '**/.env.*',
    '**/*.env',
    '**/{app,grafana,custom}.ini',
    '**/airflow*.cfg',
    '**/odoo*.conf',
    '**/*.toml',
  ].map((pattern) => ({
    scheme: 'file',
    pattern,
  })),
];

export function createClient(context: vscode.ExtensionContext, output: vscode.LogOutputChannel): LanguageClient {
  const module = vscode.Uri.joinPath(context.extensionUri, 'dist', 'server.js').fsPath;
  const initializationOptions: ServerOptions = { testConnection: true };
  return new LanguageClient(
    'mailConfigLint',
    'Mail Config Lint',
    {
      run: { module, transport: TransportKind.ipc },
      debug: { module, transport: TransportKind.ipc, options: { execArgv: ['--nolazy', '--inspect=6010'] } },
    },
    {
      documentSelector: DOCUMENTS,
      initializationOptions,
      outputChannel: output,
      diagnosticPullOptions: { onChange: true, onTabs: true },
    },
  );
}
