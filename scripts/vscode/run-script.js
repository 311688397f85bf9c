/** The frame of a script that starts processes and makes temporary folders: however it ends, it leaves neither behind. */
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const PARENT_POLL_MS = 500;

/** npm passes a signal on to the shell between it and us, which ends and tells nobody. */
function onParentGone(end) {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) end();
  }, PARENT_POLL_MS).unref();
}

/**
 * @typedef {object} Frame
 * @property {(undo: () => unknown) => void} atEnd what to undo, last first
 * @property {() => string} temporaryFolder
 * @property {(line: string) => void} log to standard error, as standard output is for results
 *
 * @param {(frame: Frame) => Promise<number>} main returns the exit code
 * @param {{ signalCode?: number }} [options] the exit code after a signal, for scripts whose use it is to be interrupted
 */
function runScript(main, { signalCode } = {}) {
  /** @type {(() => unknown)[]} */
  const undos = [];
  let ending = false;

  async function end(code) {
    if (ending) return;
    ending = true;
    let result = code;
    while (undos.length > 0) {
      try {
        await undos.pop()?.();
      } catch (error) {
        console.error(error);
        result ||= 1;
      }
    }
    process.exit(result);
  }

  function fail(error) {
    console.error(error instanceof Error ? error.message : error);
    end(1);
  }

  const frame = {
    atEnd: (undo) => undos.push(undo),
    log: (line) => console.error(line),
    temporaryFolder() {
      // Resolved, since VS Code reports real paths and some systems link to their temporary folder.
      const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'mail-config-lint-')));
      undos.push(() => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
      return folder;
    },
  };

  const endBy = (name) => end(signalCode ?? 128 + os.constants.signals[name]);
  for (const name of SIGNALS) process.on(name, endBy);
  onParentGone(() => endBy('SIGTERM'));
  process.on('uncaughtException', fail);
  main(frame).then(end, fail);
}

module.exports = { runScript };
