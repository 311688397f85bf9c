/**
 * Runs test/vscode inside of a real VS Code, on a copy of the examples, and prints what mocha reports there.
 *
 *   npm run test:vscode
 *
 *   VSCODE_TEST_DESKTOP=1        in a desktop VS Code, which is downloaded; a path instead of 1 names an installed one,
 *                                and 0 forbids it. Unset: where a runner of GitHub's, with a display, can download it
 *   VSCODE_TEST_TIMEOUT=SECONDS  for each of the two starts of VS Code, default 300
 *   VSCODE_TEST_GREP=TEXT        only the tests whose full title holds the text
 */
const fs = require('node:fs');
const path = require('node:path');
const { buildExtensionIfStale } = require('./vscode/extension-build');
const { mochaReport } = require('./vscode/mocha-report');
const { testSuite } = require('./vscode/places');
const { runScript } = require('./vscode/run-script');
const { copyExamples } = require('./vscode/staging');

/** Trust is a matter of a whole window, so tests of the restricted mode have a VS Code of their own. */
const WINDOWS = [
  { trusted: true, holds: (name) => name.endsWith('.test.js') && !name.endsWith('.restricted.test.js') },
  { trusted: false, holds: (name) => name.endsWith('.restricted.test.js') },
];

/** The download host is not tried elsewhere: a network without it may hold a connection for minutes. */
const canDownload = () =>
  Boolean(process.env.GITHUB_ACTIONS) && (process.platform !== 'linux' || Boolean(process.env.DISPLAY));

function testFiles() {
  const folder = path.dirname(testSuite);
  if (!fs.existsSync(testSuite)) {
    throw new Error('The tests are not built: out/test/vscode/index.js is missing. Run: npm run test:vscode');
  }
  return fs.readdirSync(folder, { recursive: true }).map((name) => path.join(folder, name));
}

async function runWindow(frame, { trusted, files }) {
  const temporary = frame.temporaryFolder();
  const report = mochaReport(temporary);
  const run = {
    report,
    temporary,
    trusted,
    folder: copyExamples(temporary),
    timeout: Number(process.env.VSCODE_TEST_TIMEOUT ?? 300) * 1000,
    env: { ...report.env, MOCHA_FILES: JSON.stringify(files) },
  };
  const stopFollowing = report.follow((text) => process.stdout.write(text));
  try {
    const desktop = process.env.VSCODE_TEST_DESKTOP ?? (canDownload() ? '1' : '0');
    if (desktop !== '0') {
      const { runSuiteDesktop } = require('./vscode/run-suite-desktop');
      await runSuiteDesktop({ ...run, executable: desktop === '1' ? undefined : desktop });
    } else {
      const { runSuiteServed } = require('./vscode/run-suite-served');
      await runSuiteServed(frame, run);
    }
  } finally {
    stopFollowing();
  }
  return report.counts();
}

async function main(frame) {
  const found = testFiles();
  buildExtensionIfStale();
  const total = { passes: 0, failures: 0 };
  for (const { trusted, holds } of WINDOWS) {
    const files = found.filter(holds);
    if (files.length === 0) continue;
    const { passes, failures } = await runWindow(frame, { trusted, files });
    total.passes += passes;
    total.failures += failures;
  }
  if (total.passes + total.failures === 0) throw new Error('No test ran inside of VS Code.');
  return total.failures > 0 ? 1 : 0;
}

runScript(main);
