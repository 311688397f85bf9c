/** Drives the window of a served VS Code with keyboard and mouse, as a user would. */
const path = require('node:path');
const { chromium } = require('playwright-core');
const { installChromium } = require('./install-chromium');

const START_MS = 90_000;
const STEP_MS = 60_000;
/** How long the palette stays open for a command that it may not know yet. */
const LIST_MS = 5_000;
const SQUIGGLES =
  '.editor-instance .squiggly-error, .editor-instance .squiggly-warning, .editor-instance .squiggly-info';
/** What is still under way, other than what a notification tells of. */
const BUSY = '.part.statusbar .codicon-loading, .monaco-progress-container.active:not(.notification-toast *)';
const QUICK_INPUT = '.quick-input-widget:not([style*="display: none"])';

const ARGUMENTS = [
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  // Whatever the page asks for, nothing but this machine answers.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

/**
 * @param {(line: string) => void} log
 * @returns {Promise<import('playwright-core').Browser>}
 */
async function launchBrowser(log) {
  const { executablePath, env } = await installChromium(log);
  // Signals are the script's, which ends the browser and the server in order.
  const signals = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };
  return chromium.launch({ executablePath, env, args: ARGUMENTS, headless: true, ...signals });
}

/**
 * @param {import('playwright-core').Browser} browser
 * @param {{ width?: number, height?: number, scale?: number, bypassCSP?: boolean }} [options]
 */
async function newPage(browser, { width = 1280, height = 800, scale = 1, bypassCSP = false } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: scale, bypassCSP });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  context.setDefaultTimeout(STEP_MS);
  return context.newPage();
}

/**
 * @param {import('playwright-core').Page} page
 * @param {string} url
 */
async function openVSCode(page, url) {
  await page.goto(url, { timeout: START_MS });
  await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: START_MS });
}

/**
 * Types into VS Code's quick input and takes the entry with exactly this label.
 * @param {import('playwright-core').Page} page
 * @param {string} text
 * @param {string} label
 * @param {number} [timeout] in milliseconds
 */
async function pick(page, text, label, timeout = STEP_MS) {
  const input = page.locator(`${QUICK_INPUT} input[type="text"]`);
  await input.fill(text, { timeout: STEP_MS });
  const row = page
    .locator(`${QUICK_INPUT} .monaco-list-row`)
    .filter({ has: page.getByText(label, { exact: true }) })
    .first();
  await row.waitFor({ timeout });
  // The hover of a row that the mouse happens to rest on covers others.
  if (/\bfocused\b/.test((await row.getAttribute('class')) ?? '')) return page.keyboard.press('Enter');
  await page.mouse.move(0, 0);
  await row.click({ timeout });
}

/**
 * @param {import('playwright-core').Page} page
 * @param {string} file an absolute path: with it, VS Code also opens what its search leaves out
 */
async function openFile(page, file) {
  const name = path.basename(file);
  await page.keyboard.press('Control+P');
  await pick(page, file, name);
  await page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor({ timeout: STEP_MS });
}

/**
 * The palette lists the commands that are there when it opens, and those of extensions come a while after the window.
 * @param {import('playwright-core').Page} page
 * @param {string} title as the command palette shows it, with its category
 */
async function runCommand(page, title) {
  for (let waited = 0; ; waited += LIST_MS) {
    await page.keyboard.press('F1');
    try {
      return await pick(page, `>${title}`, title, LIST_MS);
    } catch (error) {
      if (waited >= START_MS) throw error;
      await page.keyboard.press('Escape');
    }
  }
}

/**
 * Waits for the first finding that is underlined in the active editor.
 * @param {import('playwright-core').Page} page
 */
async function waitForFindings(page) {
  await page.locator(SQUIGGLES).first().waitFor({ state: 'attached', timeout: START_MS });
}

/**
 * @param {import('playwright-core').Page} page
 * @param {string} file
 */
async function screenshot(page, file) {
  await page.waitForFunction((busy) => !document.querySelector(busy), BUSY, { timeout: START_MS });
  // The caret blinks, and a picture should not depend on the moment.
  await page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
}

module.exports = { launchBrowser, newPage, openVSCode, openFile, pick, runCommand, waitForFindings, screenshot };
