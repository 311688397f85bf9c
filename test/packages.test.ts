/** What users install: the package for npm, from its tarball, and what CI systems run of this repository. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DockerfileParser } from 'dockerfile-ast';
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

  it('are made by the lines of the Dockerfile, install, and run', () => {
    const instructions = DockerfileParser.parse(readFileSync('Dockerfile', 'utf8')).getInstructions();
    const argumentsOf = (keyword: string) =>
      instructions
        .filter((instruction) => instruction.getKeyword() === keyword)
        .map((instruction) => instruction.getArgumentsContent() ?? '');
    const [manifests = '', everything, fromBuild] = argumentsOf('COPY');
    const files = execFileSync('git', ['ls-files'], { encoding: 'utf8' }).trim().split('\n');
    mkdirSync(at('build'));
    for (const name of manifests.split(' ').slice(0, -1)) assert.ok(files.includes(name), name);
    assert.equal(everything, '. .');
    for (const name of files.filter((file) => !file.startsWith('test/') && existsSync(file)))
      cpSync(name, at(`build/${name}`));
    symlinkSync(join(root, 'node_modules'), at('build/node_modules'));
    assert.equal(fromBuild, '/package /package');

    const shell = (script: string, cwd: string) =>
      execFileSync('bash', ['-euc', script.replaceAll('/package', at('package'))], {
        cwd,
        stdio: 'pipe',
        env: { ...process.env, npm_config_cache: at('cache'), npm_config_prefix: at('prefix') },
      });
    const [installDependencies, pack = '', install = '', ...more] = argumentsOf('RUN');
    assert.equal(installDependencies, 'npm ci');
    shell('npm ci --dry-run --offline', at('build'));
    shell(pack, at('build'));
    shell(install, folder);
    assert.deepEqual(more, []);
    assert.ok(!existsSync(at('package')));
    assert.deepEqual(argumentsOf('USER'), ['node']);
    const [entry] = JSON.parse(argumentsOf('ENTRYPOINT')[0] ?? '');

    const run = (...args: string[]) => spawnSync(at(`prefix/bin/${entry}`), args, { cwd: folder, encoding: 'utf8' });
    const { status, stdout } = run('--format', 'concise', '.env');
    assert.equal(status, 1);
    assert.match(stdout, /^\.env:2:11: warning: .* \[port-25-submission\]\n$/);
    assert.match(run('explain', 'weak-cipher').stdout, /^# /);
    assert.match(run('lsp').stderr, /^Usage: /);
    const installed = at(`prefix/lib/node_modules/${entry}`);
    assert.ok(statSync(join(installed, 'dist/ThirdPartyNotices.txt')).size > 1000);
    const programs = readdirSync(join(installed, 'dist'));
    assert.deepEqual(programs.sort(), ['ThirdPartyNotices.txt', 'cli.js', 'command.js', 'core.js', 'server.js']);
    assert.doesNotMatch(readFileSync(join(installed, 'README.md'), 'utf8'), /\]\((?!#|https:)/);
    const sizes = readdirSync(installed, { recursive: true, encoding: 'utf8' }).map(
      (name) => statSync(join(installed, name)).size,
    );
    assert.ok(sizes.reduce((sum, size) => sum + size) < 2_500_000, 'programs share what they have in common');
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
    const { name, version } = JSON.parse(readFileSync('package.json', 'utf8'));
    // The tag that a project names decides what runs there.
    assert.equal(hook.entry, `npx --yes ${name}@${version}`);
  });
});
