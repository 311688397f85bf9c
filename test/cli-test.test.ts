/** `mail-config-lint test` as a process, against servers on loopback: arguments, both outputs, exit status, secrets. */
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { authority, untilClosed } from './support/probe-cases';
import { closedPort, type LoopbackServer, silent, smtp } from './support/smtp-servers';
import { makeTemporaryFolder, removeTemporaryFolder } from './support/temporary';

const CLI = join(process.cwd(), 'dist/cli.js');

const PASSWORD = 'correct-horse/battery+staple';

/** How a secret could slip out. */
const FORMS = [
  PASSWORD,
  encodeURIComponent(PASSWORD),
  Buffer.from(PASSWORD).toString('base64'),
  Buffer.from(`\0joe\0${PASSWORD}`).toString('base64'),
  Buffer.from(PASSWORD).toString('hex'),
];

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const good = authority.sign({});
const tls = { key: good.key, cert: good.cert };

/** The server of nodemailer's authors, with one account, while `work` runs. */
async function serving(options: SMTPServerOptions, work: (port: number) => Promise<void>): Promise<void> {
  const server = new SMTPServer({
    ...tls,
    secure: true,
    authOptional: true,
    onAuth({ username, password }, _session, done) {
      if (username === 'joe' && password === PASSWORD) done(null, { user: 'joe' });
      else done(new Error('Invalid login'));
    },
    ...options,
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.server.address();
  try {
    await work(typeof address === 'object' && address ? address.port : 0);
  } finally {
    await new Promise<void>((resolve) => server.close(resolve));
  }
}

async function using(serve: Promise<LoopbackServer>, work: (server: LoopbackServer) => Promise<void>): Promise<void> {
  const server = await serve;
  try {
    await work(server);
  } finally {
    await server.close();
  }
}

describe('command line: test', () => {
  let folder: string;

  beforeEach(() => {
    folder = makeTemporaryFolder();
    writeFileSync(join(folder, 'ca.pem'), authority.root.cert);
  });
  afterEach(() => removeTemporaryFolder(folder));

  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);

  const mailer = (port: number, more = 'secure: true, auth: { user: "joe", pass: process.env.SMTP_PASS }') =>
    `require('nodemailer').createTransport({ host: '127.0.0.1', port: ${port}, ${more} });\n`;

  interface Surroundings {
    readonly env?: NodeJS.ProcessEnv;
    readonly input?: string;
    readonly began?: (child: ReturnType<typeof spawn>) => void;
  }

  function begin(command: string, args: readonly string[], { env = {}, input, began }: Surroundings): Promise<Ended> {
    return new Promise((resolve, reject) => {
      const { MAIL_CONFIG_LINT_PASSWORD: _, NODE_EXTRA_CA_CERTS: __, ...inherited } = process.env;
      const child = spawn(command, args, { cwd: folder, env: { ...inherited, ...env } });
      let stdout = '';
      let stderr = '';
      child.stdout.setEncoding('utf8').on('data', (chunk) => (stdout += chunk));
      child.stderr.setEncoding('utf8').on('data', (chunk) => (stderr += chunk));
      child.on('error', reject).on('close', (status) => resolve({ status, stdout, stderr }));
      if (input !== undefined) child.stdin.end(input);
      began?.(child);
    });
  }

  /** No run, whatever its arguments, may show the password in any form. */
  async function run(args: readonly string[], surroundings: Surroundings = {}): Promise<Ended> {
    const ended = await begin(process.execPath, [CLI, 'test', ...args], surroundings);
    for (const form of FORMS) {
      assert.ok(!`${ended.stdout}${ended.stderr}`.toLowerCase().includes(form.toLowerCase()), `${form} was shown`);
    }
    return ended;
  }

  const trusted = ['--ca', 'ca.pem'];

  it('passes from the files to the login', async () => {
    await serving({}, async (port) => {
      write('mailer.js', mailer(port));
      write('.env', `SMTP_PASS=${PASSWORD}\n`);
      const { status, stdout, stderr } = await run(['--login', '--transcript', ...trusted]);
      assert.equal(status, 0, stdout + stderr);
      assert.match(stdout, /^nodemailer transport, mailer\.js:1\n127\.0\.0\.1:\d+, implicit TLS\n/);
      assert.match(stdout, /^ {14}\| Password: SMTP_PASS, \.env:1$/m);
      assert.match(stdout, /^ {2}ok {2}Login \(\d+ ms\): The server accepted the credentials \(PLAIN\)\.$/m);
      assert.match(stdout, /~> AUTH PLAIN \*\*\*$/m);
      assert.match(stdout, /\nThe connection works: TLSv1\.3, certificate good for 89 days, login accepted\.\n$/);
      assert.equal(stderr, '');
    });
  });

  it('sends no credentials without --login', async () => {
    await using(smtp({ implicit: true, tls }), async (server) => {
      write('mailer.js', mailer(server.port));
      write('.env', `SMTP_PASS=${PASSWORD}\n`);
      const { status, stdout } = await run([...trusted, 'mailer.js']);
      assert.equal(status, 0);
      assert.match(stdout, /Login was not asked for/);
      assert.ok(!server.heard.some((line) => line.startsWith('AUTH')));
      await untilClosed(server);
    });
  });

  it('sends none to a server whose certificate is not trusted, and says so: 16', async () => {
    await using(smtp({ implicit: true, tls }), async (server) => {
      write('mailer.js', mailer(server.port));
      write('.env', `SMTP_PASS=${PASSWORD}\n`);
      const { status, stdout } = await run(['--login']);
      assert.equal(status, 16);
      assert.match(stdout, /FAIL {2}Certificate/);
      assert.ok(!server.heard.some((line) => line.startsWith('AUTH')));
    });
  });

  it('logs in with an access token: --method', async () => {
    await using(smtp({ implicit: true, tls }), async (server) => {
      const env = { MAIL_CONFIG_LINT_PASSWORD: PASSWORD };
      const args = ['--login', '--method', 'oauthbearer', ...trusted, `smtps://joe@127.0.0.1:${server.port}`];
      const { status, stdout } = await run(args, { env });
      assert.equal(status, 0, stdout);
      assert.match(stdout, /accepted the credentials \(OAUTHBEARER\)/);
      assert.ok(server.heard.some((line) => line.startsWith('AUTH OAUTHBEARER ')));
    });
  });

  it('STARTTLS missing: 14', async () => {
    await using(smtp(), async ({ port }) => {
      const { status, stdout } = await run([`smtp://127.0.0.1:${port}`]);
      assert.equal(status, 14);
      assert.match(
        stdout,
        /\n127\.0\.0\.1 does not offer STARTTLS on port \d+, which the configuration requires\.\n=> Servers of the own machine or network [^\n]*: leave encryption off [^\n]*\n$/,
      );
    });
  });

  it('wrong password: 17, and the server that repeats it is not repeated', async () => {
    const answers = {
      AUTH: (socket: { write(text: string): unknown }, line: string) =>
        void socket.write(`535 5.7.8 ${line} ${FORMS.join(' ')}\r\n`),
    };
    await using(smtp({ implicit: true, tls, answers }), async ({ port }) => {
      write('password', `${PASSWORD}\n`);
      for (const form of [['--transcript'], ['--json']]) {
        const { status, stdout } = await run([
          ...[...form, '--login', '--password-file', 'password', ...trusted],
          `smtps://joe@127.0.0.1:${port}`,
        ]);
        assert.equal(status, 17);
        assert.match(stdout, /The server rejected the credentials with 535/);
      }
    });
  });

  it('nothing listens: 11', async () => {
    const { status, stdout } = await run([`smtps://127.0.0.1:${await closedPort()}`]);
    assert.equal(status, 11);
    assert.match(stdout, /nothing is listening on/);
  });

  it('no such name: 10', async () => {
    assert.equal((await run(['--timeout', '10', 'smtps://mail.does-not-exist.invalid'])).status, 10);
  });

  it('time is up: 19', async () => {
    await using(silent(), async (server) => {
      const { status, stdout } = await run(['--timeout', '0.5', `smtps://127.0.0.1:${server.port}`]);
      assert.equal(status, 19);
      assert.match(stdout, /stopped after 0\.5 seconds/);
      await untilClosed(server);
    });
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`cancelled by ${signal}: 19, a whole report, nothing left open`, async () => {
      await using(silent(), async (server) => {
        const began: Surroundings['began'] = (child) => {
          const timer = setInterval(() => {
            if (server.accepted === 0) return;
            clearInterval(timer);
            child.kill(signal);
          }, 20);
        };
        const { status, stdout, stderr } = await run(['--json', `smtp://127.0.0.1:${server.port}`], { began });
        assert.equal(status, 19);
        assert.equal(JSON.parse(stdout)[0].report.outcome, 'cancelled');
        assert.equal(stderr, '');
        await untilClosed(server);
      });
    });
  }

  it('writes JSON: an array, each with its places and the report', async () => {
    await serving({}, async (port) => {
      write('mailer.js', `// Mail\n${mailer(port)}`);
      write('.env', `SMTP_PASS=${PASSWORD}\n`);
      const { status, stdout } = await run(['--json', '--login', ...trusted]);
      assert.equal(status, 0);
      const [{ sources, report, ...rest }, ...others] = JSON.parse(stdout);
      assert.deepEqual([rest, others, report.assumptions], [{}, [], []]);
      assert.deepEqual(
        sources.map(({ file, line, label }: { file: string; line: number; label: string }) => [file, line, label]),
        [['mailer.js', 2, 'nodemailer transport']],
      );
      const { format, outcome, exitCode, login, certificate } = report;
      assert.deepEqual(
        { format, outcome, exitCode, login, verified: certificate.verified },
        { format: 1, outcome: 'ok', exitCode: 0, login: 'accepted', verified: true },
      );
    });
  });

  describe('password', () => {
    /** What the server was told as the password. */
    const told = ({ heard }: LoopbackServer) =>
      heard
        .filter((line) => line.startsWith('AUTH PLAIN '))
        .map((line) => Buffer.from(line.slice(11), 'base64').toString().split('\0')[2]);

    it('comes from the file, else the variable, else the configuration', async () => {
      await using(smtp({ implicit: true, tls }), async (server) => {
        write('mailer.js', mailer(server.port));
        write('.env', 'SMTP_PASS=from-configuration\n');
        write('password', 'from-file\r\n');
        const env = { MAIL_CONFIG_LINT_PASSWORD: 'from-variable' };
        const { stdout } = await run(['--login', ...trusted, '--password-file', 'password'], { env });
        assert.match(stdout, /\| Password: not from the files$/m);
        await run(['--login', ...trusted, '--password-file', '-'], { env, input: 'from-input' });
        await run(['--login', ...trusted], { env });
        await run(['--login', ...trusted], {});
        assert.deepEqual(told(server), ['from-file', 'from-input', 'from-variable', 'from-configuration']);
      });
    });

    it('of a URL is used, with a warning', async () => {
      await using(smtp({ implicit: true, tls }), async (server) => {
        const url = `smtps://joe:${encodeURIComponent(PASSWORD)}@127.0.0.1:${server.port}`;
        const { status, stderr } = await run(['--login', ...trusted, url]);
        assert.equal(status, 0);
        assert.match(stderr, /other users of this machine can see the password/);
        assert.deepEqual(told(server), [PASSWORD]);
      });
    });

    it('that is missing ends the command before anybody is contacted: 2', async () => {
      await using(smtp({ implicit: true, tls }), async (server) => {
        const { status, stderr } = await run(['--login', `smtps://joe@127.0.0.1:${server.port}`], { input: '' });
        assert.equal(status, 2);
        assert.match(
          stderr,
          /no password for 127\.0\.0\.1 in the configuration, MAIL_CONFIG_LINT_PASSWORD or --password-file/,
        );
        assert.equal(server.accepted, 0);
      });
    });

    it('is not taken as an argument', async () => {
      for (const args of [['--password', PASSWORD], [`--password=${PASSWORD}`], [`--pass=${PASSWORD}`]]) {
        const { status, stderr } = await run([...args, 'smtps://127.0.0.1:1']);
        assert.equal(status, 2);
        assert.match(stderr, /not taken as an argument/);
      }
    });

    it('of the environment goes to none of several servers', async () => {
      await using(smtp({ implicit: true, tls }), async (server) => {
        write('a.js', mailer(server.port, 'secure: true, auth: { user: "ann", pass: "of-ann-herself" }'));
        write('b.js', mailer(server.port, 'secure: true, auth: { user: "bob", pass: process.env.NOWHERE }'));
        const env = { MAIL_CONFIG_LINT_PASSWORD: PASSWORD };
        write('password', PASSWORD);
        assert.equal((await run(['--all', '--login', '--password-file', 'password', ...trusted])).status, 2);
        assert.equal(server.accepted, 0);
        await run(['--all', '--login', ...trusted], { env });
        assert.deepEqual(told(server), ['of-ann-herself']);
      });
    });

    it('is not quoted where a URL cannot be read', async () => {
      for (const url of [
        `smtps://joe:${PASSWORD}@127.0.0.1`,
        `smtps://joe:12/${PASSWORD}@127.0.0.1`,
        `ftp://joe:${encodeURIComponent(PASSWORD)}@127.0.0.1`,
        `smtps://joe:${encodeURIComponent(PASSWORD)}@127.0.0.1:1?x=${encodeURIComponent(PASSWORD)}`,
        `smtps://joe:%zz${encodeURIComponent(PASSWORD)}@127.0.0.1:1`,
      ]) {
        assert.equal((await run([url])).status, 2, url);
      }
    });
  });

  describe('several configurations', () => {
    const two = (one: number, other: number) => {
      write('a.js', mailer(one, 'secure: true'));
      write('b.js', mailer(other, 'secure: false, requireTLS: true'));
    };

    it('are listed, and none is contacted: 2', async () => {
      two(2465, 2587);
      const { status, stdout, stderr } = await run([]);
      assert.equal(status, 2);
      assert.equal(stdout, '');
      assert.match(
        stderr,
        /^ {2}1 {2}127\.0\.0\.1:2465 \(implicit TLS\) {2}a\.js:1\n {2}2 {2}127\.0\.0\.1:2587 \(required STARTTLS\) {2}b\.js:1$/m,
      );
      assert.match(stderr, /--pick NUMBER/);
    });

    it('one can be picked', async () => {
      two(2465, await closedPort());
      const { status, stdout } = await run(['--pick', '2']);
      assert.equal(status, 11);
      assert.match(stdout, /^nodemailer transport, b\.js:1\n/);
      assert.equal((await run(['--pick', '3'])).status, 2);
    });

    it('all are tested with --all, with a summary and the highest exit status', async () => {
      await serving({}, async (port) => {
        two(port, await closedPort());
        const { status, stdout } = await run(['--all', ...trusted]);
        assert.equal(status, 11);
        const summary = stdout.slice(stdout.indexOf('2 tested:'));
        assert.match(summary, /^2 tested:\n {2}ok {2}127\.0\.0\.1:\d+ \(implicit TLS\), a\.js:1: The connection works/);
        assert.match(summary, /^FAIL {2}127\.0\.0\.1:\d+ \(required STARTTLS\), b\.js:1: /m);
      });
    });

    it('are one where they connect alike', async () => {
      const port = await closedPort();
      write('a.js', mailer(port, 'secure: true'));
      write('b.js', mailer(port, 'secure: true'));
      const { status, stdout } = await run([]);
      assert.equal(status, 11);
      assert.match(stdout, /^nodemailer transport, a\.js:1 and b\.js:1\n/);
    });
  });

  it('says what it takes for what the files leave open', async () => {
    await using(smtp({ tls }), async ({ port }) => {
      write('.env', `SMTP_HOST=127.0.0.1\nSMTP_PORT=${port}\n`);
      const { status, stdout } = await run([...trusted, '.env']);
      assert.equal(status, 0, stdout);
      assert.match(stdout, /^assumed: TLS mode unknown: port \d+ is tested with opportunistic STARTTLS\.$/m);
      assert.doesNotMatch(stdout, /Require STARTTLS/, 'nothing is proposed for a mode that nobody knows');
    });
  });

  it('names the variable that no file defines: 2', async () => {
    write(
      'mailer.js',
      "require('nodemailer').createTransport({ host: process.env.RELAY_HOST, port: 465, secure: true });\n",
    );
    const { status, stderr } = await run([]);
    assert.equal(status, 2);
    assert.match(stderr, /mailer\.js:1: nodemailer transport: host unknown: no file defines RELAY_HOST/);
  });

  it('finds no configuration: 2', async () => {
    write('notes.txt', 'nothing about mail\n');
    for (const args of [[], ['notes.txt'], ['not-there']]) assert.equal((await run(args)).status, 2);
  });

  describe('what was asked for and not done is no success: 4', () => {
    it('a login without a user name', async () => {
      await using(smtp({ implicit: true, tls }), async ({ port }) => {
        const { status, stdout, stderr } = await run(['--login', ...trusted, `smtps://127.0.0.1:${port}`]);
        assert.equal(status, 4, stdout);
        assert.match(stdout, /^ {3}- {2}Login: Login was not tried: no user name is configured\.$/m);
        assert.match(stdout, /^The connection works, but the login was not tried\.$/m);
        assert.equal(stderr, 'mail-config-lint: no login is tried, as the configuration has no user name\n');
      });
    });

    it('a login that is withheld from a server whose certificate is not trusted', async () => {
      await using(smtp({ implicit: true, tls }), async (server) => {
        write(
          'mailer.js',
          mailer(
            server.port,
            'secure: true, tls: { rejectUnauthorized: false }, auth: { user: "joe", pass: "x-y-z-1" }',
          ),
        );
        const { status, stdout } = await run(['--login']);
        assert.equal(status, 4, stdout);
        assert.match(stdout, /^The connection works, but the login was not tried\. The server sent only /m);
        assert.ok(!server.heard.some((line) => line.startsWith('AUTH')));
      });
    });

    it('one login of several, and the others are tested', async () => {
      await using(smtp({ implicit: true, tls }), async (server) => {
        write('a.js', mailer(server.port, 'secure: true, auth: { user: "ann", pass: process.env.NOWHERE }'));
        write('b.js', mailer(server.port, 'secure: true, auth: { user: "bob", pass: "of-bob-himself" }'));
        const { status, stdout, stderr } = await run(['--all', '--login', ...trusted]);
        assert.equal(status, 4, stdout);
        assert.match(stderr, /no login is tried, as there is no password for 127\.0\.0\.1 in the configuration$/m);
        const summary = stdout.slice(stdout.indexOf('2 tested:'));
        assert.match(summary, /^warn .*, a\.js:1: The connection works, but the login was not tried\.$/m);
        assert.match(summary, /^ {2}ok .*, b\.js:1: The connection works: .*, login accepted\.$/m);
      });
    });

    it('a configuration without a host among all', async () => {
      await using(smtp({ implicit: true, tls }), async ({ port }) => {
        write('a.js', mailer(port, 'secure: true'));
        write(
          'b.js',
          "require('nodemailer').createTransport({ host: process.env.RELAY_HOST, port: 465, secure: true });\n",
        );
        const all = await run(['--all', ...trusted]);
        assert.equal(all.status, 4, all.stdout);
        assert.match(all.stderr, /^mail-config-lint: not tested: b\.js:1: nodemailer transport: /m);
        const one = await run([...trusted]);
        assert.equal(one.status, 0, 'one was asked for, and one is tested');
        assert.match(one.stderr, /not tested: b\.js:1/);
      });
    });

    it('old versions of a server without TLS', async () => {
      await using(smtp(), async ({ port }) => {
        write('mailer.js', mailer(port, 'secure: false, ignoreTLS: true'));
        const { status, stdout } = await run(['--old-versions']);
        assert.equal(status, 4, stdout);
        assert.match(stdout, /but TLS 1\.0 and 1\.1 were not tried/);
      });
    });
  });

  describe('files that options name', () => {
    const url = 'smtps://joe@127.0.0.1:1';

    it('are not waited for, and not read without end: 2', async () => {
      execFileSync('mkfifo', [join(folder, 'pipe')]);
      symlinkSync('/dev/zero', join(folder, 'zero'));
      for (const [args, told] of [
        [['--login', '--password-file', 'pipe'], /the password file is empty/],
        [['--login', '--password-file', 'zero'], /the password file cannot be read: it is not a regular file/],
        [['--login', '--password-file', '.'], /the password file cannot be read: it is a directory/],
        [['--login', '--password-file', 'gone'], /the password file cannot be read: it does not exist/],
        [['--ca', 'pipe'], /--ca: 'pipe' holds no certificate/],
        [['--ca', 'zero'], /--ca: 'zero' cannot be read: it is not a regular file/],
      ] as const) {
        const { status, stderr } = await run([...args, url]);
        assert.equal(status, 2, args.join(' '));
        assert.match(stderr, told);
      }
      write('long', 'x'.repeat(100_000));
      assert.match((await run(['--login', '--password-file', 'long', url])).stderr, /it is larger than 64 kB/);
      const input = 'x'.repeat(100_000);
      assert.match((await run(['--login', '--password-file', '-', url], { input })).stderr, /is larger than 64 kB/);
    });

    it('can be pipes that another program fills', async () => {
      await using(smtp({ implicit: true, tls }), async (server) => {
        const command = `"${process.execPath}" "${CLI}" test --ca <(sleep 0.1; cat ca.pem) --login --password-file <(sleep 0.2; echo '${PASSWORD}') smtps://joe@127.0.0.1:${server.port}`;
        const { status, stdout, stderr } = await begin('bash', ['-c', command], {});
        assert.equal(status, 0, stdout + stderr);
        assert.match(stdout, /login accepted/);
      });
    });
  });

  it('asks for sender and recipient without sending a message: 18 where they are refused', async () => {
    const onRcptTo: SMTPServerOptions['onRcptTo'] = ({ address }, _session, done) =>
      done(address === 'nobody@example.org' ? new Error('no such user') : undefined);
    await serving({ onRcptTo, onData: () => assert.fail('a message was sent') }, async (port) => {
      const test = (to: string) =>
        run([...trusted, '--from', 'joe@example.net', '--to', to, `smtps://127.0.0.1:${port}`]);
      assert.equal((await test('friend@example.org')).status, 0);
      assert.equal((await test('nobody@example.org')).status, 18);
    });
  });

  describe('--send-to', () => {
    /** Runs with a server that keeps what it is sent. */
    const sending = async (args: (port: number) => readonly string[], options: SMTPServerOptions = {}) => {
      const messages: { from: string; to: readonly string[]; text: string }[] = [];
      let ended: Ended | undefined;
      const onData: SMTPServerOptions['onData'] = (stream, { envelope: { mailFrom, rcptTo } }, done) => {
        let text = '';
        stream.on('data', (chunk) => (text += chunk));
        stream.on('end', () => {
          messages.push({ from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address), text });
          done(null, 'queued as 4XyZ');
        });
      };
      await serving({ onData, ...options }, async (port) => {
        ended = await run(args(port));
      });
      return { ...ended!, messages };
    };

    it('sends one message, after the login', async () => {
      const { status, stdout, messages } = await sending((port) => {
        write('mailer.js', mailer(port));
        write('.env', `SMTP_PASS=${PASSWORD}\n`);
        return ['--login', '--send-to', 'me@example.org', '--from', 'joe@example.net', '--transcript', ...trusted];
      });
      assert.equal(status, 0, stdout);
      assert.match(stdout, /^ {2}ok {2}Test message \(\d+ ms\): The server took the message \("queued as 4XyZ"\)\.$/m);
      assert.match(stdout, /login accepted, message accepted\.\n$/);
      assert.equal(messages.length, 1);
      const [{ from, to, text }] = messages as [(typeof messages)[0]];
      assert.deepEqual([from, to], ['joe@example.net', ['me@example.org']]);
      assert.match(
        text,
        /^Subject: Test message from Mail Config Lint through 127\.0\.0\.1, port \d+, implicit TLS\r$/m,
      );
      assert.match(
        text,
        /^ {2}Login: {4}yes\r\n {2}Sender: {3}joe@example\.net\r\n {2}Settings: nodemailer transport, mailer\.js:1\r$/m,
      );
      for (const form of FORMS) assert.ok(!text.includes(form));
    });

    it('takes the sender from the configuration', async () => {
      const { status, stderr, messages } = await sending((port) => {
        write(
          '.env',
          `MAIL_MAILER=smtp\nMAIL_SCHEME=smtps\nMAIL_HOST=127.0.0.1\nMAIL_PORT=${port}\nMAIL_FROM_ADDRESS=shop@example.net\n`,
        );
        return ['--send-to', 'me@example.org', ...trusted];
      });
      assert.equal(status, 0, stderr);
      assert.deepEqual(
        messages.map(({ from }) => from),
        ['shop@example.net'],
      );
    });

    it('18 where it is refused', async () => {
      const { status, stdout, messages } = await sending(
        (port) => ['--send-to', 'me@example.org', '--from', 'a@example.net', ...trusted, `smtps://127.0.0.1:${port}`],
        { onMailFrom: (_address, _session, done) => done(new Error('not owned by you')) },
      );
      assert.deepEqual([status, messages.length], [18, 0]);
      assert.match(stdout, /This account may not send from this address/);
    });

    it('sends nothing where the login is left out, nobody is the sender, or several would send: 2', async () => {
      await using(smtp({ implicit: true, tls }), async (server) => {
        const to = ['--send-to', 'me@example.org', ...trusted];
        const refused = async (...args: string[]) => {
          const { status, stderr } = await run([...to, ...args]);
          assert.equal(status, 2, stderr);
          return stderr;
        };
        assert.match(await refused(`smtps://joe%40example.net@127.0.0.1:${server.port}`), /add --login/);
        assert.match(await refused(`smtps://127.0.0.1:${server.port}`), /--from ADDRESS/);
        write('a.js', mailer(server.port, 'secure: true'));
        write('b.js', mailer(server.port, 'secure: true, tls: { rejectUnauthorized: false }'));
        assert.match(await refused('--all', '--from', 'a@example.net'), /exclude each other/);
        assert.match(await refused('--from', 'a@example.net'), /--pick/);
        assert.equal(server.accepted, 0);
      });
    });

    it('sends nothing to a server whose certificate is not trusted', async () => {
      const { status, messages } = await sending((port) => {
        write('mailer.js', mailer(port, 'secure: true, tls: { rejectUnauthorized: false }'));
        return ['--send-to', 'me@example.org', '--from', 'a@example.net'];
      });
      assert.deepEqual([status, messages.length], [4, 0]);
    });
  });

  it('tests a Postfix client as it delivers: at the level may, any certificate will do', async () => {
    await using(smtp({ tls: { key: good.key, cert: good.cert } }), async ({ port }) => {
      const login =
        'smtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd\n' +
        'smtp_sasl_security_options = noanonymous, noplaintext\n';
      for (const more of ['', login]) {
        write('main.cf', `relayhost = [127.0.0.1]:${port}\nsmtp_tls_security_level = may\n${more}`);
        const { status, stdout } = await run(['main.cf']);
        assert.equal(status, 1, stdout);
        assert.match(stdout, /warn {2}Certificate .*The application accepts it all the same/);
      }
    });
  });

  it('says where Postfix checks a certificate otherwise than the test', async () => {
    await using(smtp({ tls }), async ({ port }) => {
      for (const [level, told] of [
        ['fingerprint', /fingerprints/],
        ['secure', /^$/],
      ] as const) {
        write('main.cf', `relayhost = [127.0.0.1]:${port}\nsmtp_tls_security_level = ${level}\n`);
        const { stdout } = await run([...trusted, 'main.cf']);
        assert.match(/^not followed: .*$/m.exec(stdout)?.[0] ?? '', told, level);
      }
    });
  });

  it('finds what would work', async () => {
    await using(smtp({ implicit: true, tls }), async ({ port }) => {
      const { status, stdout } = await run(['--find', ...trusted, `smtp://127.0.0.1:${port}`]);
      assert.equal(status, 12);
      assert.match(stdout, /^What would work:\n=> {3}ok {2}127\.0\.0\.1:\d+ implicit TLS: /m);
    });
  });

  it('checks a domain, and says where the DNS does not answer', async () => {
    const { status, stdout } = await run(['--domain', 'does-not-exist.invalid', '--json', '--timeout', '5']);
    const { format, domain, checks } = JSON.parse(stdout);
    assert.deepEqual([format, domain, checks.length], [1, 'does-not-exist.invalid', 8]);
    // Without a DNS server there are only warnings.
    assert.ok(status === 10 || status === 1, String(status));
    assert.equal((await run(['--domain', 'joe@example.net'])).status, 2);
  });

  it('rejects what makes no sense: 2', async () => {
    for (const args of [
      ['--selector', 's1'],
      ['--domain', 'example.net', '.'],
      ['--no-such-option'],
      ['--timeout', '0'],
      ['--timeout', 'soon'],
      ['--pick', '0'],
      ['--all', '--pick', '1'],
      ['--to', 'a@example.org'],
      ['--send-to', 'a@example.org,b@example.org'],
      ['--send-to', 'a@example.org', '--from', 'b@example.org', '--to', 'c@example.org'],
      ['--password-file', 'x'],
      ['--method', 'PLAIN'],
      ['--login', '--method', 'NTLM'],
      ['--ca', 'not-there', 'smtps://127.0.0.1:1'],
      ['one', 'two'],
    ]) {
      const { status, stdout } = await run(args);
      assert.deepEqual([status, stdout], [2, ''], args.join(' '));
    }
    write('empty.pem', 'nothing\n');
    assert.match((await run(['--ca', 'empty.pem', 'smtps://127.0.0.1:1'])).stderr, /holds no certificate/);
  });

  it('tells its usage, in lines that fit', async () => {
    const { status, stdout } = await run(['--help']);
    assert.equal(status, 0);
    assert.match(stdout, /^Usage: mail-config-lint test /);
    assert.deepEqual(
      stdout.split('\n').filter((line) => line.length > 120),
      [],
    );
    assert.match(readFileSync(CLI, 'utf8').slice(0, 40), /^#!\/usr\/bin\/env node/);
  });

  /** `script` of util-linux gives the command a terminal. */
  const terminal = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux');

  describe('at a terminal', () => {
    before(function () {
      if (!terminal) {
        console.log('      skipped: there is no `script` of util-linux');
        this.skip();
      }
    });

    /** Waits for each question and types what stands behind it. What the terminal shows is in `stdout`. */
    const conversing = async (
      answers: readonly (RegExp | string)[],
      args: readonly string[],
      env: NodeJS.ProcessEnv = {},
    ): Promise<Ended> => {
      const command = [process.execPath, CLI, 'test', ...args].map((word) => `'${word}'`).join(' ');
      const left = [...answers];
      let seen = '';
      const ended = await begin('script', ['-qec', command, '/dev/null'], {
        env: { TERM: 'xterm', ...env },
        began(child) {
          child.stdout?.on('data', (chunk) => {
            seen += chunk;
            const [question, answer] = left;
            if (!(question instanceof RegExp) || !question.test(seen)) return;
            left.splice(0, 2);
            child.stdin?.write(String(answer));
          });
        },
      });
      for (const form of FORMS) assert.ok(!ended.stdout.includes(form), `${form} was shown`);
      return ended;
    };

    const typing = (question: RegExp, answer: string, ...args: string[]) => conversing([question, answer], args);

    it('asks for the password without showing it, and shows the stages', async () => {
      await serving({}, async (port) => {
        const args = ['--login', ...trusted, `smtps://joe@127.0.0.1:${port}`];
        const mistyped = `${PASSWORD}xy\x7f\b\r`;
        const { status, stdout } = await typing(/Password for joe at 127\.0\.0\.1: $/, mistyped, ...args);
        assert.equal(status, 0, stdout);
        assert.match(stdout, /: Certificate \.\.\./);
        assert.match(stdout, /login accepted/);
      });
    });

    it('ends with 19 on Ctrl-C at the question', async () => {
      await using(smtp({ implicit: true, tls }), async (server) => {
        const args = ['--login', `smtps://joe@127.0.0.1:${server.port}`];
        assert.equal((await typing(/Password for joe/, 'correct\x03', ...args)).status, 19);
        assert.equal(server.accepted, 0);
      });
    });

    it('asks which configuration', async () => {
      write('a.js', mailer(2465, 'secure: true'));
      write('b.js', mailer(await closedPort(), 'secure: true'));
      const { status, stdout } = await typing(/Which one .*\? /, '2\r');
      assert.equal(status, 11, stdout);
      assert.match(stdout, /nodemailer transport, b\.js:1/);
      assert.equal((await typing(/Which one .*\? /, '\x03')).status, 19);
    });

    it('gives the password of the environment to none of several, however they were chosen', async () => {
      await using(smtp({ implicit: true, tls }), async (server) => {
        write('a.js', mailer(server.port, 'secure: true, auth: { user: "ann", pass: process.env.NOWHERE }'));
        write('b.js', mailer(server.port, 'secure: true, auth: { user: "bob", pass: process.env.NOWHERE }'));
        const env = { MAIL_CONFIG_LINT_PASSWORD: PASSWORD };
        const answers = [/Which one .*\? /, 'a\r', /Password for ann/, '\x03'] as const;
        assert.equal((await conversing(answers, ['--login', ...trusted], env)).status, 19);
        assert.equal(server.accepted, 0);
      });
    });
  });
});
