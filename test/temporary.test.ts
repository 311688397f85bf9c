/** Temporary folders of tests: made in one place, so that none is forgotten. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTemporaryFolder, removeTemporaryFolder, temporaryFoldersLeft } from './support/temporary';

describe('temporary folders', () => {
  it('are told of until they are removed', () => {
    const folder = makeTemporaryFolder();
    assert.equal(temporaryFoldersLeft().length, 1);
    removeTemporaryFolder(folder);
    assert.deepEqual([temporaryFoldersLeft(), existsSync(folder)], [[], false]);
  });

  it('are made by nobody else', () => {
    const files = readdirSync('test', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    assert.deepEqual(
      files.filter((name) => /mkdtemp\w*\(|tmpdir\(/.test(readFileSync(join('test', name), 'utf8'))).sort(),
      ['run.ts', join('support', 'temporary.ts')],
    );
  });
});
