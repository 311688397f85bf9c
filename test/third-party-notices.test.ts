/** What users get contains the notices of every package in its bundles, and of no other. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';

const require = createRequire(join(process.cwd(), 'package.json'));
const { shipped } = require('./esbuild.js') as { shipped: readonly BuildOptions[] };
const NOTICES = 'dist/ThirdPartyNotices.txt';

const textOf = (file: string) => readFileSync(file, 'utf8').replaceAll('\r\n', '\n').trim();

/** The folders of the packages that esbuild reads for a build, where something of them is in its output. */
async function packagesIn(options: BuildOptions): Promise<string[]> {
  const { metafile } = await build({ ...options, logLevel: 'silent', write: false, metafile: true });
  return Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs)
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([file]) => file.split('/'))
      .filter((parts) => parts.includes('node_modules'))
      .map((parts) => {
        const at = parts.lastIndexOf('node_modules') + 1;
        return parts.slice(0, at + (parts[at]!.startsWith('@') ? 2 : 1)).join('/');
      }),
  );
}

describe('third-party notices', () => {
  /** Titles and texts by turns, behind the introduction. */
  let sections: string[];
  let folders: string[];

  before(async () => {
    sections = textOf(NOTICES)
      .split(/^={80}$/m)
      .map((part) => part.trim());
    folders = [...new Set((await Promise.all(shipped.map(packagesIn))).flat())];
  });

  it('hold every bundled package with the text of its licence', () => {
    assert.ok(folders.length > 10, `${folders.length} packages`);
    for (const folder of folders) {
      const { name, version } = require(`./${folder}/package.json`) as { name: string; version: string };
      const licence = readdirSync(folder).find((file) => /^licen[cs]e/i.test(file));
      assert.ok(licence, name);
      const section = sections.indexOf(`${name} ${version}`);
      assert.ok(section > 0, `${name} ${version}`);
      assert.ok(sections[section + 1]!.includes(textOf(join(folder, licence))), `the licence of ${name}`);
    }
  });

  it('hold nothing else', () => {
    const titles = sections.filter((_, index) => index % 2 === 1);
    const bundled = folders.map((folder) => require(`./${folder}/package.json`) as { name: string; version: string });
    assert.deepEqual(titles.sort(), bundled.map(({ name, version }) => `${name} ${version}`).sort());
  });

  it('name the packages of the list that comes with a release', () => {
    const { stdout, stderr } = spawnSync(process.execPath, ['scripts/sbom.js'], { encoding: 'utf8' });
    assert.equal(stderr, '');
    const { components } = JSON.parse(stdout) as { components: readonly { name: string; version: string }[] };
    const listed = components.map(({ name, version }) => `${name} ${version}`).sort();
    assert.deepEqual(listed, sections.filter((_, index) => index % 2 === 1).sort());
  });

  it('are in the package for VS Code', () => {
    const vsce = join('node_modules', '@vscode', 'vsce', 'vsce');
    const { stdout } = spawnSync(process.execPath, [vsce, 'ls', '--no-dependencies'], { encoding: 'utf8' });
    assert.ok(stdout.split(/\r?\n/).includes(NOTICES), stdout);
  });
});
