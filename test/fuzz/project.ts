/** A project of which one document changes again and again: what must hold for every text that anybody may have. */
import assert from 'node:assert/strict';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Edit, Finding, SourceDocument } from '../../src/analyzer/model';
import { abilitiesOf } from '../../src/server/capabilities';
import { completions } from '../../src/server/completion';
import { hoverAt } from '../../src/server/hovers';
import { type ClientDocuments, lineIndex } from '../../src/server/translate';
import { imagined } from '../../src/workspace/imagined';
import type { Workspace } from '../../src/workspace/workspace';
import { apply, type Fixture } from '../support/fixture';
import { leaksIn } from '../support/leaks';
import { memoryStore } from '../support/memory-store';
import { outputsOf, plantingsOf, workspaceOf } from '../support/plantings';
import { processorTime } from '../support/processor-time';
import { below, mutated, type Random } from './mutate';

/** Texts that one document has, one after another. */
const TEXTS = 8;

/** Passes of fixes after which nothing may be left to do. */
const MOST_PASSES = 20;

/** Findings of a text of which the fixes are tried. */
const MOST_TRIED = 3;

/** Processor time that an analysis may take, in seconds: in any case, and for each 100 kB of text. */
const IN_ANY_CASE = 0.5;
const FOR_100_KB = 1;

const ABILITIES = abilitiesOf({ workspace: { workspaceEdit: { documentChanges: true } } });

const projectWith = (fixture: Fixture, documents: readonly SourceDocument[]): Fixture => ({ ...fixture, documents });

/** What is found, as it is told, once every document was looked into, as a scan of the workspace does. */
function told(workspace: Workspace, documents: readonly SourceDocument[]) {
  const configurations = documents.map(({ uri }) => workspace.configs(uri));
  return documents.map(({ uri }, index) => ({
    uri,
    configurations: configurations[index]!.map(({ label, anchor }) => ({ label, anchor })),
    findings: workspace
      .findings(uri)
      .map(({ rule, severity, at, headline, detail, related }) => ({ rule, severity, at, headline, detail, related })),
  }));
}

function assertInside(workspace: Workspace, uri: string, { start, end }: Finding['at']['span'], what: string): void {
  const length = workspace.document(uri)?.text.length ?? 0;
  assert.ok(0 <= start && start <= end && end <= length, `${what} points outside: ${start} to ${end} of ${length}`);
}

function assertSound(workspace: Workspace, documents: readonly SourceDocument[]): void {
  for (const failure of workspace.failures()) throw failure;
  for (const { uri } of documents) {
    for (const { rule, at, related } of workspace.findings(uri))
      for (const place of [at, ...related.map((each) => each.at)]) assertInside(workspace, place.uri, place.span, rule);
    for (const { anchor, settings } of workspace.configs(uri)) {
      assertInside(workspace, anchor.uri, anchor.span, 'a configuration');
      for (const { at, name } of settings) assertInside(workspace, at.uri, at.span, `the setting ${name}`);
    }
  }
}

/** Edits as an editor applies them, which refuses those that overlap. */
function assertApplicable(workspace: Workspace, edits: readonly Edit[], what: string): void {
  for (const uri of new Set(edits.map((edit) => edit.uri))) {
    const text = workspace.document(uri)?.text ?? '';
    const document = TextDocument.create(uri, 'plaintext', 1, text);
    const own = edits.filter((edit) => edit.uri === uri);
    for (const { span } of own) assertInside(workspace, uri, span, what);
    TextDocument.applyEdits(
      document,
      own.map(({ span, text: newText }) => ({
        range: { start: document.positionAt(span.start), end: document.positionAt(span.end) },
        newText,
      })),
    );
  }
}

/** Each fix can be applied and read back, and where all safe ones are applied again and again, that ends. */
function assertFixable(fixture: Fixture, documents: readonly SourceDocument[]): void {
  const workspace = workspaceOf(projectWith(fixture, documents));
  for (const finding of documents.flatMap(({ uri }) => workspace.findings(uri)).slice(0, MOST_TRIED)) {
    for (const { title, edits } of workspace.fixes(finding)) {
      assertApplicable(workspace, edits, title);
      const after = apply(documents, edits);
      assertSound(workspaceOf(projectWith(fixture, after)), after);
    }
  }
  let current = documents;
  for (let passes = 0; ; passes++) {
    const now = workspaceOf(projectWith(fixture, current));
    const edits = now.fixAll(current.flatMap(({ uri }) => now.findings(uri)));
    if (edits.length === 0) return;
    assert.ok(passes < MOST_PASSES, 'fixes do not settle');
    assertApplicable(now, edits, 'all safe fixes');
    current = apply(current, edits);
  }
}

/** What an editor asks for at a place. */
function ask(workspace: Workspace, all: readonly SourceDocument[], document: SourceDocument, offset: number): void {
  const documents: ClientDocuments = {
    document: (uri) => workspace.document(uri),
    clientUri: (uri) => uri,
    version: () => 1,
    mayEdit: () => true,
  };
  hoverAt(workspace, document, lineIndex(document).positionAt(offset), documents);
  const host = {
    workspace,
    documents,
    abilities: ABILITIES,
    imagined: (whole: SourceDocument) => imagined(memoryStore(all), ['/project'], whole).configs(whole.uri),
  };
  completions(host, document, offset);
}

async function assertSilent(fixture: Fixture, documents: readonly SourceDocument[], random: Random): Promise<void> {
  const project = projectWith(fixture, documents);
  const workspace = workspaceOf(project);
  const plantings = [...plantingsOf(project, workspace, true)];
  if (plantings.length === 0) return;
  const planting = plantings[below(random, plantings.length)]!;
  workspace.open(planting.after);
  const uris = documents.map(({ uri }) => uri);
  const outputs = await outputsOf(workspace, uris, planting);
  assert.deepEqual(
    [...outputs].flatMap(([output, text]) => leaksIn(output, text, planting)),
    [],
  );
}

/** What `work` gives; where it took long, the least of three runs counts, as a busy machine slows some down. */
function cheaply<T>(size: number, work: () => T): T {
  const most = IN_ANY_CASE + (size / 100_000) * FOR_100_KB;
  const run = () => {
    const begun = processorTime();
    const made = work();
    return { made, took: processorTime() - begun };
  };
  const first = run();
  if (first.took <= most) return first.made;
  const least = Math.min(run().took, run().took);
  assert.ok(least <= most, `takes ${least.toFixed(2)} s`);
  return first.made;
}

/**
 * `changing` is the document of a fixture that is changed, `other` a text of the same kind. Gives how many texts were
 * read; `step` is told each text before it is read.
 */
export async function fuzzProject(
  fixture: Fixture,
  changing: SourceDocument,
  other: string,
  random: Random,
  step: (how: string, text: string) => void,
): Promise<number> {
  const workspace = workspaceOf(fixture);
  told(workspace, fixture.documents);
  let documents: SourceDocument[] = [...fixture.documents];
  let document = changing;
  for (let text = 0; text < TEXTS; text++) {
    const next = mutated(random() < 0.5 ? changing.text : document.text, other, random);
    step(next.how, next.text);
    document = { ...changing, text: next.text };
    documents = documents.map((each) => (each.uri === document.uri ? document : each));
    workspace.open(document);
    const { anew, there } = cheaply(next.text.length, () => {
      const anew = workspaceOf(projectWith(fixture, documents));
      return { anew, there: told(anew, documents) };
    });
    assert.deepEqual(told(workspace, documents), there, 'what is found after edits is not what is there');
    assertSound(anew, documents);
    ask(anew, documents, document, below(random, document.text.length + 1));
  }
  assertFixable(fixture, documents);
  if (random() < 0.25) await assertSilent(fixture, documents, random);
  return TEXTS;
}
