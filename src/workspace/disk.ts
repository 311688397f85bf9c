/** The files of this machine. Node only. */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { FileStore } from './file-store';
import { fileMayConcernMail, readTextFile, walk } from './files';
import { indexOf, isTracked } from './git';
import { whyNotEdited } from './rewriting';

export const uriOf = (file: string): string => pathToFileURL(file).href;

/** More would only be kept for documents that nobody asks for again. */
const MOST_PATHS = 100_000;
const paths = new Map<string, string | undefined>();

/** Remembered, as an analysis asks for the same thousands of URIs at every keystroke, and reading one takes a while. */
export function fileOf(uri: string): string | undefined {
  if (paths.has(uri)) return paths.get(uri);
  if (paths.size >= MOST_PATHS) paths.clear();
  const file = pathOf(uri);
  paths.set(uri, file);
  return file;
}

function pathOf(uri: string): string | undefined {
  try {
    return uri.startsWith('file:') ? fileURLToPath(uri) : undefined;
  } catch {
    return undefined;
  }
}

function names(folder: string): string[] {
  try {
    return fs.readdirSync(folder);
  } catch {
    return [];
  }
}

function realPath(file: string): string | undefined {
  try {
    return fs.realpathSync.native(file);
  } catch {
    return undefined;
  }
}

export const disk: FileStore = {
  separator: path.sep,
  uriOf,
  fileOf,
  folderOf: path.dirname,
  realPath,
  read: readTextFile,
  names,
  walk,
  mayConcernMail: fileMayConcernMail,
  isTracked,
  whyNotEdited,
  gitIndex: indexOf,
};
