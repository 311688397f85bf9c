/** Makes a folder once, however many processes ask for it and wherever one of them is interrupted. */
const fs = require('node:fs');
const path = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');

const POLL_MS = 500;
/** A lock without a process in it is one that is being written this moment, or one that was cut off long ago. */
const EMPTY_LOCK_MS = 10_000;

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function isAbandoned(lock) {
  try {
    const pid = Number(fs.readFileSync(lock, 'utf8'));
    return pid ? !isRunning(pid) : Date.now() - fs.statSync(lock).mtimeMs > EMPTY_LOCK_MS;
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}

async function acquire(lock, onWait) {
  for (let waited = false; ; waited = true) {
    try {
      fs.writeFileSync(lock, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (isAbandoned(lock)) fs.rmSync(lock, { force: true });
    else {
      if (!waited) onWait();
      await sleep(POLL_MS);
    }
  }
}

/** What an interrupted run left behind; npm's own cache keeps the downloads, so starting afresh is cheap. */
function removeLeftovers(target) {
  const prefix = `${path.basename(target)}.part-`;
  for (const name of fs.readdirSync(path.dirname(target))) {
    if (name.startsWith(prefix)) fs.rmSync(path.join(path.dirname(target), name), { recursive: true, force: true });
  }
}

/**
 * The folder is made under another name and renamed when complete: where `target` exists, it is whole.
 * @param {string} target
 * @param {(folder: string) => Promise<void>} make
 * @param {(line: string) => void} log
 */
async function installOnce(target, make, log) {
  if (fs.existsSync(target)) return;
  fs.mkdirSync(path.dirname(target), { recursive: true });
  const lock = `${target}.lock`;
  await acquire(lock, () => log(`waiting for another process that installs ${path.basename(target)} ...`));
  try {
    if (fs.existsSync(target)) return;
    removeLeftovers(target);
    const part = fs.mkdtempSync(`${target}.part-`);
    try {
      await make(part);
      fs.renameSync(part, target);
    } finally {
      fs.rmSync(part, { recursive: true, force: true });
    }
  } finally {
    fs.rmSync(lock, { force: true });
  }
}

module.exports = { installOnce };
