/** Files on disk: reading texts, and walking a folder for files that may hold mail settings. Node only. */
import { isUtf8 } from 'node:buffer';
import fs from 'node:fs';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { mayConcernMail } from '../analyzer/concern';
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
  readonly rules: Ignore;
}

function layerOf(folder: string, names: readonly string[]): IgnoreLayer[] {
  const sources: string[] = [];
  if (names.includes('.gitignore')) sources.push(path.join(folder, '.gitignore'));
  if (names.includes('.git')) sources.push(path.join(folder, '.git', 'info', 'exclude'));
  const texts = sources.map(readTextFile).filter((file) => file.kind === 'text');
  if (texts.length === 0) return [];
  const rules = ignore();
  for (const { text } of texts) rules.add(text);
  return [{ base: folder, rules }];
}

/** As git decides: the nearest layer that says anything wins. */
function isIgnored(layers: readonly IgnoreLayer[], file: string, folder: boolean): boolean {
  for (let index = layers.length - 1; index >= 0; index--) {
    const layer = layers[index];
    if (!layer) continue;
    const relative = path.relative(layer.base, file).replaceAll(path.sep, '/') + (folder ? '/' : '');
    const { ignored, unignored } = layer.rules.test(relative);
    if (ignored || unignored) return ignored;
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
    const layers = [
      ...next.layers,
      ...layerOf(
        next.folder,
        entries.map((entry) => entry.name),
      ),
    ];
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    const folders: typeof pending = [];
    for (const entry of entries) {
      const file = next.folder + path.sep + entry.name;
      if (!isMeant(file)) continue;
      if (entry.isDirectory()) {
        if (!SKIPPED_FOLDERS.has(entry.name) && !isIgnored(layers, file, true)) folders.push({ folder: file, layers });
      } else if (entry.isFile()) {
        const format = formatOf({ path: file });
        if (format && (kindOf(format).isEnvironment || !isIgnored(layers, file, false))) yield { file, format };
      }
    }
    pending.push(...folders.reverse());
  }
}

/** Ignore rules of the repository around a folder that is not its root. */
function layersAbove(root: string): IgnoreLayer[] {
  const layers: IgnoreLayer[] = [];
  let folder = path.resolve(root);
  if (fs.existsSync(path.join(folder, '.git'))) return layers;
  for (let parent = path.dirname(folder); parent !== folder; folder = parent, parent = path.dirname(folder)) {
    const names = ['.gitignore', '.git'].filter((name) => fs.existsSync(path.join(parent, name)));
    layers.unshift(...layerOf(parent, names));
    if (names.includes('.git')) return layers;
  }
  return [];
}

/** One buffer for all scans: most files are looked at once and forgotten. */
const scratch = Buffer.allocUnsafe(1 << 20);

/**
 * The cheap test on a file on disk: true where its text may concern mail. Reads bytes and decodes nothing; the words
 * it looks for are ASCII. Unreadable files give true, so that whoever reads them next tells the user.
 */
export function fileMayConcernMail({ file, format }: Candidate): boolean {
  try {
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
