/** Limits that hold on a busy machine, too: what a test costs is its processor time. */
import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/** Processor time of this process with all of its threads so far, in seconds. */
export function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Runs `work`, and fails where that took `limit` seconds of processor time or more. */
export function assertCheap(limit: number, what: string, work: () => unknown): void {
  const begun = processorTime();
  work();
  const used = processorTime() - begun;
  assert.ok(used < limit, `${what} took ${used.toFixed(1)} s of processor time`);
}

/** A command that the system ends after `limit` seconds of processor time; Windows has no such limit. */
export const limited = (
  limit: number,
  command: string,
  args: readonly string[],
): [command: string, args: readonly string[]] =>
  process.platform === 'win32'
    ? [command, args]
    : ['sh', ['-c', 'ulimit -t "$0" && exec "$@"', String(limit), command, ...args]];

/** Starts such a command. `environment`: variables in addition to ours. */
export const spawnLimited = (
  limit: number,
  command: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): ChildProcessWithoutNullStreams =>
  spawn(...limited(limit, command, args), { env: { ...process.env, ...environment } });

/** Where a program of the tests stands, once it is built. `program`: its path from `test`, without an ending. */
export const builtProgram = (program: string): string => join(process.cwd(), 'out/test', `${program}.js`);

/** How often a watched thread is looked at, in milliseconds. */
const POLL = 100;

/** What a watched thread is started with. */
export interface Watched<Data> {
  readonly data: Data;
  /** Numbers that name the step which the thread is at; it writes them before each step. */
  readonly step: Int32Array;
}

/**
 * Runs a program of the tests, named by its path from `test`, in a thread of its own, whose first message is the outcome. A thread that spends `limit` seconds of
 * processor time in one step is stopped; `nameOf` says in the error which step that was.
 */
export async function runWatched<Data, Outcome>(
  program: string,
  data: Data,
  limit: number,
  nameOf: (step: Int32Array) => string,
): Promise<Outcome> {
  const step = new Int32Array(new SharedArrayBuffer(4 * Int32Array.BYTES_PER_ELEMENT));
  const worker = new Worker(builtProgram(program), { workerData: { data, step } satisfies Watched<Data> });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Outcome>((resolve, reject) => {
      worker.once('message', resolve).once('error', reject);
      worker.once('exit', (code) => reject(new Error(`the thread ended with ${code} at ${nameOf(step)}`)));
      let last = '';
      let begun = processorTime();
      timer = setInterval(() => {
        const now = step.join();
        if (now === last && processorTime() - begun > limit) reject(new Error(`${nameOf(step)} does not end`));
        if (now === last) return;
        last = now;
        begun = processorTime();
      }, POLL);
    });
  } finally {
    clearInterval(timer);
    await worker.terminate();
  }
}
