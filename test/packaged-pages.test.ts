/** The pages that come with the extension, which shows them without a network. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { minimatch } from 'minimatch';
import { files } from '../package.json';

const pages = readdirSync('docs', { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
  .map((entry) => join(entry.parentPath, entry.name));
const isPackaged = (path: string) => files.some((pattern) => minimatch(path, pattern));

describe('pages in the package', () => {
  it('are those of all rules, and what they link to', () => {
    const packaged = pages.filter(isPackaged);
    assert.deepEqual(
      pages.filter((path) => path.startsWith('docs/rules/') && !isPackaged(path)),
      [],
    );
    const links = packaged.flatMap((page) =>
      Array.from(readFileSync(page, 'utf8').matchAll(/\]\(([^)#:\s]+)(?:#[^)\s]*)?\)/g), ([, link = '']) => ({
        page,
        to: join(dirname(page), link),
      })),
    );
    assert.ok(links.length > 10);
    assert.deepEqual(
      links.filter(({ to }) => !isPackaged(to)),
      [],
    );
  });
});
