/** Runs the tests of an instrumented tree, again and again in one process, with one mutant switched on at a time. */
const path = require('node:path');
const { default: Mocha } = require('mocha');

const stryker = globalThis.__stryker__ ?? {};
globalThis.__stryker__ = stryker;

const mocha = new Mocha({ reporter: function Silent() {}, timeout: 0 });
mocha.cleanReferencesAfterRun(false);

function load() {
  for (const name of process.argv.slice(2)) mocha.addFile(path.resolve('out/test', name));
  mocha.loadFiles();
}

/** Runs the tests that `titles` names, or all; `each` is told of every test, before and after. */
function run(titles, { before, after }) {
  mocha.grep(titles ? { test: (title) => titles.has(title) } : /(?:)/);
  return new Promise((resolve) => {
    const runner = mocha.run(() => resolve());
    runner.on('test', (test) => {
      process.send('alive');
      before(test);
    });
    runner.on('test end', (test) => after(test, runner));
    runner.on('fail', (test) => after(test, runner));
  });
}

/** Which tests reach a mutant, the quickest first, and which mutants run while files are loaded. */
async function learn() {
  const took = new Map();
  await run(undefined, {
    before: (test) => {
      stryker.currentTestId = test.fullTitle();
    },
    after: (test) => {
      took.set(test.fullTitle(), test.duration ?? Number.MAX_VALUE);
      stryker.currentTestId = undefined;
    },
  });
  const reached = {};
  for (const [title, mutants] of Object.entries(stryker.mutantCoverage?.perTest ?? {}))
    for (const id of Object.keys(mutants)) reached[id] = [...(reached[id] ?? []), title];
  for (const titles of Object.values(reached)) titles.sort((a, b) => (took.get(a) ?? 0) - (took.get(b) ?? 0));
  const loaded = Object.keys(stryker.mutantCoverage?.static ?? {});
  stryker.mutantCoverage = undefined;
  return { reached, loaded };
}

async function attempt({ id, titles }) {
  stryker.activeMutant = id;
  let failed = false;
  // The quickest ones first: most mutants meet their end there.
  for (const some of [titles.slice(0, 12), titles.slice(12, 120), titles.slice(120)]) {
    if (failed || some.length === 0) break;
    await run(new Set(some), {
      before: () => {},
      after: (test, runner) => {
        if (test.state !== 'failed') return;
        failed = true;
        runner.abort();
      },
    });
  }
  stryker.activeMutant = undefined;
  return { failed };
}

load();
process.on('message', async (question) => {
  const answer = question.kind === 'learn' ? await learn() : question.kind === 'try' ? await attempt(question) : {};
  process.send(answer);
});
