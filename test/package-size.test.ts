/** What users download stays small. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { minimatch } from 'minimatch';
import { files } from '../package.json';

/** Of the extension, compressed as `vsce package` does. In bytes. */
const LARGEST = 810_000;

/** What a zip file and the editor's own manifest add to a file. In bytes. */
const OVERHEAD = 200;

describe('the extension package', () => {
  it(`has less than ${LARGEST / 1000} kB`, () => {
    const found = ['dist', 'docs', 'media', 'syntaxes'].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
    );
    const packed = [...found, ...files, 'package.json'].filter(
      (file, index, all) =>
        all.indexOf(file) === index &&
        (file === 'package.json' || files.some((pattern) => minimatch(file, pattern))) &&
        statSync(file, { throwIfNoEntry: false })?.isFile(),
    );
    const sizes = packed.map((file) => deflateRawSync(readFileSync(file)).length + OVERHEAD);
    const size = sizes.reduce((sum, each) => sum + each, 0);
    assert.ok(packed.includes(join('dist', 'core.js')), 'npm run build comes first');
    assert.ok(size < LARGEST, `${size} bytes`);
  });
});
