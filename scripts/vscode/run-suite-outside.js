/**
 * Runs tests that stay outside of VS Code and use its window with keyboard and mouse, for what only a user can tell:
 * dialogs, notifications, the inside of a webview, colors.
 */
const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { default: Mocha } = require('mocha');
const { faintTexts, focused } = require('./accessibility');
const { installVSCode } = require('./install-vscode');
const { launchBrowser, newPage, openFile, openVSCode, pick, runCommand, screenshot } = require('./page');
const { root } = require('./places');
const { serve, userFolder } = require('./serve');
const { copyExamples, linkExtension, makeIdleFolder } = require('./staging');
const { THEMES, writeUserSettings } = require('./user-settings');
const { addWebExtension, serveExtension } = require('./web-extension');

const TEST_MS = 600_000;
const PICTURES = path.join(root, 'out', 'window');

/**
 * Gives the tests, as `this.openWindow`, windows of their own; each ends with the script if the test does not end it.
 * @param {import('./run-script').Frame} frame
 * @param {{ vscode: string, browser: import('playwright-core').Browser }} programs
 */
const windowOpener =
  ({ atEnd, temporaryFolder }, { vscode, browser }) =>
  async ({ trusted = true, web = false, idle = false, theme, settings = {}, files = {}, size = {} } = {}) => {
    const temporary = temporaryFolder();
    const dataFolder = path.join(temporary, 'vscode');
    const folder = idle ? makeIdleFolder(temporary) : copyExamples(temporary);
    for (const [name, text] of Object.entries(files)) {
      fs.mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
      fs.writeFileSync(path.join(folder, name), text);
    }
    writeUserSettings(userFolder(dataFolder), {
      'security.workspace.trust.startupPrompt': 'never',
      'workbench.colorTheme': THEMES[theme ?? process.env.VSCODE_TEST_THEME ?? 'dark'],
      ...settings,
    });
    const served = await serve(vscode, { atEnd, dataFolder, trusted });
    // The policy of VS Code's page allows no other address than its own, unless by https.
    const page = await newPage(browser, { ...size, bypassCSP: web });
    if (web) await addWebExtension(page, await serveExtension(atEnd));
    await openVSCode(page, served.url({ folder, extension: web ? undefined : linkExtension(temporary) }));
    return {
      page,
      folder,
      openFile: (name) => openFile(page, path.join(folder, name)),
      runCommand: (title) => runCommand(page, title),
      pick: (text, label) => pick(page, text, label),
      picture: (name) => screenshot(page, path.join(PICTURES, `${name}.png`)),
      clipboard: () => page.evaluate(() => navigator.clipboard.readText()),
      faintTexts,
      focused,
      async close() {
        await page.context().close();
        await served.stop();
      },
    };
  };

/**
 * @param {import('./run-script').Frame} frame
 * @param {{ files: string[], grep?: string }} run
 * @returns {Promise<{ passes: number, failures: number }>}
 */
async function runSuiteOutside(frame, { files, grep }) {
  const vscode = await installVSCode(frame.log);
  const browser = await launchBrowser(frame.log);
  frame.atEnd(() => browser.close());
  const openWindow = windowOpener(frame, { vscode, browser });
  const mocha = new Mocha({
    reporter: 'spec',
    timeout: TEST_MS,
    rootHooks: {
      beforeAll() {
        this.openWindow = openWindow;
      },
      afterAll() {
        // As test/support/temporary.ts names them.
        const own = `mail-config-lint-${process.pid}-`;
        const left = fs.readdirSync(os.tmpdir()).filter((name) => name.startsWith(own));
        assert.deepEqual(left, [], 'temporary folders are left');
      },
    },
  });
  if (grep) mocha.fgrep(grep);
  for (const file of files) mocha.addFile(file);
  const runner = await new Promise((resolve) => {
    const started = mocha.run(() => resolve(started));
  });
  return { passes: runner.stats.passes, failures: runner.stats.failures };
}

module.exports = { runSuiteOutside };
