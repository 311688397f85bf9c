/** Golden files: what comes out, to be reviewed as a diff. `UPDATE=1` rewrites them. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { allFixtures, type Fixture } from './fixture';

export function compareWithGolden(file: string, lines: readonly string[]): void {
  const text = lines.map((line) => `${line}\n`).join('');
  if (process.env.UPDATE === '1') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  assert.equal(text, readFileSync(file, 'utf8'), `${file}: run with UPDATE=1 and review the difference`);
}

/** A golden file of sections, each compared by a test of its own; the headings are the lines that are not indented. */
export class GoldenSections {
  private readonly found = new Map<string, readonly string[]>();

  constructor(private readonly file: string) {}

  compare(name: string, lines: readonly string[]): void {
    this.found.set(name, lines);
    if (process.env.UPDATE === '1') return;
    const sections = readFileSync(this.file, 'utf8').split(/\n(?=\S)/);
    const own = sections.find((section) => section.split('\n', 1)[0] === name) ?? '';
    assert.equal(
      [name, ...lines.map((line) => `  ${line}`)].join('\n'),
      own.trimEnd(),
      `${this.file}: run with UPDATE=1 and review the difference`,
    );
  }

  /** After all tests of a suite, where none of them failed: what did not come as far as its comparison is missing. */
  write({ tests }: Mocha.Suite): void {
    if (process.env.UPDATE !== '1' || tests.some(({ state }) => state !== 'passed')) return;
    const lines = [...this.found].flatMap(([name, own]) => [name, ...own.map((line) => `  ${line}`)]);
    compareWithGolden(this.file, lines);
  }
}

/** Fixtures by the folder that they stand in. */
function groups(): Map<string, Fixture[]> {
  const found = new Map<string, Fixture[]>();
  for (const fixture of allFixtures()) {
    const [folder = ''] = fixture.name.split('/');
    found.set(folder, [...(found.get(folder) ?? []), fixture]);
  }
  return found;
}

/** Tests that what is written of the fixtures is as `golden` has it, with a file for each of their folders. */
export function compareFixtures(golden: string, linesOf: (fixture: Fixture) => readonly string[]): void {
  const byFolder = groups();
  for (const [folder, fixtures] of byFolder) {
    it(`in ${folder} is as the golden file has it`, () => {
      const lines = fixtures.flatMap((fixture) => {
        const own = linesOf(fixture);
        return own.length > 0 ? [fixture.name.slice(folder.length + 1), ...own] : [];
      });
      compareWithGolden(`${golden}/${folder}.txt`, lines);
    });
  }

  it('has no golden file without fixtures', () => {
    assert.deepEqual(readdirSync(golden).sort(), [...byFolder.keys()].map((folder) => `${folder}.txt`).sort());
  });
}
