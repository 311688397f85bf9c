/** Each construct of each settings format, 100 kB of it: nothing throws, and nothing takes the time of a square. */
import assert from 'node:assert/strict';
import { analyze } from '../src/analyzer/analyze';
import { projectOf } from './support/fixture';
import { LARGE_TEXTS } from './support/large-texts';
import { processorTime } from './support/processor-time';

const WHOLE = 100_000;

/** What 100 kB may take, in seconds. The most that was measured is a quarter of it; a square takes twice as much. */
const mostFor = (name: string) => (/^(?:main|master)\.cf/.test(name) ? 1.5 : 4);

/** The least of so many runs counts, as other programs of the machine slow some of them down. */
const RUNS = 3;

describe('large texts', function () {
  this.timeout(120_000);

  it('are of many kinds', () => {
    assert.ok(new Set(LARGE_TEXTS.map(({ name }) => name)).size >= 60);
  });

  for (const { name, documents } of LARGE_TEXTS) {
    it(name, () => {
      const most = mostFor(name);
      let least = Number.POSITIVE_INFINITY;
      for (let tries = 0; tries < RUNS && least > most; tries++) {
        // New documents, so that nothing is remembered of an earlier run.
        const [document, ...others] = documents(WHOLE);
        assert.ok(document);
        const begun = processorTime();
        const { failures } = analyze(document, projectOf([document, ...others]));
        least = Math.min(least, processorTime() - begun);
        assert.deepEqual(failures, []);
      }
      assert.ok(least <= most, `${least.toFixed(2)} s of processor time`);
    });
  }
});
