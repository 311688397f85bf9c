/**
 * `npm run fuzz -- [--seed N] [--count N] [--from N] [--only FORMAT]`: changed fixtures, settings files and replies of
 * servers, and what must hold for each. One that fails is run again by its number: `--seed 1 --from 4711 --count 1`.
 */

import { parseArgs } from 'node:util';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { runWatched, type Watched } from '../support/processor-time';
import { fuzz, type Outcome, type Plan } from './fuzz';

/** Inputs that a thread runs before it tells of them. */
const BLOCK = 2000;

/** In seconds of processor time, for one input with all that is asked of it. */
const LONGEST = 60;

async function main(): Promise<void> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { seed: text, count: text, from: text, only: text } });
  const [seed, count, from] = [Number(values.seed ?? 1), Number(values.count ?? 10_000), Number(values.from ?? 0)];
  const total: Record<string, number> = {};
  let failed = 0;
  for (let begun = from; begun < from + count; begun += BLOCK) {
    const plan: Plan = { seed, from: begun, count: Math.min(BLOCK, from + count - begun), only: values.only };
    const nameOf = (step: Int32Array) => `--seed ${seed} --from ${step[0]} --count 1`;
    const { texts, faults } = await runWatched<Plan, Outcome>('fuzz/main', plan, LONGEST, nameOf);
    for (const [subject, read] of Object.entries(texts)) total[subject] = (total[subject] ?? 0) + read;
    for (const { number, subject, how, text: failing, error } of faults)
      console.log(
        `${subject}, ${how}: --seed ${seed} --from ${number} --count 1\n${error}\n${JSON.stringify(failing)}\n`,
      );
    failed += faults.length;
    const sum = Object.values(total).reduce((all, read) => all + read, 0);
    console.log(`${begun + plan.count - from} inputs, ${sum} texts, ${failed} faults`);
  }
  for (const [subject, read] of Object.entries(total).sort()) console.log(`${subject.padEnd(12)} ${read}`);
  process.exitCode = failed > 0 ? 1 : 0;
}

if (isMainThread) void main();
else {
  const { data, step } = workerData as Watched<Plan>;
  void fuzz(data, (number) => step.set([number])).then((outcome) => parentPort!.postMessage(outcome));
}
