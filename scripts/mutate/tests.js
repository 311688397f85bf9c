/** Runs the tests of an instrumented tree, again and again in one process, with one mutant switched on at a time. */
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { default: Mocha } = require('mocha');

/** Tests that take minutes by their nature, need other programs, networks or packages, or look at no behaviour. */
const NEITHER =
  /^(?:typing|expressions|large-texts|javascript-hostile|leaks|every-fix|editors|outside|packages|postfix-(?:relay|tls)|probe-(?:real.*|exim|network|comparison|working)|temporary|third-party-notices|nodemailer-releases)\.test\.js$/;

/** Those that start processes of the built bundles, or ask so much that few mutants are worth it. */
const SECOND =
  /^(?:cli.*|borders|server-process|nodemailer-conformance|postfix-(?:postconf|requests)|server-requests|docs)\.test\.js$/;

/** How long a test may take, and all that a mutant meets in a pass, as they took without it. In milliseconds. */
const TIMEOUT = 60_000;
const BUDGET = 60_000;

const stryker = globalThis.__stryker__ ?? {};
globalThis.__stryker__ = stryker;

const mocha = new Mocha({ reporter: function Silent() {}, timeout: 0 });
mocha.cleanReferencesAfterRun(false);

const [pass] = process.argv.slice(2);

function load() {
  for (const name of fs.readdirSync('out/test')) {
    if (!name.endsWith('.test.js') || NEITHER.test(name) || SECOND.test(name) !== (pass === 'second')) continue;
    mocha.addFile(path.resolve('out/test', name));
  }
  mocha.loadFiles();
}

/** The test that failed, where a hook did so the one it was for. */
const titleOf = (test) => (test.type === 'hook' ? test.ctx?.currentTest : test)?.fullTitle();

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

/** What `reached.js` wrote for the processes that a test started and that have ended. */
function takeReached(folder) {
  return fs.readdirSync(folder).flatMap((name) => {
    const file = path.join(folder, name);
    const ids = fs.readFileSync(file, 'utf8').split(' ');
    fs.rmSync(file);
    return ids;
  });
}

/** Which tests reach a mutant, the quickest first, which mutants run while files are loaded, and which tests fail. */
async function learn() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mail-config-lint-reached-'));
  fs.chmodSync(folder, 0o777);
  Object.assign(process.env, {
    MUTANTS_REACHED: folder,
    NODE_OPTIONS: `--require "${path.join(__dirname, 'reached.js')}"`,
  });
  const took = new Map();
  const failing = new Set();
  const elsewhere = new Map();
  await run(undefined, {
    before: (test) => {
      stryker.currentTestId = test.fullTitle();
    },
    after: (test) => {
      const title = titleOf(test) ?? test.fullTitle();
      if (test.state === 'failed') failing.add(title);
      took.set(title, test.duration ?? 0);
      elsewhere.set(title, [...(elsewhere.get(title) ?? []), ...takeReached(folder)]);
      stryker.currentTestId = undefined;
    },
  });
  fs.rmSync(folder, { recursive: true });
  delete process.env.NODE_OPTIONS;
  const reached = {};
  const add = (title, ids) => {
    if (failing.has(title)) return;
    for (const id of new Set(ids)) reached[id] = new Set([...(reached[id] ?? []), title]);
  };
  for (const [title, mutants] of Object.entries(stryker.mutantCoverage?.perTest ?? {}))
    add(title, Object.keys(mutants));
  for (const [title, ids] of elsewhere) add(title, ids);
  for (const [id, titles] of Object.entries(reached))
    reached[id] = affordable(
      [...titles].sort((a, b) => took.get(a) - took.get(b)),
      took,
    );
  const loaded = Object.keys(stryker.mutantCoverage?.static ?? {});
  stryker.mutantCoverage = undefined;
  return { reached, loaded, failing: [...failing] };
}

function affordable(titles, took) {
  let sum = 0;
  return titles.filter((title) => {
    sum += took.get(title);
    return sum < BUDGET;
  });
}

function switchOn(id) {
  stryker.activeMutant = id;
  // Processes that tests start take it from here.
  if (id === undefined) delete process.env.__STRYKER_ACTIVE_MUTANT__;
  else process.env.__STRYKER_ACTIVE_MUTANT__ = id;
}

/** The first of the tests that fails. */
async function firstFailing(titles) {
  let failed;
  await run(new Set(titles), {
    before: (test) => test.timeout(TIMEOUT),
    after: (test, runner) => {
      if (test.state !== 'failed' || failed) return;
      failed = titleOf(test) ?? titles[0];
      runner.abort();
    },
  });
  return failed;
}

async function attempt({ id, titles }) {
  switchOn(id);
  let failed;
  // The quickest ones first: most mutants meet their end there.
  for (const some of [titles.slice(0, 12), titles.slice(12, 120), titles.slice(120)])
    if (!failed && some.length > 0) failed = await firstFailing(some);
  switchOn(undefined);
  // What a mutant leaves behind in this process must not count against the next one.
  const spoilt = failed !== undefined && (await firstFailing([failed])) !== undefined;
  return { failed, spoilt };
}

load();
process.on('message', async (question) => {
  process.send(question.kind === 'learn' ? await learn() : await attempt(question));
});
