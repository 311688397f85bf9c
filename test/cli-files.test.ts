/** The command line and files that are not what they seem: nothing hangs, nothing is lost, nothing ends in a stack trace. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { CliFolder } from './support/cli-folder';

const WRONG = 'SMTP_HOST=smtp.gmail.com\nSMTP_PORT=25\nSMTP_USER=shop@gmail.com\nSMTP_PASS=qhztwkbdpvmexrsl\n';
const RIGHT = WRONG.replace('=25', '=587');

/** A variable that a program of the given folder reads, and that a safe fix changes. */
const MAILER =
  "const nodemailer = require('nodemailer');\nnodemailer.createTransport({ host: 'smtp.gmail.com', port: 465, secure: process.env.SMTP_SECURE === 'true', auth: { user: process.env.SMTP_USER, pass: process.env.SMTP_PASS } });\n";

const latin1 = (text: string) => Buffer.from(text, 'latin1');

const utf16 = (text: string, bigEndian = false) => {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return bigEndian ? bytes.swap16() : bytes;
};

describe('command line and odd files', () => {
  let folder: CliFolder;
  const at = (name: string) => join(folder.path, name);
  const pipe = (name: string) => execFileSync('mkfifo', [at(name)]);

  beforeEach(() => {
    folder = new CliFolder();
  });
  afterEach(() => folder.remove());

  describe('reading', () => {
    const NOT_FILES: Readonly<Record<string, (name: string) => void>> = {
      'a pipe': pipe,
      'a link to a device': (name) => symlinkSync('/dev/zero', at(name)),
      'a link to itself': (name) => symlinkSync(at(name), at(name)),
      'a folder': (name) => mkdirSync(at(name)),
      'a file without end': (name) => {
        folder.write(name, '');
        truncateSync(at(name), 1e12);
      },
    };

    for (const [kind, make] of Object.entries(NOT_FILES)) {
      it(`is not stopped by ${kind}`, () => {
        folder.write('app/.env', WRONG);
        for (const name of ['app/.env.local', 'app/.gitignore', 'app/main.cf']) make(name);
        for (const name of ['app/.git/index', 'app/.git/config', 'app/.git/info/exclude']) {
          mkdirSync(join(at(name), '..'), { recursive: true });
          make(name);
        }
        const { status, stdout, stderr } = folder.run('app');
        assert.equal(status, 1, stderr);
        assert.match(stdout, /^app\/\.env\n\s+2:11 {2}warning port-25-submission/);
        make('named.env');
        const named = folder.run('named.env');
        if (kind === 'a folder') return;
        assert.equal(named.status, kind === 'a link to itself' ? 2 : 3, 'what was named is not read');
        assert.match(named.stderr, /^mail-config-lint: .*named\.env.*\n$/);
      });

      it(`takes no settings from ${kind}`, () => {
        folder.write('.env', WRONG);
        make('.mail-config-lint.json');
        const { status, stderr } = folder.run();
        assert.equal(status, 2);
        assert.match(stderr, /^mail-config-lint: \.mail-config-lint\.json: it[^\n]*\n$/m);
      });
    }

    it('is not stopped by a repository of pipes around a linked working tree', () => {
      folder.write('app/.env', WRONG);
      folder.write('app/.git', 'gitdir: ../git\n');
      mkdirSync(at('git'));
      for (const name of ['index', 'commondir', 'HEAD', 'config']) pipe(`git/${name}`);
      assert.equal(folder.run('app').status, 1);
    });

    it('says in one sentence what it could not read, and exits with 3 where that was asked for', () => {
      folder.write('closed/.env', WRONG);
      folder.write('locked.env', WRONG);
      folder.write('z.env', WRONG);
      chmodSync(at('closed'), 0);
      chmodSync(at('locked.env'), 0);
      const skipped = ['closed', 'locked.env'].map((name) => `mail-config-lint: ${name}: skipped, permission denied`);
      const linesOf = (text: string) => text.trimEnd().split('\n').sort();
      const all = folder.runUnprivileged('.');
      assert.equal(all.status, 1);
      assert.deepEqual(linesOf(all.stderr), skipped);
      const named = folder.runUnprivileged('closed', 'locked.env', 'z.env');
      assert.equal(named.status, 3);
      assert.deepEqual(linesOf(named.stderr), skipped);
      assert.match(named.stdout, /^z\.env\n/, 'the rest is linted');
      const inside = folder.runUnprivileged('closed/.env');
      assert.deepEqual(
        [inside.status, inside.stderr],
        [2, "mail-config-lint: 'closed/.env' cannot be read: permission denied\n"],
      );
      chmodSync(at('closed'), 0o700);
    });

    it('reads UTF-16 with a byte order mark', () => {
      folder.write('le/.env', utf16(WRONG));
      folder.write('be/.env', utf16(WRONG, true));
      const { stdout } = folder.run();
      assert.match(stdout, /^be\/\.env\n\s+2:11 {2}warning port-25-submission/);
      assert.match(stdout, /^le\/\.env\n\s+2:11 {2}warning port-25-submission/m);
    });

    it('names a broken settings file without a stack trace', () => {
      folder.write('.env', WRONG);
      folder.write('.mail-config-lint.json', latin1('{ "ignore": ["größe"] }'));
      const { status, stderr } = folder.run();
      assert.deepEqual([status, stderr], [2, 'mail-config-lint: .mail-config-lint.json: it is not valid UTF-8\n']);
      folder.write('.mail-config-lint.json', '{');
      assert.match(
        folder.run().stderr,
        /^mail-config-lint: \.mail-config-lint\.json:1:2: it is not valid JSON: [^\n]*\n$/,
      );
    });
  });

  describe('--fix', () => {
    /** Nothing but the given files may be there: no temporary file is left behind. */
    const expectNames = (...names: string[]) => assert.deepEqual(folder.names(), names.sort());

    const NOT_UTF8: Readonly<Record<string, readonly [Buffer, RegExp]>> = {
      'Latin-1': [latin1(`# Größe\n${WRONG}`), /not fixed, it is not valid UTF-8, so that writing it would destroy/],
      'UTF-16': [utf16(WRONG), /not fixed, it is UTF-16, and only UTF-8 is written/],
    };
    for (const [name, [bytes, told]] of Object.entries(NOT_UTF8)) {
      it(`lints ${name}, and does not rewrite it`, () => {
        folder.write('.env', bytes);
        folder.write('ok.env', WRONG);
        assert.match(folder.run().stdout, /^2 findings in 2 files; 1 fixable with --fix$/m);
        const { status, stdout, stderr } = folder.run('--fix');
        assert.equal(status, 1);
        assert.match(stdout, /^\.env\n.*port-25-submission/);
        assert.match(stderr, told);
        assert.match(stderr, /^mail-config-lint: fixed ok\.env$/m);
        assert.deepEqual(readFileSync(at('.env')), bytes);
      });
    }

    it('keeps mode, line ends and byte order mark', () => {
      const text = `\ufeff# Größe\r\n${WRONG.replaceAll('\n', '\r\n')}`;
      folder.write('.env', text);
      chmodSync(at('.env'), 0o640);
      const { uid, gid } = statSync(at('.env'));
      assert.equal(folder.run('--fix').status, 0);
      assert.equal(folder.read('.env'), text.replace('=25', '=587'));
      const stat = statSync(at('.env'));
      assert.deepEqual([stat.mode & 0o7777, stat.uid, stat.gid], [0o640, uid, gid]);
      expectNames('.env');
    });

    it('keeps the owner', function () {
      if (process.getuid?.() !== 0) this.skip();
      folder.write('.env', WRONG);
      execFileSync('chown', ['1234:4321', at('.env')]);
      folder.run('--fix');
      assert.equal(folder.read('.env'), RIGHT);
      assert.deepEqual([statSync(at('.env')).uid, statSync(at('.env')).gid], [1234, 4321]);
    });

    it('leaves a file alone whose owner it cannot keep', function () {
      if (process.getuid?.() !== 0) this.skip();
      folder.write('.env', WRONG);
      folder.write('z.env', WRONG);
      folder.handOver();
      execFileSync('chown', ['1234:4321', at('.env')]);
      chmodSync(at('.env'), 0o666);
      const { status, stderr } = folder.runUnprivileged('--fix');
      assert.equal(status, 3);
      assert.match(stderr, /^mail-config-lint: \.env: not fixed, only its owner can replace it/m);
      assert.deepEqual([folder.read('.env'), folder.read('z.env')], [WRONG, RIGHT]);
      expectNames('.env', 'z.env');
    });

    it('comes to rest where two programs want one variable otherwise', () => {
      const transport = (name: string, port: number) =>
        `exports.${name} = nodemailer.createTransport({ host: 'smtp.gmail.com', port: ${port}, secure: process.env.SMTP_SECURE === 'true', auth });\n`;
      const head =
        "const nodemailer = require('nodemailer');\nconst auth = { user: process.env.U, pass: process.env.P };\n";
      folder.write('.env', 'SMTP_SECURE=true\n');
      folder.write('mailer.js', head + transport('a', 587) + transport('b', 465));
      folder.run('--fix');
      const after = [folder.read('.env'), folder.read('mailer.js')];
      assert.equal(after[0], 'SMTP_SECURE=true\n', 'either value is wrong for one of them');
      const { stderr } = folder.run('--fix');
      assert.doesNotMatch(stderr, /^(?!.*: not fixed, )./m, 'nothing is said to be fixed');
      assert.deepEqual([folder.read('.env'), folder.read('mailer.js')], after);
    });

    it('knows who else reads what it is told to fix', () => {
      const mailer = (host: string, rest: string) =>
        `import { PORT } from './port';\nimport { createTransport } from 'nodemailer';\ncreateTransport({ host: '${host}', port: PORT, ${rest} });\n`;
      folder.write('port.ts', 'export const PORT = 465;\n');
      folder.write('a.ts', mailer('smtp.office365.com', 'secure: true, auth: { user, pass }'));
      assert.match(folder.run('--diff', 'a.ts').stdout, /^\+export const PORT = 587;$/m);
      folder.write('b.ts', mailer('mail.acme-mail.org', 'secure: true, auth: { user, pass }'));
      const { stdout, stderr } = folder.run('--fix', 'a.ts', 'port.ts');
      assert.match(stdout, /provider-mismatch/);
      assert.doesNotMatch(stdout + stderr, /b\.ts|fixed/);
      assert.equal(folder.read('port.ts'), 'export const PORT = 465;\n');
    });

    it('writes through a link that stays inside, and keeps the link', () => {
      folder.write('config/production.env', WRONG.replace('SMTP_PORT=25', 'SMTP_SECURE=false'));
      folder.write('mailer.js', MAILER);
      symlinkSync('config/production.env', at('.env'));
      const { stderr } = folder.run('--fix');
      assert.match(stderr, /fixed .*\.env/);
      assert.match(folder.read('config/production.env'), /^SMTP_SECURE=true$/m);
      assert.equal(realpathSync(at('.env')), at('config/production.env'));
    });

    it('writes nothing outside the given folders, through links and imports neither', () => {
      const settings = WRONG.replace('SMTP_PORT=25', 'SMTP_SECURE=false');
      writeFileSync(join(folder.outside, 'real.env'), settings);
      folder.write('app/mailer.js', MAILER);
      symlinkSync(join(folder.outside, 'real.env'), at('app/.env'));
      folder.write('other/transport.js', MAILER.replace('nodemailer.create', 'exports.t = nodemailer.create'));
      folder.write('other/options.js', 'exports.secure = false;\n');
      folder.write(
        'app/import.js',
        "const { secure } = require('../other/options');\nrequire('nodemailer').createTransport({ host: 'smtp.gmail.com', port: 465, secure, auth: { user: 'a', pass: process.env.P } });\n",
      );
      const { stderr, status } = folder.run('--fix', 'app');
      assert.equal(readFileSync(join(folder.outside, 'real.env'), 'utf8'), settings);
      assert.equal(folder.read('other/options.js'), 'exports.secure = false;\n');
      assert.doesNotMatch(stderr, /fixed app\/\.env|fixed .*other/);
      assert.notEqual(status, 3, 'left alone on purpose');
    });

    it('goes on after a file that it must not or cannot write: 3', () => {
      folder.write('a.env', WRONG);
      folder.write('b.env', WRONG);
      folder.write('locked/.env', WRONG);
      folder.write('z.env', WRONG);
      chmodSync(at('a.env'), 0o444);
      linkSync(at('b.env'), join(folder.outside, 'b.env'));
      const { status, stdout, stderr } = folder.runUnprivileged('--fix');
      assert.equal(status, 3);
      assert.equal(
        stderr,
        'mail-config-lint: fixed locked/.env, z.env\n' +
          'mail-config-lint: a.env: not fixed, it is read-only\n' +
          'mail-config-lint: b.env: not fixed, it has hard links, which would keep the old content\n',
      );
      assert.match(stdout, /2 findings in 2 files/);
      assert.deepEqual([folder.read('a.env'), folder.read('b.env')], [WRONG, WRONG]);
      assert.deepEqual([folder.read('z.env'), folder.read('locked/.env')], [RIGHT, RIGHT]);
    });

    it('goes on after a folder in which it can create no file: 3', () => {
      folder.write('locked/.env', WRONG);
      folder.write('z.env', WRONG);
      chmodSync(at('locked'), 0o555);
      const { status, stderr } = folder.runUnprivileged('--fix');
      assert.equal(status, 3);
      assert.match(
        stderr,
        /^mail-config-lint: locked\/\.env: not fixed, no file can be created in its folder: permission denied$/m,
      );
      assert.equal(folder.read('locked/.env'), WRONG);
      assert.equal(folder.read('z.env'), RIGHT);
      chmodSync(at('locked'), 0o755);
    });

    it('leaves the old content where the disk is full, and goes on: 3', () => {
      folder.write('.env', `# full\n${WRONG}`);
      folder.write('z.env', WRONG);
      const { status, stderr } = folder.runAfter(
        `const fs = require('fs');
        const write = fs.writeFileSync;
        fs.writeFileSync = (file, data, ...rest) => {
          if (!String(data).startsWith('# full')) return write(file, data, ...rest);
          write(file, String(data).slice(0, 20), ...rest);
          throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
        };`,
        '--fix',
      );
      assert.equal(status, 3);
      assert.match(stderr, /^mail-config-lint: \.env: not fixed, there is no space left on the disk$/m);
      assert.deepEqual([folder.read('.env'), folder.read('z.env')], [`# full\n${WRONG}`, RIGHT]);
      expectNames('.env', 'z.env');
    });

    it('does not overwrite what changed in the meantime', () => {
      folder.write('.env', WRONG);
      folder.write('gone.env', WRONG);
      const { status, stderr } = folder.runAfter(
        `const fs = require('fs');
        const real = fs.realpathSync;
        let first = true;
        fs.realpathSync = Object.assign((...args) => {
          if (first && args[0].endsWith('.env')) { first = false; fs.writeFileSync('.env', 'SMTP_HOST=new\\n'); fs.unlinkSync('gone.env'); }
          return real(...args);
        }, real);`,
        '--fix',
      );
      assert.equal(status, 3);
      assert.match(stderr, /^mail-config-lint: \.env: not fixed, it has changed since it was read$/m);
      assert.match(stderr, /^mail-config-lint: gone\.env: not fixed, it does not exist$/m);
      assert.equal(folder.read('.env'), 'SMTP_HOST=new\n');
      expectNames('.env');
    });

    for (const call of ['fsyncSync', 'renameSync']) {
      it(`leaves whole files and no temporary ones when it is interrupted in ${call}`, () => {
        folder.write('.env', WRONG);
        folder.write('z.env', WRONG);
        const { status } = folder.runAfter(
          `const fs = require('fs');
          const { ${call} } = fs;
          fs.${call} = (...args) => { process.kill(process.pid, 'SIGINT'); return ${call}(...args); };`,
          '--fix',
        );
        assert.equal(status, 130);
        assert.deepEqual([folder.read('.env'), folder.read('z.env')], [RIGHT, RIGHT]);
        expectNames('.env', 'z.env');
      });
    }
  });

  describe('errors', () => {
    it('are one sentence without a stack trace', () => {
      for (const [args, told] of [
        [['not-there'], "there is no file or folder 'not-there'"],
        [['.', 'not\u001b[2Jthere'], "there is no file or folder 'not\\x1b[2Jthere'"],
      ] as const) {
        const { status, stdout, stderr } = folder.run(...args);
        assert.deepEqual([status, stdout, stderr], [2, '', `mail-config-lint: ${told}\n`]);
      }
    });

    it('of this program ask for a report, and quote nothing: 3', () => {
      folder.write('.env', WRONG);
      const { status, stdout, stderr } = folder.runAfter(
        `const path = require('path');
        const { resolve } = path;
        path.resolve = (...args) => {
          if (args[0] === '.env') throw new TypeError('correct-horse-battery');
          return resolve(...args);
        };`,
        '.env',
      );
      assert.deepEqual([status, stdout], [3, '']);
      assert.match(
        stderr,
        /^mail-config-lint: internal error: TypeError at command\.js:\d+:\d+\. Please report it, [^\n]* at https:\/\/[^\n]*\/issues\n$/,
      );
    });

    it('of the output are told; a reader who has seen enough is none', function () {
      folder.write('.env', WRONG);
      assert.deepEqual(folder.shell('$CLI | true; exit ${PIPESTATUS[0]}'), { status: 1, stdout: '', stderr: '' });
      if (process.platform !== 'linux') this.skip();
      const full = folder.shell('$CLI > /dev/full');
      assert.equal(full.status, 3);
      assert.equal(full.stderr, 'mail-config-lint: the output cannot be written: there is no space left on the disk\n');
    });

    it('of standard input and the working directory', () => {
      const told = (script: string) => {
        const { status, stderr } = folder.shell(script);
        assert.equal(status, 2, script);
        return stderr;
      };
      const input = 'mail-config-lint: standard input ';
      assert.equal(told('$CLI --stdin-filename .env < /'), `${input}cannot be read: it is a directory\n`);
      assert.equal(told('$CLI --stdin-filename .env < /dev/zero'), `${input}is larger than 64000 kB\n`);
      assert.match(
        told('mkdir gone; cd gone; rmdir ../gone; $CLI'),
        /^mail-config-lint: the working directory cannot be used/,
      );
      assert.equal(folder.shell('$CLI --stdin-filename .env <&-').status, 0, 'closed: no text');
    });
  });
});
