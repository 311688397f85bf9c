/** The index of a git repository: the paths that git tracks (gitformat-index, versions 2 to 4). */

/** Paths that git tracks, slash-separated, from the top of the working tree. */
export interface TrackedPaths {
  has(path: string): boolean;
}

/** Longer paths are no file's; they would only let a damaged index grow without bounds. In bytes. */
const LONGEST_PATH = 4096;
/** All paths of an index together. In bytes. */
const LONGEST_PATHS = 1 << 28;

/** Times, device, inode, mode, owner and size of an entry, in front of its hash. */
const STAT_LENGTH = 40;

const EXTENDED = 0x4000;

/**
 * Undefined where the index is damaged, of a version to come, split (its entries are elsewhere) or sparse (folders
 * stand for their files). `hashLength` is 20 for SHA-1, 32 for SHA-256.
 */
export function readIndex(index: Buffer, hashLength: number): TrackedPaths | undefined {
  try {
    const paths = pathsIn(index, hashLength);
    return paths && { has: (path) => paths.includes(`\0${path}\0`) };
  } catch (error) {
    // Read beyond the end.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** All paths as they are in the index, each between two NULs: made and searched faster than a set of texts. */
function pathsIn(index: Buffer, hashLength: number): Buffer | undefined {
  const version = index.readUInt32BE(4);
  if (signatureAt(index, 0) !== 'DIRC' || version < 2 || version > 4) return undefined;
  let paths = Buffer.alloc(index.length);
  let start = 0;
  let end = 0;
  let offset = 12;
  for (let left = index.readUInt32BE(8); left > 0; left--) {
    const entry = offset;
    const previous = start;
    let kept = 0;
    start = end + 1;
    offset += STAT_LENGTH + hashLength;
    offset += index.readUInt16BE(offset) & EXTENDED ? 4 : 2;
    if (version === 4) {
      // What the path has in common with the one before is told by how much of that one is cut off.
      const cut = readVariableLength(index, offset);
      offset = cut.end;
      kept = end - previous - cut.value;
      if (kept < 0) return undefined;
    }
    end = start + kept;
    if (end + LONGEST_PATH >= paths.length) paths = Buffer.concat([paths], 2 * paths.length + 2 * LONGEST_PATH);
    paths.copyWithin(start, previous, previous + kept);
    const longest = start + LONGEST_PATH;
    for (let byte = index[offset++]; byte && end < longest; byte = index[offset++]) paths[end++] = byte;
    if (index[offset - 1] !== 0 || end > LONGEST_PATHS) return undefined;
    // One to eight NULs make the length of an entry a multiple of eight, before version 4.
    if (version < 4) offset = entry + ((offset - entry + 7) & ~7);
  }
  return extensionsAreOptional(index, offset, index.length - hashLength) ? paths.subarray(0, end + 1) : undefined;
}

const signatureAt = (index: Buffer, offset: number) => index.toString('latin1', offset, offset + 4);

/** Seven bits a byte, the highest first; each byte but the last has its top bit set, and counts one more. */
function readVariableLength(index: Buffer, start: number): { readonly value: number; readonly end: number } {
  let end = start;
  let byte = index.readUInt8(end++);
  let value = byte & 127;
  while (byte & 128 && value <= LONGEST_PATH) {
    byte = index.readUInt8(end++);
    value = (value + 1) * 128 + (byte & 127);
  }
  return { value, end };
}

/** Extensions fill the rest, up to the checksum. Who does not know one that begins with a small letter misreads all. */
function extensionsAreOptional(index: Buffer, start: number, end: number): boolean {
  let offset = start;
  while (offset < end) {
    if (!/^[A-Z]/.test(signatureAt(index, offset))) return false;
    offset += 8 + index.readUInt32BE(offset + 4);
  }
  return offset === end;
}
