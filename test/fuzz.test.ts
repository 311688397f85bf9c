/** The first inputs of `npm run fuzz`, in every run of the tests; many more are for `npm run fuzz` itself. */
import assert from 'node:assert/strict';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { KINDS } from '../src/analyzer/kinds';
import { fuzz, type Outcome, type Plan } from './fuzz/fuzz';
import { runWatched, type Watched } from './support/processor-time';

const PLAN: Plan = { seed: 20, from: 0, count: 105 };

/** In seconds of processor time, for one input with all that is asked of it. */
const LONGEST = 60;

if (isMainThread) {
  describe('changed fixtures, settings files and replies', () => {
    it('are read without harm', async () => {
      const nameOf = (step: Int32Array) => `npm run fuzz -- --seed ${PLAN.seed} --from ${step[0]} --count 1`;
      const { texts, faults } = await runWatched<Plan, Outcome>('fuzz.test', PLAN, LONGEST, nameOf);
      assert.deepEqual(faults, []);
      assert.deepEqual(new Set(Object.keys(texts)), new Set([...Object.keys(KINDS), 'settings', 'replies']));
    });
  });
} else {
  const { data, step } = workerData as Watched<Plan>;
  void fuzz(data, (number) => step.set([number])).then((outcome) => parentPort!.postMessage(outcome));
}
