/** The check of a mail domain as a user meets it, for a domain that is never there. */
import assert from 'node:assert/strict';
import { chooseTheme, THEMES, type Window, webview } from './window';

const DOMAIN = 'acme-mail.invalid';

describe('Check Sender Domain at the window', () => {
  let window: Window;

  before(async function () {
    window = await this.openWindow();
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await window.picture(`failed: ${this.currentTest.title}`);
  });
  after(() => window?.close());

  it('asks for the domain and a selector, and reports in words', async () => {
    const { page } = window;
    // Domains are proposed once the workspace has been read.
    await page.locator('[id="status.problems"]', { hasText: /[1-9]/ }).waitFor();
    await window.runCommand('Mail Config Lint: Check Sender Domain');
    await window.pick('Another', 'Another domain...');
    await page.getByText('Domain of the sender address. Only the DNS is queried.').waitFor();
    await page.keyboard.type(DOMAIN);
    await page.keyboard.press('Enter');
    await page.getByText(`DKIM selector for ${DOMAIN}`).waitFor();
    await page.keyboard.press('Enter');
    const report = webview(window);
    await report.getByRole('heading', { level: 1, name: DOMAIN }).waitFor();
    const titles = await report.getByRole('listitem').locator('.title').allTextContents();
    assert.deepEqual(titles, ['MX', 'SPF', 'DKIM', 'DMARC', 'MTA-STS', 'TLS-RPT', 'DNSSEC', 'DANE']);
  });

  it('copies the report as Markdown', async () => {
    await webview(window).getByRole('button', { name: 'Copy as Markdown' }).click();
    await window.page.getByText('The report is in the clipboard').waitFor();
    assert.ok((await window.clipboard()).startsWith(`## Mail domain: \`${DOMAIN}\``));
  });

  it('can be read in every theme', async () => {
    for (const theme of THEMES) {
      await chooseTheme(window, theme);
      await window.picture(`domain-${theme}`);
      assert.deepEqual(await window.faintTexts(webview(window)), [], theme);
    }
  });
});
