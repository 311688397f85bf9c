/** Ends a process with everything it started, and sees to it that nothing is left. */
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const { setTimeout: sleep } = require('node:timers/promises');

const POLITE_MS = 3_000;
const FORCED_MS = 5_000;
const POLL_MS = 50;

/**
 * @typedef {{ pid: number, parent: number, group: number, id: string }} Entry `id` tells a process from a later one with
 *   the same number
 */

/** The name in the second field may hold blanks and parentheses, so fields are counted from its end. */
function readProc() {
  /** @type {Entry[]} */
  const entries = [];
  for (const name of fs.readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = fs.readFileSync(`/proc/${name}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (fields[0] === 'Z') continue;
      entries.push({
        pid: Number(name),
        parent: Number(fields[1]),
        group: Number(fields[2]),
        id: `${name}@${fields[19]}`,
      });
    } catch {
      // Ended between the two readings.
    }
  }
  return entries;
}

function readPs() {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,pgid=,stat='], { encoding: 'utf8' }).trim().split('\n');
  return lines
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state]) => !state.startsWith('Z'))
    .map(([pid, parent, group]) => ({ pid: Number(pid), parent: Number(parent), group: Number(group), id: pid }));
}

const readAll = () => (fs.existsSync('/proc/self/stat') ? readProc() : readPs());

/** The members of `known` that still run, and all that descend from them or share the group of `root`. */
function living(root, known) {
  const entries = readAll();
  const members = entries.filter((entry) => known.has(entry.id) || entry.pid === root || entry.group === root);
  for (const member of members) {
    for (const entry of entries) if (entry.parent === member.pid && !members.includes(entry)) members.push(entry);
  }
  for (const { id } of members) known.add(id);
  return members;
}

function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/**
 * @param {number} root a process that leads its own group (spawned with `detached`)
 * @returns {Promise<void>} rejects when something survived
 */
async function endTree(root) {
  if (process.platform === 'win32') {
    execFileSync('taskkill', ['/PID', String(root), '/T', '/F'], { stdio: 'ignore' });
    return;
  }
  const known = new Set();
  for (const [name, patience] of [
    ['SIGTERM', POLITE_MS],
    ['SIGKILL', FORCED_MS],
  ]) {
    const asked = new Set();
    for (const deadline = Date.now() + patience; Date.now() < deadline; await sleep(POLL_MS)) {
      const members = living(root, known);
      if (members.length === 0) return;
      for (const { pid, id } of members) {
        if (!asked.has(id)) signal(pid, name);
        asked.add(id);
      }
    }
  }
  const left = living(root, known).map(({ pid }) => pid);
  if (left.length > 0) throw new Error(`These processes could not be ended: ${left.join(', ')}`);
}

module.exports = { endTree };
