/** Which files git tracks, read from repositories that the real program made. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { disk } from '../src/workspace/disk';
import { isTracked } from '../src/workspace/git';
import { readIndex } from '../src/workspace/git-index';
import { Workspace } from '../src/workspace/workspace';
import { makeTemporaryFolder, removeTemporaryFolder } from './support/temporary';

/** Without what this machine has configured. */
const ENVIRONMENT = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'))),
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
};

describe('tracked files', () => {
  let folder: string;
  const at = (name: string) => join(folder, name);
  const write = (name: string, text: string | Buffer = '') => {
    mkdirSync(dirname(at(name)), { recursive: true });
    writeFileSync(at(name), text);
  };
  const git = (where: string, ...args: string[]) =>
    execFileSync(
      'git',
      ['-c', 'user.name=a', '-c', 'user.email=a@b.test', '-c', 'protocol.file.allow=always', ...args],
      {
        cwd: at(where),
        env: ENVIRONMENT,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
  /** A repository with files that share beginnings, as version 4 makes use of, and one file that it does not track. */
  const repository = (name: string, ...options: string[]) => {
    mkdirSync(at(name), { recursive: true });
    git(name, 'init', '-q', ...options);
    for (const file of ['.env', 'app/.env', 'app/.env.production', 'app/ünïcode/.env', `${'long/'.repeat(30)}.env`])
      write(`${name}/${file}`);
    git(name, 'add', '-A');
    write(`${name}/app/.env.local`);
  };
  const expectAll = (name: string) => {
    for (const file of ['.env', 'app/.env', 'app/.env.production', 'app/ünïcode/.env', `${'long/'.repeat(30)}.env`])
      assert.equal(isTracked(at(`${name}/${file}`)), true, file);
    for (const file of ['app/.env.local', 'env', 'app', 'app/.env.productio', 'pp/.env'])
      assert.equal(isTracked(at(`${name}/${file}`)), false, file);
  };

  beforeEach(() => {
    folder = makeTemporaryFolder();
  });
  afterEach(() => removeTemporaryFolder(folder));

  for (const version of [2, 4]) {
    it(`are told by an index of version ${version}`, () => {
      repository('shop');
      git('shop', 'update-index', '--index-version', String(version));
      assert.equal(readFileSync(at('shop/.git/index')).readUInt32BE(4), version);
      expectAll('shop');
    });
  }

  it('are told by an index of version 3, which an entry with extended flags makes', () => {
    repository('shop');
    write('shop/later.env');
    git('shop', 'add', '--intent-to-add', 'later.env');
    assert.equal(readFileSync(at('shop/.git/index')).readUInt32BE(4), 3);
    expectAll('shop');
    assert.equal(isTracked(at('shop/later.env')), true);
  });

  it('are told where the index has extensions', () => {
    repository('shop');
    git('shop', 'commit', '-qm', 'a');
    git('shop', 'config', 'index.threads', '4');
    git('shop', 'update-index', '--untracked-cache', '--force-untracked-cache');
    git('shop', 'status');
    assert.match(readFileSync(at('shop/.git/index'), 'latin1'), /TREE.*UNTR/s);
    expectAll('shop');
  });

  it('are told in a repository with SHA-256', () => {
    repository('shop', '--object-format=sha256');
    expectAll('shop');
  });

  it('are told in a linked working tree, by its own index', () => {
    repository('shop', '--object-format=sha256');
    git('shop', 'commit', '-qm', 'a');
    git('shop', 'worktree', 'add', '-q', '../other');
    write('other/app/.env.local');
    git('other', 'rm', '-q', '--cached', '.env');
    assert.equal(isTracked(at('other/app/.env')), true);
    assert.equal(isTracked(at('other/app/.env.local')), false);
    assert.equal(isTracked(at('other/.env')), false);
    assert.equal(isTracked(at('shop/.env')), true);
  });

  it('are told in a submodule, by its own index', () => {
    repository('part');
    git('part', 'commit', '-qm', 'a');
    repository('shop');
    git('shop', 'submodule', '--quiet', 'add', '../part', 'vendor/part');
    write('shop/vendor/part/app/.env.local');
    expectAll('shop/vendor/part');
    expectAll('shop');
  });

  it('follow the index as it changes', () => {
    repository('shop');
    assert.equal(isTracked(at('shop/app/.env.local')), false);
    git('shop', 'add', 'app/.env.local');
    assert.equal(isTracked(at('shop/app/.env.local')), true);
    git('shop', 'rm', '-q', '--cached', 'app/.env.local');
    assert.equal(isTracked(at('shop/app/.env.local')), false);
  });

  it('tell on the findings of a workspace, without a change of any document', async () => {
    const environment =
      'SMTP_HOST=mail.acme-shop.org\nSMTP_PORT=465\nSMTP_USER=shop\nSMTP_PASS=correct-horse-battery\n';
    repository('shop');
    write('shop/app/.env.local', environment);
    const workspace = new Workspace(disk);
    workspace.setRoots([at('shop/app')]);
    await workspace.scan(at('shop/app'));
    const rules = () => workspace.findings(disk.uriOf(at('shop/app/.env.local'))).map(({ rule }) => rule);
    assert.deepEqual(rules(), []);
    git('shop', 'add', 'app/.env.local');
    assert.deepEqual(rules(), ['hardcoded-password']);
    git('shop', 'rm', '-q', '--cached', 'app/.env.local');
    assert.deepEqual(rules(), []);
  });

  it('are unknown outside of a repository, and before anything was added', () => {
    write('shop/.env');
    assert.equal(isTracked(at('shop/.env')), undefined);
    git('shop', 'init', '-q');
    assert.equal(isTracked(at('shop/.env')), undefined);
  });

  it('are unknown where the index is split or sparse', () => {
    repository('shop');
    git('shop', 'update-index', '--split-index');
    assert.equal(isTracked(at('shop/.env')), undefined);

    repository('shops');
    git('shops', 'commit', '-qm', 'a');
    git('shops', 'sparse-checkout', 'set', '--cone', '--sparse-index', 'long');
    assert.match(readFileSync(at('shops/.git/index'), 'latin1'), /sdir/);
    assert.equal(isTracked(at('shops/app/.env')), undefined);
  });

  it('are unknown where a filter may encrypt them', () => {
    repository('shop');
    write('shop/.gitattributes', '*.png filter=lfs diff=lfs merge=lfs -text\n# .env filter=git-crypt\n');
    assert.equal(isTracked(at('shop/app/.env')), true);
    write('shop/app/.gitattributes', '.env* filter=git-crypt diff=git-crypt\n');
    assert.equal(isTracked(at('shop/app/.env')), undefined);
    assert.equal(isTracked(at('shop/.env')), true);
    write('shop/.git/info/attributes', '*.env filter=git-crypt\n');
    assert.equal(isTracked(at('shop/.env')), undefined);
  });

  it('are unknown behind a link that leads nowhere, to another machine, or to something else', () => {
    for (const link of [
      'gitdir: nowhere\n',
      'gitdir: //server/share\n',
      'gitdir: \\\\server\\share\n',
      'x',
      '',
      '\0',
    ]) {
      write('shop/.git', link);
      assert.equal(isTracked(at('shop/.env')), undefined, JSON.stringify(link));
    }
  });

  it('are unknown where the index is damaged, wherever it is cut or changed', () => {
    repository('shop');
    for (const version of [2, 4]) {
      git('shop', 'update-index', '--index-version', String(version));
      const index = readFileSync(at('shop/.git/index'));
      assert.equal(readIndex(index, 20)?.has('app/.env'), true);
      assert.equal(readIndex(index, 32), undefined);
      for (let length = 0; length < index.length; length++)
        assert.equal(readIndex(index.subarray(0, length), 20), undefined, `cut at ${length}`);
      for (let offset = 0; offset < index.length; offset++)
        for (const byte of [0, 1, 127, 128, 255])
          assert.doesNotThrow(() => readIndex(Buffer.from(index).fill(byte, offset, offset + 1), 20));
    }
    write('shop/.git/index', 'DIRC');
    assert.equal(isTracked(at('shop/.env')), undefined);
  });

  it('are unknown in an index that would grow without bounds', () => {
    const entry = (cut: readonly number[], name: string) =>
      Buffer.concat([Buffer.alloc(62), Buffer.from([...cut]), Buffer.from(`${name}\0`)]);
    const head = (count: number) =>
      Buffer.from(`DIRC\0\0\0\x04\0\0${String.fromCharCode(count >> 8, count & 255)}`, 'latin1');
    const index = (entries: readonly Buffer[]) => Buffer.concat([head(entries.length), ...entries, Buffer.alloc(20)]);
    const growing = Array.from({ length: 1000 }, () => entry([0], 'x'.repeat(16)));
    assert.equal(readIndex(index(growing.slice(0, 200)), 20)?.has('x'.repeat(3200)), true);
    assert.equal(readIndex(index(growing), 20), undefined);
    assert.equal(readIndex(index([entry([1], 'x')]), 20), undefined);
    assert.equal(readIndex(index([entry(Array(40).fill(255), 'x')]), 20), undefined);
  });
});
