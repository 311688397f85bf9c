/** Options of `mail-config-lint test`: how a server is named, what the client shows of itself, and how results are written. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { CliFolder } from './support/cli-folder';
import { mistakes } from './support/json-schema';
import { authority } from './support/probe-cases';
import { httpProxy } from './support/proxies';
import { closedPort, type LoopbackServer, smtp } from './support/smtp-servers';

const good = authority.sign({});
const tls = { key: good.key, cert: good.cert };
const client = authority.sign({ commonName: 'client', names: [] });
const SCHEMA = JSON.parse(readFileSync(join(process.cwd(), 'media/test-report.schema.json'), 'utf8'));

describe('command line: options of test', () => {
  let folder: CliFolder;
  let server: LoopbackServer | undefined;

  beforeEach(() => {
    folder = new CliFolder();
    folder.write('ca.pem', authority.root.cert);
  });
  afterEach(async () => {
    await server?.close();
    server = undefined;
    folder.remove();
  });

  /** Beside the servers of this process, which a synchronous call would stop. */
  const run = (args: readonly string[], env: NodeJS.ProcessEnv = {}) => runBare(['--ca', 'ca.pem', ...args], env);

  function runBare(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    return new Promise<{ status: number | null; stdout: string; stderr: string }>((resolve, reject) => {
      const command = [join(process.cwd(), 'dist/cli.js'), 'test', ...args];
      const child = spawn(process.execPath, command, { cwd: folder.path, env: { ...process.env, ...env } });
      const ended = { status: null as number | null, stdout: '', stderr: '' };
      child.stdout.setEncoding('utf8').on('data', (chunk) => (ended.stdout += chunk));
      child.stderr.setEncoding('utf8').on('data', (chunk) => (ended.stderr += chunk));
      child.on('error', reject).on('close', (status) => resolve({ ...ended, status }));
    });
  }

  it('take a host and a port', async () => {
    server = await smtp({ tls });
    const { status, stdout } = await run([`127.0.0.1:${server.port}`]);
    assert.equal(status, 0, stdout);
    assert.match(stdout, /^127\.0\.0\.1:\d+, opportunistic STARTTLS$/m);
    const refused = await run(['127.0.0.1:465', '--timeout', '5']);
    assert.match(refused.stdout, /implicit TLS/);
  });

  it('take a catcher of mail on this machine as it is', async () => {
    server = await smtp();
    const { status, stdout } = await run([`localhost:${server.port}`]);
    assert.equal(status, 0, stdout);
    assert.doesNotMatch(stdout, /implicit TLS|=>/);
  });

  it('test several side by side, and write them in the order that was asked for', async () => {
    server = await smtp({ tls });
    const closed = await closedPort();
    const { status, stdout } = await run([
      `127.0.0.1:${closed}`,
      `localhost:${server.port}`,
      `127.0.0.1:${server.port}`,
    ]);
    assert.equal(status, 11);
    const heads = [...stdout.matchAll(/^(\S+):\d+, opportunistic STARTTLS$/gm)].map(([, host]) => host);
    assert.deepEqual(heads, ['127.0.0.1', 'localhost', '127.0.0.1']);
    assert.match(stdout, /\n3 tested:\nFAIL .*\n {2}ok .*\n {2}ok .*\n$/);
  });

  it('give the EHLO name', async () => {
    server = await smtp({ tls });
    await run([`127.0.0.1:${server.port}`, '--helo', 'app.acme-mail.org']);
    assert.ok(server.heard.includes('EHLO app.acme-mail.org'), server.heard.join());
    assert.ok(!server.heard.includes('EHLO [127.0.0.1]'));
  });

  it('show a client certificate where the server wants one', async () => {
    folder.write('client.pem', client.cert);
    folder.write('client.key', client.key);
    server = await smtp({
      implicit: true,
      tls: { ...tls, requestCert: true, rejectUnauthorized: true, ca: authority.root.cert },
    });
    const url = `smtps://127.0.0.1:${server.port}`;
    const without = await run([url]);
    assert.notEqual(without.status, 0);
    assert.match(without.stdout, /client certificate/);
    const { status, stdout } = await run([url, '--cert', 'client.pem', '--key', 'client.key']);
    assert.equal(status, 0, stdout);
    const swapped = await run([url, '--cert', 'client.key', '--key', 'client.pem']);
    assert.deepEqual([swapped.status, /--cert: 'client\.key' holds no certificate/.test(swapped.stderr)], [2, true]);
  });

  it('log in with another name', async () => {
    server = await smtp({ implicit: true, tls });
    folder.write(
      'mailer.js',
      `require('nodemailer').createTransport({ host: '127.0.0.1', port: ${server.port}, secure: true, auth: { user: process.env.NOBODY_SETS_THIS, pass: 'correct-horse' } });\n`,
    );
    const unknown = await run(['--login', 'mailer.js']);
    assert.equal(unknown.status, 4);
    assert.match(unknown.stderr, /no login is tried, as no file defines NOBODY_SETS_THIS/);
    assert.doesNotMatch(unknown.stdout, /no user name is configured/);
    const { status, stdout } = await run(['--login', '--user', 'joe', 'mailer.js']);
    assert.equal(status, 0, stdout);
    assert.ok(server.heard.includes(`AUTH PLAIN ${Buffer.from('\0joe\0correct-horse').toString('base64')}`));
  });

  it('take variables from the environment where the user says so, and only those that no file defines', async () => {
    server = await smtp({ implicit: true, tls });
    folder.write(
      'mailer.js',
      `require('nodemailer').createTransport({ host: process.env.HARBOUR_HOST, port: Number(process.env.HARBOUR_PORT), secure: process.env.HARBOUR_TLS === 'yes' });\n`,
    );
    folder.write('.env', 'HARBOUR_HOST=127.0.0.1\n');
    const env = { HARBOUR_PORT: String(server.port), HARBOUR_TLS: 'yes', HARBOUR_HOST: 'elsewhere.invalid' };
    assert.equal((await run(['mailer.js'], env)).status, 2, 'not without a word of the user');
    const { status, stdout } = await run(['--env', 'mailer.js'], env);
    assert.equal(status, 0, stdout);
    assert.match(stdout, /Port: \d+ \(HARBOUR_PORT, the environment of this command:\d+\)/);
  });

  it('warn of a certificate that ends within the days that were asked for', async () => {
    server = await smtp({ implicit: true, tls });
    const url = `smtps://127.0.0.1:${server.port}`;
    assert.equal((await run([url])).status, 0);
    const { status, stdout } = await run([url, '--expiry-days', '120']);
    assert.equal(status, 1);
    assert.match(stdout, /The certificate expires in \d+ days/);
  });

  it('keep to one family of addresses', async () => {
    server = await smtp({ tls });
    const { status, stdout } = await run(['-4', `localhost:${server.port}`]);
    assert.equal(status, 0, stdout);
    const none = await run(['-6', `127.0.0.1.nip.invalid:${server.port}`]);
    assert.equal(none.status, 10);
  });

  it('write JSON as the published schema has it, whatever the outcome', async () => {
    server = await smtp({ tls });
    const closed = await closedPort();
    const several = [
      `127.0.0.1:${server.port}`,
      `127.0.0.1:${closed}`,
      `smtps://127.0.0.1:${server.port}`,
      '127.0.0.1:0',
    ];
    for (const extra of [[], ['--find'], ['--from', 'a@example.net']]) {
      const { stdout } = await run(['--format', 'json', ...extra, ...several.slice(0, 3)]);
      const results = JSON.parse(stdout);
      assert.equal(results.length, 3);
      assert.deepEqual(mistakes(results, SCHEMA), []);
    }
    assert.notDeepEqual(mistakes([{ sources: [], report: {} }], SCHEMA), [], 'the schema can refuse');
  });

  it('write a test case a server for JUnit', async () => {
    server = await smtp({ tls });
    const { status, stdout } = await run([
      '--format',
      'junit',
      `127.0.0.1:${server.port}`,
      `127.0.0.1:${await closedPort()}`,
    ]);
    assert.equal(status, 11);
    assert.match(
      stdout,
      /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites>\n {2}<testsuite name="mail-config-lint test" tests="2" failures="1"/,
    );
    assert.match(
      stdout,
      /<failure type="connection-refused" message="Connection refused: nothing is listening on 127\.0\.0\.1:\d+\.">/,
    );
  });

  it('write one line for Nagios, with its exit statuses', async () => {
    server = await smtp({ implicit: true, tls });
    const url = `smtps://127.0.0.1:${server.port}`;
    const ok = await run(['--format', 'nagios', url]);
    assert.equal(ok.status, 0);
    assert.match(ok.stdout, /^MAIL OK - 127\.0\.0\.1:\d+ \(implicit TLS\): .* \| time0=\d+\.\d{3}s days0=\d+\n$/);
    assert.equal((await run(['--format', 'nagios', url, '--expiry-days', '120'])).status, 1);
    const critical = await run(['--format', 'nagios', `127.0.0.1:${await closedPort()}`]);
    assert.deepEqual([critical.status, /^MAIL CRITICAL - /.test(critical.stdout)], [2, true]);
  });

  it('are not needed for what the configuration itself names: authorities, EHLO name, client certificate', async () => {
    folder.write('certs/own.pem', authority.root.cert);
    folder.write('client.pem', client.cert);
    folder.write('client.key', client.key);
    server = await smtp({
      implicit: true,
      tls: { ...tls, requestCert: true, rejectUnauthorized: true, ca: authority.root.cert },
    });
    const options = `host: '127.0.0.1', port: ${server.port}, secure: true, name: 'app.acme-mail.org'`;
    const own =
      "ca: fs.readFileSync(path.join(__dirname, 'certs', 'own.pem')), cert: fs.readFileSync('client.pem'), key: fs.readFileSync('client.key')";
    folder.write('mailer.js', `require('nodemailer').createTransport({ ${options}, tls: { ${own} } });\n`);
    const { status, stdout } = await runBare(['mailer.js']);
    assert.equal(status, 0, stdout);
    assert.match(stdout, /Roots: those of ca, mailer\.js:1/);
    assert.ok(server.heard.includes('EHLO app.acme-mail.org'));
    folder.write(
      'mailer.js',
      `require('nodemailer').createTransport({ ${options}, tls: { ca: fs.readFileSync('gone.pem') } });\n`,
    );
    const gone = await runBare(['mailer.js']);
    assert.match(gone.stdout, /^not followed: ca, mailer\.js:1: gone\.pem cannot be read on this machine$/m);
    assert.notEqual(gone.status, 0);
  });

  it('are not needed for the login of Postfix in a table beside it', async () => {
    server = await smtp({ tls });
    const main = [
      `relayhost = [localhost]:${server.port}`,
      'smtp_tls_security_level = secure',
      'smtp_tls_CAfile = ca.pem',
      'smtp_sasl_auth_enable = yes',
      'smtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd',
      'smtp_sasl_tls_security_options = noanonymous',
    ];
    folder.write('main.cf', `${main.join('\n')}\n`);
    folder.write('sasl_passwd', `[localhost]:${server.port} joe:correct-horse\n`);
    const { status, stdout } = await runBare(['--login', 'main.cf']);
    assert.equal(status, 0, stdout);
    assert.ok(server.heard.includes(`AUTH PLAIN ${Buffer.from('\0joe\0correct-horse').toString('base64')}`));
    assert.doesNotMatch(stdout, /correct-horse/);
  });

  it('refuse what does not go together', async () => {
    for (const [args, words] of [
      [['--cert', 'a'], '--cert and --key go together'],
      [['-4', '-6'], '-4 and -6 exclude each other'],
      [['--user', 'joe'], '--user goes with --login'],
      [['--format', 'xml'], '--format takes one of'],
      [['--jobs', '0'], '--jobs takes a number'],
    ] as const) {
      const { status, stderr } = await run([...args]);
      assert.equal(status, 2, args.join(' '));
      assert.ok(stderr.includes(words), stderr);
    }
  });

  it('go through a proxy, or say which the test does not use', async () => {
    server = await smtp({ tls });
    const proxy = await httpProxy(server.port);
    try {
      const named = ['--ca', 'ca.pem', '--proxy', `http://127.0.0.1:${proxy.port}`, '--json', 'localhost:587'];
      const { status, stdout } = await runBare(named);
      assert.equal(status, 0, stdout);
      assert.match(proxy.heard.join(), /^CONNECT localhost:587 /);
      assert.deepEqual(mistakes(JSON.parse(stdout), SCHEMA), []);
    } finally {
      await proxy.close();
    }
    const refused = await run(['--proxy', 'socks4://joe:geheim-geheim@127.0.0.1', 'localhost:587']);
    assert.equal(refused.status, 2);
    assert.match(refused.stdout, /SOCKS5 only/);
    assert.doesNotMatch(refused.stdout + refused.stderr, /geheim/);
  });

  it('get an access token first, and log in with it', async () => {
    server = await smtp({ tls, inside: { EHLO: '250-lab\r\n250 AUTH XOAUTH2' } });
    const tokens = createHttpsServer({ key: good.key, cert: good.cert }, (request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += chunk));
      request.on('end', () => {
        const isKnown = new URLSearchParams(body).get('refresh_token') === 'refresh-refresh-1';
        response.writeHead(isKnown ? 200 : 400);
        response.end(JSON.stringify(isKnown ? { access_token: 'token-token-1' } : { error: 'invalid_grant' }));
      });
    });
    await new Promise<void>((resolve) => tokens.listen(0, '127.0.0.1', resolve));
    const url = `https://localhost:${(tokens.address() as AddressInfo).port}/token`;
    const mailer = (refresh: string) =>
      folder.write(
        'mail.js',
        `require('nodemailer').createTransport({ host: 'localhost', port: ${server!.port}, requireTLS: true, auth: { type: 'OAuth2', user: 'shop', clientId: 'app', clientSecret: 'geheim-geheim', refreshToken: '${refresh}', accessUrl: '${url}' } });\n`,
      );
    const env = { NODE_EXTRA_CA_CERTS: join(folder.path, 'ca.pem') };
    try {
      mailer('refresh-refresh-1');
      const good = await run(['--login', '--fetch-token', 'mail.js'], env);
      assert.equal(good.status, 0, good.stdout + good.stderr);
      const sent = Buffer.from('user=shop\x01auth=Bearer token-token-1\x01\x01').toString('base64');
      assert.ok(server.heard.includes(`AUTH XOAUTH2 ${sent}`));
      mailer('refresh-refresh-2');
      const old = await run(['--login', '--fetch-token', 'mail.js'], env);
      assert.equal(old.status, 4);
      assert.match(old.stderr, /no access token: The refresh token is not valid any more.*invalid_grant/);
      assert.doesNotMatch(old.stdout + old.stderr + good.stdout + good.stderr, /geheim|refresh-refresh|token-token/);
    } finally {
      await new Promise((resolve) => tokens.close(resolve));
    }
  });

  it('hint at a password before it is sent', async () => {
    server = await smtp({ tls });
    const url = `smtp://shop@localhost:${server.port}`;
    const { stderr } = await run(['--login', url], { MAIL_CONFIG_LINT_PASSWORD: '"correct-horse"' });
    assert.match(stderr, /about the password: .* quotes/);
    assert.doesNotMatch(stderr, /correct/);
  });

  it('go together in pairs', async () => {
    for (const [args, message] of [
      [['--fetch-token', 'localhost:25'], /--fetch-token goes with --login/],
      [['--find-domain', 'example.org', 'localhost:25'], /--find-domain goes with --find/],
      [['--probe', 'localhost:25'], /--probe go with --domain/],
    ] as const) {
      const { status, stderr } = await runBare([...args]);
      assert.equal(status, 2);
      assert.match(stderr, message);
    }
  });
});
