/** Every sample file shows its findings, and lets itself be mended. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  applyCodeAction,
  create,
  open,
  revert,
  rewrite,
  ruleOf,
  waitForRule,
  waitForRules,
  waitForText,
} from './editor';

/** Sample → rules in the order of the text. */
const SAMPLES: Readonly<Record<string, string[]>> = {
  'app/src/mailer.ts': [
    'tls-port-mismatch',
    // Read from .env.
    'port-25-submission',
    'string-boolean',
    // Read from .env.
    'provider-credentials',
    'truncated-value',
    'starttls-not-required',
    'certificate-not-verified',
    'weak-cipher',
  ],
  'app/.env': ['port-25-submission', 'provider-credentials', 'truncated-value', 'non-smtp-port'],
  'app/docker-compose.yml': ['non-smtp-port', 'provider-retired', 'provider-mismatch'],
  'app/config/application.yml': ['starttls-not-required', 'certificate-not-verified'],
  'monitoring/alertmanager.yml': ['cleartext-credentials'],
  'postfix/main.cf': ['postfix-open-relay', 'postfix-wrappermode', 'postfix-unknown-parameter'],
  'postfix/master.cf': ['postfix-submission-not-encrypted', 'postfix-wrappermode'],
};

describe('samples', () => {
  for (const [path, rules] of Object.entries(SAMPLES)) {
    it(`shows the findings of ${path}`, async () => {
      await waitForRules(await open(path), rules);
    });
  }

  it('shows a wrong value in .env with the line that reads it', async () => {
    const finding = await waitForRule(await open('app/.env'), 'port-25-submission');
    assert.deepEqual(
      finding.relatedInformation?.map(({ location }) => vscode.workspace.asRelativePath(location.uri)),
      ['app/src/mailer.ts'],
    );
    assert.ok(typeof finding.code === 'object');
    assert.match(finding.code.target.path, /docs\/rules\/port-25-submission\.md$/);
  });

  it('mends a nodemailer file by quick fix', async () => {
    const document = await open('app/src/mailer.ts');
    const before = document.getText();
    const finding = await waitForRule(document, 'tls-port-mismatch');
    await applyCodeAction(document, finding.range, 'Use implicit TLS', vscode.CodeActionKind.QuickFix);
    await waitForText(document, before.replace('port: 465,\n  secure: false', 'port: 465,\n  secure: true'));
    await revert(document);
  });

  it('mends a .env file by quick fix', async () => {
    const document = await open('app/.env');
    const finding = await waitForRule(document, 'port-25-submission');
    const before = document.getText();
    await applyCodeAction(document, finding.range, 'Use port 587', vscode.CodeActionKind.QuickFix);
    await waitForText(document, before.replace('SMTP_PORT=25', 'SMTP_PORT=587'));
    await revert(document);
  });

  it('mends YAML by quick fix', async () => {
    const document = await open('app/config/application.yml');
    const finding = await waitForRule(document, 'starttls-not-required');
    const before = document.getText();
    await applyCodeAction(document, finding.range, 'Require STARTTLS', vscode.CodeActionKind.QuickFix);
    await waitForText(
      document,
      before.replace('            enable: true\n', '            enable: true\n            required: true\n'),
    );
    await revert(document);
  });

  it('fixes main.cf and master.cf by quick fix', async () => {
    const main = await open('postfix/main.cf');
    const relay = await waitForRule(main, 'postfix-open-relay');
    assert.equal(main.getText(relay.range).includes('0.0.0.0/0'), true);
    const master = await open('postfix/master.cf');
    const before = master.getText();
    const list = main.getText();
    const finding = await waitForRule(master, 'postfix-submission-not-encrypted');
    await applyCodeAction(master, finding.range, 'encrypt', vscode.CodeActionKind.QuickFix);
    await waitForText(master, before.replace('smtpd_tls_security_level=may', 'smtpd_tls_security_level=encrypt'));
    // The list of versions that counts from now on.
    await waitForText(main, list.replace('!SSLv2, !SSLv3', '!SSLv2, !SSLv3, !TLSv1, !TLSv1.1'));
    await revert(master);
    await revert(main);
  });

  it('follows an unsaved .env in the code that reads it', async () => {
    const environment = await create(
      'follow/.env',
      'SMTP_HOST=smtp.acme-mail.org\nSMTP_PORT=587\nSMTP_USER=a\nSMTP_PASS=qhztwkbdpvmexrsl\n',
    );
    const code = await create(
      'follow/mailer.ts',
      "import nodemailer from 'nodemailer';\nnodemailer.createTransport({\n  host: process.env.SMTP_HOST,\n  port: Number(process.env.SMTP_PORT),\n  secure: true,\n  auth: { user: process.env.SMTP_USER, pass: process.env.SMTP_PASS },\n});\n",
    );
    await waitForRules(code, ['tls-port-mismatch']);
    await rewrite(environment, environment.getText().replace('587', '465'));
    await vscode.window.showTextDocument(code);
    await waitForRules(code, []);
  });

  it('applies everything that is safe on request, and nothing else', async () => {
    const text = 'SMTP_HOST=smtp.gmail.com\nSMTP_PORT=25\nSMTP_USER=a@gmail.com\nSMTP_PASS=qhztwkbdpvmexrsl\n';
    const document = await create('fix-all/.env', text);
    const finding = await waitForRule(document, 'port-25-submission');
    await applyCodeAction(
      document,
      finding.range,
      'Fix all safe Mail Config Lint problems',
      vscode.CodeActionKind.SourceFixAll,
    );
    await waitForText(document, text.replace('=25', '=587'));
  });

  it('knows the languages of Postfix', async () => {
    assert.equal((await open('postfix/main.cf')).languageId, 'postfix-main');
    assert.equal((await open('postfix/master.cf')).languageId, 'postfix-master');
  });

  it('explains a setting in a hover', async () => {
    const document = await open('app/config/application.yml');
    const position = document.positionAt(document.getText().indexOf('enable: true') + 9);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      position,
    );
    const texts = hovers.flatMap(({ contents }) =>
      contents.map((content) => (typeof content === 'string' ? content : content.value)),
    );
    assert.ok(
      texts.some((text) => text.includes('opportunistic STARTTLS (not enforced)')),
      texts.join('\n'),
    );
  });

  it('disables a rule for a line', async () => {
    const document = await create(
      'silence/.env',
      'SMTP_HOST=smtp.acme-mail.org\nSMTP_PORT=25\nSMTP_USER=a\nSMTP_PASS=qhztwkbdpvmexrsl\n',
    );
    const finding = await waitForRule(document, 'port-25-submission');
    await applyCodeAction(document, finding.range, 'Disable port-25-submission for this line');
    await waitForRules(document, []);
    assert.equal(ruleOf(finding), 'port-25-submission');
  });
});
