/** Every request that the server answers, for every fixture and for worse texts, through the connection. */
import assert from 'node:assert/strict';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import type {
  CodeAction,
  CodeLens,
  CompletionItem,
  Diagnostic,
  DocumentSymbol,
  FoldingRange,
  Hover,
  Location,
  Position,
  ProtocolConnection,
  Range,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver/node';
import { formatOf } from '../src/analyzer/kinds';
import type { SourceDocument } from '../src/analyzer/model';
import { EFFECTIVE_SETTINGS, POSTFIX_SERVICES, type PostfixServicesResult } from '../src/server/protocol';
import { LineIndex } from '../src/workspace/lines';
import { allFixtures } from './support/fixture';
import { generator } from './support/generator';
import { connectToServer } from './support/language-client';
import { mutationsOf } from './support/mutations';
import { runWatched, type Watched } from './support/processor-time';

/** In seconds of processor time. */
const LONGEST_REQUEST = 10;
/** Texts made of each fixture, and places in each text that are asked about. */
const MUTATIONS = 2;
const PLACES = 4;

interface Case {
  readonly name: string;
  readonly document: SourceDocument;
  readonly others: readonly SourceDocument[];
  readonly offsets: readonly number[];
}

/** The same in each thread and on each run. */
function cases(): Case[] {
  const random = generator(2);
  const below = (end: number) => Math.floor(random() * end);
  return allFixtures().flatMap(({ name, documents }) =>
    documents.flatMap((document) => {
      const [original, ...mutations] = mutationsOf(document.text, random);
      const chosen = Array.from({ length: MUTATIONS }, () => mutations.splice(below(mutations.length), 1)[0]!);
      return [original!, ...chosen].map((mutation) => ({
        name: `${name} (${document.path}) ${mutation.name}`,
        document: { ...document, text: mutation.text },
        others: documents.filter(({ uri }) => uri !== document.uri),
        offsets: [0, ...Array.from({ length: PLACES - 1 }, () => below(mutation.text.length + 1))],
      }));
    }),
  );
}

const METHODS = [
  'textDocument/diagnostic',
  'textDocument/codeAction',
  'textDocument/codeLens',
  'textDocument/hover',
  'textDocument/completion',
  'completionItem/resolve',
  'textDocument/definition',
  'textDocument/references',
  'textDocument/prepareRename',
  'textDocument/rename',
  'textDocument/documentSymbol',
  'textDocument/foldingRange',
  POSTFIX_SERVICES,
  EFFECTIVE_SETTINGS,
] as const;

const isBefore = (a: Position, b: Position) => a.line < b.line || (a.line === b.line && a.character < b.character);
const contains = (outer: Range, inner: Range) => !isBefore(inner.start, outer.start) && !isBefore(outer.end, inner.end);

/** The documents of a case in the server, and requests whose answers are checked. */
class Session {
  requests = 0;
  private readonly lines: ReadonlyMap<string, LineIndex>;
  private readonly uri: string;
  private readonly end: Position;

  constructor(
    private readonly connection: ProtocolConnection,
    private readonly step: Int32Array,
    private readonly tested: Case,
  ) {
    const all = [tested.document, ...tested.others];
    this.lines = new Map(all.map(({ uri, text }) => [uri, new LineIndex(text)]));
    this.uri = tested.document.uri;
    this.end = this.index.positionAt(tested.document.text.length);
  }

  private get isPostfix(): boolean {
    return /^m\w+\.cf$/.test(formatOf(this.tested.document) ?? '');
  }

  private get index(): LineIndex {
    return this.lines.get(this.uri)!;
  }

  private ask<T>(method: (typeof METHODS)[number], params: object): Promise<T> {
    this.requests++;
    this.step[1] = METHODS.indexOf(method);
    return this.connection.sendRequest<T>(method, params);
  }

  private about<T>(method: (typeof METHODS)[number], params: object = {}): Promise<T> {
    return this.ask(method, { textDocument: { uri: this.uri }, ...params });
  }

  /** A request that the server may refuse with a reason for the user. */
  private async mayRefuse<T>(answer: Promise<T>): Promise<T | undefined> {
    try {
      return await answer;
    } catch (error) {
      // `RequestFailed` (LSP 3.17).
      assert.equal((error as { code?: number }).code, -32803, String(error));
      return undefined;
    }
  }

  private assertRange(range: Range, uri = this.uri): void {
    const lines = this.lines.get(uri) ?? new LineIndex('');
    for (const { line, character } of [range.start, range.end]) {
      assert.ok(line < lines.lineCount, `line ${line} of ${uri} is not there`);
      const length = lines.offsetAt({ line: line + 1, character: 0 }) - lines.offsetAt({ line, character: 0 });
      assert.ok(character <= length, `line ${line} of ${uri} has no character ${character}`);
    }
    assert.ok(!isBefore(range.end, range.start), 'the range ends before it begins');
  }

  private assertEdits(edits: readonly TextEdit[], uri: string): void {
    for (const { range } of edits) this.assertRange(range, uri);
    for (const [index, { range }] of edits.entries()) {
      const overlaps = (other: TextEdit) =>
        isBefore(other.range.start, range.end) && isBefore(range.start, other.range.end);
      assert.ok(!edits.slice(index + 1).some(overlaps), `edits of ${uri} overlap`);
    }
  }

  private assertWorkspaceEdit({ documentChanges = [] }: WorkspaceEdit): void {
    for (const change of documentChanges) {
      if ('edits' in change) this.assertEdits(change.edits as TextEdit[], change.textDocument.uri);
    }
  }

  private async actions(range: Range, diagnostics: readonly Diagnostic[], only?: readonly string[]): Promise<void> {
    const context = { diagnostics, only };
    for (const { edit, title } of await this.about<CodeAction[]>('textDocument/codeAction', { range, context })) {
      assert.ok(edit, title);
      this.assertWorkspaceEdit(edit);
    }
  }

  private async ofDocument(): Promise<void> {
    const whole = { start: { line: 0, character: 0 }, end: this.end };
    const { items } = await this.about<{ items: Diagnostic[] }>('textDocument/diagnostic');
    for (const { range, relatedInformation = [] } of items) {
      this.assertRange(range);
      for (const { location } of relatedInformation) this.assertRange(location.range, location.uri);
    }
    await this.actions(whole, items);
    if (items.length > 0) await this.actions(whole, [], ['source.fixAll']);
    for (const { range } of await this.about<CodeLens[]>('textDocument/codeLens')) this.assertRange(range);
  }

  private async ofPostfix(): Promise<void> {
    const assertSymbols = (symbols: readonly DocumentSymbol[]) => {
      for (const { name, range, selectionRange, children = [] } of symbols) {
        this.assertRange(range);
        assert.ok(contains(range, selectionRange), `${name}: the name lies outside`);
        assertSymbols(children);
      }
    };
    assertSymbols(await this.about<DocumentSymbol[]>('textDocument/documentSymbol'));
    for (const { startLine, endLine } of await this.about<FoldingRange[]>('textDocument/foldingRange')) {
      assert.ok(startLine <= endLine && endLine < this.index.lineCount, 'a fold ends outside of the text');
    }
    const asked = { uri: this.uri, position: this.end };
    const { services } = await this.ask<PostfixServicesResult>(POSTFIX_SERVICES, asked);
    const service = services[0]?.id;
    if (service) assert.ok(await this.ask<string | null>(EFFECTIVE_SETTINGS, { uri: this.uri, service }));
  }

  private async hover(position: Position): Promise<void> {
    const hover = await this.about<Hover | null>('textDocument/hover', { position });
    if (!hover) return;
    assert.ok(hover.range);
    this.assertRange(hover.range);
    // A `$` in a file of Postfix tells of the name behind it.
    if (!this.isPostfix) assert.ok(contains(hover.range, { start: position, end: position }), 'tells of another place');
  }

  private async inPostfix(position: Position): Promise<void> {
    const items = await this.about<CompletionItem[]>('textDocument/completion', { position });
    for (const { textEdit, label } of items) {
      assert.ok(textEdit && 'range' in textEdit, label);
      this.assertRange(textEdit.range);
      assert.ok(contains(textEdit.range, { start: position, end: position }), label);
    }
    if (items[0]) await this.ask('completionItem/resolve', items[0]);
    const places = [
      ...(await this.about<Location[]>('textDocument/definition', { position })),
      ...(await this.about<Location[]>('textDocument/references', { position, context: { includeDeclaration: true } })),
    ];
    for (const { uri, range } of places) this.assertRange(range, uri);
    const renamable = await this.mayRefuse(this.about<{ range: Range }>('textDocument/prepareRename', { position }));
    if (renamable) this.assertRange(renamable.range);
    const edit = await this.mayRefuse(
      this.about<WorkspaceEdit | null>('textDocument/rename', { position, newName: 'another_name' }),
    );
    if (edit) this.assertWorkspaceEdit(edit);
  }

  async run(): Promise<void> {
    const { document, others, offsets } = this.tested;
    for (const { uri, text } of [...others, document]) {
      const textDocument = { uri, languageId: 'plaintext', version: 1, text };
      await this.connection.sendNotification('textDocument/didOpen', { textDocument });
    }
    await this.ofDocument();
    if (this.isPostfix) await this.ofPostfix();
    for (const offset of offsets) {
      this.step[2] = offset;
      const position = this.index.positionAt(offset);
      await this.hover(position);
      if (this.isPostfix) await this.inPostfix(position);
    }
    for (const uri of this.lines.keys()) {
      await this.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
    }
  }
}

interface Outcome {
  readonly requests: number;
  readonly faults: readonly string[];
}

async function runAll(step: Int32Array): Promise<Outcome> {
  const connection = connectToServer();
  const faults: string[] = [];
  connection.onRequest('workspace/codeLens/refresh', () => null);
  connection.onNotification('window/logMessage', ({ type, message }: { type: number; message: string }) => {
    if (type === 1) faults.push(message);
  });
  connection.listen();
  await connection.sendRequest('initialize', {
    processId: null,
    rootUri: null,
    capabilities: {
      workspace: { workspaceEdit: { documentChanges: true, resourceOperations: ['create'] } },
      textDocument: {
        diagnostic: {},
        publishDiagnostics: { relatedInformation: true },
        documentSymbol: { hierarchicalDocumentSymbolSupport: true },
      },
    },
    initializationOptions: { testConnection: true },
    workspaceFolders: [{ uri: 'file:///project', name: 'project' }],
  });
  await connection.sendNotification('initialized', {});
  let requests = 0;
  for (const [index, tested] of cases().entries()) {
    step.set([index, 0, -1]);
    const session = new Session(connection, step, tested);
    await session.run().catch((error: Error) => faults.push(`${nameOf(tested, step)}: ${error.stack}`));
    requests += session.requests;
  }
  return { requests, faults };
}

const nameOf = ({ name }: Case, [, method = 0, offset]: ArrayLike<number> & Iterable<number>) =>
  `${METHODS[method]} at ${offset} of ${name}`;

if (isMainThread) {
  describe('server requests', () => {
    it('are answered for every fixture, and for what becomes of them', async () => {
      const all = cases();
      const { requests, faults } = await runWatched<undefined, Outcome>(
        'server-requests.test',
        undefined,
        LONGEST_REQUEST,
        (step) => nameOf(all[step[0]!]!, step),
      );
      assert.deepEqual(faults.slice(0, 5), []);
      assert.ok(requests > 10_000, `${requests} requests`);
    });
  });
} else {
  void runAll((workerData as Watched<undefined>).step).then((outcome) => parentPort!.postMessage(outcome));
}
