/**
 * Every fix of every finding of every fixture, not only the first, applied as an editor applies it: the finding is gone,
 * nothing new weighs as much, and where one fix after the other is applied, that comes to an end.
 */
import assert from 'node:assert/strict';
import { TextDocument } from 'vscode-languageserver-textdocument';
import {
  type Edit,
  type Finding,
  type Fix,
  type MailConfig,
  SEVERITIES,
  type SourceDocument,
} from '../src/analyzer/model';
import { RULES } from '../src/analyzer/rules/index';
import { allFixtures, apply, fixesOf, lint } from './support/fixture';

/** The text as the editor's library makes it; it refuses edits that overlap. */
function inEditor({ uri, text }: SourceDocument, edits: readonly Edit[]): string {
  const document = TextDocument.create(uri, 'plaintext', 1, text);
  return TextDocument.applyEdits(
    document,
    edits.map(({ span, text: newText }) => ({
      range: { start: document.positionAt(span.start), end: document.positionAt(span.end) },
      newText,
    })),
  );
}

function applied(documents: readonly SourceDocument[], { edits }: Fix): SourceDocument[] {
  const after = apply(documents, edits);
  for (const document of after) {
    const before = documents.find(({ uri }) => uri === document.uri) ?? { ...document, text: '' };
    assert.equal(
      document.text,
      inEditor(
        before,
        edits.filter(({ uri }) => uri === document.uri),
      ),
    );
  }
  return after;
}

const countBy = (findings: readonly Finding[]) => {
  const counts = new Map<string, number>();
  for (const { rule } of findings) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return counts;
};

const weightOf = ({ severity }: Finding) => SEVERITIES.indexOf(severity);

const asGrave = (finding: Finding, findings: readonly Finding[]) =>
  findings.filter((other) => other.rule === finding.rule && weightOf(other) <= weightOf(finding)).length;

/** False where the host is unknown, or where the default stands in for one that is not read. */
const isHostSaid = ({ host }: MailConfig) => host?.value !== undefined && host.origin.kind !== 'default';

/** Of a configuration whose server or mode could not be told, something that is no error may be told now. */
const wasUnreadable = ({ subjects }: Finding) =>
  subjects.some(({ config }) => config?.role !== 'server' && (config?.tls.value === undefined || !isHostSaid(config)));

function newOnes(finding: Finding, before: readonly Finding[], after: readonly Finding[], isSafe: boolean): Finding[] {
  const [earlier, now] = [countBy(before), countBy(after)];
  return after.filter((other) => {
    if (now.get(other.rule)! <= (earlier.get(other.rule) ?? 0)) return false;
    if (isSafe) return weightOf(other) < SEVERITIES.indexOf('information');
    return weightOf(other) <= weightOf(finding) && (other.severity === 'error' || !wasUnreadable(finding));
  });
}

describe('every fix', () => {
  const fixtures = allFixtures();
  let fixes = 0;
  let tried = 0;
  const grades = new Map<string, Set<'safe' | 'suggestion'>>();
  for (const { name, documents } of fixtures) {
    it(`of ${name} does what it says and nothing else`, () => {
      const before = lint(documents);
      for (const finding of before) {
        for (const fix of fixesOf(finding)) {
          fixes++;
          grades.set(finding.rule, (grades.get(finding.rule) ?? new Set()).add(fix.safe ? 'safe' : 'suggestion'));
          const what = `${finding.rule}: ${fix.title}`;
          const texts = applied(documents, fix);
          const after = lint(texts);
          assert.ok(asGrave(finding, after) < asGrave(finding, before), `${what}: the finding is still there`);
          assert.deepEqual(
            newOnes(finding, before, after, fix.safe).map(({ rule, headline }) => `${rule}: ${headline}`),
            [],
            what,
          );
        }
      }
      settle(documents);
      tried++;
    });
  }

  it('is more than a few', function () {
    if (tried < fixtures.length) this.skip();
    assert.ok(fixes > 500, `${fixes} fixes`);
  });

  it('is of the kind that its rule declares as the best', function () {
    if (tried < fixtures.length) this.skip();
    const bestOf = (rule: string) =>
      grades.get(rule)?.has('safe') ? 'safe' : grades.has(rule) ? 'suggestion' : 'none';
    assert.deepEqual(
      RULES.map(({ id, fix }) => [id, fix]),
      RULES.map(({ id }) => [id, bestOf(id)]),
    );
  });
});

/** Always the last fix of the last finding, which nobody else applies one after the other. */
function settle(documents: readonly SourceDocument[]): void {
  let current = documents;
  for (let step = 0; step < 60; step++) {
    const fix = lint(current)
      .flatMap((finding) => fixesOf(finding).at(-1) ?? [])
      .at(-1);
    if (!fix) return;
    current = apply(current, fix.edits);
  }
  assert.fail('fixes follow each other without end');
}
