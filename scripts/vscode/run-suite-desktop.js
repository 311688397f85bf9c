/** Runs the suite in a desktop VS Code, for machines that can download or have one, and a display. */
const path = require('node:path');
const { runTests } = require('@vscode/test-electron');
const { cache, root, testSuite } = require('./places');
const { writeUserSettings } = require('./user-settings');

/** Without any byte arriving: a host that cannot be reached should not hold anybody up. */
const DOWNLOAD_MS = 15_000;

/**
 * @param {{ report: ReturnType<import('./mocha-report').mochaReport>, temporary: string, folder: string, trusted: boolean,
 *   env: NodeJS.ProcessEnv, timeout: number, executable?: string }} run without an executable, VS Code is downloaded
 */
async function runSuiteDesktop({ report, temporary, folder, trusted, env, timeout, executable }) {
  const dataFolder = path.join(temporary, 'vscode');
  writeUserSettings(path.join(dataFolder, 'User'), { 'security.workspace.trust.startupPrompt': 'never' });
  const run = runTests({
    vscodeExecutablePath: executable,
    cachePath: path.join(cache, 'desktop'),
    timeout: DOWNLOAD_MS,
    extensionDevelopmentPath: root,
    extensionTestsPath: testSuite,
    extensionTestsEnv: env,
    launchArgs: [
      folder,
      '--disable-extensions',
      ...(trusted ? ['--disable-workspace-trust'] : []),
      `--user-data-dir=${dataFolder}`,
      `--extensions-dir=${path.join(temporary, 'extensions')}`,
    ],
  });
  const late = new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`The suite took longer than ${timeout / 1000} s.`)), timeout).unref();
  });
  try {
    await Promise.race([run, late]);
  } catch (error) {
    // A failed test is told by the report; without one, VS Code itself is what failed.
    if (report.hasStarted()) return;
    throw new Error(
      `The desktop VS Code did not run the suite (${error.message}). Unset VSCODE_TEST_DESKTOP to use the one from npm.`,
    );
  }
}

module.exports = { runSuiteDesktop };
