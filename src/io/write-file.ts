/**
 * Replaces files as a whole: their readers find the old content or the new, whatever fails and whenever. Node only.
 */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { errorInWords } from './errors';

/** New content that lies ready beside its file. One of the two methods is to be called. */
export interface StagedFile {
  /** Puts the content in the file's place. Throws a system error, and nothing is left behind then. */
  commit(): void;
  discard(): void;
}

/** The message is the end of a sentence: "it is read-only". */
export class NotReplaceable extends Error {}

const WRITABLE = 0o222;
const PERMISSIONS = 0o7777;

/** Throws `NotReplaceable` or a system error where a file must not or cannot be replaced. `file` is no symbolic link. */
export function checkReplaceable(file: string): fs.Stats {
  const stat = fs.lstatSync(file);
  if (!stat.isFile()) throw new NotReplaceable('it is not a regular file');
  // Renaming would get past this, and root past the permissions.
  if ((stat.mode & WRITABLE) === 0) throw new NotReplaceable('it is read-only');
  fs.accessSync(file, fs.constants.W_OK);
  if (stat.nlink > 1) throw new NotReplaceable('it has hard links, which would keep the old content');
  return stat;
}

/**
 * Writes new content for an existing file into a temporary file beside it, with the same mode and owner. Throws as
 * `checkReplaceable` does, and nothing is left behind then.
 */
export function stageFile(file: string, content: Buffer): StagedFile {
  const stat = checkReplaceable(file);
  const temporary = path.join(path.dirname(file), `.mail-config-lint-${randomBytes(8).toString('hex')}.tmp`);
  const discard = () => fs.rmSync(temporary, { force: true });
  try {
    write(create(temporary), content, stat);
  } catch (error) {
    discard();
    throw error;
  }
  return {
    discard,
    commit() {
      try {
        fs.renameSync(temporary, file);
      } catch (error) {
        discard();
        throw error;
      }
    },
  };
}

function create(file: string): number {
  try {
    return fs.openSync(file, 'wx', 0o600);
  } catch (error) {
    throw new NotReplaceable(`no file can be created in its folder: ${errorInWords(error)}`);
  }
}

function write(fd: number, content: Buffer, { uid, gid, mode }: fs.Stats): void {
  try {
    fs.writeFileSync(fd, content);
    const own = fs.fstatSync(fd);
    if (own.uid !== uid || own.gid !== gid) chown(fd, uid, gid);
    // After the change of owner, which takes special bits away.
    fs.fchmodSync(fd, mode & PERMISSIONS);
    fs.fsyncSync(fd);
  } finally {
    fs.closeSync(fd);
  }
}

function chown(fd: number, uid: number, gid: number): void {
  try {
    fs.fchownSync(fd, uid, gid);
  } catch {
    throw new NotReplaceable('only its owner can replace it with the same owner and group');
  }
}
