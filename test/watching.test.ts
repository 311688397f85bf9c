/** Files that change on disk, as a client reports them: what is asked of it, what is read again, and how often it is told. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { watchPatterns } from '../src/analyzer/kinds';
import { Scan } from '../src/server/scan';
import { Watching } from '../src/server/watching';
import { disk } from '../src/workspace/disk';
import type { FileStore } from '../src/workspace/file-store';
import { KnownFiles } from '../src/workspace/known-files';
import { ProjectSettingsFiles } from '../src/workspace/project-settings';
import { Workspace } from '../src/workspace/workspace';
import { makeTemporaryFolder, removeTemporaryFolder } from './support/temporary';
import { until } from './support/until';

const MAILER = `import nodemailer from 'nodemailer';
import { port } from './settings/port';
export const transport = nodemailer.createTransport({ host: process.env.HARBOUR_HOST, port, secure: true });
`;
const ENVIRONMENT = 'HARBOUR_HOST=smtp.acme-mail.org\n';

const git = (where: string, ...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.test', ...args], {
    cwd: where,
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
    stdio: 'ignore',
  });

describe('watching', () => {
  let folder: string;
  const at = (name: string) => join(folder, name);
  const uri = (name: string) => pathToFileURL(at(name)).href;
  const write = (name: string, text: string) => {
    mkdirSync(dirname(at(name)), { recursive: true });
    writeFileSync(at(name), text);
  };

  beforeEach(() => {
    folder = makeTemporaryFolder();
  });
  afterEach(() => removeTemporaryFolder(folder));

  /** The parts around a folder, scanned, with a count of what the client is told. */
  async function watched(files: FileStore = disk) {
    const workspace = new Workspace(files);
    const projects = new ProjectSettingsFiles(files, () => undefined);
    const scan = new Scan(workspace, { info: () => undefined, error: (message) => assert.fail(message) });
    const told = { times: 0 };
    const roots = () => [folder];
    const watching = new Watching({ files, workspace, projects, scan, roots, refresh: () => told.times++ });
    workspace.setRoots([folder]);
    await scan.all([folder]);
    const report = (...names: string[]) => watching.changed(names.map(uri));
    const codes = (name: string) => workspace.findings(uri(name)).map(({ rule }) => rule);
    return { workspace, projects, watching, scan, told, report, codes };
  }

  /** Longer than reports are waited for. */
  const rest = () => new Promise((resolve) => setTimeout(resolve, 300));

  describe('asks the client', () => {
    it('for changes of what is read, and for whatever is made or goes, in globs without braces', async () => {
      const { watching } = await watched();
      const watchers = watching.watchers(false).map(({ globPattern, kind }) => {
        assert.ok(typeof globPattern === 'string');
        assert.match(globPattern, /^\*\*\/[^{}]+$/);
        return [globPattern, kind] as const;
      });
      const globs = new Map(watchers);
      assert.equal(globs.size, watchers.length, 'each glob stands once');
      for (const pattern of watchPatterns()) assert.equal(globs.get(pattern), 2, pattern);
      assert.deepEqual(
        ['**/.gitignore', '**/.gitattributes', '**/*.json5', '**/*', '**/.git/index'].map((glob) => globs.get(glob)),
        [2, 2, 2, 5, undefined],
      );
    });

    it('for files outside of its folders that count in them, where it can watch those', async () => {
      mkdirSync(at('shop'));
      git(at('shop'), 'init', '-q');
      git(at('shop'), 'commit', '-q', '--allow-empty', '-m', 'first');
      git(at('shop'), 'worktree', 'add', '-q', at('tree'));
      mkdirSync(at('tree/app/src'), { recursive: true });
      const outside = async (root: string) => {
        folder = root;
        const { watching } = await watched();
        return watching
          .watchers(true)
          .flatMap(({ globPattern }) =>
            typeof globPattern === 'string' ? [] : [`${globPattern.baseUri} ${globPattern.pattern}`],
          );
      };
      const top = folder;
      const here = pathToFileURL(top).href;
      try {
        assert.deepEqual(await outside(join(top, 'shop')), []);
        assert.deepEqual(await outside(join(top, 'tree/app/src')), [
          `${here}/tree/app .mail-config-lint.{json,yaml,yml}`,
          `${here}/tree .mail-config-lint.{json,yaml,yml}`,
          `${here}/shop/.git/worktrees/tree index`,
        ]);
      } finally {
        folder = top;
      }
    });
  });

  it('reads a reported file at once, and tells the client after a while', async () => {
    write('.env', ENVIRONMENT);
    write('settings/port.ts', 'export const port = 465;\n');
    write('mailer.ts', MAILER);
    const { codes, report, told } = await watched();
    assert.deepEqual(codes('mailer.ts'), []);
    write('settings/port.ts', 'export const port = 587;\n');
    assert.deepEqual(codes('mailer.ts'), [], 'nobody has reported it yet');
    report('settings/port.ts');
    assert.deepEqual([codes('mailer.ts'), told.times], [['tls-port-mismatch'], 0]);
    await until(() => told.times > 0, 'a refresh');
  });

  it('reads a lookup table of Postfix again', async () => {
    write(
      'main.cf',
      'compatibility_level = 3.6\nrelayhost = [mail.acme-mail.org]:587\nsmtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd\nsmtp_sasl_tls_security_options = noanonymous\nsmtp_tls_security_level = encrypt\n',
    );
    write('sasl_passwd', 'mail.acme-mail.org:587 robot:correct-horse\n');
    const { workspace, watching, report } = await watched();
    const rules = () => workspace.analysis(uri('main.cf'))?.findings.map(({ rule }) => rule) ?? [];
    assert.ok(rules().includes('ignored-setting'));
    write('sasl_passwd', '[mail.acme-mail.org]:587 robot:correct-horse\n');
    const globs = watching.watchers(false).map(({ globPattern }) => globPattern);
    assert.ok(globs.includes('**/sasl_passwd'));
    report('sasl_passwd');
    assert.ok(!rules().includes('ignored-setting'));
  });

  it('tells the client once of twenty files in five reports', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `app${index}`);
    for (const name of names) {
      write(`${name}/settings/port.ts`, 'export const port = 465;\n');
      write(`${name}/mailer.ts`, MAILER);
    }
    write('.env', ENVIRONMENT);
    const { codes, report, told } = await watched();
    assert.deepEqual(
      names.flatMap((name) => codes(`${name}/mailer.ts`)),
      [],
    );
    for (const name of names) write(`${name}/settings/port.ts`, 'export const port = 587;\n');
    for (let first = 0; first < 20; first += 4)
      report(...names.slice(first, first + 4).map((name) => `${name}/settings/port.ts`));
    await until(() => told.times > 0, 'a refresh');
    await rest();
    assert.equal(told.times, 1);
    assert.equal(names.flatMap((name) => codes(`${name}/mailer.ts`)).length, 20);
  });

  it('follows folders that go, come and are renamed, of which nothing but their name is reported', async () => {
    write('.env', ENVIRONMENT);
    write('mailer.ts', MAILER);
    write('settings/port.ts', 'export const port = 587;\n');
    const { codes, report, workspace, told } = await watched();
    assert.deepEqual(codes('mailer.ts'), ['tls-port-mismatch']);
    renameSync(at('settings'), at('others'));
    report('settings', 'others');
    assert.deepEqual(codes('mailer.ts'), []);
    renameSync(at('others'), at('settings'));
    report('others', 'settings');
    assert.deepEqual(codes('mailer.ts'), ['tls-port-mismatch']);
    mkdirSync(at('new/deep'), { recursive: true });
    write('new/deep/mailer.ts', MAILER);
    await rest();
    const before = told.times;
    report('new');
    await until(() => told.times > before, 'a refresh');
    assert.ok(workspace.mailDocuments().includes(uri('new/deep/mailer.ts')));
  });

  it('sees an import and an environment file that were missing', async () => {
    write('mailer.ts', MAILER);
    const { codes, report, told } = await watched();
    assert.deepEqual(codes('mailer.ts'), []);
    write('.env.local', ENVIRONMENT);
    report('.env.local');
    mkdirSync(at('settings'));
    report('settings');
    assert.deepEqual(codes('mailer.ts'), []);
    await rest();
    const before = told.times;
    write('settings/port.ts', 'export const port = 587;\n');
    report('settings/port.ts');
    assert.deepEqual(codes('mailer.ts'), ['tls-port-mismatch']);
    await until(() => told.times > before, 'a refresh');
  });

  it('finds new code in a folder that was there', async () => {
    write('.env', ENVIRONMENT);
    mkdirSync(at('src/deep'), { recursive: true });
    const { report, told, workspace } = await watched();
    write('src/deep/mailer.ts', MAILER);
    report('src/deep/mailer.ts');
    await until(() => told.times > 0, 'a refresh');
    assert.deepEqual(workspace.mailDocuments(), [uri('src/deep/mailer.ts')]);
  });

  it('looks again for files where others are ignored than before', async () => {
    write('.gitignore', 'old/\n');
    for (const name of ['old/mailer.ts', 'src/mailer.ts']) write(name, MAILER);
    const { report, told, workspace } = await watched();
    assert.deepEqual(workspace.mailDocuments(), [uri('src/mailer.ts')]);
    write('.gitignore', 'src/\n');
    report('.gitignore');
    await until(() => told.times > 0, 'a refresh');
    assert.deepEqual(workspace.mailDocuments(), [uri('old/mailer.ts')]);
  });

  it("reads a project's settings again, also those of a folder that is moved in", async () => {
    write('app/.env', ENVIRONMENT);
    const { projects, report, told } = await watched();
    const choices = () => projects.of(at('app/.env')).choices(at('app/.env'))[0];
    assert.equal(choices(), undefined);
    write('.mail-config-lint.json', '{ "rules": { "*": "off" } }');
    report('.mail-config-lint.json');
    assert.deepEqual(choices(), { '*': 'off' });
    renameSync(at('app'), at('old'));
    write('app/.mail-config-lint.json', '{ "rules": { "*": "hint" } }');
    report('app', 'old');
    assert.deepEqual(choices(), { '*': 'hint' });
    write('app/.mail-config-lint.json', '{ "extends": "base.yaml" }');
    write('app/base.yaml', 'rules: { "*": error }');
    report('app/.mail-config-lint.json');
    assert.deepEqual(choices(), { '*': 'error' });
    write('app/base.yaml', 'rules: { "*": off }');
    report('app/base.yaml');
    assert.deepEqual(choices(), { '*': 'off' });
    await until(() => told.times > 0, 'a refresh');
  });

  it('does not tell the client of what nobody reads', async () => {
    write('.env', ENVIRONMENT);
    write('.gitignore', 'build/\n');
    write('mailer.ts', MAILER);
    const { codes, report, told, workspace } = await watched();
    codes('mailer.ts');
    for (const name of [
      'notes.txt',
      'plain.ts',
      'node_modules/x/mailer.js',
      'build/mailer.js',
      '.git/HEAD',
      '.git/x/y',
    ]) {
      write(name, name.includes('mailer') ? MAILER : 'export {};\n');
      report(name, ...(name.includes('/') ? [dirname(name)] : []));
    }
    write('tsconfig.json', '{}');
    report('tsconfig.json', 'node_modules', 'never-there');
    await rest();
    assert.equal(told.times, 0);
    assert.deepEqual(workspace.mailDocuments(), [uri('mailer.ts')]);
  });

  it('tells the client of the index of git where it tracks other files than before', async () => {
    write(
      '.env',
      `${ENVIRONMENT}SMTP_HOST=smtp.acme-mail.org\nSMTP_USER=shop\nSMTP_PASS=Kf83-hdkW-92kd\nSMTP_PORT=587\n`,
    );
    git(folder, 'init', '-q');
    const { codes, report, told } = await watched();
    assert.deepEqual(codes('.env'), []);
    git(folder, 'add', '.env');
    report('.git/index');
    await until(() => told.times > 0, 'a refresh');
    assert.deepEqual(codes('.env'), ['hardcoded-password']);
    write('other.txt', 'x');
    git(folder, 'add', 'other.txt');
    report('.git/index');
    await rest();
    assert.equal(told.times, 1);
  });

  it('tells the client nothing after the stop', async () => {
    write('.env', ENVIRONMENT);
    write('mailer.ts', MAILER);
    const { codes, report, told, watching } = await watched();
    codes('mailer.ts');
    rmSync(at('.env'));
    report('.env');
    watching.stop();
    await rest();
    assert.equal(told.times, 0);
  });

  describe('files that are known', () => {
    /** A store that counts how often it is asked for what. */
    function counted() {
      const reads: string[] = [];
      const names = (path: string) => {
        reads.push(path);
        return disk.names(path);
      };
      const files = { ...disk, names };
      return { reads, known: new KnownFiles(files, (name) => name === '.env') };
    }
    const document = (name: string, text: string) => ({ uri: uri(name), path: name, text });

    it('are the same document as long as their text is', () => {
      const { known } = counted();
      const first = known.document(uri('a.ts'), () => document('a.ts', 'x'));
      assert.equal(
        known.document(uri('a.ts'), () => assert.fail('it is known')),
        first,
      );
      assert.equal(known.changed(at('a.ts')), true);
      assert.equal(known.changed(at('a.ts')), false, 'nobody has read it since');
      assert.equal(
        known.document(uri('a.ts'), () => document('a.ts', 'x')),
        first,
      );
      known.anythingChanged();
      assert.notEqual(
        known.document(uri('a.ts'), () => document('a.ts', 'y')),
        first,
      );
      known.changed(folder);
      assert.equal(
        known.document(uri('a.ts'), () => undefined),
        undefined,
      );
      assert.equal(
        known.document(uri('a.ts'), () => assert.fail('its absence is known')),
        undefined,
      );
    });

    it('are listed anew where a name comes or goes that counts', () => {
      const { known, reads } = counted();
      write('app/.env', '');
      write('app/other', '');
      assert.deepEqual(known.names(at('app')), ['.env']);
      assert.equal(known.changed(at('app/other')), false);
      known.names(at('app'));
      assert.equal(reads.length, 1);
      for (const path of ['app/.env', 'app', '.']) {
        assert.equal(known.changed(at(path)), true, path);
        known.names(at('app'));
      }
      assert.equal(reads.length, 4);
      assert.equal(known.changed(at('ap')), false);
    });

    it('are asked of the store once, also those that are missing', () => {
      write('mailer.ts', MAILER);
      write('.env', ENVIRONMENT);
      let asked = 0;
      const counting =
        <In, Out>(answer: (input: In) => Out) =>
        (input: In) => {
          asked++;
          return answer(input);
        };
      const files: FileStore = {
        ...disk,
        read: counting(disk.read),
        names: counting(disk.names),
        realPath: counting(disk.realPath),
        uriOf: counting(disk.uriOf),
      };
      const workspace = new Workspace(files);
      workspace.setRoots([folder]);
      assert.deepEqual(workspace.findings(uri('mailer.ts')), []);
      assert.ok(asked > 20, `${asked} questions`);
      asked = 0;
      workspace.findings(uri('mailer.ts'));
      // Which files are environment files is put together anew.
      assert.ok(asked < 3, `${asked} questions`);
    });
  });
});
