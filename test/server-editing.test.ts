/** Completion, hovers and inlay hints outside of Postfix files, on the wire. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CompletionItem, Hover, InlayHint, MarkupContent, Position, TextEdit } from 'vscode-languageserver/node';
import { CAPABILITIES, Client } from './support/language-client';
import { makeTemporaryFolder, removeTemporaryFolder } from './support/temporary';
import { until } from './support/until';

const MAILER = `import nodemailer from 'nodemailer';
export const transport = nodemailer.createTransport({
  host: process.env.SMTP_HOST,
  port: Number(process.env.SMTP_PORT),
  requireTLS: true,
  auth: { user: process.env.SMTP_USER, pass: process.env.SMTP_PASS },
});
`;
const PASSWORD = 'correct-horse-battery';
const ENVIRONMENT = `SMTP_HOST=smtp.acme-mail.org\nSMTP_PORT=587\nSMTP_USER=shop\nSMTP_PASS=${PASSWORD}\n`;

describe('editing mail settings', () => {
  let client: Client;
  let folder: string;
  const uri = (name: string) => pathToFileURL(join(folder, name)).href;
  const at = (text: string, offset: number): Position => {
    const lines = text.slice(0, offset).split('\n');
    return { line: lines.length - 1, character: lines.at(-1)!.length };
  };

  /** Opens a text without its `|`, and asks at the place of that. */
  async function ask<T>(method: string, name: string, marked: string, languageId?: string): Promise<T> {
    const offset = marked.indexOf('|');
    const text = marked.replace('|', '');
    await client.open(uri(name), text, languageId);
    const position = at(text, offset);
    return client.connection.sendRequest<T>(method, { textDocument: { uri: uri(name) }, position });
  }

  const complete = (name: string, marked: string, languageId?: string) =>
    ask<CompletionItem[]>('textDocument/completion', name, marked, languageId);
  const labels = async (name: string, marked: string, languageId?: string) =>
    (await complete(name, marked, languageId)).map(({ label }) => label);

  beforeEach(() => {
    folder = makeTemporaryFolder();
    client = Client.inMemory();
  });
  afterEach(async () => {
    await client.stop();
    removeTemporaryFolder(folder);
  });

  describe('completes nodemailer', () => {
    const call = (inside: string) =>
      `const nodemailer = require('nodemailer');\nnodemailer.createTransport({${inside}});\n`;

    beforeEach(() => client.start([folder]));

    for (const [what, inside, has, lacks] of [
      ['options, without those that are there', "host: 'a', |", ['port', 'secure', 'requireTLS'], ['host', 'user']],
      ['half a name', 'host: "a", po|', ['port', 'pool'], ['user']],
      ['the options of auth', 'auth: { | }', ['user', 'pass', 'type'], ['host', 'rejectUnauthorized']],
      ['the options of tls', "tls: { minVersion: 'TLSv1.2', re| }", ['rejectUnauthorized'], ['minVersion', 'user']],
      ['a switch', 'secure: |', ['true', 'false'], ['host']],
      ['text between quotes', "tls: { minVersion: '|' }", ['TLSv1.2', 'TLSv1.3'], ['true']],
      ['a service', "service: '|'", ['Gmail', 'SendGrid'], ['host']],
      ['nothing in a call', 'port: Number(|)', [], ['587', 'host']],
    ] as const)
      it(what, async () => {
        const found = await labels('mailer.js', call(inside), 'javascript');
        for (const label of has) assert.ok(found.includes(label), `${label} in ${found}`);
        for (const label of lacks) assert.ok(!found.includes(label), `no ${label} in ${found}`);
      });

    it('in a variable that is given to the transport, and in no other object', async () => {
      const given = "const options = { | };\nrequire('nodemailer').createTransport(options);\n";
      assert.ok((await labels('one.js', given, 'javascript')).includes('requireTLS'));
      const other = "const other = { | };\nrequire('nodemailer').createTransport({ host: 'a' });\n";
      assert.deepEqual(await labels('two.js', other, 'javascript'), []);
    });

    it('with type, default and what it is', async () => {
      const items = await complete('mailer.js', call('|'), 'javascript');
      const item = items.find(({ label }) => label === 'connectionTimeout');
      assert.equal(item?.detail, 'number, default: 120000');
      assert.ok(item);
      assert.match((item.documentation as MarkupContent).value, /How long to wait for the connection/);
      assert.equal((item.textEdit as TextEdit).newText, 'connectionTimeout: ');
    });

    it('with a host of a known provider, and what else belongs to it', async () => {
      const items = await complete('mailer.js', call("host: 'smtp|', port: 25, secure: false"), 'javascript');
      const gmail = items.find(({ label }) => label === 'smtp.gmail.com');
      assert.ok(gmail);
      assert.equal(gmail.detail, 'Gmail: 465, implicit TLS');
      const resolved = await client.connection.sendRequest<CompletionItem>('completionItem/resolve', gmail);
      const texts = resolved.additionalTextEdits?.map(({ newText }) => newText).sort();
      assert.deepEqual(texts, ['465', 'true']);
    });
  });

  describe('completes settings', () => {
    beforeEach(() => client.start([folder]));

    it('with the keys of the application that a .env file is for', async () => {
      const laravel =
        'APP_NAME=Shop\nMAIL_MAILER=smtp\nMAIL_HOST=smtp.acme-mail.org\nMAIL_PORT=587\nMAIL_USERNAME=a\n|\n';
      const found = await labels('.env', laravel, 'dotenv');
      assert.ok(found.includes('MAIL_PASSWORD'), String(found));
      assert.ok(!found.includes('MAIL_HOST'));
      assert.ok(!found.includes('SMTP_HOST'), 'of another application');
    });

    for (const [name, languageId, text, has, lacks, insert] of [
      [
        'application.yml',
        'yaml',
        'spring:\n  mail:\n    host: smtp.acme-mail.org\n    port: 587\n    us|\n    test-connection: true\nserver:\n  port: 80\n',
        ['username', 'password'],
        ['host', 'spring.mail.username'],
        'username: ',
      ],
      [
        'configuration.yml',
        'yaml',
        "authentication_backend:\n  file:\n    path: /config/users.yml\nsession: {}\nnotifier:\n  smtp:\n    address: 'submission://smtp.acme-mail.org:587'\n    us|\n    sender: 'a@acme-mail.org'\n",
        ['username', 'password', 'disable_require_tls'],
        ['address', 'sender', 'AUTHELIA_NOTIFIER_SMTP_USERNAME'],
        'username: ',
      ],
      [
        'application.properties',
        'properties',
        'spring.mail.host=smtp.acme-mail.org\nspring.mail.port=587\nspring.ma|\n',
        ['spring.mail.username', 'spring.mail.properties.mail.smtp.auth'],
        ['spring.mail.host'],
        'spring.mail.username=',
      ],
      [
        'app.ini',
        'ini',
        '[mailer]\nENABLED = true\nSMTP_ADDR = smtp.acme-mail.org\n|\nSMTP_PORT = 587\n[log]\nLEVEL = info\n',
        ['PROTOCOL', 'USER', 'PASSWD'],
        ['SMTP_ADDR', 'LEVEL'],
        'PROTOCOL = ',
      ],
      [
        'config/application.json',
        'json',
        '{\n  "spring": {\n    "mail": {\n      "host": "smtp.acme-mail.org",\n      "port": 587,\n      "us|"\n    }\n  }\n}\n',
        ['username', 'password'],
        ['host'],
        '"username": ',
      ],
      [
        'supabase/config.toml',
        'toml',
        '[auth.email.smtp]\nenabled = true\nhost = "smtp.acme-mail.org"\nport = 587\n|\n[auth.sms]\nenabled = false\n',
        ['user', 'pass'],
        ['host', 'port'],
        'user = ',
      ],
    ] as const)
      it(`with the keys beside one of the application in ${name}`, async () => {
        const items = await complete(name, text, languageId);
        const found = items.map(({ label }) => label);
        for (const label of has) assert.ok(found.includes(label), `${label} in ${found}`);
        for (const label of lacks) assert.ok(!found.includes(label), `no ${label} in ${found}`);
        const item = items.find(({ label }) => label === has[0]);
        assert.equal((item?.textEdit as TextEdit | undefined)?.newText, insert);
      });

    it('with no keys where the application is not known', async () => {
      assert.deepEqual(await labels('some.yml', 'shop:\n  name: acme\n  |\n', 'yaml'), []);
    });

    it('with the ports of the provider', async () => {
      const text = 'MAIL_MAILER=smtp\nMAIL_HOST=smtp.gmail.com\nMAIL_PORT=2|5\nMAIL_USERNAME=a\nMAIL_PASSWORD=b\n';
      assert.deepEqual((await labels('.env', text, 'dotenv')).sort(), ['25', '465', '587']);
    });

    it('in YAML with hosts that bring port and encryption along', async () => {
      const text = 'spring:\n  mail:\n    host: smtp.acme|\n    port: 25\n    username: a\n    password: b\n';
      const items = await complete('application.yml', text, 'yaml');
      const sendgrid = items.find(({ label }) => label === 'smtp.sendgrid.net');
      assert.ok(sendgrid);
      const resolved = await client.connection.sendRequest<CompletionItem>('completionItem/resolve', sendgrid);
      const texts = (resolved.additionalTextEdits ?? []).map(({ newText }) => newText).join(' ');
      assert.match(texts, /465|587/);
      assert.match(texts, /required: true|ssl/);
    });

    it('in a client that is told for which documents', async () => {
      await client.stop();
      client = Client.inMemory();
      const dynamicRegistration = true;
      const features = ['completion', 'definition', 'references', 'rename', 'documentSymbol', 'foldingRange'];
      const { capabilities } = await client.start([folder], {
        ...CAPABILITIES,
        textDocument: {
          ...CAPABILITIES.textDocument,
          ...Object.fromEntries(features.map((feature) => [feature, { dynamicRegistration }])),
        },
      });
      assert.equal(capabilities.completionProvider, undefined);
      await until(() => client.refreshes > 0, 'the scan');
      const selectors = client.registrations
        .filter(({ method }) => method === 'textDocument/completion')
        .map(({ registerOptions }) => JSON.stringify(registerOptions.documentSelector));
      assert.deepEqual(
        selectors.map((selector) => [selector.includes('postfix-main'), selector.includes('"typescript"')]),
        [
          [true, false],
          [false, true],
        ],
      );
    });

    it('of Postfix in Postfix files only', async () => {
      assert.ok((await labels('main.cf', 'smtpd_tls_sec|', 'postfix-main')).length > 0);
      assert.deepEqual(await labels('notes.txt', 'smtpd_tls_sec|', 'plaintext'), []);
      assert.deepEqual(await labels('config.yml', 'smtpd_tls_sec|', 'yaml'), []);
    });
  });

  describe('hovers', () => {
    const text = (hover: Hover | null) => (hover?.contents as MarkupContent | undefined)?.value ?? '';

    it('tell at the place that reads a variable what it is worth, and where it is set', async () => {
      writeFileSync(join(folder, '.env'), ENVIRONMENT);
      await client.start([folder]);
      const hover = await ask<Hover>(
        'textDocument/hover',
        'mailer.ts',
        MAILER.replace('SMTP_PORT', 'SMTP_P|ORT'),
        'typescript',
      );
      assert.match(text(hover), /\*\*Port: 587 \(from the variable `SMTP_PORT`\)\*\*/);
      assert.match(text(hover), /Set in `\.env:2`/);
      assert.ok(!text(hover).includes(PASSWORD));
    });

    it('tell at a variable what holds without it', async () => {
      await client.start([folder]);
      const marked = MAILER.replace('process.env.SMTP_PORT', 'process.env.SMTP_P|ORT || 587');
      const hover = await ask<Hover>('textDocument/hover', 'mailer.ts', marked, 'typescript');
      assert.match(text(hover), /\*\*Port: 587 \(if `SMTP_PORT` is not set\)\*\*/);
    });

    it('tell at the call the whole connection', async () => {
      writeFileSync(join(folder, '.env'), ENVIRONMENT);
      await client.start([folder]);
      const marked = MAILER.replace('createTransport', 'create|Transport');
      const hover = await ask<Hover>('textDocument/hover', 'mailer.ts', marked, 'typescript');
      assert.deepEqual(text(hover).split(/\n+/), [
        '**nodemailer transport**',
        '- Server: `smtp.acme-mail.org` (from the variable `SMTP_HOST`)',
        '- Port: 587 (from the variable `SMTP_PORT`)',
        '- Encryption: required STARTTLS',
        '- Login: user name and password',
      ]);
    });

    it('tell at the key of an option what it is given, what that means, and what the option is', async () => {
      writeFileSync(join(folder, '.env'), ENVIRONMENT);
      await client.start([folder]);
      const marked = MAILER.replace('port: ', 'po|rt: ');
      const hover = await ask<Hover>('textDocument/hover', 'mailer.ts', marked, 'typescript');
      assert.match(text(hover), /^\*\*Port: 587 \(from the variable `SMTP_PORT`\)\*\*\n\nSet in `\.env:2`/);
      assert.match(text(hover), /\n\n`port`: number\n\nThe port to connect to.*\n\nDefault: /);
    });

    it('tell where a variable is read what is wrong with its value', async () => {
      writeFileSync(join(folder, '.env'), ENVIRONMENT.replace('SMTP_PORT=587', 'SMTP_PORT=993'));
      await client.start([folder]);
      const marked = MAILER.replace('SMTP_PORT', 'SMTP_P|ORT');
      const hover = await ask<Hover>('textDocument/hover', 'mailer.ts', marked, 'typescript');
      assert.match(text(hover), /\*\*Port 993 is for reading mail.*\*\* \(`non-smtp-port`\)\n\n\w/);
    });

    it('tell in YAML at a variable what holds without it', async () => {
      await client.start([folder]);
      const compose = (port: string) =>
        `services:\n  forum:\n    image: tootsuite/mastodon:v4.3\n    environment:\n      SMTP_SERVER: smtp.acme-mail.org\n      SMTP_PORT: ${port}\n`;
      const hover = await ask<Hover>('textDocument/hover', 'compose.yml', compose('${SMTP_P|ORT:-587}'), 'yaml');
      assert.match(text(hover), /\*\*Port: 587 \(if `SMTP_PORT` is not set\)\*\*/);
    });

    it('tell what an option is that decides nothing of the connection', async () => {
      await client.start([folder]);
      const marked = MAILER.replace('requireTLS: true', 'requireTLS: true, pool: true, greeting|Timeout: 5');
      const hover = await ask<Hover>('textDocument/hover', 'mailer.ts', marked, 'typescript');
      assert.match(text(hover), /`greetingTimeout`: number\n\nHow long to wait for the greeting.*\n\nDefault: `30000`/);
    });

    it('are off with everything else', async () => {
      client.settings = { enable: false };
      await client.start([folder]);
      assert.equal(await ask('textDocument/hover', 'mailer.ts', MAILER.replace('requireTLS', 'req|uireTLS')), null);
    });
  });

  describe('inlay hints', () => {
    async function hints(): Promise<[number, string][]> {
      await client.open(uri('mailer.ts'), MAILER, 'typescript');
      const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
      const found = await client.connection.sendRequest<InlayHint[]>('textDocument/inlayHint', {
        textDocument: { uri: uri('mailer.ts') },
        range,
      });
      return found.map(({ position, label }) => [position.line, String(label)]);
    }

    beforeEach(() => writeFileSync(join(folder, '.env'), ENVIRONMENT));

    it('show what variables are worth, and no password', async () => {
      await client.start([folder]);
      assert.deepEqual(await hints(), [
        [2, ' = smtp.acme-mail.org'],
        [3, ' = 587'],
        [5, ' = shop'],
      ]);
    });

    it('show the connection on request', async () => {
      client.settings = { inlayHints: 'all' };
      await client.start([folder]);
      const connection = (await hints()).find(([, label]) => label.includes('STARTTLS'));
      assert.match(connection?.[1] ?? '', /^ {2}→ smtp\.acme-mail\.org:587, .*STARTTLS/);
    });

    it('can be switched off', async () => {
      client.settings = { inlayHints: 'off' };
      await client.start([folder]);
      assert.deepEqual(await hints(), []);
    });

    it('are asked for again where a file behind them changes', async () => {
      let refreshes = 0;
      client.refuses = (method) => {
        if (method === 'workspace/inlayHint/refresh') refreshes++;
        return false;
      };
      await client.start([folder], {
        ...CAPABILITIES,
        workspace: { ...CAPABILITIES.workspace, inlayHint: { refreshSupport: true } },
      });
      await hints();
      writeFileSync(join(folder, '.env'), ENVIRONMENT.replace('587', '465'));
      await client.report(uri('.env'));
      await until(() => refreshes > 0, 'a refresh');
    });
  });
});
