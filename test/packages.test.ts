/** What users install: the package for npm, from its tarball, and what CI systems run of this repository. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { makeTemporaryFolder, removeTemporaryFolder } from './support/temporary';

const WRONG = 'SMTP_HOST=smtp.gmail.com\nSMTP_PORT=25\nSMTP_USER=shop@gmail.com\nSMTP_PASS=qkzvrmtnwbxpdhgs\n';
const root = process.cwd();

describe('packages', () => {
  let folder: string;
  const at = (name: string) => join(folder, name);
  beforeEach(() => {
    folder = makeTemporaryFolder();
    writeFileSync(at('.env'), WRONG);
  });
  afterEach(() => removeTemporaryFolder(folder));

  it('install from the tarball for npm, with notices and pages, and run', () => {
    const npm = (...args: string[]) =>
      execFileSync('npm', args, {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, npm_config_cache: at('cache'), npm_config_update_notifier: 'false' },
      });
    execFileSync(process.execPath, [join(root, 'scripts/npm-package.js'), folder], { stdio: 'ignore' });
    const [tarball = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
    npm('install', '--global', '--offline', '--prefix', at('prefix'), at(tarball));
    const command = at('prefix/bin/mail-config-lint');
    const run = (...args: string[]) => spawnSync(command, args, { cwd: folder, encoding: 'utf8' });
    const { status, stdout } = run('--format', 'concise', '.env');
    assert.equal(status, 1);
    assert.match(stdout, /^\.env:2:11: warning: .* \[port-25-submission\]\n$/);
    assert.match(run('explain', 'weak-cipher').stdout, /^# /);
    assert.match(run('lsp').stderr, /^Usage: /);
    const installed = at('prefix/lib/node_modules/mail-config-lint');
    assert.ok(statSync(join(installed, 'dist/ThirdPartyNotices.txt')).size > 1000);
    assert.deepEqual(readdirSync(join(installed, 'dist')).sort(), [
      'ThirdPartyNotices.txt',
      'cli.js',
      'command.js',
      'server.js',
    ]);
    assert.equal(JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')).private, undefined);
  });

  describe('for GitHub', () => {
    const action = parse(readFileSync('action.yml', 'utf8'));
    const [{ env, run }] = action.runs.steps;

    /** The step as a runner starts it, with the defaults of the inputs that are not given. */
    function act(inputs: Readonly<Record<string, string>>) {
      const value = (text: string) =>
        text.replace(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_, name) => inputs[name] ?? action.inputs[name].default);
      const variables = Object.entries<string>(env).map(([name, text]) => [name, value(text)]);
      const script = run.replace('${{ github.action_path }}', root);
      return spawnSync('bash', ['-euo', 'pipefail', '-c', script], {
        cwd: folder,
        encoding: 'utf8',
        env: {
          ...process.env,
          ...Object.fromEntries(variables),
          MAIL_CONFIG_LINT_COMMAND: `${process.execPath} ${join(root, 'dist/cli.js')}`,
          GITHUB_STEP_SUMMARY: at('summary.md'),
        },
      });
    }

    it('annotate, sum up and fail', () => {
      const { status, stdout, stderr } = act({ path: '.\n', 'sarif-file': 'mail.sarif' });
      assert.equal(stderr, '');
      assert.equal(status, 1);
      assert.match(stdout, /^::warning file=\.env,line=2,/);
      assert.match(readFileSync(at('summary.md'), 'utf8'), /^### `\.env`$/m);
      assert.equal(JSON.parse(readFileSync(at('mail.sarif'), 'utf8')).runs[0].results.length, 1);
    });

    it('take more options, and run none of their text', () => {
      const { status } = act({ arguments: '--rule=weak-cipher\n\n--quiet' });
      assert.equal(status, 0);
      act({ path: '$(touch ran)\n`touch ran`', arguments: '; touch ran', 'fail-on': 'never; touch ran' });
      assert.ok(!readdirSync(folder).includes('ran'));
    });

    it('have no input as text of a script', () => {
      assert.doesNotMatch(run, /inputs\./);
    });
  });

  it('build in workflows whose actions are pinned to a commit, with the release beside it', () => {
    const files = readdirSync('.github/workflows');
    const used = files.flatMap(
      (name) => readFileSync(join('.github/workflows', name), 'utf8').match(/uses: .*/g) ?? [],
    );
    assert.ok(used.length >= 5);
    for (const line of used) assert.match(line, /^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('name a command and files for pre-commit that are there', () => {
    const [hook] = parse(readFileSync('.pre-commit-hooks.yaml', 'utf8'));
    assert.equal(hook.id, 'mail-config-lint');
    const { name } = JSON.parse(readFileSync('package.json', 'utf8'));
    assert.equal(hook.entry, `npx --yes ${name}`);
  });
});
