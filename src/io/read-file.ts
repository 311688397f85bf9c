/**
 * Reads files that may be anything: a pipe, a device, a directory, endless, or replaced in the meantime. Only regular
 * files are read, up to a limit, and no read waits for another program. Node only.
 */
import fs from 'node:fs';
import { codeOf, errorInWords } from './errors';

/** The bytes of a file, or why there are none: the end of a sentence. */
export type FileBytes =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'missing' }
  | { readonly kind: 'skipped'; readonly because: string };

/** In bytes; all public authorities together have less than a megabyte. */
export const LARGEST_CA_FILE = 8_000_000;

class NotReadable extends Error {}

/** `O_NONBLOCK`: without it, opening a pipe waits for a writer. Windows has neither. */
const FLAGS = fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0);

/** Reads a regular file of at most `largest` bytes. Never throws. */
export function readRegularFile(file: string, largest: number): FileBytes {
  try {
    return { kind: 'bytes', bytes: withRegularFile(file, largest, (fd, size) => readAll(fd, size, largest)) };
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) return { kind: 'missing' };
    return { kind: 'skipped', because: error instanceof NotReadable ? error.message : errorInWords(error) };
  }
}

/**
 * Fills `buffer` with the beginning of a file that has just been seen to be a regular one, without asking again, which
 * would take most of the time of a scan. Returns the number of bytes; fewer than `buffer` takes are all. Throws.
 */
export function readBeginning(file: string, buffer: Buffer): number {
  const fd = fs.openSync(file, FLAGS);
  try {
    return fs.readSync(fd, buffer, 0, buffer.length, 0);
  } finally {
    fs.closeSync(fd);
  }
}

function withRegularFile<T>(file: string, largest: number, work: (fd: number, size: number) => T): T {
  // Before opening, which acts on some devices; and after it, as another file may have taken its place.
  check(fs.statSync(file), largest);
  const fd = fs.openSync(file, FLAGS);
  try {
    const stat = fs.fstatSync(fd);
    check(stat, largest);
    return work(fd, stat.size);
  } finally {
    fs.closeSync(fd);
  }
}

function check(stat: fs.Stats, largest: number): void {
  if (stat.isDirectory()) throw new NotReadable('it is a directory');
  if (!stat.isFile()) throw new NotReadable('it is not a regular file');
  if (stat.size > largest) throw tooLarge(largest);
}

const tooLarge = (largest: number) =>
  new NotReadable(`it is larger than ${largest >= 1e6 ? `${largest / 1e6} MB` : `${largest / 1e3} kB`}`);

/** Files of `/proc` have a size of 0, and any file can grow while it is read. */
function readAll(fd: number, size: number, largest: number): Buffer {
  let buffer = Buffer.allocUnsafe(Math.min(Math.max(size, 1 << 10), largest) + 1);
  for (let length = 0; ; ) {
    const read = fs.readSync(fd, buffer, length, buffer.length - length, null);
    if (read === 0) return buffer.subarray(0, length);
    length += read;
    if (length > largest) throw tooLarge(largest);
    if (length === buffer.length) buffer = Buffer.concat([buffer], Math.min(2 * length, largest + 1));
  }
}
