/** What the language client is told, on the desktop and in a browser. */
import type * as vscode from 'vscode';
import type { DocumentFilter, LanguageClientOptions } from 'vscode-languageclient';
import type { ServerOptions } from '../server/protocol';

export const CLIENT_ID = 'mailConfigLint';
export const CLIENT_NAME = 'Mail Config Lint';

const LANGUAGES = [
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
];

/** Files whose language differs from installation to installation. */
const PATTERNS = [
  '**/.env',
  '**/.env.*',
  '**/*.env',
  '**/{app,grafana,custom}.ini',
  '**/airflow*.cfg',
  '**/odoo*.conf',
  '**/gitlab.rb',
  '**/{.msmtprc,msmtprc}',
  '**/{.msmtp,msmtp}/config',
  '**/*.{yml,yaml}.*',
  '**/*.toml',
];

const UNTITLED = 'untitled';

/** `schemes`: of the files that are linted. */
export function clientOptions(
  output: vscode.LogOutputChannel,
  schemes: readonly string[],
  testConnection: boolean,
): LanguageClientOptions {
  const initializationOptions: ServerOptions = { testConnection, schemes: [...schemes, UNTITLED] };
  const documentSelector: DocumentFilter[] = [
    ...[...schemes, UNTITLED].flatMap((scheme) => LANGUAGES.map((language) => ({ scheme, language }))),
    ...schemes.flatMap((scheme) => PATTERNS.map((pattern) => ({ scheme, pattern }))),
  ];
  return {
    documentSelector,
    initializationOptions,
    outputChannel: output,
    diagnosticPullOptions: { onChange: true, onTabs: true },
  };
}
