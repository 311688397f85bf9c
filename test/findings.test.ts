/**
 * Everything that is said about the fixtures, in a golden file for each folder: severity, headline, related places and
 * tags of every finding, beside its place. `UPDATE=1` rewrites the files, to be reviewed as a diff.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Finding, Place, SourceDocument } from '../src/analyzer/model';
import { LineIndex } from '../src/workspace/lines';
import { allFixtures, type Fixture, lint } from './support/fixture';

const GOLDEN = 'test/findings';

/** Fixtures by the folder that they stand in. */
function groups(): Map<string, Fixture[]> {
  const found = new Map<string, Fixture[]>();
  for (const fixture of allFixtures()) {
    const [folder = ''] = fixture.name.split('/');
    if (folder !== 'ok') found.set(folder, [...(found.get(folder) ?? []), fixture]);
  }
  return found;
}

function placesIn(documents: readonly SourceDocument[]): (place: Place) => string {
  const known = new Map(documents.map(({ uri, text, path }) => [uri, { lines: new LineIndex(text), path }]));
  return ({ uri, span }) => {
    const { lines, path } = known.get(uri)!;
    const [start, end] = [lines.positionAt(span.start), lines.positionAt(span.end)];
    const until = end.line === start.line ? '' : `${end.line + 1}:`;
    return `${path.slice('/project/'.length)}:${start.line + 1}:${start.character + 1}-${until}${end.character + 1}`;
  };
}

function written({ documents }: Fixture, findings: readonly Finding[]): string[] {
  const at = placesIn(documents);
  return findings.flatMap((finding) => [
    `  ${at(finding.at)} ${finding.severity} ${finding.rule}${finding.tags.map((tag) => ` [${tag}]`).join('')}`,
    `    ${finding.headline}`,
    ...finding.related.map((other) => `    ${at(other.at)} ${other.message}`),
  ]);
}

describe('what is said about the fixtures', () => {
  const byFolder = groups();
  for (const [folder, fixtures] of byFolder) {
    it(`in ${folder} is as the golden file has it`, () => {
      const file = `${GOLDEN}/${folder}.txt`;
      const text = fixtures
        .flatMap((fixture) => [fixture.name.slice(folder.length + 1), ...written(fixture, lint(fixture.documents))])
        .map((line) => `${line}\n`)
        .join('');
      if (process.env.UPDATE === '1') {
        mkdirSync(GOLDEN, { recursive: true });
        writeFileSync(file, text);
      }
      assert.equal(text, readFileSync(file, 'utf8'), `${file}: run with UPDATE=1 and review the difference`);
    });
  }

  it('has no golden file without fixtures', () => {
    assert.deepEqual(
      readdirSync(GOLDEN)
        .map((name) => name.replace(/\.txt$/, ''))
        .sort(),
      [...byFolder.keys()].sort(),
    );
  });
});
