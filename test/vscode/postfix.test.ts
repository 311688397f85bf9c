/** Editing main.cf and master.cf in VS Code. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { create, eventually, open } from './editor';

const MAIN = `compatibility_level = 3.6
myhostname = mx.acme-mail.org
mylevel = may
smtpd_tls_security_level = $mylevel
smtpd_tls_chain_files = /etc/ssl/mx.pem
smtpd_relay_restrictions =
  permit_mynetworks,
  reject_unauth_destination
`;
const MASTER = `smtp      inet  n       -       y       -       -       smtpd
submission inet n       -       y       -       -       smtpd
  -o mylevel=encrypt
  -o smtpd_sasl_auth_enable=yes
`;

/** Behind the first occurrence of `text` in the document. */
const behind = (document: vscode.TextDocument, text: string) =>
  document.positionAt(document.getText().indexOf(text) + text.length);

const textsOf = (hovers: vscode.Hover[]) =>
  hovers.flatMap(({ contents }) => contents.map((content) => (typeof content === 'string' ? content : content.value)));

async function completions(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.CompletionItem[]> {
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    position,
    undefined,
    20,
  );
  return list.items;
}

const labelOf = ({ label }: vscode.CompletionItem) => (typeof label === 'string' ? label : label.label);

describe('Postfix', () => {
  let main: vscode.TextDocument;
  let master: vscode.TextDocument;

  before(async () => {
    master = await create('mx/master.cf', MASTER);
    main = await create('mx/main.cf', MAIN);
    await eventually('the completion of Postfix', async () => {
      const items = await completions(main, behind(main, 'smtpd_tls_security_level = $'));
      return items.some((item) => labelOf(item) === 'mylevel') || undefined;
    });
  });

  it('completes values and tells what they do', async () => {
    const document = await create('mx-values/main.cf', 'myhostname = a\nsmtpd_tls_security_level = ');
    const items = await completions(document, document.positionAt(document.getText().length));
    const own = items.filter((item) => item.kind === vscode.CompletionItemKind.EnumMember);
    assert.deepEqual(own.map(labelOf), ['none', 'may', 'encrypt']);
    assert.equal(own[2]?.detail, 'Requires STARTTLS.');
  });

  it('completes names with an explanation', async () => {
    const document = await create('mx-names/main.cf', 'myhostname = a\nrelayh');
    const items = await completions(document, document.positionAt(document.getText().length));
    const item = items.find((each) => labelOf(each) === 'relayhost');
    assert.ok(item?.documentation, 'it is resolved');
    const { documentation } = item;
    assert.match(typeof documentation === 'string' ? documentation : documentation.value, /Next hop for all mail/);
  });

  it('does not ask in files of other languages', async () => {
    const document = await create('mx-other/notes.js', 'relayh');
    const items = await completions(document, document.positionAt(6));
    assert.equal(
      items.some((item) => labelOf(item) === 'relayhost'),
      false,
    );
  });

  it('tells in a hover what a service makes of a parameter', async () => {
    const position = behind(main, 'smtpd_tls_security');
    const texts = textsOf(
      await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', main.uri, position),
    ).join('\n');
    for (const part of ['Here: `may`', 'In submission/inet: `encrypt`']) assert.ok(texts.includes(part), texts);
  });

  it('goes to definitions and finds references in both files', async () => {
    const position = behind(main, '= $myl');
    const places = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeDefinitionProvider',
      main.uri,
      position,
    );
    assert.deepEqual(
      places.map(({ uri, range }) => [uri.path.split('/').at(-1), range.start.line]),
      [['main.cf', 2]],
    );
    const references = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeReferenceProvider',
      main.uri,
      position,
    );
    assert.deepEqual(references.map(({ uri, range }) => `${uri.path.split('/').at(-1)}:${range.start.line}`).sort(), [
      'main.cf:2',
      'main.cf:3',
      'master.cf:2',
    ]);
  });

  it('renames in both files', async () => {
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      main.uri,
      behind(main, '= $myl'),
      'tls_level',
    );
    assert.deepEqual(
      edit.entries().map(([uri, edits]) => [uri.path.split('/').at(-1), edits.length]),
      [
        ['main.cf', 2],
        ['master.cf', 1],
      ],
    );
  });

  it('outlines and folds', async () => {
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      master.uri,
    );
    assert.deepEqual(
      symbols.map(({ name, children }) => [name, children.map((child) => child.name)]),
      [
        ['smtp/inet', []],
        ['submission/inet', ['mylevel', 'smtpd_sasl_auth_enable']],
      ],
    );
    const folds = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
      'vscode.executeFoldingRangeProvider',
      main.uri,
    );
    assert.deepEqual(
      folds.map(({ start, end }) => [start, end]),
      [[5, 7]],
    );
  });

  it('shows effective settings, and follows the files', async () => {
    await open('mx/main.cf');
    await vscode.commands.executeCommand('mailConfigLint.showEffectiveSettings', 'submission/inet');
    const shown = () => vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'mail-config-lint-postfix');
    const document = await eventually('the effective settings', shown);
    assert.equal(document.languageId, 'postfix-main');
    assert.match(document.getText(), /^smtpd_tls_security_level = encrypt$/m);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(main.uri, main.positionAt(main.getText().length), 'smtpd_banner = $myhostname ESMTP\n');
    assert.ok(await vscode.workspace.applyEdit(edit));
    await eventually('the new banner', () =>
      /^smtpd_banner = mx\.acme-mail\.org ESMTP$/m.test(document.getText()) ? true : undefined,
    );
  });
});
