/**
 * Every fixture against the analyzer, in both directions: a marker without a finding fails, a finding without a marker
 * fails. `UPDATE=1` rewrites the golden files (not the markers) for review.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SourceDocument } from '../src/analyzer/model';
import { allFixtures, type Fixture, fixesOf, lint, mend, textOf } from './support/fixture';
import { asMarker, commentLeader, type Marker, renderMarker } from './support/markers';

const UPDATE = process.env.UPDATE === '1';

const sameMarker = (expected: Marker, found: Marker, message: string) =>
  expected.rule === found.rule &&
  expected.line === found.line &&
  expected.start === found.start &&
  expected.end === found.end &&
  (!expected.severity || expected.severity === found.severity) &&
  (!expected.part || message.includes(expected.part));

function compareWithMarkers(fixture: Fixture): string[] {
  const problems: string[] = [];
  const findings = lint(fixture.documents);
  for (const document of fixture.documents) {
    const leader = commentLeader(document);
    const lines = document.text.split('\n');
    const open = [...(fixture.markers.get(document.uri) ?? [])];
    for (const finding of findings.filter((candidate) => candidate.at.uri === document.uri)) {
      const found = asMarker(finding, document.text);
      const index = open.findIndex((marker) => sameMarker(marker, found, textOf(finding)));
      if (index >= 0) open.splice(index, 1);
      else {
        problems.push(
          `unexpected in ${document.path}:${found.line + 1} (${finding.severity}) ${textOf(finding)}\n${lines[found.line]}\n${renderMarker(found, leader)}`,
        );
      }
    }
    for (const marker of open) {
      problems.push(
        `missing in ${document.path}:${marker.line + 1}\n${lines[marker.line]}\n${renderMarker(marker, leader)}`,
      );
    }
  }
  const known = new Set(fixture.documents.map((document) => document.uri));
  for (const finding of findings)
    if (!known.has(finding.at.uri)) problems.push(`finding in no document: ${finding.rule} ${finding.at.uri}`);
  return problems;
}

function compareWithGolden(fixture: Fixture, path: string, outcome: readonly SourceDocument[]): void {
  const changed = outcome.filter(
    (document) => fixture.documents.find((before) => before.uri === document.uri)?.text !== document.text,
  );
  if (UPDATE && changed.length > 0)
    for (const document of changed) write(fileFor(fixture, path, document), document.text);
  if (!existsSync(path)) {
    assert.equal(
      changed.length,
      0,
      `fixes change this fixture, but there is no ${path}; run with UPDATE=1 and review it`,
    );
    return;
  }
  assert.ok(changed.length > 0, `${path} stands here, but no fix changes the fixture`);
  for (const document of changed) assert.equal(document.text, readFileSync(fileFor(fixture, path, document), 'utf8'));
}

const fileFor = (fixture: Fixture, path: string, document: SourceDocument) =>
  fixture.name.includes('projects/') ? join(path, document.path.slice('/project/'.length)) : path;

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

describe('fixtures', () => {
  for (const fixture of allFixtures()) {
    describe(fixture.name, () => {
      it('has exactly the findings that its markers tell', () => {
        const problems = compareWithMarkers(fixture);
        assert.equal(problems.length, 0, `\n${problems.join('\n\n')}`);
        if (fixture.name.startsWith('ok/'))
          assert.equal([...fixture.markers.values()].flat().length, 0, 'ok/ has no markers');
      });
      it('is mended as its golden files tell, and then nothing is left to mend', () => {
        const fixed = mend(fixture.documents, true);
        compareWithGolden(fixture, fixture.fixed, fixed);
        const left = lint(fixed).filter((finding) => fixesOf(finding).some((fix) => fix.safe));
        assert.deepEqual(
          left.map((finding) => `${finding.rule}: ${finding.headline}`),
          [],
        );
        compareWithGolden(fixture, fixture.mended, mend(fixture.documents, false));
      });
    });
  }
});
