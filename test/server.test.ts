/** The language server over an in-memory stream, with a small client. */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  type Diagnostic,
  type Hover,
  StreamMessageReader,
  StreamMessageWriter,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { CHANGE, CONFIGURATIONS, type ConfigurationSummary, PASSWORD } from '../src/server/protocol';
import { Client, withoutPull } from './support/language-client';
import { makeTemporaryFolder, removeTemporaryFolder } from './support/temporary';
import { until } from './support/until';

/** Edits of a workspace edit for one document, as [line, character, text]. */
function editsFor(edit: WorkspaceEdit | undefined, uri: string): [number, number, string][] {
  const changes = (edit?.documentChanges ?? []).filter(
    (change) => 'edits' in change && change.textDocument.uri === uri,
  );
  return changes.flatMap((change) =>
    'edits' in change
      ? change.edits.map((each): [number, number, string] => {
          assert.ok('newText' in each);
          return [each.range.start.line, each.range.start.character, each.newText];
        })
      : [],
  );
}

const MAILER = `import nodemailer from 'nodemailer';
export const transport = nodemailer.createTransport({
  host: process.env.SMTP_HOST,
  port: Number(process.env.SMTP_PORT),
  requireTLS: true,
  auth: { user: process.env.SMTP_USER, pass: process.env.SMTP_PASS },
});
`;
const ENVIRONMENT = 'SMTP_HOST=smtp.acme-mail.org\nSMTP_PORT=25\nSMTP_USER=shop\nSMTP_PASS=correct-horse-battery\n';

describe('language server', () => {
  let client: Client;
  let folder: string;
  const file = (name: string) => join(folder, name);
  const uri = (name: string) => pathToFileURL(file(name)).href;
  const write = (name: string, text: string) => {
    mkdirSync(dirname(file(name)), { recursive: true });
    writeFileSync(file(name), text);
  };

  beforeEach(() => {
    folder = makeTemporaryFolder();
    client = Client.inMemory();
  });
  afterEach(async () => {
    await client.stop();
    removeTemporaryFolder(folder);
  });

  it('announces what it can do', async () => {
    const { capabilities } = await client.start([folder]);
    assert.deepEqual(capabilities.diagnosticProvider, {
      identifier: 'mail-config-lint',
      interFileDependencies: true,
      workspaceDiagnostics: true,
    });
    assert.deepEqual(capabilities.codeActionProvider, {
      codeActionKinds: [
        'quickfix',
        'source.fixAll.mailConfigLint',
        'disable.mailConfigLint',
        'explain.mailConfigLint',
        'copy.mailConfigLint',
      ],
    });
  });

  it('shows a finding in the .env file, with its code, page and the place that reads it', async () => {
    write('.env', ENVIRONMENT);
    write('src/mailer.ts', MAILER);
    await client.start([folder]);
    await until(() => client.refreshes > 0, 'the scan');
    await client.open(uri('.env'), ENVIRONMENT, 'dotenv');
    const found = (await client.diagnostics(uri('.env'))).find(({ code }) => code === 'port-25-submission');
    assert.ok(found);
    assert.deepEqual(found.range, { start: { line: 1, character: 10 }, end: { line: 1, character: 12 } });
    assert.equal(found.source, 'mail-config-lint');
    assert.match(found.codeDescription?.href ?? '', /docs\/rules\/port-25-submission\.md$/);
    assert.deepEqual(
      found.relatedInformation?.map(({ location }) => [location.uri, location.range.start.line]),
      [[uri('src/mailer.ts'), 3]],
    );
  });

  it('follows unsaved changes of .env and of the code that reads it', async () => {
    write('.env', ENVIRONMENT);
    write('src/mailer.ts', MAILER);
    await client.start([folder]);
    await until(() => client.refreshes > 0, 'the scan');
    await client.open(uri('.env'), ENVIRONMENT, 'dotenv');
    assert.ok((await client.codes(uri('.env'))).includes('port-25-submission'));
    await client.change(uri('.env'), ENVIRONMENT.replace('=25', '=587'));
    assert.deepEqual(await client.codes(uri('.env')), []);
    await client.open(uri('src/mailer.ts'), MAILER, 'typescript');
    await client.change(uri('src/mailer.ts'), MAILER.replace('requireTLS: true', 'secure: true'));
    assert.deepEqual(await client.codes(uri('src/mailer.ts')), ['tls-port-mismatch']);
    await client.change(uri('.env'), ENVIRONMENT.replace('=25', '=465'));
    assert.deepEqual(await client.codes(uri('src/mailer.ts')), []);
  });

  it('follows files that change on disk', async () => {
    write('.env', ENVIRONMENT.replace('=25', '=465'));
    write('src/mailer.ts', MAILER);
    await client.start([folder]);
    await until(() => client.refreshes > 0, 'the scan');
    await client.open(uri('src/mailer.ts'), MAILER, 'typescript');
    assert.ok((await client.codes(uri('src/mailer.ts'))).length === 0);
    await client.change(uri('src/mailer.ts'), MAILER.replace('requireTLS: true', 'secure: true'));
    assert.deepEqual(await client.codes(uri('src/mailer.ts')), []);
    write('.env', ENVIRONMENT.replace('=25', '=587'));
    const before = client.refreshes;
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: uri('.env'), type: 2 }],
    });
    assert.deepEqual(await client.codes(uri('src/mailer.ts')), ['tls-port-mismatch']);
    await until(() => client.refreshes > before, 'a refresh');
  });

  it('keeps the folders of a multi-root workspace apart', async () => {
    write('one/.env', ENVIRONMENT);
    write('one/mailer.ts', MAILER.replace('requireTLS', 'secure'));
    write('two/.env', ENVIRONMENT.replace('=25', '=465'));
    write('two/mailer.ts', MAILER.replace('requireTLS', 'secure'));
    await client.start([file('one'), file('two')]);
    await until(() => client.refreshes > 0, 'the scan');
    assert.ok((await client.codes(uri('one/.env'))).includes('port-25-submission'));
    assert.deepEqual(await client.codes(uri('two/.env')), []);
  });

  it('lints untitled documents by their language', async () => {
    await client.start([]);
    const untitled = 'untitled:Untitled-1';
    await client.open(
      untitled,
      MAILER.replace('process.env.SMTP_HOST', "'smtp.acme-mail.org'").replace('Number(process.env.SMTP_PORT)', '25'),
      'typescript',
    );
    assert.deepEqual(await client.codes(untitled), ['port-25-submission']);
  });

  it('moves no password out of a document that lies in no folder', async () => {
    await client.start([folder]);
    const untitled = 'untitled:Untitled-1';
    const text = MAILER.replace('process.env.SMTP_HOST', "'smtp.acme-mail.org'").replace(
      'process.env.SMTP_PASS',
      "'Kf83-hdkW-92kd'",
    );
    await client.open(untitled, text, 'typescript');
    const found = (await client.diagnostics(untitled)).find(({ code }) => code === 'hardcoded-password');
    const fixes = await client.actions(untitled, found!.range, [found!]);
    assert.deepEqual(
      fixes.map(({ title }) => title),
      ['Disable hardcoded-password for this line', 'Disable hardcoded-password for this file'],
    );
  });

  describe('edits of files that are not open', () => {
    const text = MAILER.replace('process.env.SMTP_HOST', "'smtp.acme-mail.org'").replace(
      'process.env.SMTP_PASS',
      "'Kf83-hdkW-92kd'",
    );

    /** Whether the password of the open document can be moved to `.env`. */
    const moves = async () => {
      await client.open(uri('mailer.ts'), text, 'typescript');
      const found = (await client.diagnostics(uri('mailer.ts'))).find(({ code }) => code === 'hardcoded-password');
      const fixes = await client.actions(uri('mailer.ts'), found!.range, [found!], ['quickfix']);
      return fixes.some(({ edit }) => editsFor(edit, uri('.env')).length > 0);
    };

    it('are offered where nothing is lost', async () => {
      write('.env', '\ufeff# Größe\nA=1\n');
      await client.start([folder]);
      assert.equal(await moves(), true);
    });

    it('are not offered where the file is not UTF-8, and are once it is open', async () => {
      writeFileSync(file('.env'), Buffer.from('# Größe\nA=1\n', 'latin1'));
      await client.start([folder]);
      assert.equal(await moves(), false);
      await client.open(uri('.env'), '# Größe\nA=1\n', 'dotenv');
      assert.equal(await moves(), true);
    });

    it('do not follow a link out of the workspace', async () => {
      write('outside/.env', 'A=1\n');
      mkdirSync(file('app'));
      symlinkSync('../outside/.env', file('app/.env'));
      symlinkSync('../outside/.env', file('.env'));
      folder = join(folder, 'app');
      try {
        await client.start([folder]);
        assert.equal(await moves(), false);
      } finally {
        folder = dirname(folder);
      }
    });
  });

  it('answers although the index of the repository is a pipe', async () => {
    write('.env', ENVIRONMENT);
    mkdirSync(file('.git'));
    execFileSync('mkfifo', [file('.git/index')]);
    const server = spawn(process.execPath, ['dist/server.js', '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'] });
    const connection = createProtocolConnection(
      new StreamMessageReader(server.stdout),
      new StreamMessageWriter(server.stdin),
    );
    try {
      connection.listen();
      const workspaceFolders = [{ uri: pathToFileURL(folder).href, name: 'app' }];
      const capabilities = { textDocument: { diagnostic: {} } };
      await connection.sendRequest('initialize', { processId: null, rootUri: null, capabilities, workspaceFolders });
      await connection.sendNotification('initialized', {});
      const textDocument = { uri: uri('.env'), languageId: 'dotenv', version: 1, text: ENVIRONMENT };
      await connection.sendNotification('textDocument/didOpen', { textDocument });
      const report = await connection.sendRequest<{ items: Diagnostic[] }>('textDocument/diagnostic', {
        textDocument: { uri: uri('.env') },
      });
      assert.equal(report.items[0]?.code, 'port-25-submission');
    } finally {
      connection.dispose();
      server.kill('SIGKILL');
    }
  });

  it('fixes one finding, and everything that is safe', async () => {
    const text = MAILER.replace('process.env.SMTP_HOST', "'smtp.gmail.com'")
      .replace('Number(process.env.SMTP_PORT)', '465')
      .replace('requireTLS: true', 'secure: false');
    write('mailer.ts', text);
    await client.start([folder]);
    await client.open(uri('mailer.ts'), text, 'typescript');
    const [found] = await client.diagnostics(uri('mailer.ts'));
    assert.ok(found);
    const fixes = await client.actions(uri('mailer.ts'), found.range, [found], ['quickfix']);
    const preferred = fixes.filter(({ isPreferred }) => isPreferred);
    assert.deepEqual(
      preferred.map(({ diagnostics }) => diagnostics?.length),
      [1],
    );
    assert.deepEqual(editsFor(preferred[0]?.edit, uri('mailer.ts')), [[4, 10, 'true']]);
    const all = await client.actions(uri('mailer.ts'), found.range, [], ['source.fixAll']);
    assert.deepEqual(
      all.map(({ kind }) => kind),
      ['source.fixAll.mailConfigLint'],
    );
    assert.deepEqual(editsFor(all[0]?.edit, uri('mailer.ts')), [[4, 10, 'true']]);
    assert.deepEqual(await client.actions(uri('mailer.ts'), found.range, [], ['source.organizeImports']), []);
  });

  it("offers to turn a rule off in the project's settings, which it makes or keeps", async () => {
    write('.env', ENVIRONMENT);
    await client.start([folder]);
    await client.open(uri('.env'), ENVIRONMENT, 'dotenv');
    const settings = uri('.mail-config-lint.json');
    const written = async () => {
      const [found] = await client.diagnostics(uri('.env'));
      const fixes = await client.actions(uri('.env'), found!.range, [found!], ['disable']);
      const { edit } = fixes.find(({ title }) => title === 'Disable port-25-submission for this project')!;
      return editsFor(edit, settings).map(([, , text]) => text);
    };
    assert.deepEqual(await written(), ['{\n  "rules": {\n    "port-25-submission": "off"\n  }\n}\n']);
    write('.mail-config-lint.json', '{\n\t"ignore": ["x"],\n\t"rules": { "missing-auth": "error" }\n}\n');
    client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: settings, type: 1 }] });
    assert.deepEqual(await written(), [
      '{\n\t"ignore": ["x"],\n\t"rules": {\n\t\t"port-25-submission": "off",\n\t\t"missing-auth": "error"\n\t}\n}\n',
    ]);
  });

  it('offers to disable a rule where the file can hold a comment', async () => {
    await client.start([folder]);
    const text = '{\n  "Smtp": { "Host": "mail.acme-mail.org", "Port": 25, "User": "robot" }\n}\n';
    const silencers = async (name: string) => {
      await client.open(uri(name), text, 'json');
      const [found] = await client.diagnostics(uri(name));
      assert.ok(found, name);
      const actions = await client.actions(uri(name), found.range, [found], ['disable']);
      return actions.filter(({ title }) => /this (?:line|file)$/.test(title)).length;
    };
    assert.equal(await silencers('appsettings.json'), 2);
    assert.equal(await silencers('settings.json'), 0);
  });

  it('tells in a hover what a setting means', async () => {
    const text = MAILER.replace('process.env.SMTP_HOST', "'smtp.acme-mail.org'")
      .replace('Number(process.env.SMTP_PORT)', '587')
      .replace('requireTLS: true', 'secure: false');
    await client.start([folder]);
    await client.open(uri('mailer.ts'), text, 'typescript');
    const hover = await client.connection.sendRequest<Hover>('textDocument/hover', {
      textDocument: { uri: uri('mailer.ts') },
      position: { line: 4, character: 4 },
    });
    assert.ok('value' in (hover.contents as { value: string }));
    assert.match((hover.contents as { value: string }).value, /opportunistic STARTTLS \(not enforced\)/);
  });

  it('says that nothing has changed where nothing has', async () => {
    const pull = (previousResultId?: string) =>
      client.connection.sendRequest<{ kind: string; resultId: string; items?: Diagnostic[] }>(
        'textDocument/diagnostic',
        {
          textDocument: { uri: uri('.env') },
          previousResultId,
        },
      );
    await client.start([folder]);
    await client.open(uri('.env'), ENVIRONMENT, 'dotenv');
    const first = await pull();
    assert.deepEqual([first.kind, first.items?.length], ['full', 1]);
    await client.change(uri('.env'), `${ENVIRONMENT}# more\n`);
    assert.deepEqual(await pull(first.resultId), { kind: 'unchanged', resultId: first.resultId });
    await client.change(uri('.env'), `# moved\n${ENVIRONMENT}`);
    const moved = await pull(first.resultId);
    assert.deepEqual([moved.kind, moved.items?.[0]?.range.start.line], ['full', first.items![0]!.range.start.line + 1]);
    assert.equal((await pull('of another server')).kind, 'full');
  });

  it('disables by comment, and reports a comment that disables nothing', async () => {
    write('.env', ENVIRONMENT);
    await client.start([folder]);
    await client.open(uri('.env'), `# mail-config-lint-disable-next-line missing-auth\n${ENVIRONMENT}`, 'dotenv');
    assert.deepEqual((await client.codes(uri('.env'))).sort(), ['port-25-submission', 'unused-suppression']);
    const unused = (await client.diagnostics(uri('.env'))).find(({ code }) => code === 'unused-suppression');
    assert.match(unused?.codeDescription?.href ?? '', /\/docs\/silencing\.md$/);
    const fixes = await client.actions(uri('.env'), unused!.range, [unused!], ['quickfix']);
    assert.deepEqual(
      fixes.map(({ title, edit }) => [title, editsFor(edit, uri('.env'))]),
      [['Remove this comment', [[0, 0, '']]]],
    );
    await client.change(
      uri('.env'),
      ENVIRONMENT.replace('SMTP_PORT', '# mail-config-lint-disable-next-line port-25-submission -- trusted\nSMTP_PORT'),
    );
    assert.deepEqual(await client.codes(uri('.env')), []);
  });

  it("obeys the project's settings, and the user's before them", async () => {
    write('.mail-config-lint.json', '{ "rules": { "port-25-submission": "off" }, "ignore": ["legacy"] }');
    await client.start([folder]);
    await client.open(uri('.env'), ENVIRONMENT, 'dotenv');
    assert.deepEqual(await client.codes(uri('.env')), []);
    client.settings = { rules: { 'port-25-submission': 'hint' } };
    client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    assert.deepEqual(await client.codes(uri('.env')), ['port-25-submission']);
    await client.open(uri('legacy/.env'), ENVIRONMENT, 'dotenv');
    assert.deepEqual(await client.codes(uri('legacy/.env')), []);
    write('.mail-config-lint.json', '{}');
    client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: uri('.mail-config-lint.json'), type: 2 }],
    });
    assert.deepEqual(await client.codes(uri('legacy/.env')), ['port-25-submission']);
  });

  it("tells mistakes in the project's settings at their places, while they are typed and unopened", async () => {
    write('.env', ENVIRONMENT);
    write('.mail-config-lint.yaml', 'extends: none.yaml\nrules:\n  port-25: off\n');
    await client.start([folder]);
    await client.open(uri('.env'), ENVIRONMENT, 'dotenv');
    const places = (found: readonly Diagnostic[]) =>
      found.map(({ message, severity, range: { start, end } }) => [
        message,
        severity,
        start.line,
        start.character,
        end.character,
      ]);
    await until(async () => (await client.diagnostics(uri('.mail-config-lint.yaml'))).length === 2, 'both mistakes');
    assert.deepEqual(places(await client.diagnostics(uri('.mail-config-lint.yaml'))), [
      ["There is no rule 'port-25'", 1, 2, 2, 9],
      ["There is no file 'none.yaml'", 1, 0, 9, 18],
    ]);
    await client.open(uri('.mail-config-lint.yaml'), 'rules:\n  port-25-submission: loud\n', 'yaml');
    assert.deepEqual(
      places(await client.diagnostics(uri('.mail-config-lint.yaml'))).map(([, ...place]) => place),
      [[1, 1, 22, 26]],
    );
    await client.change(uri('.mail-config-lint.yaml'), 'rules: {}\n');
    assert.deepEqual(await client.diagnostics(uri('.mail-config-lint.yaml')), []);
  });

  it('obeys severities from the settings', async () => {
    client.settings = { rules: { 'port-25-submission': 'hint' } };
    await client.start([folder]);
    await client.open(uri('.env'), ENVIRONMENT, 'dotenv');
    assert.deepEqual(
      (await client.diagnostics(uri('.env'))).map(({ severity }) => severity),
      [4],
    );
    client.settings = { rules: { '*': 'off' } };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    assert.deepEqual(await client.codes(uri('.env')), []);
  });

  it('pushes to a client that cannot pull', async () => {
    await client.start([folder], withoutPull());
    await client.open(uri('.env'), ENVIRONMENT, 'dotenv');
    await until(() => client.pushed.get(uri('.env'))?.length === 1, 'a pushed diagnostic');
    await client.change(uri('.env'), ENVIRONMENT.replace('=25', '=587'));
    await until(() => client.pushed.get(uri('.env'))?.length === 0, 'an empty list');
  });

  it('describes configurations without their secrets, and gives the password only when asked for it', async () => {
    write('.env', ENVIRONMENT);
    write('src/mailer.ts', MAILER);
    await client.start([folder]);
    const found = await client.connection.sendRequest<ConfigurationSummary[]>(CONFIGURATIONS, {
      uri: uri('src/mailer.ts'),
    });
    const [summary] = found;
    assert.ok(summary);
    assert.deepEqual(
      [summary.target.host, summary.target.port, summary.target.tls, summary.target.user, summary.hasPassword],
      ['smtp.acme-mail.org', 25, 'starttls', 'shop', true],
    );
    assert.ok(!JSON.stringify(found).includes('correct-horse-battery'));
    const mark = async (text: string) => {
      await client.open(uri('.env'), text, 'dotenv');
      const asked = { uri: uri('src/mailer.ts') };
      return (await client.connection.sendRequest<ConfigurationSummary[]>(CONFIGURATIONS, asked))[0]?.passwordMark;
    };
    const [other, same] = [await mark(ENVIRONMENT.replace('correct', 'wrong')), await mark(ENVIRONMENT)];
    assert.ok(other !== undefined && other !== summary.passwordMark, 'another password is told');
    assert.equal(same, summary.passwordMark);
    assert.equal(await client.connection.sendRequest(PASSWORD, { id: summary.id }), 'correct-horse-battery');
    const edit = await client.connection.sendRequest<WorkspaceEdit>(CHANGE, { id: summary.id, change: { port: 587 } });
    assert.deepEqual(editsFor(edit, uri('.env')), [[1, 10, '587']]);
  });

  it('tells how each configuration checks certificates', async () => {
    const relay = (level: string) =>
      [
        'relayhost = [smtp.acme-mail.org]:587',
        `smtp_tls_security_level = ${level}`,
        'smtp_tls_CAfile = /etc/ssl/certs/ca-certificates.crt',
        'smtp_sasl_auth_enable = yes',
        'smtp_sasl_password_maps = hash:/etc/postfix/sasl',
        'smtp_sasl_security_options = noanonymous, noplaintext',
        'smtp_sasl_tls_security_options = noanonymous',
      ].join('\n');
    const unchecked = MAILER.replace('host:', 'tls: { rejectUnauthorized: false }, host:');
    assert.notEqual(unchecked, MAILER);
    write('may/main.cf', relay('may'));
    write('secure/main.cf', relay('secure'));
    write('mailer.ts', MAILER);
    write('unchecked.ts', unchecked);
    await client.start([folder]);
    const verification = async (file: string) => {
      const found = await client.connection.sendRequest<ConfigurationSummary[]>(CONFIGURATIONS, { uri: uri(file) });
      return found.map(({ target }) => target.verify);
    };
    assert.deepEqual(await verification('may/main.cf'), ['none']);
    assert.deepEqual(await verification('secure/main.cf'), ['full']);
    assert.deepEqual(await verification('mailer.ts'), ['full']);
    assert.deepEqual(await verification('unchecked.ts'), ['none']);
  });

  it('says over each service of master.cf what its clients meet', async () => {
    write(
      'both/main.cf',
      'compatibility_level = 3.6\nsmtpd_tls_security_level = may\nsmtpd_tls_chain_files = /etc/postfix/mail.pem\n',
    );
    const master = `smtp inet n - y - - smtpd
submission inet n - y - - smtpd
  -o smtpd_tls_security_level=encrypt
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
127.0.0.1:10025 inet n - y - - smtpd
`;
    write('both/master.cf', master);
    await client.start([folder]);
    await client.open(uri('both/master.cf'), master, 'postfix-master');
    const lenses = await client.connection.sendRequest<{ range: Diagnostic['range']; command: { title: string } }[]>(
      'textDocument/codeLens',
      { textDocument: { uri: uri('both/master.cf') } },
    );
    assert.deepEqual(
      lenses.map(({ range, command }) => `${range.start.line} ${command.title}`),
      [
        '0 25, TLS optional, no login, relays for own networks only',
        '1 587, TLS required, login, relays for logins only',
        '5 10025, this machine only, TLS optional, no login, relays for own networks only',
      ],
    );
  });

  it('puts a lens over each configuration that sends', async () => {
    await client.start([folder]);
    await client.open(uri('mailer.ts'), MAILER, 'typescript');
    const lenses = await client.connection.sendRequest<{ range: Diagnostic['range']; command: { command: string } }[]>(
      'textDocument/codeLens',
      {
        textDocument: { uri: uri('mailer.ts') },
      },
    );
    assert.deepEqual(
      lenses.map(({ range, command }) => [range.start.line, command.command]),
      [[1, 'mailConfigLint.testConnection']],
    );
  });
});
