/** What the language client is told, on the desktop and in a browser. */
import type * as vscode from 'vscode';
import type { DocumentFilter, LanguageClientOptions } from 'vscode-languageclient';
import { languageIds, watchPatterns } from '../analyzer/kinds';
import type { ServerOptions } from '../server/protocol';
import { tracesOf } from './trace';

export const CLIENT_ID = 'mailConfigLint';
export const CLIENT_NAME = 'Mail Config Lint';

/** Documents that are no files: such as were never saved, and the cells of notebooks. */
export const NO_FILES: readonly string[] = ['untitled', 'vscode-notebook-cell'];

/** The documents that are linted: files with one of the schemes, and those that are no files. */
export const selectorFor = (schemes: readonly string[]): vscode.DocumentFilter[] => [
  ...[...schemes, ...NO_FILES].flatMap((scheme) => languageIds().map((language) => ({ scheme, language }))),
  ...schemes.flatMap((scheme) => watchPatterns().map((pattern) => ({ scheme, pattern }))),
];

/** `schemes`: of the files that are linted. */
export function clientOptions(
  output: vscode.LogOutputChannel,
  schemes: readonly string[],
  testConnection: boolean,
): LanguageClientOptions {
  const initializationOptions: ServerOptions = {
    testConnection,
    explain: true,
    copy: true,
    status: true,
    schemes: [...schemes, ...NO_FILES],
  };
  return {
    documentSelector: selectorFor(schemes) as DocumentFilter[],
    initializationOptions,
    outputChannel: output,
    traceOutputChannel: tracesOf(output),
    // Hovers hold text from files: no command runs out of them, and no HTML is made of it.
    markdown: { isTrusted: false, supportHtml: false },
    diagnosticPullOptions: { onChange: true, onTabs: true },
  };
}
