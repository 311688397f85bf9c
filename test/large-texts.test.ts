/**
 * Each construct of each settings format, 100 kB of it: nothing throws, and nothing takes longer than some times what the
 * package `yaml` alone takes to read 100 kB. A limit in seconds would say more of the machine than of the program.
 */
import assert from 'node:assert/strict';
import { parseDocument } from 'yaml';
import { analyze } from '../src/analyzer/analyze';
import { projectOf } from './support/fixture';
import { LARGE_TEXTS } from './support/large-texts';
import { processorTime } from './support/processor-time';

const WHOLE = 100_000;

/** How many times the unit 100 kB may take; the most that was measured is two thirds of it. */
const MOST = 15;

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

/** The least of so many runs counts, as other programs of the machine slow some of them down. */
const RUNS = 3;

describe('large texts', () => {
  let unit = 0;

  before(() => {
    least(2, unitOf);
  });

  it('are of many kinds', () => {
    assert.ok(new Set(LARGE_TEXTS.map(({ name }) => name)).size >= 60);
  });

  LARGE_TEXTS.forEach(({ name, documents }, index) => {
    it(name, () => {
      if (unit === 0 || index % UNITS_EVERY === 0) unit = unitOf();
      let fewest = Number.POSITIVE_INFINITY;
      for (let tries = 0; tries < RUNS && fewest > MOST; tries++) {
        // New documents, so that nothing is remembered of an earlier run.
        const [document, ...others] = documents(WHOLE);
        assert.ok(document);
        const taken = least(1, () => {
          const { failures } = analyze(document, projectOf([document, ...others]));
          assert.deepEqual(failures, []);
        });
        fewest = Math.min(fewest, taken / unit);
      }
      assert.ok(fewest <= MOST, `${fewest.toFixed(1)} times what the package yaml takes for as much text`);
    });
  });
});
