/** `npm run soak -- [--edits N] [--cancelled N]`: a long day of the language server, and its heap after each tenth of it. */
import { parseArgs } from 'node:util';
import { assertFlat, soak } from './soak';

async function main(): Promise<void> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { edits: text, cancelled: text } });
  const plan = { edits: Number(values.edits ?? 10_000), cancelled: Number(values.cancelled ?? 2000) };
  const { heap, edits, cancelled, answered } = await soak(plan);
  console.log(`${edits} edits, ${cancelled} requests cancelled, ${answered} of them answered before`);
  console.log(`heap after each tenth, in MB: ${heap.map((size) => size.toFixed(1)).join(' ')}`);
  assertFlat(heap);
}

void main();
