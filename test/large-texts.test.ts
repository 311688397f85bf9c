/**
 * Each construct of each settings format, 100 kB of it: nothing throws, nothing takes longer than some times what the
 * package `yaml` alone takes to read 100 kB, and little more than four times what a quarter of the text takes. A limit in
 * seconds would say more of the machine than of the program.
 */
import assert from 'node:assert/strict';
import { parseDocument } from 'yaml';
import { analyze } from '../src/analyzer/analyze';
import { projectOf } from './support/fixture';
import type { LargeText } from './support/generated-text';
import { LARGE_TEXTS } from './support/large-texts';
import { processorTime } from './support/processor-time';

const WHOLE = 100_000;

/** How many times the unit 100 kB may take; the most that was measured is two thirds of it. */
const MOST = 15;

/** How many times a quarter of the text the whole may take: 2.3 for each doubling, and half as much again for the machine. */
const MOST_GROWTH = 8;

/** What takes less than this share of the unit takes too little for its growth to be told. */
const LEAST = 0.1;

/** How often the unit is taken anew: a busy machine is not as busy all the time. */
const UNITS_EVERY = 20;

const UNIT_TEXT = Array.from(
  { length: WHOLE / 50 },
  (_, index) => `part${index}:\n  name: "part number ${index}"\n  size: ${index}\n`,
)
  .join('')
  .slice(0, WHOLE);

/** Processor time of the least of some runs, in seconds. */
function least(runs: number, work: () => void): number {
  const times = Array.from({ length: runs }, () => {
    const begun = processorTime();
    work();
    return processorTime() - begun;
  });
  return Math.min(...times);
}

const unitOf = () => least(3, () => parseDocument(UNIT_TEXT, { logLevel: 'silent' }));

/** In seconds; of new documents, so that nothing is remembered of an earlier run. */
function timeOf({ documents }: LargeText, size: number): number {
  const [document, ...others] = documents(size);
  assert.ok(document);
  return least(1, () => {
    const { failures } = analyze(document, projectOf([document, ...others]));
    assert.deepEqual(failures, []);
  });
}

/** The least of so many runs counts, as other programs of the machine slow some of them down. */
const RUNS = 6;

describe('large texts', () => {
  let unit = 0;

  before(() => {
    least(2, unitOf);
  });

  it('are of many kinds', () => {
    assert.ok(new Set(LARGE_TEXTS.map(({ name }) => name)).size >= 60);
  });

  for (const [index, text] of LARGE_TEXTS.entries()) {
    it(text.name, () => {
      if (unit === 0 || index % UNITS_EVERY === 0) unit = unitOf();
      let whole = Number.POSITIVE_INFINITY;
      let quarter = Number.POSITIVE_INFINITY;
      const growth = () => whole / Math.max(quarter, LEAST * unit);
      for (let tries = 0; tries < RUNS && !(whole <= MOST * unit && growth() <= MOST_GROWTH); tries++) {
        whole = Math.min(whole, timeOf(text, WHOLE));
        quarter = Math.min(quarter, timeOf(text, WHOLE / 4));
      }
      assert.ok(
        whole <= MOST * unit,
        `${(whole / unit).toFixed(1)} times what the package yaml takes for as much text`,
      );
      assert.ok(growth() <= MOST_GROWTH, `${growth().toFixed(1)} times what a quarter of it takes`);
    });
  }
});
