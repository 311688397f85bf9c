/** Which files edits may change: UTF-8 texts in the given folders, also when every symbolic link is followed. Node only. */
import fs from 'node:fs';
import path from 'node:path';
import { codeOf, errorInWords } from '../io/errors';
import { readTextFile } from './files';

export interface Rewritable {
  readonly kind: 'rewritable';
  /** The file itself, where it was named by a symbolic link. */
  readonly file: string;
  readonly text: string;
  readonly byteOrderMark: boolean;
}

export interface NotRewritable {
  readonly kind: 'refused';
  /** The end of a sentence: "it is UTF-16". */
  readonly because: string;
  /** True where reading failed; false where the file could be read, and is left alone on purpose. */
  readonly failed: boolean;
}

const refused = (because: string, failed = false): NotRewritable => ({ kind: 'refused', because, failed });

const OUTSIDE = refused('it lies outside the given folders');
const LINK = refused('it is reached by a symbolic link that leads out of the given folders');

/** `roots`: the folders that edits stay in. */
export function rewritable(file: string, roots: readonly string[]): Rewritable | NotRewritable {
  try {
    const real = fs.realpathSync(file);
    const outside = objection(file, real, roots);
    if (outside) return outside;
    const read = readTextFile(real);
    if (read.kind === 'missing') return refused('there is no such file', true);
    if (read.kind === 'skipped') return refused(read.because, true);
    if (read.encoding === 'UTF-16') return refused('it is UTF-16, and only UTF-8 is written');
    if (read.encoding === 'unknown')
      return refused('it is not valid UTF-8, so that writing it would destroy characters');
    return { kind: 'rewritable', file: real, text: read.text, byteOrderMark: read.byteOrderMark };
  } catch (error) {
    return refused(errorInWords(error), true);
  }
}

/** Why an edit may neither change nor create a file, as the end of a sentence; undefined where it may. */
export function whyNotEdited(file: string, roots: readonly string[]): string | undefined {
  try {
    fs.lstatSync(file);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') return errorInWords(error);
    const folder = path.dirname(file);
    return fs.existsSync(folder) ? objection(folder, fs.realpathSync(folder), roots)?.because : undefined;
  }
  const found = rewritable(file, roots);
  return found.kind === 'refused' ? found.because : undefined;
}

function objection(file: string, real: string, roots: readonly string[]): NotRewritable | undefined {
  if (roots.some((root) => isWithin(fs.realpathSync(root), real))) return undefined;
  return roots.some((root) => isWithin(root, file)) ? LINK : OUTSIDE;
}

function isWithin(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}
