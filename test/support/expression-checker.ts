/** Judges regular expressions with `recheck`, in processes that the system ends before they take all memory or time. */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { spawnLimited } from './processor-time';

export interface Expression {
  /** Where it stands, for the reader of a failure. */
  readonly place: string;
  readonly source: string;
  readonly flags: string;
}

export const literalOf = ({ source, flags }: Expression): string => `/${source}/${flags}`;

/** Memory of a checking process, in megabytes; expressions that are easy to read need a tenth of it. */
const MEMORY = 1000;

/** Processor time of a checking process, in seconds. */
const TIME = 60;

/** What decides is the number of steps: the time by the clock is another on each machine. */
const STEPS_ONLY = { timeout: null, attackTimeout: null, incubationTimeout: null };

/** Reads expressions from its input, one JSON text a line, and answers each with a line. */
const PROGRAM = `
const { check } = require('recheck');
const lines = require('node:readline').createInterface({ input: process.stdin });
(async () => {
  for await (const line of lines) {
    const { source, flags } = JSON.parse(line);
    const { status, attack, error } = await check(source, flags, ${JSON.stringify(STEPS_ONLY)});
    const because = attack?.pattern ?? (error && JSON.stringify(error));
    console.log(JSON.stringify(because ? status + ' ' + because : status));
  }
})();`;

/** Verdicts of one process, in order: `safe` or what is wrong; fewer than asked for where it was ended. */
async function verdictsOf(expressions: readonly Expression[]): Promise<string[]> {
  const child = spawnLimited(TIME, process.execPath, [`--max-old-space-size=${MEMORY}`, '-e', PROGRAM], {
    RECHECK_BACKEND: 'pure',
  });
  child.stderr.resume();
  const ended = once(child, 'exit');
  child.stdin.on('error', () => undefined); // It may end before it has read all.
  child.stdin.end(expressions.map(({ source, flags }) => JSON.stringify({ source, flags })).join('\n'));
  const verdicts: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) verdicts.push(JSON.parse(line));
  await ended;
  return verdicts;
}

/** The verdict on each expression: `safe`, or what is wrong. One that the checker cannot judge within its limits is not safe. */
export async function judge(expressions: readonly Expression[]): Promise<Map<Expression, string>> {
  const verdicts = new Map<Expression, string>();
  while (verdicts.size < expressions.length) {
    const rest = expressions.slice(verdicts.size);
    const given = await verdictsOf(rest);
    rest.slice(0, given.length).forEach((expression, index) => void verdicts.set(expression, given[index]!));
    // Where others have used up its time, it is tried again in a process of its own.
    if (given.length === 0) verdicts.set(rest[0]!, 'too complex to be judged');
  }
  return verdicts;
}
