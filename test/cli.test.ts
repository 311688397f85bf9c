/** The command line as a process: arguments, both outputs, exit status. */
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CliFolder } from './support/cli-folder';

const WRONG = 'SMTP_HOST=smtp.gmail.com\nSMTP_PORT=25\nSMTP_USER=shop@gmail.com\nSMTP_PASS=qhztwkbdpvmexrsl\n';

describe('command line', () => {
  let folder: CliFolder;
  const run = (...args: string[]) => folder.run(...args);
  const write = (name: string, text: string | Buffer) => folder.write(name, text);
  const read = (name: string) => folder.read(name);

  beforeEach(() => {
    folder = new CliFolder();
  });
  afterEach(() => folder.remove());

  it('says how much it looked at, and exits with 0, where nothing is wrong', () => {
    write('.env', WRONG.replace('=25', '=587'));
    const summary = (stdout: string) => ({ status: 0, stdout, stderr: '' });
    assert.deepEqual(run(), summary('no problems in 1 file, 1 mail configuration\n'));
    assert.deepEqual(run('--format', 'json'), summary('[]\n'));
    write('other/.env', WRONG.replace('=25', '=587'));
    assert.deepEqual(run(), summary('no problems in 2 files, 2 mail configurations\n'));
    write('empty/notes.txt', WRONG);
    assert.deepEqual(run('empty'), summary('no mail configuration found\n'));
  });

  it('exits with 1 and names file, line, column, severity and rule', () => {
    write('.env', WRONG);
    const { status, stdout, stderr } = run();
    assert.equal(status, 1);
    assert.match(
      stdout,
      /^\.env\n\s+2:11 {2}warning port-25-submission {2}Port 25 is for [^.\n]+\n {9}[A-Z][^\n]+\.\n/,
    );
    assert.match(stdout, /1 finding in 1 file; 1 fixable with --fix\n$/);
    assert.equal(stderr, '');
    assert.ok(!stdout.includes('\u001b'), 'no colours into a pipe');
  });

  it('writes JSON with places from 1, end exclusive', () => {
    write('app/.env', WRONG);
    const rows = JSON.parse(run('--format', 'json').stdout);
    assert.equal(rows.length, 1);
    const { file, line, column, endLine, endColumn, rule, severity, headline, detail, related } = rows[0];
    assert.match(headline, /^Port 25 is for [^.]+$/);
    assert.match(detail, /^[A-Z].*\.$/);
    assert.deepEqual(
      { file, line, column, endLine, endColumn, rule, severity, related },
      {
        file: 'app/.env',
        line: 2,
        column: 11,
        endLine: 2,
        endColumn: 13,
        rule: 'port-25-submission',
        severity: 'warning',
        related: [],
      },
    );
    assert.equal(rows[0].fixes[0].safe, true);
    assert.deepEqual(rows[0].fixes[0].edits[0].text, '587');
  });

  it('relates a finding in .env to the code that reads the variable', () => {
    write('.env', WRONG);
    write(
      'mailer.js',
      "const transport = require('nodemailer').createTransport({ host: process.env.SMTP_HOST, port: process.env.SMTP_PORT, requireTLS: true, auth: { user: process.env.SMTP_USER, pass: process.env.SMTP_PASS } });\n",
    );
    const rows = JSON.parse(run('--format', 'json', 'mailer.js').stdout);
    assert.deepEqual(
      rows.map((row: { file: string; rule: string }) => [row.file, row.rule]),
      [['.env', 'port-25-submission']],
    );
    assert.deepEqual(
      rows[0].related.map((related: { file: string; line: number }) => [related.file, related.line]),
      [['mailer.js', 1]],
    );
  });

  it('does not relate a finding to its own place', () => {
    write('.env', 'SMTP_PORT=587\n');
    write(
      'mailer.js',
      "const transport = require('nodemailer').createTransport({ host: 'smtp.example.org', port: 587, secure: process.env.SMTP_PORT === '465', auth: { user: 'shop', pass: process.env.SMTP_PASS } });\n",
    );
    const rows = JSON.parse(run('--format', 'json', 'mailer.js').stdout);
    assert.deepEqual(
      rows.map((row: { rule: string; related: unknown[] }) => [row.rule, row.related]),
      [['starttls-not-required', []]],
    );
  });

  it('fixes what is safe, and keeps the byte order mark and line ends', () => {
    write('.env', `\ufeff${WRONG.replaceAll('\n', '\r\n')}`);
    const { status, stderr } = run('--fix');
    assert.equal(status, 0);
    assert.equal(stderr, 'mail-config-lint: fixed .env\n');
    assert.equal(read('.env'), `\ufeff${WRONG.replace('=25', '=587').replaceAll('\n', '\r\n')}`);
    assert.equal(run('--fix').stderr, '');
  });

  it('leaves out node_modules, .git and what git ignores, but reads .env files', () => {
    const mailer =
      "require('nodemailer').createTransport({ host: 'smtp.acme-mail.org', port: 25, requireTLS: true, auth: { user: 'a', pass: process.env.P } });\n";
    write('.gitignore', 'build/\n.env\n*.gen.js\n!keep.gen.js\n');
    for (const name of [
      'node_modules/x/index.js',
      '.git/hooks/x.js',
      'build/out.js',
      'a.gen.js',
      'keep.gen.js',
      'src/mailer.js',
    ])
      write(name, mailer);
    write('.env', WRONG);
    const files = JSON.parse(run('--format', 'json').stdout).map((row: { file: string }) => row.file);
    assert.deepEqual([...new Set(files)].sort(), ['.env', 'keep.gen.js', 'src/mailer.js']);
  });

  it('takes each folder as a workspace of its own', () => {
    write('one/.env', WRONG);
    write(
      'two/mailer.js',
      "require('nodemailer').createTransport({ host: process.env.SMTP_HOST, port: process.env.SMTP_PORT });\n",
    );
    const rows = JSON.parse(run('--format', 'json', 'one', 'two').stdout);
    assert.deepEqual(
      rows.map((row: { file: string; related: unknown[] }) => [row.file, row.related]),
      [['one/.env', []]],
    );
  });

  it('exits with 2 on a usage error', () => {
    assert.equal(run('--no-such-option').status, 2);
    assert.equal(run('--format', 'xml').status, 2);
    const { status, stderr } = run('not-there');
    assert.equal(status, 2);
    assert.match(stderr, /there is no file or folder 'not-there'/);
    assert.match(
      run('--fail-on', 'disaster').stderr,
      /--fail-on takes one of error, warning, information, hint, never/,
    );
    assert.match(
      run('--stdin-filename', '.env', 'src').stderr,
      /--stdin-filename goes with neither --fix, --diff, --watch nor PATH/,
    );
  });

  it('reports files that it cannot read on standard error, and goes on', () => {
    write('a.env', Buffer.from('SMTP_HOST=x\0y\nSMTP_PORT=25\n'));
    mkdirSync(join(folder.path, 'sub', '.env'), { recursive: true });
    write('z/.env', WRONG);
    const { status, stdout, stderr } = run();
    assert.equal(status, 1);
    assert.match(stderr, /a\.env: skipped, it is binary/);
    assert.match(stdout, /^z\/\.env/);
    if (process.getuid?.() !== 0) {
      chmodSync(join(folder.path, 'z/.env'), 0);
      assert.match(run().stderr, /permission denied/);
    }
  });

  it('says that a text is too long to be settings, and goes on', () => {
    write('long.env', `SMTP_HOST=${'x'.repeat(10_000_000)}\n`);
    write('z/.env', WRONG);
    const { status, stdout, stderr } = run();
    assert.equal(status, 1);
    assert.match(stderr, /^mail-config-lint: long\.env: skipped, it is longer than 2 million characters$/m);
    assert.match(stdout, /^z\/\.env/);
  });

  it('never prints a secret', () => {
    write('.env', `${WRONG}MAIL_URL=smtp://shop:qhztwkbdpvmexrsl@smtp.gmail.com:25\n`);
    write(
      'mailer.js',
      "require('nodemailer').createTransport({ host: 'smtp.gmail.com', port: 25, auth: { user: 'shop', pass: 'qhztwkbdpvmexrsl' } });\n",
    );
    for (const format of ['pretty', 'json', 'sarif', 'github']) {
      const { stdout, stderr } = run('--format', format);
      assert.ok(stdout.length > 0);
      assert.ok(!`${stdout}${stderr}`.includes('qhztwkbdpvmexrsl'), format);
    }
  });

  it('fails on findings that weigh enough', () => {
    write('.env', WRONG);
    assert.equal(run('--fail-on', 'warning').status, 1);
    const { status, stdout } = run('--fail-on', 'error');
    assert.equal(status, 0);
    assert.match(stdout, /warning port-25-submission/);
    assert.equal(run('--fail-on', 'never').status, 0);
  });

  it('lints a text from standard input as the file that it is named', () => {
    write('app/.env', WRONG.replace('=25', '=587'));
    write(
      'app/mailer.js',
      "require('nodemailer').createTransport({ port: process.env.SMTP_PORT, service: 'gmial' });\n",
    );
    const { status, stdout } = folder.pipe(WRONG, '--stdin-filename', 'app/.env');
    assert.equal(status, 1);
    assert.match(stdout, /^app\/\.env\n\s+2:11 {2}warning port-25-submission/);
    const code = folder.pipe(folder.read('app/mailer.js'), '--format', 'github', '--stdin-filename', 'app/mailer.js');
    assert.match(code.stdout, /^::error file=app\/mailer\.js,line=1,.*title=unknown-service::/);
    assert.match(
      folder.pipe('x', '--stdin-filename', 'notes.txt').stderr,
      /notes\.txt: skipped, it is none of the files/,
    );
  });

  it('says so where a named file is none that it reads', () => {
    write('notes.txt', WRONG);
    const { status, stderr } = run('notes.txt');
    assert.equal(status, 0);
    assert.match(stderr, /notes\.txt: skipped, it is none of the files that hold mail settings/);
  });

  it('sums up many such files, as the hook of a commit names them', () => {
    const names = ['a.txt', 'b.txt', 'c.md', 'd.css'];
    for (const name of names) write(name, WRONG);
    write('.env', WRONG);
    const { status, stderr } = run(...names, '.env');
    assert.equal(status, 1);
    assert.equal(stderr, 'mail-config-lint: 4 files: skipped, they are none of the files that hold mail settings\n');
  });

  it('shows what --fix would change, and changes nothing', () => {
    write('.env', `${WRONG}MAIL_URL=smtp://shop:qhztwkbdpvmexrsl@smtp.gmail.com:25\n`);
    write('mailer.js', 'const unrelated = 1;\n');
    const before = folder.names().map((name) => read(name));
    const { status, stdout, stderr } = run('--diff');
    assert.deepEqual([status, stderr], [1, '']);
    assert.deepEqual(
      folder.names().map((name) => read(name)),
      before,
    );
    assert.match(stdout, /^--- a\/\.env\n\+\+\+ b\/\.env\n@@ -2,1 \+2,1 @@\n-SMTP_PORT=25\n\+SMTP_PORT=587\n/);
    assert.ok(!stdout.includes('qhztwkbdpvmexrsl'), 'the password of a changed line is masked');
    assert.ok(!stdout.includes('SMTP_USER'), 'no line that does not change');
    write('.env', WRONG);
    write('changes.diff', run('--diff').stdout);
    assert.equal(folder.shell('patch -p1 < changes.diff').status, 0);
    const patched = read('.env');
    write('.env', WRONG);
    run('--fix');
    assert.equal(read('.env'), patched);
    assert.equal(run('--diff').stdout, '');
  });

  it('reports errors only with --quiet, and counts warnings for --max-warnings alone', () => {
    write('a.env', WRONG);
    write('b.env', WRONG);
    assert.deepEqual(run('--quiet'), {
      status: 0,
      stdout: 'no errors in 2 files, 2 mail configurations\n',
      stderr: '',
    });
    assert.equal(run('--max-warnings', '2').status, 0);
    const { status, stderr } = run('--max-warnings', '1', '--quiet');
    assert.equal(status, 1);
    assert.match(stderr, /too many warnings: 2, and --max-warnings allows 1$/m);
    write('c.env', WRONG.replace('=25', '=993'));
    assert.equal(run('--max-warnings', '2').status, 1, 'an error');
    assert.match(run('--quiet').stdout, /^c\.env\n\s+2:11 {2}error provider-mismatch .*\n(?:.*\n)*1 finding in 1 file/);
    for (const wrong of ['-1', 'x', '1.5'])
      assert.match(run(`--max-warnings=${wrong}`).stderr, /--max-warnings takes a number, 0 or above/);
  });

  it('reads an object that was spread over itself twenty times, and says where its values are written', () => {
    const lines = Array.from({ length: 20 }, (_, index) => `const o${index + 1} = { ...o${index}, ...o${index} };`);
    const first = "const o0 = { host: 'h.example.net', port: 25, auth: { user: 'shop', pass: process.env.PASS } };";
    const mailer = ["const nodemailer = require('nodemailer');", first, ...lines, 'nodemailer.createTransport(o20);'];
    write('mailer.js', mailer.join('\n'));
    const { status, stdout } = run('mailer.js');
    assert.equal(status, 1);
    assert.match(stdout, /^mailer\.js\n\s+2:43 {2}warning port-25-submission/);
  });

  it('tells its version and its usage', () => {
    assert.equal(run('--version').stdout, `${JSON.parse(readFileSync('package.json', 'utf8')).version}\n`);
    assert.match(run('--help').stdout, /^Usage: mail-config-lint /);
  });
});
