/** Runs the suite in the VS Code from npm, whose window is shown in a headless browser. */
const path = require('node:path');
const { installVSCode } = require('./install-vscode');
const { launchBrowser, newPage } = require('./page');
const { root, testSuite } = require('./places');
const { serve, userFolder } = require('./serve');
const { linkExtension } = require('./staging');
const { writeUserSettings } = require('./user-settings');

const START_MS = 90_000;
const KEPT_LINES = 40;
const FAILURE_PICTURE = path.join(root, 'out', 'vscode-failure.png');

/** VS Code calls a function of this name in its page once the extension host has ended, as it does after the suite. */
function openUntilHostEnds(page, url) {
  return new Promise((resolve, reject) => {
    page
      .exposeFunction('codeAutomationExit', resolve)
      .then(() => page.goto(url))
      .catch(reject);
  });
}

function deadline(report, timeout) {
  return new Promise((_, reject) => {
    setTimeout(() => {
      if (!report.hasStarted()) reject(new Error(`The suite did not start within ${START_MS / 1000} s.`));
    }, START_MS).unref();
    setTimeout(() => reject(new Error(`The suite took longer than ${timeout / 1000} s.`)), timeout).unref();
  });
}

/**
 * @param {import('./run-script').Frame} frame
 * @param {{ report: ReturnType<import('./mocha-report').mochaReport>, temporary: string, folder: string, trusted: boolean,
 *   env: NodeJS.ProcessEnv, timeout: number }} run
 */
async function runSuiteServed({ atEnd, log }, { report, temporary, folder, trusted, env, timeout }) {
  const vscode = await installVSCode(log);
  const browser = await launchBrowser(log);
  atEnd(() => browser.close());
  const dataFolder = path.join(temporary, 'vscode');
  writeUserSettings(userFolder(dataFolder), { 'security.workspace.trust.startupPrompt': 'never' });
  const served = await serve(vscode, { atEnd, dataFolder, trusted, env });

  const page = await newPage(browser);
  const said = [];
  page.on('console', (message) => {
    said.push(`${message.type()}: ${message.text()}`);
    said.splice(0, said.length - KEPT_LINES);
  });
  const crashed = new Promise((_, reject) => {
    page.once('crash', () => reject(new Error("VS Code's page crashed before the suite ended.")));
  });
  const url = served.url({ folder, extension: linkExtension(temporary), tests: testSuite });
  try {
    await Promise.race([openUntilHostEnds(page, url), served.died, crashed, deadline(report, timeout)]);
  } catch (error) {
    await page.screenshot({ path: FAILURE_PICTURE }).then(
      () => log(`VS Code's window at that moment: ${path.relative(root, FAILURE_PICTURE)}`),
      () => log("VS Code's window could not be photographed."),
    );
    log(`The page said:\n${said.join('\n')}\nThe server said:\n${served.output()}`);
    throw error;
  }
  await page.context().close();
  await browser.close();
  await served.stop();
}

module.exports = { runSuiteServed };
