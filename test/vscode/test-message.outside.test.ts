/** The test message as a user meets it: after a test that succeeded, with a recipient that the user types. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeAuthority } from '../support/certificates';
import { type LoopbackServer, smtp } from '../support/smtp-servers';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/temporary';
import { answer, type Window, webview } from './window';

const mailer = (port: number) => `import nodemailer from 'nodemailer';

export const transport = nodemailer.createTransport({ host: 'localhost', port: ${port}, secure: true });
`;

describe('a test message at the window', () => {
  let folder: string;
  let server: LoopbackServer;
  let window: Window;

  before(async function () {
    const authority = makeAuthority();
    folder = makeTemporaryFolder();
    const caFile = join(folder, 'ca.pem');
    writeFileSync(caFile, authority.root.cert);
    server = await smtp({
      implicit: true,
      tls: authority.sign({}),
      answers: { DATA: '354 go ahead', '.': '250 queued' },
    });
    window = await this.openWindow({
      settings: { 'mailConfigLint.testConnection.caFile': caFile },
      files: { 'mailer.ts': mailer(server.port) },
    });
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await window.picture(`failed: ${this.currentTest.title}`);
  });
  after(async () => {
    await window?.close();
    await server?.close();
    removeTemporaryFolder(folder);
  });

  const transactions = () => server.heard.filter((line) => /^(?:MAIL|RCPT|DATA)/.test(line));

  /** The button, and the two addresses, of which the files tell neither. */
  async function ask(): Promise<void> {
    const { page } = window;
    await webview(window).getByRole('button', { name: 'Send a test message...' }).click();
    for (const [question, address] of [
      ['Send the test message to', 'postmaster@acme-mail.org'],
      ['No sender found in this configuration.', 'shop@acme-mail.org'],
    ] as const) {
      await page.getByText(question).waitFor();
      await page.keyboard.type(address);
      await page.keyboard.press('Enter');
    }
  }

  it('is sent once, after a yes that names sender and recipient', async () => {
    const { page } = window;
    await window.openFile('mailer.ts');
    await page.locator('.codelens-decoration', { hasText: 'Test Mail Connection' }).waitFor();
    await window.runCommand('Mail Config Lint: Test Mail Connection');
    await answer(window, 'Connect');
    await ask();
    assert.deepEqual(transactions(), []);
    const asked = await answer(window, 'Send');
    assert.ok(asked.includes('from shop@acme-mail.org to postmaster@acme-mail.org through localhost'), asked);
    await webview(window).locator('.stage.ok', { hasText: 'The server took the message' }).waitFor();
    await window.picture('message');
    assert.deepEqual(
      transactions().map((line) => line.replace(/ SIZE=\d+$/, '')),
      ['MAIL FROM:<shop@acme-mail.org>', 'RCPT TO:<postmaster@acme-mail.org>', 'DATA'],
    );
    assert.ok(server.heard.includes('To: <postmaster@acme-mail.org>'));
  });

  it('is not sent without the yes', async () => {
    const before = transactions().length;
    await ask();
    await answer(window, 'Cancel');
    assert.equal(transactions().length, before);
  });
});
