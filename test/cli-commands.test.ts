/** What the command line can beside linting and testing once: its small commands, baselines, changed files, watching. */
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RULES } from '../src/analyzer/rules/index';
import { CliFolder } from './support/cli-folder';
import { until } from './support/until';

const WRONG = 'SMTP_HOST=smtp.gmail.com\nSMTP_PORT=25\nSMTP_USER=shop@gmail.com\nSMTP_PASS=qkzvrmtnwbxpdhgs\n';
const CLI = join(process.cwd(), 'dist/cli.js');

describe('command line', () => {
  let folder: CliFolder;
  beforeEach(() => {
    folder = new CliFolder();
  });
  afterEach(() => folder.remove());

  describe('commands', () => {
    it('lists the rules, for people and as JSON', () => {
      const { status, stdout } = folder.run('rules');
      assert.equal(status, 0);
      assert.deepEqual(
        stdout.split('\n').map((line) => line.split(' ')[0]),
        [...RULES.map(({ id }) => id), ''],
      );
      const listed: { id: string; page: string }[] = JSON.parse(folder.run('rules', '--json').stdout);
      assert.deepEqual(
        listed.map(({ id }) => id),
        RULES.map(({ id }) => id),
      );
    });

    it('explains each rule with its page, and names the command that lists them for another name', () => {
      for (const id of ['port-25-submission', 'unused-suppression']) {
        const { status, stdout } = folder.run('explain', id);
        assert.equal(status, 0);
        assert.match(stdout, /^# .+\n/);
        assert.ok(stdout.length > 300);
      }
      const { status, stderr } = folder.run('explain', 'port-25');
      assert.equal(status, 2);
      assert.match(stderr, /^mail-config-lint: there is no rule 'port-25'; `mail-config-lint rules` lists them\n/);
    });

    it('writes settings to start with, which lint reads, and overwrites none', () => {
      folder.write('.env', WRONG);
      assert.equal(folder.run('init').status, 0);
      assert.equal(folder.run().status, 1);
      folder.write('.mail-config-lint.json', '{ "rules": { "*": "off" } }');
      const { status, stderr } = folder.run('init');
      assert.equal(status, 2);
      assert.match(stderr, /\.mail-config-lint\.json cannot be written/);
      assert.equal(folder.run().status, 0);
    });

    it('serves an editor', async () => {
      const server = spawn(process.execPath, [CLI, 'lsp', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
      const send = (message: object) => {
        const text = JSON.stringify({ jsonrpc: '2.0', ...message });
        server.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
      };
      send({ id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } });
      let answer = '';
      server.stdout.on('data', (part) => {
        answer += part;
      });
      await until(() => answer.includes('"id":1'), 'the answer');
      assert.match(answer, /"serverInfo":\{"name":"mail-config-lint"/i);
      send({ id: 2, method: 'shutdown' });
      await until(() => answer.includes('"id":2'), 'the end');
      send({ method: 'exit' });
      const [status] = await once(server, 'exit');
      assert.equal(status, 0);
    });

    it('completes commands, options and rules in bash', () => {
      const { status, stdout, stderr } = folder.shell(`
        eval "$($CLI completion bash)"
        offer() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _mail_config_lint; echo "\${COMPREPLY[*]}"; }
        offer mail-config-lint ex
        offer mail-config-lint --ch
        offer mail-config-lint --format sa
        offer mail-config-lint explain postfix-op
        offer mail-config-lint test --tran
        offer mail-config-lint test --format ""
      `);
      assert.equal(stderr, '');
      assert.equal(status, 0);
      assert.deepEqual(stdout.split('\n'), [
        'explain',
        '--changed-since',
        'sarif',
        'postfix-open-relay',
        '--transcript',
        'pretty json junit nagios',
        '',
      ]);
    });

    it('completes in zsh and fish with scripts that name every option', () => {
      for (const shell of ['zsh', 'fish']) {
        const { stdout } = folder.run('completion', shell);
        for (const word of ['changed-since', 'baseline', 'password-file', 'weak-cipher', 'checkstyle'])
          assert.ok(stdout.includes(word), `${word} in ${shell}`);
      }
      assert.equal(folder.run('completion', 'tcsh').status, 2);
    });

    it('is completed by a real fish, and by a zsh that takes the script', () => {
      const isThere = (shell: string) => spawnSync(shell, ['-c', 'true']).status === 0;
      if (isThere('fish')) {
        const offered = (typed: string) =>
          folder.shell(`$CLI completion fish > _it && fish -c 'source _it; complete -C "mail-config-lint ${typed}"'`)
            .stdout;
        assert.equal(offered('explain weak'), 'weak-cipher\n');
        assert.match(offered('--format sa'), /^sarif\t/);
        assert.match(offered('test --format n'), /^nagios\t/);
        assert.match(
          offered('test --login'),
          /^--login\tlog in, once, and only inside TLS with a verified certificate\n/,
        );
      }
      if (isThere('zsh')) assert.equal(folder.shell('$CLI completion zsh > _it && zsh -fn _it').status, 0);
    });

    it('lints what is named like a command when it is a path', () => {
      folder.write('rules/.env', WRONG);
      assert.equal(folder.run('./rules').status, 1);
      assert.equal(folder.run('lint', 'rules').status, 1);
    });
  });

  describe('what is reported', () => {
    it('is one rule, or several', () => {
      folder.write('.env', `${WRONG}MAIL_HOST=smtp.gmial.com\nMAIL_PORT=587\n`);
      const rules = (...args: string[]) => {
        const found: { rule: string }[] = JSON.parse(folder.run('--format', 'json', ...args).stdout);
        return found.map(({ rule }) => rule).sort();
      };
      assert.deepEqual(rules(), ['invalid-host', 'port-25-submission']);
      assert.deepEqual(rules('--rule', 'invalid-host'), ['invalid-host']);
      assert.deepEqual(rules('--rule', 'invalid-host,port-25-submission'), ['invalid-host', 'port-25-submission']);
      assert.deepEqual(rules('--severity', '*=off', '--severity', 'invalid-host=hint'), ['invalid-host']);
      assert.equal(folder.run('--rule', 'no-such-rule').status, 2);
      assert.equal(folder.run('--severity', 'invalid-host=loud').status, 2);
    });

    it('takes patterns of rules, and refuses those that match none', () => {
      folder.write('.env', WRONG);
      assert.equal(folder.run('--severity', 'port-*=off').status, 0);
      assert.equal(folder.run('--severity', 'nothing-*=off').status, 2);
    });

    it('is not what --ignore matches, nor fixed there', () => {
      folder.write('old/.env', WRONG);
      folder.write('new/.env', WRONG);
      const { stdout } = folder.run('--format', 'concise', '--ignore', 'old', '--fix');
      assert.equal(stdout, '');
      assert.equal(folder.read('old/.env'), WRONG);
      assert.notEqual(folder.read('new/.env'), WRONG);
    });

    it('is what a settings file says that --config names, whatever the project says', () => {
      folder.write('app/.env', WRONG);
      folder.write('app/.mail-config-lint.json', '{ "rules": { "port-25-submission": "error" } }');
      folder.write('ci/strict.yaml', 'rules: { port-25-submission: hint }\nignore: [legacy/**]\n');
      folder.write('legacy/.env', WRONG);
      const found = () => folder.run('--format', 'concise', '--config', 'ci/strict.yaml').stdout;
      assert.match(found(), /^app\/\.env:2:11: hint: [^\n]* \[port-25-submission\]\n$/);
      assert.equal(folder.run('--config', 'none.json').status, 2);
      folder.write('ci/strict.yaml', 'rules: { port-25-submision: hint }\n');
      assert.match(folder.run('--config', 'ci/strict.yaml').stderr, /ci\/strict\.yaml:1:10: There is no rule/i);
    });

    it('has colours where they are asked for', () => {
      folder.write('.env', WRONG);
      assert.doesNotMatch(folder.run().stdout, /\x1b\[/);
      assert.match(folder.run('--color').stdout, /\x1b\[/);
      assert.equal(folder.run('--color', '--no-color').status, 2);
    });

    it('weighs as the option says, whatever the project says', () => {
      folder.write('.env', WRONG);
      folder.write('.mail-config-lint.json', '{ "rules": { "port-25-submission": "error" } }');
      assert.equal(folder.run('--fail-on', 'error').status, 1);
      assert.equal(folder.run('--fail-on', 'error', '--severity', 'port-25-submission=hint').status, 0);
    });

    it('is what the baseline does not hold, from any folder, while lines move', () => {
      folder.write('app/.env', WRONG);
      assert.equal(folder.run('--baseline', 'base.json').status, 2);
      const written = folder.run('--baseline', 'base.json', '--update-baseline');
      assert.equal(written.status, 0);
      assert.match(written.stderr, /wrote 1 finding to base\.json/);
      assert.doesNotMatch(folder.read('base.json'), /qkzvrmtnwbxpdhgs/);
      folder.write('app/.env', `# more\n\n${WRONG}`);
      assert.equal(folder.run('--baseline', 'base.json').status, 0);
      assert.equal(folder.shell('cd app && $CLI --baseline ../base.json').status, 0);
      folder.write('app/.env', `${WRONG}MAIL_HOST=smtp.gmial.com\nMAIL_PORT=587\n`);
      const { status, stdout } = folder.run('--baseline', 'base.json');
      assert.equal(status, 1);
      assert.match(stdout, /^1 finding in 1 file/m);
      folder.write('app/.env', 'A=1\n');
      assert.match(folder.run('--baseline', 'base.json').stderr, /1 finding of the baseline no longer found/);
      folder.write('base.json', '{}');
      assert.equal(folder.run('--baseline', 'base.json').status, 2);
    });

    it('is in files that have changed since a revision, and new ones', () => {
      const git = (...args: string[]) =>
        execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.test', ...args], {
          cwd: folder.path,
          env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
          stdio: 'ignore',
        });
      for (const name of ['one', 'two']) folder.write(`${name}/compose.env`, WRONG);
      git('init', '-q');
      git('add', '-f', '.');
      git('commit', '-q', '-m', 'first');
      const files = () => {
        const { stdout } = folder.run('--changed-since', 'HEAD', '--format', 'concise');
        return [...new Set(stdout.split('\n').map((line) => line.split(':')[0]))].filter(Boolean);
      };
      assert.deepEqual(files(), []);
      folder.write('two/compose.env', `# changed\n${WRONG}`);
      folder.write('three/compose.env', WRONG);
      assert.deepEqual(files(), ['three/compose.env', 'two/compose.env']);
      const { status, stderr } = folder.run('--changed-since', 'no-such-revision');
      assert.equal(status, 2);
      assert.match(stderr, /^mail-config-lint: git cannot tell what has changed since 'no-such-revision': .+\n$/);
    });

    it('does not run what a repository names for git', () => {
      folder.write('.env', WRONG);
      const ran = join(folder.outside, 'ran');
      folder.shell(`git init -q && git add -f . && git -c user.name=a -c user.email=a@b.test commit -q -m first
        git config core.fsmonitor "touch ${ran}"; git config diff.external "touch ${ran}"; echo A=1 >> .env`);
      assert.equal(folder.run('--changed-since', 'HEAD').status, 1);
      assert.equal(existsSync(ran), false);
    });
  });

  it('lints again when a file changes', async () => {
    folder.write('.env', 'A=1\n');
    const child = spawn(process.execPath, [CLI, '--watch', '--format', 'concise'], { cwd: folder.path });
    let text = '';
    child.stdout.on('data', (part) => {
      text += part;
    });
    child.stderr.on('data', (part) => {
      text += part;
    });
    await until(() => text.includes('watching'), 'the first run');
    folder.write('.env', WRONG);
    await until(() => text.includes('port-25-submission'), 'the second run');
    child.kill();
    await once(child, 'exit');
  });
});
