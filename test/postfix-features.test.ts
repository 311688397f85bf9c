/** main.cf and master.cf over LSP, with a client that takes no registrations and no snippets. */
import assert from 'node:assert/strict';
import type {
  ClientCapabilities,
  CompletionItem,
  Hover,
  InitializeResult,
  Location,
  ProtocolConnection,
  SymbolInformation,
  WorkspaceEdit,
} from 'vscode-languageserver/node';
import { EFFECTIVE_SETTINGS } from '../src/server/protocol';
import { connectToServer } from './support/language-client';
import { until } from './support/until';

const MAIN = 'file:///mx/main.cf';
const MASTER = 'file:///mx/master.cf';

describe('Postfix over LSP', () => {
  let client: ProtocolConnection;
  const registered: string[] = [];

  async function start(capabilities: ClientCapabilities): Promise<InitializeResult> {
    client = connectToServer();
    client.onRequest('client/registerCapability', ({ registrations }: { registrations: { method: string }[] }) => {
      registered.push(...registrations.map(({ method }) => method));
      return null;
    });
    client.listen();
    const result = await client.sendRequest<InitializeResult>('initialize', {
      processId: null,
      rootUri: null,
      capabilities,
      workspaceFolders: [],
    });
    await client.sendNotification('initialized', {});
    return result;
  }

  const open = (uri: string, text: string, languageId = 'plaintext') =>
    client.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });

  const ask = <T>(method: string, uri: string, line: number, character: number, more = {}): Promise<T> =>
    client.sendRequest(`textDocument/${method}`, { textDocument: { uri }, position: { line, character }, ...more });

  afterEach(async () => {
    await client.sendRequest('shutdown');
    client.dispose();
    registered.length = 0;
  });

  it('announces everything at the start to a simple client', async () => {
    const { capabilities } = await start({ textDocument: { hover: { contentFormat: ['markdown', 'plaintext'] } } });
    assert.equal(capabilities.definitionProvider, true);
    assert.equal(capabilities.renameProvider, true, 'without the question before it');
    assert.ok(capabilities.completionProvider?.triggerCharacters?.includes('$'));

    await open(
      MAIN,
      'myhostname = mx.acme-mail.org\nmylevel = may\nsmtpd_tls_security_level = $mylevel\ndisable_vrfy\nrelayhost = smtp.acme-mail.org\n',
    );
    await open(MASTER, 'smtp inet n - y - - smtpd\n  -o mylevel=encrypt\n');
    await open('file:///mx/notes.js', 'const relayhost = 1;', 'javascript');

    const items = await ask<CompletionItem[]>('completion', MAIN, 3, 12);
    const item = items.find(({ label }) => label === 'disable_vrfy_command');
    assert.deepEqual(item?.textEdit, {
      range: { start: { line: 3, character: 0 }, end: { line: 3, character: 12 } },
      newText: 'disable_vrfy_command = ',
    });
    const resolved = await client.sendRequest<CompletionItem>('completionItem/resolve', item);
    assert.match(JSON.stringify(resolved.documentation), /VRFY/);
    assert.equal(await ask('completion', 'file:///mx/notes.js', 0, 8).then((found) => (found as []).length), 0);

    const hover = await ask<Hover>('hover', MAIN, 2, 5);
    const { value } = hover.contents as { value: string };
    assert.match(value, /^\*\*smtpd_tls_security_level\*\*/, 'no connection of the client above it');
    const relay = await ask<Hover>('hover', MAIN, 4, 5);
    assert.match(
      (relay.contents as { value: string }).value,
      /^\*\*Server: `smtp\.acme-mail\.org`[\s\S]*\n\n---\n\n\*\*relayhost\*\*/,
    );
    assert.match(value, /In smtp\/inet: `encrypt`/);

    const places = await ask<Location[]>('definition', MAIN, 2, 30);
    assert.deepEqual(
      places.map(({ range }) => range.start),
      [{ line: 1, character: 0 }],
    );
    const context = { includeDeclaration: false };
    assert.equal((await ask<Location[]>('references', MAIN, 1, 3, { context })).length, 1);
    const edit = await ask<WorkspaceEdit>('rename', MAIN, 1, 3, { newName: 'level' });
    assert.deepEqual(Object.keys(edit.changes ?? {}).sort(), [MAIN, MASTER]);
    await assert.rejects(ask('rename', MAIN, 0, 3, { newName: 'level' }), /is a parameter of Postfix itself/);
    const symbols = await client.sendRequest<SymbolInformation[]>('textDocument/documentSymbol', {
      textDocument: { uri: MASTER },
    });
    assert.deepEqual(
      symbols.map(({ name, location: { uri, range } }) => [name, uri, range.start.line]),
      [
        ['smtp/inet', MASTER, 0],
        ['mylevel', MASTER, 1],
      ],
      'flat',
    );
    const text = await client.sendRequest<string>(EFFECTIVE_SETTINGS, { uri: MASTER, service: 'smtp/inet' });
    assert.match(text, /^smtpd_tls_security_level = encrypt$/m);
    assert.equal(await client.sendRequest(EFFECTIVE_SETTINGS, { uri: MASTER, service: 'pop/inet' }), null);
  });

  it('registers for its own documents where the client can', async () => {
    const dynamicRegistration = true;
    const { capabilities } = await start({
      textDocument: {
        completion: { dynamicRegistration },
        definition: { dynamicRegistration },
        references: { dynamicRegistration },
        rename: { dynamicRegistration },
        documentSymbol: { dynamicRegistration },
        foldingRange: { dynamicRegistration },
      },
    });
    assert.equal(capabilities.completionProvider, undefined);
    await until(() => registered.length > 0, 'the registration');
    assert.ok(registered.includes('textDocument/rename') && registered.includes('textDocument/completion'));
  });
});
