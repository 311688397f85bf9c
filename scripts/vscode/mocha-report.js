/** Reads what the suite inside of VS Code reports: its console does not reach this terminal, but files do. */
const fs = require('node:fs');
const path = require('node:path');

const POLL_MS = 200;

/**
 * @param {string} folder
 * @returns {{ env: NodeJS.ProcessEnv, hasStarted: () => boolean, follow: (write: (text: string) => void) => () => void,
 *   counts: () => { passes: number, failures: number } }}
 */
function mochaReport(folder) {
  const text = path.join(folder, 'mocha.txt');
  const countsFile = path.join(folder, 'mocha.json');

  /** Passes on what is written until the returned function is called. */
  function follow(write) {
    let read = 0;
    const pass = () => {
      if (!fs.existsSync(text)) return;
      const whole = fs.readFileSync(text);
      // Up to a line end, so that no character is cut in two.
      const end = whole.lastIndexOf('\n') + 1;
      if (end > read) write(whole.toString('utf8', read, end));
      read = end;
    };
    const timer = setInterval(pass, POLL_MS);
    return () => {
      clearInterval(timer);
      pass();
    };
  }

  /** Written once all tests have run, so that a suite that was cut off has none. */
  function counts() {
    if (!fs.existsSync(countsFile)) throw new Error('The suite did not come to its end inside of VS Code.');
    return JSON.parse(fs.readFileSync(countsFile, 'utf8'));
  }

  return {
    env: { MOCHA_REPORT_TEXT: text, MOCHA_REPORT_COUNTS: countsFile },
    hasStarted: () => fs.existsSync(text),
    follow,
    counts,
  };
}

module.exports = { mochaReport };
