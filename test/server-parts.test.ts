/** The parts of the language server, without a connection. */
import assert from 'node:assert/strict';
import type { Connection, Diagnostic, InitializeParams, PublishDiagnosticsParams } from 'vscode-languageserver/node';
import { BulkRegistration } from 'vscode-languageserver/node';
import { abilitiesOf, rootsOf, serverOptions } from '../src/server/capabilities';
import { Delayed } from '../src/server/delayed';
import { Diagnostics } from '../src/server/diagnostics';
import { ClientRequests } from '../src/server/requests';
import { DEFAULTS, Settings, settingsIn } from '../src/server/settings';
import { toMarkup } from '../src/server/translate';
import { transportOf } from '../src/server/transport';
import { trusted } from '../src/show/markdown';
import { disk } from '../src/workspace/disk';
import { until } from './support/until';

const passes = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('server parts', () => {
  describe('capabilities of the client', () => {
    it('are none that it does not tell, save Markdown', () => {
      const { markdownHover, markdownCompletion, ...others } = abilitiesOf({});
      assert.deepEqual([markdownHover, markdownCompletion], [true, true]);
      assert.deepEqual(
        Object.entries(others).filter(([, can]) => can),
        [],
      );
    });

    it('leave Markdown out where other formats are named', () => {
      const plain = abilitiesOf({
        textDocument: {
          hover: { contentFormat: ['plaintext'] },
          completion: { completionItem: { documentationFormat: [] } },
        },
      });
      assert.deepEqual([plain.markdownHover, plain.markdownCompletion], [false, false]);
      const both = abilitiesOf({ textDocument: { hover: { contentFormat: ['plaintext', 'markdown'] } } });
      assert.equal(both.markdownHover, true);
    });

    it('make no files without versioned edits', () => {
      const workspaceEdit = { resourceOperations: ['create' as const] };
      assert.equal(abilitiesOf({ workspace: { workspaceEdit } }).createFiles, false);
      const versioned = { ...workspaceEdit, documentChanges: true };
      assert.equal(abilitiesOf({ workspace: { workspaceEdit: versioned } }).createFiles, true);
    });
  });

  describe('folders of the client', () => {
    const roots = (params: Partial<InitializeParams>) =>
      rootsOf({ processId: null, rootUri: null, capabilities: {}, ...params }, disk);
    const workspaceFolders = [
      { uri: 'file:///a/', name: 'a' },
      { uri: 'memfs:/b', name: 'b' },
      { uri: 'file:///c%20d', name: 'c d' },
    ];

    it('come from the newest way to tell them', () => {
      assert.deepEqual(roots({ workspaceFolders, rootUri: 'file:///r', rootPath: '/p' }), ['/a', '/c d']);
      for (const none of [null, []])
        assert.deepEqual(roots({ workspaceFolders: none, rootUri: 'file:///r/', rootPath: '/p' }), ['/r']);
      assert.deepEqual(roots({ rootPath: '/p/' }), ['/p']);
      assert.deepEqual(roots({ rootPath: '/' }), ['/']);
      assert.deepEqual(roots({}), []);
    });
  });

  describe('options of the server', () => {
    it('may be anything', () => {
      for (const value of [undefined, null, 'on', 7, [], { testConnection: 'yes', schemes: 'file' }])
        assert.deepEqual(serverOptions(value), {
          testConnection: false,
          explain: false,
          copy: false,
          status: false,
          schemes: undefined,
        });
      const options = { testConnection: true, schemes: ['file', 3] };
      assert.deepEqual(serverOptions(options), {
        testConnection: true,
        explain: false,
        copy: false,
        status: false,
        schemes: ['file'],
      });
    });
  });

  describe('settings of the user', () => {
    const off = { 'missing-auth': 'off' };
    const refused = async () => undefined;

    it('are found under their section, with a dot, or flat', () => {
      for (const settings of [
        { mailConfigLint: { rules: off } },
        { 'mailConfigLint.rules': off, rules: { other: 'off' } },
        { rules: off },
      ])
        assert.deepEqual(settingsIn(settings), { rules: off });
      for (const nothing of [
        undefined,
        null,
        'off',
        [],
        {},
        { mailConfigLint: null },
        { rules: 'off' },
        { rules: [off] },
      ])
        assert.deepEqual(settingsIn(nothing), {});
      const wrong = { rules: { 'missing-auth': 'never', 'invalid-port': 'hint' }, run: 'never', exclude: ['a', 7] };
      assert.deepEqual(settingsIn(wrong), { rules: { 'invalid-port': 'hint' }, exclude: ['a'] });
      const special = { files: 'legacy/**', rules: { 'postfix-*': 'off' } };
      assert.deepEqual(settingsIn({ enable: false, inlayHints: 'all', overrides: [special, null] }), {
        enable: false,
        inlayHints: 'all',
        overrides: [{ files: ['legacy/**'], rules: { 'postfix-*': 'off' } }],
      });
    });

    it('are what the client answers, else what it has pushed, else what it began with', async () => {
      let answer: unknown;
      const settings = new Settings(async () => answer);
      assert.deepEqual(await settings.of('file:///a'), DEFAULTS);
      settings.start({ testConnection: true, rules: { '*': 'hint' } });
      assert.deepEqual((await settings.of('file:///a')).rules, { '*': 'hint' });
      settings.changed({ mailConfigLint: { rules: { '*': 'error' } } });
      assert.deepEqual((await settings.of('file:///a')).rules, { '*': 'error' });
      answer = null;
      assert.deepEqual((await settings.of('file:///b')).rules, { '*': 'error' }, 'the client has no such section');
      answer = { rules: off };
      assert.deepEqual((await settings.of('file:///c')).rules, off);
      answer = undefined;
      settings.changed({});
      assert.deepEqual((await settings.of('file:///c')).rules, { '*': 'hint' }, 'nothing is pushed any more');
    });

    it('are asked for once a document, until they change, it is closed, or the client did not tell', async () => {
      const asked: string[] = [];
      let answer: unknown = { rules: off };
      const settings = new Settings(async (uri) => {
        asked.push(uri);
        return answer;
      });
      await Promise.all([settings.of('a'), settings.of('a'), settings.of('b')]);
      assert.deepEqual(asked.splice(0), ['a', 'b']);
      settings.forget('a');
      await Promise.all([settings.of('a'), settings.of('b')]);
      assert.deepEqual(asked.splice(0), ['a']);
      settings.changed(null);
      answer = undefined;
      assert.deepEqual([await settings.of('b'), await settings.of('b')], [DEFAULTS, DEFAULTS]);
      assert.deepEqual(asked.splice(0), ['b', 'b']);
      answer = { rules: off };
      assert.deepEqual((await settings.of('b')).rules, off);
    });

    it('of a client that refuses are those that it has given', async () => {
      const settings = new Settings(refused);
      settings.start({ mailConfigLint: { rules: off } });
      for (let times = 0; times < 2; times++) assert.deepEqual((await settings.of('a')).rules, off);
    });
  });

  describe('requests to the client', () => {
    it('that fail are logged once a kind, and give nothing', async () => {
      const warnings: string[] = [];
      const fail = async () => {
        throw new Error('no');
      };
      const connection = {
        client: { register: fail },
        workspace: { getConfiguration: fail },
        languages: {
          diagnostics: {
            refresh() {
              throw new Error('gone');
            },
          },
        },
        sendDiagnostics: fail,
        sendRequest: fail,
      };
      const log = { error: assert.fail, info: assert.fail, warn: (message: string) => warnings.push(message) };
      const requests = new ClientRequests(connection as unknown as Connection, log);
      for (let times = 0; times < 2; times++) {
        assert.equal(await requests.register('what it likes', BulkRegistration.create()), false);
        assert.equal(await requests.configuration('file:///a'), undefined);
        assert.equal(await requests.readFile('file:///a'), undefined);
        assert.deepEqual(await requests.readFolder('file:///a'), []);
        requests.publish({ uri: 'file:///a', diagnostics: [] });
        requests.refreshDiagnostics();
        requests.refreshLenses();
      }
      await passes(0);
      assert.deepEqual(warnings.sort(), [
        'Publishing findings failed: no',
        'Reading a file failed: no',
        'Reading a folder failed: no',
        'Reading the settings failed: no',
        'Refreshing code lenses failed: no',
        'Refreshing findings failed: gone',
        'Registering what it likes failed: no',
      ]);
    });
  });

  describe('delayed work', () => {
    it('waits for a pause, is done once, and can be done again', async () => {
      let done = 0;
      const delayed = new Delayed(() => done++, 20);
      for (let times = 0; times < 5; times++) delayed.schedule();
      assert.equal(done, 0);
      await until(() => done > 0, 'the work');
      await passes(60);
      assert.equal(done, 1);
      delayed.schedule();
      await until(() => done > 1, 'the work again');
      delayed.schedule();
      delayed.stop();
      delayed.schedule();
      await passes(60);
      assert.equal(done, 2);
    });

    it('is not put off for ever', async () => {
      let done = 0;
      const delayed = new Delayed(() => done++, 20);
      const calls = setInterval(() => delayed.schedule(), 1);
      await until(() => done > 0, 'the work');
      clearInterval(calls);
      delayed.stop();
    });
  });

  describe('diagnostics', () => {
    const finding = (message: string): Diagnostic => ({
      message,
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } },
    });

    /** Diagnostics of a client with two open documents. */
    function withDocuments(pulls: boolean) {
      const open = [
        { uri: 'file:///a', version: 1 },
        { uri: 'file:///b', version: 7 },
      ];
      const seen = {
        open,
        found: new Map<string, () => Promise<Diagnostic[]>>(),
        published: [] as PublishDiagnosticsParams[],
        refreshes: 0,
        problems: [] as string[],
        unopened: [] as string[],
        waiting: false,
      };
      const diagnostics = new Diagnostics({
        of: (uri) => seen.found.get(uri)?.() ?? Promise.resolve([]),
        open: () => seen.open,
        unopened: async () => seen.unopened,
        waits: async () => seen.waiting,
        pulls: () => pulls,
        publish: (params) => seen.published.push(params),
        refresh: () => seen.refreshes++,
        problem: (message) => seen.problems.push(message),
      });
      return { diagnostics, seen };
    }

    it('are answered in full where they have changed, and by their number where not', async () => {
      const { diagnostics, seen } = withDocuments(true);
      seen.found.set('file:///a', async () => [finding('x')]);
      const first = await diagnostics.pull('file:///a', undefined);
      assert.equal(first.kind, 'full');
      assert.deepEqual(await diagnostics.pull('file:///a', first.resultId), {
        kind: 'unchanged',
        resultId: first.resultId,
      });
      seen.found.set('file:///a', async () => [finding('y')]);
      const second = await diagnostics.pull('file:///a', first.resultId);
      assert.equal(second.kind, 'full');
      assert.notEqual(second.resultId, first.resultId);
      diagnostics.closed('file:///a');
      assert.equal((await diagnostics.pull('file:///a', second.resultId)).kind, 'full');
      assert.deepEqual(seen.published, []);
    });

    it('are pulled again where a change concerns other documents', async () => {
      const { diagnostics, seen } = withDocuments(true);
      diagnostics.changed(false);
      await passes(200);
      assert.equal(seen.refreshes, 0);
      for (let times = 0; times < 5; times++) diagnostics.changed(true);
      await until(() => seen.refreshes > 0, 'a refresh');
      await passes(200);
      assert.deepEqual([seen.refreshes, seen.published], [1, []]);
    });

    it('are pulled again where a look at other files was first to see them changed', async () => {
      const { diagnostics, seen } = withDocuments(true);
      seen.unopened = ['file:///a'];
      seen.found.set('file:///a', async () => [finding('x')]);
      await diagnostics.pull('file:///a', undefined);
      void diagnostics.reportAll({ previousResultIds: [] }, { report: () => undefined, onEnd: () => undefined });
      await passes(20);
      assert.equal(seen.refreshes, 0, 'the client has what there is');
      seen.found.set('file:///a', async () => [finding('y')]);
      diagnostics.closed('file:///c');
      await until(() => seen.refreshes > 0, 'a refresh');
      diagnostics.stop();
    });

    it('are pushed for every open document, also where one cannot be analysed', async () => {
      const { diagnostics, seen } = withDocuments(false);
      seen.found.set('file:///a', () => Promise.reject(new Error('a bug')));
      seen.found.set('file:///b', async () => [finding('x')]);
      diagnostics.changed(false);
      await until(() => seen.published.length > 0, 'a push');
      assert.deepEqual(seen.published, [{ uri: 'file:///b', version: 7, diagnostics: [finding('x')] }]);
      assert.deepEqual(seen.problems, ['the findings of file:///a cannot be shown: Error']);
      seen.open.pop();
      diagnostics.closed('file:///b');
      await until(() => seen.published.length > 1, 'an empty list');
      assert.deepEqual(seen.published.at(-1), { uri: 'file:///b', diagnostics: [] });
    });

    it('of a version that is no longer open are not pushed', async () => {
      const { diagnostics, seen } = withDocuments(false);
      seen.found.set('file:///a', async () => {
        seen.open = [{ uri: 'file:///a', version: 2 }];
        return [];
      });
      diagnostics.update();
      await passes(20);
      assert.deepEqual(seen.published, []);
    });

    it('are not pushed after the stop', async () => {
      const { diagnostics, seen } = withDocuments(false);
      diagnostics.changed(true);
      diagnostics.stop();
      await passes(250);
      assert.deepEqual([seen.published, seen.refreshes], [[], 0]);
    });
  });

  describe('texts for clients without Markdown', () => {
    const plain = (markdown: string) => toMarkup(trusted(markdown), false).value;

    it('keep the words and lose the marks', () => {
      assert.deepEqual(toMarkup(trusted('**a**'), true), { kind: 'markdown', value: '**a**' });
      assert.deepEqual(toMarkup(trusted('**a**'), false), { kind: 'plaintext', value: 'a' });
      assert.equal(
        plain('**Server: `smtp.acme-mail.org`**\n\n*my\\_app \\[1\\]*\n\n- Port: 25'),
        'Server: smtp.acme-mail.org\n\nmy_app [1]\n\n- Port: 25',
      );
      assert.equal(plain('`` a`b ``, `**` and `\\`'), 'a`b, ** and \\');
      assert.equal(plain('one  \ntwo'), 'one\ntwo');
      assert.equal(plain('| level | here |\n| --- | :-: |\n| `3.6` | *none* |'), '| level | here |\n| 3.6 | none |');
    });
  });

  describe('ways to the client', () => {
    it('are named by the arguments', () => {
      const way = (...args: string[]) => transportOf(args, true);
      assert.deepEqual(way('--stdio'), { kind: 'stdio' });
      assert.deepEqual(way('--clientProcessId=7', '--node-ipc'), { kind: 'node-ipc' });
      assert.equal(transportOf(['--node-ipc'], false), undefined);
      const socket = { kind: 'socket', to: { port: 4000, host: '127.0.0.1' } };
      assert.deepEqual(way('--socket=4000'), socket);
      assert.deepEqual(way('--socket', '4000'), socket);
      assert.deepEqual(way('--pipe=/tmp/a=b'), { kind: 'socket', to: { path: '/tmp/a=b' } });
      for (const wrong of ['--socket', '--socket=0', '--socket=65536', '--socket=1e3', '--pipe', '-stdio', 'stdio'])
        assert.equal(way(wrong), undefined, wrong);
    });
  });
});
