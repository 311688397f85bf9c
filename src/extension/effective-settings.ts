/** "Show Effective Settings": what a Postfix service really gets, in a document that nobody can edit. */
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  EFFECTIVE_SETTINGS,
  type EffectiveSettingsParams,
  POSTFIX_SERVICES,
  type PostfixServicesParams,
  type PostfixServicesResult,
} from '../server/protocol';

const SCHEME = 'mail-config-lint-postfix';

/** How long typing rests before the shown settings follow. In milliseconds. */
const DELAY = 200;

const isPostfix = ({ languageId, uri }: vscode.TextDocument) =>
  uri.scheme !== SCHEME && (languageId === 'postfix-main' || languageId === 'postfix-master');

/** The command, and the documents that it opens. */
export function effectiveSettings(client: BaseLanguageClient): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  let timer: NodeJS.Timeout | undefined;
  const follow = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      for (const { uri } of vscode.workspace.textDocuments) if (uri.scheme === SCHEME) changed.fire(uri);
    }, DELAY);
  };
  return vscode.Disposable.from(
    changed,
    new vscode.Disposable(() => clearTimeout(timer)),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (isPostfix(document)) follow();
    }),
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: async ({ query }) => {
        const asked: EffectiveSettingsParams = JSON.parse(query);
        return (await client.sendRequest<string | null>(EFFECTIVE_SETTINGS, asked)) ?? '# There is no such service.\n';
      },
    }),
    vscode.commands.registerCommand('mailConfigLint.showEffectiveSettings', (service?: string) =>
      show(client, service),
    ),
  );
}

/** Shows those of a service; asks which one where none is given. */
async function show(client: BaseLanguageClient, service?: string): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor || !isPostfix(editor.document)) {
    void vscode.window.showInformationMessage('Open a main.cf or master.cf of Postfix first.');
    return;
  }
  const uri = editor.document.uri.toString();
  const chosen = service ?? (await pick(client, { uri, position: editor.selection.active }));
  if (chosen === undefined) return;
  const asked: EffectiveSettingsParams = chosen === MAIN ? { uri } : { uri, service: chosen };
  const name = chosen === MAIN ? 'effective' : chosen.replaceAll('/', ' ');
  const document = await vscode.workspace.openTextDocument(
    vscode.Uri.from({ scheme: SCHEME, path: `/${name}.main.cf`, query: JSON.stringify(asked) }),
  );
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true });
}

const MAIN = 'main.cf';

async function pick(client: BaseLanguageClient, asked: PostfixServicesParams): Promise<string | undefined> {
  const { services, current } = await client.sendRequest<PostfixServicesResult>(POSTFIX_SERVICES, asked);
  const items = services.map(({ id, program, overrides }) => ({
    label: id,
    description: program,
    detail:
      overrides === 0 ? undefined : overrides === 1 ? '1 parameter of its own' : `${overrides} parameters of its own`,
  }));
  items.sort((a, b) => Number(b.label === current) - Number(a.label === current));
  const main = { label: MAIN, description: 'without what services override' };
  const chosen = await vscode.window.showQuickPick([...items, main], { placeHolder: 'Effective settings of…' });
  return chosen?.label;
}
