/**
 * Whether git tracks a file, as the repository's own files tell. Git itself is not run: a repository's configuration may
 * name programs for it to start. Node only.
 */
import fs from 'node:fs';
import path from 'node:path';
import { readRegularFile } from '../io/read-file';
import { readTextFile } from './files';
import { readIndex, type TrackedPaths } from './git-index';

interface Repository {
  /** The topmost folder of the working tree. */
  readonly top: string;
  /** The folder with what belongs to this working tree alone, as the index does. */
  readonly own: string;
  /** The folder with what all working trees of the repository share, as the configuration is. */
  readonly common: string;
}

/** In bytes; what is larger is not even read. */
const LARGEST_INDEX = 64_000_000;

/**
 * Undefined where nobody knows: outside of repositories, where the index cannot be read, and where a filter may have git
 * keep something else than the text, as git-crypt does.
 */
export function isTracked(file: string): boolean | undefined {
  try {
    const repository = repositoryAround(file);
    if (!repository) return undefined;
    const answer = trackedPaths(repository)?.has(path.relative(repository.top, file).replaceAll(path.sep, '/'));
    return answer && mayBeFiltered(file, repository) ? undefined : answer;
  } catch {
    return undefined;
  }
}

/** The folders around a file, nearest first, up to `top`. */
function foldersAround(file: string, top = path.parse(file).root): string[] {
  const folders = [path.dirname(file)];
  for (let last = folders[0]!; last !== top && last !== path.dirname(last); folders.push(last))
    last = path.dirname(last);
  return folders;
}

function repositoryAround(file: string): Repository | undefined {
  for (const top of foldersAround(file)) {
    const link = path.join(top, '.git');
    const stat = fs.statSync(link, { throwIfNoEntry: false });
    if (stat?.isDirectory()) return { top, own: link, common: link };
    if (!stat?.isFile()) continue;
    // A linked working tree, or a submodule.
    const own = pathIn(link, /^gitdir: (.+)/);
    return own === undefined ? undefined : { top, own, common: pathIn(path.join(own, 'commondir'), /^(.+)/) ?? own };
  }
  return undefined;
}

/** The index of the repository around a folder, be it there yet or not; undefined where there is no repository. */
export function indexOf(folder: string): string | undefined {
  try {
    const repository = repositoryAround(path.join(folder, '.git'));
    return repository && path.join(repository.own, 'index');
  } catch {
    return undefined;
  }
}

function textOf(file: string): string | undefined {
  const read = readTextFile(file);
  return read.kind === 'text' ? read.text : undefined;
}

/** The path that a file of git's holds, relative to its folder. To another machine none is followed. */
function pathIn(file: string, form: RegExp): string | undefined {
  const target = form.exec(textOf(file) ?? '')?.[1]?.trimEnd();
  return target === undefined || /^[\\/]{2}/.test(target) ? undefined : path.resolve(path.dirname(file), target);
}

interface KnownIndex {
  readonly modified: number;
  readonly size: number;
  readonly paths: TrackedPaths | undefined;
}

const indexes = new Map<string, KnownIndex>();

function trackedPaths({ own, common }: Repository): TrackedPaths | undefined {
  const file = path.join(own, 'index');
  const { mtimeMs: modified, size } = fs.statSync(file);
  const known = indexes.get(file);
  if (known?.modified === modified && known.size === size) return known.paths;
  const length = hashLength(textOf(path.join(common, 'config')) ?? '');
  const read = readRegularFile(file, LARGEST_INDEX);
  const paths = length === undefined || read.kind !== 'bytes' ? undefined : readIndex(read.bytes, length);
  indexes.set(file, { modified, size, paths });
  return paths;
}

/** Length in bytes of the hashes in a repository with some configuration. */
function hashLength(configuration: string): number | undefined {
  const format =
    /^[ \t]*(?:\[[^\][\r\n]*\][ \t]*)?objectformat[ \t]*=[ \t]*"?(\w+)/im.exec(configuration)?.[1]?.toLowerCase() ??
    'sha1';
  return new Map([
    ['sha1', 20],
    ['sha256', 32],
  ]).get(format);
}

/** True where attributes name a filter other than that for large files, for whatever paths. */
function mayBeFiltered(file: string, { top, common }: Repository): boolean {
  const attributes = foldersAround(file, top).map((folder) => path.join(folder, '.gitattributes'));
  return [...attributes, path.join(common, 'info', 'attributes')].some((one) =>
    /^[^#\n].*\sfilter=(?!lfs\b)/m.test(textOf(one) ?? ''),
  );
}
