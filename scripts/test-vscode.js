/**
 * Runs test/vscode in a real VS Code, on a copy of the examples, and prints what mocha reports: most tests inside of its
 * extension host, and those named `.outside.test.ts` at its window.
 *
 *   npm run test:vscode
 *
 *   VSCODE_TEST_DESKTOP=1        in a desktop VS Code, which is downloaded; a path instead of 1 names an installed one,
 *                                and 0 forbids it. Unset: where a runner of GitHub's, with a display, can download it
 *   VSCODE_TEST_TIMEOUT=SECONDS  for each start of VS Code, default 300
 *   VSCODE_TEST_GREP=TEXT        only the tests whose full title holds the text
 *   VSCODE_TEST_FILES=NAME,...   only these files of test/vscode, without .test.ts; windows without a test are not opened
 *   VSCODE_TEST_THEME=light      for the pictures of the window in out/window; dark, high-contrast, high-contrast-light
 */
const fs = require('node:fs');
const path = require('node:path');
const { buildExtensionIfStale } = require('./vscode/extension-build');
const { mochaReport } = require('./vscode/mocha-report');
const { testSuite } = require('./vscode/places');
const { runScript } = require('./vscode/run-script');
const { copyExamples, makeIdleFolder } = require('./vscode/staging');

/**
 * Trust is a matter of a whole window, and a server starts once in it, so tests of the restricted mode and of the start
 * have a VS Code of their own.
 */
const WINDOWS = [
  { trusted: true, stage: copyExamples, holds: (name) => /(?<!\.restricted|\.outside|\.idle)\.test\.js$/.test(name) },
  { trusted: false, stage: copyExamples, holds: (name) => name.endsWith('.restricted.test.js') },
  { trusted: true, stage: makeIdleFolder, holds: (name) => name.endsWith('.idle.test.js') },
];
const isOutside = (name) => name.endsWith('.outside.test.js');

/** The download host is not tried elsewhere: a network without it may hold a connection for minutes. */
const canDownload = () =>
  Boolean(process.env.GITHUB_ACTIONS) && (process.platform !== 'linux' || Boolean(process.env.DISPLAY));

function testFiles() {
  const folder = path.dirname(testSuite);
  if (!fs.existsSync(testSuite)) {
    throw new Error('The tests are not built: out/test/vscode/index.js is missing. Run: npm run test:vscode');
  }
  const wanted = process.env.VSCODE_TEST_FILES?.split(',');
  return fs
    .readdirSync(folder, { recursive: true })
    .filter((name) => !wanted || wanted.some((each) => name === `${each}.test.js`))
    .map((name) => path.join(folder, name));
}

async function runInside(frame, desktop, { trusted, stage, files }) {
  const temporary = frame.temporaryFolder();
  const report = mochaReport(temporary);
  const run = {
    report,
    temporary,
    trusted,
    folder: stage(temporary),
    timeout: Number(process.env.VSCODE_TEST_TIMEOUT ?? 300) * 1000,
    env: { ...report.env, MOCHA_FILES: JSON.stringify(files) },
  };
  const stopFollowing = report.follow((text) => process.stdout.write(text));
  try {
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
  const desktop = process.env.VSCODE_TEST_DESKTOP ?? (canDownload() ? '1' : '0');
  const total = { passes: 0, failures: 0 };
  const add = ({ passes, failures }) => {
    total.passes += passes;
    total.failures += failures;
  };
  for (const { trusted, stage, holds } of WINDOWS) {
    const files = found.filter(holds);
    if (files.length > 0) add(await runInside(frame, desktop, { trusted, stage, files }));
  }
  const outside = found.filter(isOutside);
  if (desktop === '0') {
    const { runSuiteOutside } = require('./vscode/run-suite-outside');
    if (outside.length > 0) add(await runSuiteOutside(frame, { files: outside, grep: process.env.VSCODE_TEST_GREP }));
  } else {
    frame.log('The tests at the window need the VS Code from npm, and were left out: VSCODE_TEST_DESKTOP=0 runs them.');
  }
  if (total.passes + total.failures === 0) throw new Error('No test ran in VS Code.');
  return total.failures > 0 ? 1 : 0;
}

runScript(main);
