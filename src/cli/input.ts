/** What users hand to the command: standard input, and small files that they name. */
import fs from 'node:fs';
import { addAbortSignal } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { codeOf, errorInWords } from '../io/errors';
import { readRegularFile } from '../io/read-file';
import { UsageError } from './usage';

/** How long an empty pipe is left alone before it is asked again. In milliseconds. */
const PIPE_PAUSE = 10;

/** All of standard input, at most `largest` bytes. Throws `UsageError` where it cannot be read. */
export const readInput = (largest: number, signal?: AbortSignal): Promise<Buffer> =>
  orUsageError('standard input', signal, async () => {
    // Node takes it for an empty stream.
    if (fs.fstatSync(0).isDirectory()) throw cannotRead('standard input', 'it is a directory');
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of signal ? addAbortSignal(signal, process.stdin) : process.stdin) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > largest) throw tooLarge('standard input', largest);
    }
    return Buffer.concat(chunks);
  });

/**
 * A file that an option names, or a pipe such as `<(pass show mail)`; `what` is its name in messages. Throws `UsageError`
 * where it cannot be read.
 */
export const readNamedFile = (file: string, largest: number, what: string, signal: AbortSignal): Promise<Buffer> =>
  orUsageError(what, signal, async () => {
    if (fs.statSync(file).isFIFO()) return readPipe(file, largest, what, signal);
    const read = readRegularFile(file, largest);
    if (read.kind === 'bytes') return read.bytes;
    throw cannotRead(what, read.kind === 'missing' ? 'there is no such file' : read.because);
  });

async function orUsageError<T>(what: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UsageError || signal?.aborted) throw error;
    throw cannotRead(what, errorInWords(error));
  }
}

const cannotRead = (what: string, because: string) => new UsageError(`${what} cannot be read: ${because}`);

/** Until the last writer closes it; a pipe without a writer is empty. */
async function readPipe(file: string, largest: number, what: string, signal: AbortSignal): Promise<Buffer> {
  const fd = fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
  const buffer = Buffer.alloc(largest + 1);
  try {
    for (let length = 0; length <= largest; ) {
      const read = readAvailable(fd, buffer.subarray(length));
      if (read === 0) return buffer.subarray(0, length);
      if (read === undefined) await setTimeout(PIPE_PAUSE, undefined, { signal });
      else length += read;
    }
    throw tooLarge(what, largest);
  } finally {
    fs.closeSync(fd);
  }
}

/** Bytes read, 0 at the end, undefined where the writer is not ready. */
function readAvailable(fd: number, buffer: Buffer): number | undefined {
  try {
    return fs.readSync(fd, buffer);
  } catch (error) {
    if (codeOf(error) === 'EAGAIN') return undefined;
    throw error;
  }
}

const tooLarge = (what: string, largest: number) => new UsageError(`${what} is larger than ${largest / 1000} kB`);
