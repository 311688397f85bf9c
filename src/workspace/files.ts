/** Files on disk: reading texts, and walking a folder for files that may hold mail settings. Node only. */
import { isUtf8 } from 'node:buffer';
import fs from 'node:fs';
import path from 'node:path';
import { mayConcernMail } from '../analyzer/concern';
import { IgnoreRules } from '../analyzer/ignore-rules';
import { formatOf, kindOf } from '../analyzer/kinds';
import { errorInWords } from '../io/errors';
import { readBeginning, readRegularFile } from '../io/read-file';
import type { Candidate, TextFile } from './file-store';

/** In bytes; what is larger is not even read. */
const LARGEST_FILE = 64_000_000;

/** Reads a file as text. Bytes that are not valid UTF-8 become replacement characters, as Node programs see them. Never throws. */
export function readTextFile(file: string): TextFile {
  const read = readRegularFile(file, LARGEST_FILE);
  return read.kind === 'bytes' ? decode(read.bytes) : read;
}

const BINARY: TextFile = { kind: 'skipped', because: 'it is binary, or not UTF-8' };

/** Two bytes of a UTF-16 byte order mark. */
const isUtf16 = ([first, second]: Uint8Array) =>
  (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);

function decode(bytes: Buffer): TextFile {
  if (isUtf16(bytes)) {
    // The decoder takes the byte order mark off.
    const text = new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-16be').decode(bytes);
    return text.includes('\0') ? BINARY : { kind: 'text', text, byteOrderMark: true, encoding: 'UTF-16' };
  }
  if (bytes.includes(0)) return BINARY;
  const byteOrderMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const encoding = isUtf8(bytes) ? 'UTF-8' : 'unknown';
  return { kind: 'text', text: bytes.toString('utf8', byteOrderMark ? 3 : 0), byteOrderMark, encoding };
}

/** Folders that hold nothing of the project's own. */
const SKIPPED_FOLDERS: ReadonlySet<string> = new Set([
  'node_modules',
  '.git',
  '.hg',
  '.svn',
  '.cache',
  '.venv',
  '__pycache__',
]);

/** A folder's ignore rules, and those of the folders above it. */
interface IgnoreLayer {
  readonly base: string;
  readonly rules: IgnoreRules;
}

function layerOf(folder: string, isThere: (name: string) => boolean): IgnoreLayer[] {
  const sources: string[] = [];
  if (isThere('.gitignore')) sources.push(path.join(folder, '.gitignore'));
  // What the repository itself leaves out has the last word in its folder's own file.
  if (isThere('.git')) sources.push(path.join(folder, '.git', 'info', 'exclude'));
  const texts = sources.map(readTextFile).flatMap((file) => (file.kind === 'text' ? [file.text] : []));
  const rules = new IgnoreRules(texts);
  return rules.isEmpty ? [] : [{ base: folder, rules }];
}

const slashed = (file: string) => (path.sep === '/' ? file : file.replaceAll(path.sep, '/'));

/** As git decides: the nearest layer that says anything wins. */
function isIgnored(layers: readonly IgnoreLayer[], file: string, name: string, isFolder: boolean): boolean {
  for (let index = layers.length - 1; index >= 0; index--) {
    const { base, rules } = layers[index]!;
    const pathOf = () => slashed(file.slice(base.endsWith(path.sep) ? base.length : base.length + 1));
    const answer = rules.ignores(name, isFolder, pathOf);
    if (answer !== undefined) return answer;
  }
  return false;
}

/** Some files and folders of a tree: the way to them, and all that lies in them. */
function partOf(paths: ReadonlySet<string>): (path: string) => boolean {
  const leading = new Set<string>();
  for (const each of paths)
    for (let folder = path.dirname(each); !leading.has(folder); folder = path.dirname(folder)) leading.add(folder);
  const isInside = (each: string): boolean =>
    paths.has(each) || (path.dirname(each) !== each && isInside(path.dirname(each)));
  return (each) => leading.has(each) || isInside(each);
}

/**
 * Files below a folder whose names fit one of our formats, without what git ignores (but with .env files, which it
 * should ignore) and without links. With `only`, no more than those that it names, itself or a folder around them.
 * `problem` is told of folders that cannot be read. Sorted within each folder.
 */
export function* walk(
  root: string,
  problem: (file: string, because: string) => void,
  only?: ReadonlySet<string>,
): Generator<Candidate> {
  const isMeant = only ? partOf(only) : () => true;
  const pending: { folder: string; layers: readonly IgnoreLayer[] }[] = [{ folder: root, layers: layersAbove(root) }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    let entries: fs.Dirent[];
    try {
      entries = fs.readdirSync(next.folder, { withFileTypes: true });
    } catch (error) {
      problem(next.folder, errorInWords(error));
      continue;
    }
    const own = layerOf(next.folder, (name) => entries.some((entry) => entry.name === name));
    const layers = own.length > 0 ? [...next.layers, ...own] : next.layers;
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    const folders: typeof pending = [];
    const start = next.folder.endsWith(path.sep) ? next.folder : next.folder + path.sep;
    for (const entry of entries) {
      const { name } = entry;
      const file = start + name;
      if (!isMeant(file)) continue;
      if (entry.isDirectory()) {
        if (!SKIPPED_FOLDERS.has(name) && !isIgnored(layers, file, name, true)) folders.push({ folder: file, layers });
      } else if (entry.isFile()) {
        const format = formatOf({ path: file });
        if (format && (kindOf(format).isEnvironment || !isIgnored(layers, file, name, false))) yield { file, format };
      }
    }
    pending.push(...folders.reverse());
  }
}

/** Ignore rules of the repository around a folder that is not its root. */
function layersAbove(root: string): IgnoreLayer[] {
  const layers: IgnoreLayer[] = [];
  const folders: string[] = [];
  let folder = path.resolve(root);
  if (fs.existsSync(path.join(folder, '.git'))) return layers;
  for (let parent = path.dirname(folder); parent !== folder; folder = parent, parent = path.dirname(folder)) {
    folders.unshift(folder);
    const isThere = (name: string) => fs.existsSync(path.join(parent, name));
    layers.unshift(...layerOf(parent, isThere));
    if (!isThere('.git')) continue;
    // All that lies in an ignored folder is ignored.
    const isInside = folders.some((each) => isIgnored(layersAt(layers, each), each, path.basename(each), true));
    return isInside ? [...layers, { base: path.resolve(root), rules: new IgnoreRules(['*']) }] : layers;
  }
  return [];
}

/** The layers that have a say on a file. */
const layersAt = (layers: readonly IgnoreLayer[], file: string) =>
  layers.filter(({ base }) => file.startsWith(base.endsWith(path.sep) ? base : base + path.sep));

/** One buffer for all scans: most files are looked at once and forgotten. */
const scratch = Buffer.allocUnsafe(1 << 20);

/**
 * The cheap test on a file on disk: true where its text may concern mail. Reads bytes and decodes nothing; the words
 * it looks for are ASCII. Unreadable files give true, so that whoever reads them next tells the user.
 */
export function fileMayConcernMail({ file, format }: Candidate): boolean {
  try {
    // The walk has seen that it is a regular file.
    const length = readBeginning(file, scratch);
    return (
      length === scratch.length ||
      isUtf16(scratch.subarray(0, length)) ||
      mayConcernMail(format, scratch.toString('latin1', 0, length))
    );
  } catch {
    return true;
  }
}
