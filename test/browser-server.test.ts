/** The server as a browser runs it: the built scripts alone, in a worker without anything of Node. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import vm from 'node:vm';

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly uri?: string; readonly diagnostics?: readonly { readonly code: string }[] };
  readonly result?: unknown;
}

/** A global object as a worker has it, and what the worker has sent. */
function startWorker() {
  const sent: Message[] = [];
  const loaded: string[] = [];
  const waiting: (() => void)[] = [];
  const load = (url: string) => {
    loaded.push(basename(url));
    vm.runInContext(readFileSync(join('dist', basename(url)), 'utf8'), worker);
  };
  const worker = vm.createContext({
    ...{ setTimeout, clearTimeout, setInterval, clearInterval, TextDecoder, TextEncoder, URL, performance, console },
    ...{ AbortController, AbortSignal, queueMicrotask, structuredClone, atob, btoa },
    WorkerGlobalScope: class {},
    addEventListener: () => {},
    importScripts: load,
    postMessage: (message: Message) => {
      sent.push(message);
      for (const wake of waiting.splice(0)) wake();
    },
  });
  vm.runInContext('globalThis.self = globalThis', worker);
  load('https://example.org/dist/core.js');
  const tell = (data: unknown) => worker.onmessage({ data });
  const until = async (isWanted: (message: Message) => boolean): Promise<Message> => {
    for (;;) {
      const found = sent.find(isWanted);
      if (found) return found;
      await new Promise<void>((wake) => waiting.push(wake));
    }
  };
  return { tell, until, loaded };
}

describe('the server in a browser', () => {
  it('takes the protocol from the script of the extension, and lints', async () => {
    const { tell, until, loaded } = startWorker();
    tell('https://example.org/dist/extension-web.js');
    const capabilities = { textDocument: { publishDiagnostics: {} } };
    tell({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities } });
    await until(({ id }) => id === 1);
    tell({ jsonrpc: '2.0', method: 'initialized', params: {} });
    const uri = 'vscode-vfs://github/acme/shop/.env';
    const text = 'SMTP_HOST=smtp.gmail.com\nSMTP_PORT=25\nSMTP_USER=shop@gmail.com\nSMTP_PASS=qkzvrmtnwbxpdhgs\n';
    const textDocument = { uri, languageId: 'dotenv', version: 1, text };
    tell({ jsonrpc: '2.0', method: 'textDocument/didOpen', params: { textDocument } });
    const asked = await until(({ method }) => method === 'mailConfigLint/readFolder');
    tell({ jsonrpc: '2.0', id: asked.id, result: ['.env'] });
    const { params } = await until(({ method }) => method === 'textDocument/publishDiagnostics');
    assert.equal(params?.uri, uri);
    assert.ok(params.diagnostics?.some(({ code }) => code === 'port-25-submission'));
    assert.deepEqual(loaded, ['core.js', 'extension-web.js']);
  });
});
