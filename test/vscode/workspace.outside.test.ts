/** What is seen of findings and configurations, each thing with a picture: VSCODE_TEST_THEME takes them in another theme. */
import type { Locator } from 'playwright-core';
import { type Window, webview } from './window';

const SOURCE = 'app/src/mailer.ts';

describe('findings and configurations at the window', () => {
  let window: Window;

  before(async function () {
    window = await this.openWindow({ settings: { 'mailConfigLint.inlayHints': 'all' } });
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await window.picture(`failed: ${this.currentTest.title}`);
    await window.page.keyboard.press('Escape');
  });
  after(() => window?.close());

  const picture = (name: string) => window.picture(`${name}-${process.env.VSCODE_TEST_THEME ?? 'dark'}`);
  const press = (key: string) => window.page.keyboard.press(key);
  const list = (where: string, text: string): Locator =>
    window.page.locator(`${where} .monaco-list-row`, { hasText: text }).first();

  async function goTo(place: string): Promise<void> {
    const box = window.page.locator('.quick-input-widget');
    await press('Control+1');
    await press('Control+G');
    await box.waitFor();
    await window.page.keyboard.type(place);
    const [line, column] = place.split(':');
    await box.getByText(`Go to line ${line} and character ${column}.`).waitFor();
    await press('Enter');
    await box.waitFor({ state: 'hidden' });
  }

  it('stand in Problems for files that nobody has opened', async () => {
    await window.runCommand('Problems: Focus on Problems View');
    await list('.markers-panel', '.env').waitFor();
    await list('.markers-panel', 'Port 993 is for reading mail').waitFor();
    await picture('problems');
    await press('Control+J');
  });

  it('are marked in the text, beside what variables are worth', async () => {
    await window.openFile(SOURCE);
    await window.page.locator('.squiggly-error').first().waitFor({ state: 'attached' });
    await window.page.locator('.view-line', { hasText: '= 25' }).first().waitFor();
    await window.page.locator('.codelens-decoration', { hasText: 'Test Mail Connection' }).first().waitFor();
    await picture('findings');
  });

  it('are told of in the status bar', async () => {
    const item = window.page.locator('[id="status.languageStatus"]');
    await item.hover();
    await window.page.locator('.hover-language-status', { hasText: 'files with mail settings' }).first().waitFor();
    await picture('status');
  });

  it('are explained in a hover', async () => {
    await goTo('7:12');
    await press('Control+K');
    await press('Control+I');
    await window.page.locator('.monaco-hover-content', { hasText: 'tls-port-mismatch' }).first().waitFor();
    await picture('hover');
  });

  it('have fixes, and apart from them what disables, explains and copies', async () => {
    await goTo('7:12');
    await press('Control+.');
    await window.page.locator('.action-widget', { hasText: 'Explain tls-port-mismatch' }).waitFor();
    await picture('actions');
  });

  it('have their page in VS Code', async () => {
    await goTo('7:12');
    await press('Control+.');
    await window.page.locator('.action-widget', { hasText: 'Explain tls-port-mismatch' }).waitFor();
    // The last but one.
    await press('ArrowUp');
    await press('ArrowUp');
    await press('Enter');
    await webview(window).getByRole('heading', { level: 1, name: 'tls-port-mismatch' }).waitFor();
    await picture('explain');
    await window.runCommand('View: Close All Editors');
  });

  it('come with completion of options', async () => {
    await window.openFile(SOURCE);
    await goTo('7:17');
    await press('Enter');
    await window.page.keyboard.type('req');
    await press('Control+Space');
    await list('.suggest-widget', 'requireTLS').waitFor();
    await picture('completion');
    await press('Escape');
    await window.runCommand('File: Revert File');
  });

  it('have settings', async () => {
    await window.runCommand('Preferences: Open Settings (UI)');
    await window.page.locator('.settings-header').waitFor();
    await window.page.keyboard.type('@ext:mail-config-lint.mail-config-lint');
    await window.page.locator('.settings-editor', { hasText: 'Lint mail settings.' }).waitFor();
    await picture('settings');
    await window.runCommand('View: Close All Editors');
  });

  it('are walked through in four steps with pictures', async () => {
    await window.runCommand('Welcome: Open Walkthrough...');
    await window.pick('Check How', 'Check How Your Project Sends Mail');
    for (const [step, title] of [
      'See what is wrong',
      'Fix it',
      'Test the connection',
      'Share it with your team',
    ].entries()) {
      await window.page.locator('.getting-started-step h3', { hasText: title }).click();
      await webview(window).locator('img').first().waitFor();
      await picture(`walkthrough-${step + 1}`);
    }
  });
});

describe('a folder without mail at the window', () => {
  it('has a view that says what is read, and where to begin', async function () {
    const window = await this.openWindow({ idle: true });
    try {
      await window.runCommand('Explorer: Focus on Mail Configurations View');
      await window.page.getByText('No mail configuration found in this workspace.').waitFor();
      await window.page.getByRole('button', { name: 'Lint Workspace' }).first().waitFor();
      await window.picture(`welcome-${process.env.VSCODE_TEST_THEME ?? 'dark'}`);
    } finally {
      await window.close();
    }
  });
});
