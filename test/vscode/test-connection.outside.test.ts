/** The connection test as a user meets it: the questions, the progress, the report and its buttons. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeAuthority } from '../support/certificates';
import { type LoopbackServer, silent, smtp } from '../support/smtp-servers';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/temporary';
import { answer, becomes, chooseTheme, dialog, notification, savedText, THEMES, type Window, webview } from './window';

const COMMAND = 'Mail Config Lint: Test Mail Connection';

/** What a server would have to send to take a page over that shows its words unescaped. */
const HOSTILE = `<script>document.title = 'Taken'</script><img src=x onerror="document.title = 'Taken'"><h1>Free mail</h1>`;

const mailer = (port: number) => `import nodemailer from 'nodemailer';

export const transport = nodemailer.createTransport({
  host: 'localhost',
  port: ${port},
  secure: true,
  auth: { user: 'shop', pass: process.env.SHOP_PASSWORD },
});
`;

describe('Test Connection at the window', () => {
  let server: LoopbackServer;
  let mute: LoopbackServer;
  let window: Window;
  let folder: string;

  before(async function () {
    const authority = makeAuthority();
    folder = makeTemporaryFolder();
    const caFile = join(folder, 'ca.pem');
    writeFileSync(caFile, authority.root.cert);
    [server, mute] = await Promise.all([
      smtp({
        tls: authority.sign({}),
        greeting: `220 mail.example.net ESMTP ${HOSTILE}`,
        answers: { EHLO: `250-mail.example.net ${HOSTILE}\r\n250-STARTTLS\r\n250 8BITMIME` },
      }),
      silent(),
    ]);
    window = await this.openWindow({
      settings: { 'mailConfigLint.testConnection.caFile': caFile },
      files: {
        'mailer.ts': mailer(server.port),
        'mute.ts': mailer(mute.port).replace('secure: true', 'requireTLS: true'),
        'plain.ts': mailer(server.port).replace('secure: true', 'ignoreTLS: true'),
      },
    });
  });
  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    await window.picture(`failed: ${this.currentTest.title}`);
    await window.page.keyboard.press('Escape');
  });
  after(async () => {
    await window?.close();
    await Promise.all([server?.close(), mute?.close()]);
    removeTemporaryFolder(folder);
  });

  /** Opens a file beside the report and, once its configuration is known, runs the command. */
  async function start(file: string): Promise<void> {
    await window.page.keyboard.press('Control+1');
    await window.openFile(file);
    await window.page.locator('.codelens-decoration', { hasText: 'Test Mail Connection' }).first().waitFor();
    await window.runCommand(COMMAND);
  }

  it('asks first, names host and port, and takes no for an answer', async () => {
    await start('mailer.ts');
    await dialog(window).waitFor();
    await window.picture('consent');
    const asked = await answer(window, 'Cancel');
    assert.match(asked, new RegExp(`Connect to localhost, port ${server.port}\\?`));
    assert.match(asked, /implicit TLS.*Only EHLO and QUIT are sent\..* No login, no mail/s);
    assert.equal(server.accepted, 0);
  });

  it('offers options, and says in the question what they send', async () => {
    await start('plain.ts');
    await answer(window, 'Options...');
    const list = window.page.locator('.quick-input-widget');
    await list.waitFor();
    await window.picture('options');
    // Those further down are in the list only once they are looked for.
    const filter = list.locator('input[type="text"]');
    for (const label of ['IPv4 only', 'Ask for a sender and a recipient', 'Another name in EHLO']) {
      await filter.fill(label);
      await list.locator('.monaco-list-row', { hasText: label }).first().click();
    }
    await filter.fill('');
    await window.page.keyboard.press('Enter');
    for (const [prompt, text] of [
      ['Sender that is asked for', 'shop@example.net'],
      ['Recipient that is asked for', 'me@example.org'],
      ['Name in EHLO', 'app.example.net'],
    ] as const) {
      await list.getByText(prompt).waitFor();
      await window.page.keyboard.type(text);
      await window.page.keyboard.press('Enter');
    }
    await dialog(window).waitFor();
    await window.picture('consent with options');
    const asked = await answer(window, 'Connect');
    assert.match(asked, /IPv4 only\. MAIL FROM:<shop@example\.net> and RCPT TO:<me@example\.org> are sent, too\./);
    assert.match(asked, /The name in EHLO is app\.example\.net\./);
    const stages = webview(window).getByRole('main').getByRole('listitem');
    await stages.filter({ hasText: 'Sender and recipient' }).first().waitFor();
    await becomes(() => server.heard.includes('EHLO app.example.net'), true);
    assert.ok(server.heard.some((line) => line.startsWith('RCPT TO:<me@example.org>')));
    assert.ok(!server.heard.includes('DATA'));
  });

  it('tells how far it is, and ends at once when it is told to', async () => {
    await start('mute.ts');
    await answer(window, 'Connect');
    const progress = notification(window, `Test mail connection: localhost:${mute.port}`);
    await progress.filter({ hasText: 'Greeting' }).waitFor();
    await window.picture('progress');
    await progress.getByRole('button', { name: 'Cancel' }).click();
    await becomes(() => webview(window).getByRole('status').textContent(), 'The test was cancelled.');
    await becomes(() => mute.open, 0);
  });

  it('reports stage by stage, with headings, lists and names for those who hear it', async () => {
    await start('mailer.ts');
    await answer(window, 'Connect');
    const report = webview(window);
    await report.getByRole('heading', { level: 1, name: `localhost, port ${server.port}` }).waitFor();
    await becomes(() => report.getByRole('heading').allTextContents(), [`localhost, port ${server.port}`, 'Stages']);
    assert.match(
      (await report.getByRole('status').textContent()) ?? '',
      /begins in plaintext and upgrades with STARTTLS/,
    );
    const stages = report.getByRole('main').getByRole('listitem');
    assert.deepEqual((await stages.locator('.title').allTextContents()).slice(0, 5), [
      'Settings',
      'Name resolution',
      'Connection',
      'TLS',
      'Certificate',
    ]);
    const outcomes = stages.locator('[role=img]').and(report.locator('[aria-label]'));
    assert.equal(await outcomes.count(), await stages.count());
    await stages.filter({ hasText: 'Name resolution' }).getByRole('img', { name: 'passed' }).waitFor();
    await stages.filter({ hasText: 'begins in plaintext' }).getByRole('img', { name: 'failed' }).waitFor();
  });

  it('is used with the keyboard from top to bottom', async () => {
    const report = webview(window);
    await report.getByRole('heading', { level: 1 }).click();
    for (const text of [
      `Use required STARTTLS on port ${server.port}`,
      'Run again',
      'Copy as Markdown',
      'Find what works',
      'Transcript',
    ]) {
      await window.page.keyboard.press('Tab');
      await becomes(() => window.focused(report), { text, outline: 'solid' });
    }
    await window.page.keyboard.press('Enter');
    await report.getByText('mail.example.net').first().waitFor();
  });

  it('copies the report as Markdown', async () => {
    await webview(window).getByRole('button', { name: 'Copy as Markdown' }).click();
    await window.page.getByText('The report is in the clipboard').waitFor();
    const copied = await window.clipboard();
    assert.match(copied, new RegExp(`^## Connection test: \`localhost:${server.port}\``));
    assert.match(copied, /- ❌ \*\*TLS\*\*/);
  });

  it('runs again, after asking again', async () => {
    const time = webview(window).locator('time');
    const before = await time.getAttribute('datetime');
    await webview(window).getByRole('button', { name: 'Run again' }).click();
    await answer(window, 'Connect');
    await becomes(async () => (await time.getAttribute('datetime')) === before, false);
  });

  it('looks for what would work', async () => {
    await webview(window).getByRole('button', { name: 'Find what works' }).click();
    await webview(window).getByRole('heading', { level: 2, name: 'What would work' }).waitFor();
  });

  it('can be read in every theme', async () => {
    for (const theme of THEMES) {
      await chooseTheme(window, theme);
      await window.picture(`report-${theme}`);
      assert.deepEqual(await window.faintTexts(webview(window)), [], theme);
    }
  });

  it('writes what the server proved into the file', async () => {
    const before = readFileSync(join(window.folder, 'mailer.ts'), 'utf8');
    await webview(window).getByRole('button', { name: 'Use required STARTTLS' }).click();
    await window.page.locator('.view-line', { hasText: 'requireTLS: true' }).waitFor();
    await window.page.keyboard.press('Control+1');
    await savedText(window, 'mailer.ts', before.replace('secure: true', 'secure: false,\n  requireTLS: true'));
  });

  it('shows what a hostile server says as text, and runs none of it', async () => {
    await start('plain.ts');
    await answer(window, 'Connect');
    const report = webview(window);
    await report.getByText('Free mail').first().waitFor();
    assert.ok((await report.getByRole('main').textContent())?.includes('<img src=x onerror='));
    assert.equal(await report.locator('img, main script, main [onerror], h1:has-text("Free mail")').count(), 0);
    assert.equal(await report.locator('title').textContent(), 'Connection test');
    const policy = await report.locator('meta[http-equiv=Content-Security-Policy]').getAttribute('content');
    assert.match(
      policy ?? '',
      /^default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'nonce-\w{32}'; script-src 'nonce-\w{32}'$/,
    );
  });
});
