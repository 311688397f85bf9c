/** The process that runs the tests of an instrumented tree, seen from outside: it may stall or die with a mutant. */
const { fork } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

/** A test that takes so much processor time more than usual, or stands still for so long, hangs. In seconds. */
const BUSY = 30;
const STILL = 120;

/** Processor time of a process so far, in seconds; undefined where the system does not tell. */
function processorTime(pid) {
  try {
    const fields = fs
      .readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return undefined;
  }
}

class Tests {
  constructor(folder, pass) {
    this.folder = folder;
    this.pass = pass;
    this.usual = {};
  }

  /** Runs all: `reached` has the tests of each mutant, `loaded` the mutants that run before any test. */
  async learn() {
    const learnt = await this.ask({ kind: 'learn' }, Number.POSITIVE_INFINITY);
    if (!learnt) throw new Error('the tests end or hang without any mutant');
    for (const title of learnt.failing) console.log(`fails without a mutant, and is left out: ${title}`);
    return learnt;
  }

  /** The title of a test that fails with a mutant, or what became of the process; undefined where all pass. */
  async fails(id, titles) {
    for (let attempt = 0; attempt < 2; attempt++) {
      const answer = await this.ask({ kind: 'try', id, titles }, BUSY);
      if (answer && !answer.spoilt) return answer.failed;
      this.stop();
      if (!answer) return 'hangs';
    }
    return 'spoils the process';
  }

  stop() {
    this.child?.kill('SIGKILL');
    this.child = undefined;
  }

  /** The next answer of the process; undefined where it hangs or ends. */
  ask(question, busy) {
    this.child ??= this.start();
    const { child } = this;
    return new Promise((resolve) => {
      let [since, used] = [Date.now(), processorTime(child.pid)];
      const done = (answer) => {
        clearInterval(timer);
        child.removeAllListeners('message').removeAllListeners('exit');
        resolve(answer);
      };
      const timer = setInterval(() => {
        const now = processorTime(child.pid) ?? 0;
        const isStill = Date.now() - since > STILL * 1000 && now - (used ?? 0) < 1;
        if (now - (used ?? 0) > busy || (isStill && busy < Number.POSITIVE_INFINITY)) done(undefined);
      }, 500);
      child.on('message', (answer) => {
        [since, used] = [Date.now(), processorTime(child.pid)];
        if (answer !== 'alive') done(answer);
      });
      child.on('exit', () => done(undefined));
      child.send(question);
    });
  }

  start() {
    const child = fork(path.join(__dirname, 'tests.js'), [this.pass], { cwd: this.folder, silent: true });
    child.stdout.resume();
    child.stderr.resume();
    return child;
  }
}

module.exports = { Tests };
