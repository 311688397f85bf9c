/** No page leads to a file or a heading that is not there. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** As GitHub names the heading in a link; a second one of the same text gets a number. */
function anchorsOf(page: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of withoutCode(page).matchAll(/^#{1,6} +(.*)$/gm)) {
    const text = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll('`', '');
    const slug = text
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{Pc} -]/gu, '')
      .replaceAll(' ', '-');
    let name = slug;
    for (let again = 1; anchors.has(name); again++) name = `${slug}-${again}`;
    anchors.add(name);
  }
  return anchors;
}

const withoutCode = (page: string) => page.replace(/^(```+)[^\n]*\n[\s\S]*?^\1/gm, '');

const linksIn = (page: string) =>
  [...withoutCode(page).matchAll(/\]\(<?([^\s)>]+)>?(?: "[^"]*")?\)/g)].map(([, target = '']) => target);

const pages = execFileSync('git', ['ls-files', '*.md'], { encoding: 'utf8' })
  .trim()
  .split('\n')
  .filter((file) => !/^test\//.test(file) && existsSync(file));

describe('links of pages', () => {
  const read = (file: string) => readFileSync(file, 'utf8');

  it('lead to files and headings that are there', () => {
    assert.ok(pages.length > 60, `${pages.length} pages`);
    const dead: string[] = [];
    let followed = 0;
    for (const page of pages)
      for (const link of linksIn(read(page))) {
        if (/^(?:https?|mailto|command):/.test(link)) continue;
        followed++;
        const [path = '', anchor] = decodeURIComponent(link).split('#');
        const target = path === '' ? page : join(dirname(page), path);
        if (!existsSync(target)) dead.push(`${page}: ${link}: no such file`);
        else if (anchor !== undefined && target.endsWith('.md') && !anchorsOf(read(target)).has(anchor))
          dead.push(`${page}: ${link}: no such heading`);
      }
    assert.deepEqual(dead, []);
    assert.ok(followed > 200, `${followed} links`);
  });

  it('lead to every page of the documentation from its first one', () => {
    const reached = new Set<string>();
    const visit = (page: string) => {
      if (reached.has(page) || !existsSync(page)) return;
      reached.add(page);
      if (!page.endsWith('.md')) return;
      for (const link of linksIn(read(page)))
        if (!/^[a-z]+:/.test(link)) visit(link.startsWith('#') ? page : join(dirname(page), link.split('#')[0]!));
    };
    visit('README.md');
    assert.deepEqual(
      pages.filter((page) => page.startsWith('docs/') && !reached.has(page)),
      [],
    );
  });
});
