/** What our own extension asks beyond LSP. */
import type { Connection } from 'vscode-languageserver';
import { changeEdits, passwordOf, summaries, tokensFor } from './configurations';
import { overview } from './overview';
import {
  CHANGE,
  type ChangeParams,
  CONFIGURATIONS,
  type ConfigurationsParams,
  FIX_WORKSPACE,
  LINT_WORKSPACE,
  OVERVIEW,
  PASSWORD,
  type PasswordParams,
  REPORT,
  type ReportParams,
  TOKENS,
} from './protocol';
import { toWorkspaceEdit } from './translate';
import { fixesOf, problemsOf, type WholeWorkspaceHost } from './whole-workspace';

export interface ExtensionHost {
  canonical(uri: string): string;
  whole(): WholeWorkspaceHost;
  lintAll(): Promise<void>;
  report(params: ReportParams): Promise<string>;
}

export function serveExtension(connection: Connection, { canonical, whole, lintAll, report }: ExtensionHost): void {
  connection.onRequest(CONFIGURATIONS, ({ uri }: ConfigurationsParams) => {
    const { workspace, documents } = whole();
    const uris = uri === undefined ? workspace.mailDocuments() : [canonical(uri)];
    return uris.flatMap((each) => summaries(workspace, each, documents));
  });
  connection.onRequest(OVERVIEW, () => overview(whole()));
  connection.onRequest(LINT_WORKSPACE, async () => {
    await lintAll();
    return problemsOf(whole());
  });
  connection.onRequest(REPORT, (params: ReportParams) => report(params));
  connection.onRequest(FIX_WORKSPACE, async () => (await fixesOf(whole())) ?? null);
  connection.onRequest(PASSWORD, ({ id }: PasswordParams) => passwordOf(whole().workspace, id));
  connection.onRequest(TOKENS, ({ id }: PasswordParams) => tokensFor(whole().workspace, id));
  connection.onRequest(CHANGE, ({ id, change }: ChangeParams) => {
    const { workspace, documents, abilities } = whole();
    const edits = changeEdits(workspace, id, change);
    return (edits && toWorkspaceEdit(edits, documents, abilities)) ?? null;
  });
}
