/** The pages that come with the extension, which shows them without a network. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { files } from '../package.json';

const pages: Readonly<Record<string, string>> = JSON.parse(readFileSync('dist/pages.json', 'utf8'));

describe('pages in the package', () => {
  it('are those of all rules', () => {
    assert.ok(files.includes('dist/pages.json'));
    assert.deepEqual(
      Object.keys(pages).sort(),
      [...readdirSync('docs/rules').map((name) => `rules/${name}`), 'silencing.md'].sort(),
    );
    assert.equal(pages['rules/weak-cipher.md'], readFileSync('docs/rules/weak-cipher.md', 'utf8'));
  });

  it('have all that they link to, or name its place in the repository', () => {
    assert.match(pages['silencing.md'] ?? '', /\]\(https:.*\/blob\/main\/media\/settings\.schema\.json\)/);
    const links = Object.entries(pages).flatMap(([page, text]) =>
      Array.from(text.matchAll(/\]\(([^)#:\s]+)(?:#[^)\s]*)?\)/g), ([, link = '']) => ({
        page,
        to: posix.join(posix.dirname(page), link),
      })),
    );
    assert.ok(links.length > 10);
    assert.deepEqual(
      links.filter(({ to }) => !(to in pages)),
      [],
    );
  });
});
