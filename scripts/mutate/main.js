/**
 * Changes the sources in one place at a time and looks whether a test notices: `npm run mutate -- [--count 120] [--seed 1]
 * [--folder src/analyzer/rules]`. Prints the mutants that survive and the kill rate by folder. The sample is the same for
 * the same seed and sources.
 *
 * All mutants of the sample are built into one copy of the tree, behind switches (StrykerJS' instrumenter). Every test is
 * run once to learn which mutants it reaches; then each mutant meets those tests, up to the first that fails. Mutants of
 * what runs only while a file is loaded are left out.
 */
const { execFileSync, fork } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { parseArgs } = require('node:util');

/**
 * Data is judged by the tests of its tables; what only runs in an editor, or as the built command, is out of reach here.
 */
const LEFT_OUT = ['src/analyzer/data/', 'src/extension/', 'src/cli/'];

/** Tests that take minutes, need other programs, or start processes of the built bundles, which have no mutants. */
const SLOW_TESTS =
  /^(?:typing|expressions|large-texts|javascript-hostile|leaks|editors|outside|packages|cli.*|borders|server-process|nodemailer-(?:conformance|releases)|postfix-(?:postconf|relay|tls|requests)|server-requests|probe-(?:real.*|exim|network|comparison|working)|every-fix|third-party-notices|temporary|docs)\.test\.js$/;

/** A mutant for which no test reports anything for so long hangs, and counts as noticed. In milliseconds. */
const STALL = 60_000;

const NO_LOG = Object.fromEntries(
  ['trace', 'debug', 'info', 'warn', 'error', 'fatal'].flatMap((level) => [
    [level, () => {}],
    [`is${level[0].toUpperCase()}${level.slice(1)}Enabled`, () => false],
  ]),
);

/** Numbers from 0 to 1 (mulberry32). */
function randomly(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const groupOf = (file) => path.dirname(file).split(path.sep).slice(0, 3).join('/');

function sources(folder) {
  return fs
    .readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => path.join(folder, name))
    .filter((file) => !LEFT_OUT.some((start) => file.startsWith(start)))
    .sort();
}

async function instrumenter() {
  const { Instrumenter } = await import('@stryker-mutator/instrumenter');
  const options = { plugins: null, excludedMutations: [], ignorers: [], noHeader: false };
  const worker = new Instrumenter(NO_LOG);
  return (files) => worker.instrument(files, options);
}

const read = (name, mutate = true) => ({ name, content: fs.readFileSync(name, 'utf8'), mutate });

/** As many from each folder as its share of all mutants. */
function sample(mutants, count, random) {
  return [...grouped(mutants).values()].flatMap((members) => {
    const share = Math.max(1, Math.round((count * members.length) / mutants.length));
    return members
      .map((mutant) => ({ mutant, order: random() }))
      .sort((a, b) => a.order - b.order)
      .slice(0, share)
      .map(({ mutant }) => mutant);
  });
}

function grouped(mutants) {
  const groups = new Map();
  for (const mutant of mutants) {
    const members = groups.get(mutant.group);
    if (members) members.push(mutant);
    else groups.set(mutant.group, [mutant]);
  }
  return groups;
}

/** A copy of the tree, in which everything that is not built stands as a link. */
function copyTree(to) {
  for (const name of fs.readdirSync('.')) {
    if (['.git', '.cache', 'out', 'node_modules', 'dist'].includes(name)) continue;
    fs.cpSync(name, path.join(to, name), { recursive: true });
  }
  for (const name of ['node_modules', 'dist']) fs.symlinkSync(path.resolve(name), path.join(to, name));
}

async function build(to, chosen, instrument) {
  copyTree(to);
  const ranges = grouped(chosen.map((mutant) => ({ ...mutant, group: mutant.file })));
  const files = [...ranges].map(([file, mutants]) =>
    read(
      file,
      mutants.map(({ location }) => location),
    ),
  );
  const result = await instrument(files);
  for (const { name, content } of result.files) fs.writeFileSync(path.join(to, name), content);
  execFileSync(process.execPath, ['esbuild.js', '--tests'], { cwd: to, stdio: ['ignore', 'ignore', 'inherit'] });
  const wanted = new Set(chosen.map(keyOf));
  return result.mutants
    .map(({ id, fileName, mutatorName, replacement, location }) => ({
      id,
      file: fileName,
      mutatorName,
      replacement,
      location,
    }))
    .filter((mutant) => wanted.has(keyOf(mutant)));
}

const keyOf = ({ file, mutatorName, replacement, location: { start, end } }) =>
  [file, mutatorName, replacement, start.line, start.column, end.line, end.column].join(' ');

/** The process that runs the tests; `ask` gives its next answer, undefined where it stalls or dies. */
function startTests(folder) {
  const tests = fs
    .readdirSync(path.join(folder, 'out/test'))
    .filter((name) => name.endsWith('.test.js') && !SLOW_TESTS.test(name));
  const child = fork(path.join(__dirname, 'tests.js'), tests, { cwd: folder, silent: true });
  child.stdout.resume();
  child.stderr.resume();
  const ask = (question) =>
    new Promise((resolve) => {
      let timer;
      const done = (answer) => {
        clearTimeout(timer);
        child.removeAllListeners('message').removeAllListeners('exit');
        resolve(answer);
      };
      const wait = () => {
        clearTimeout(timer);
        timer = setTimeout(() => done(undefined), question.stall ?? STALL);
      };
      child.on('message', (answer) => (answer === 'alive' ? wait() : done(answer)));
      child.on('exit', () => done(undefined));
      child.send(question);
      wait();
    });
  return { ask, stop: () => child.kill('SIGKILL') };
}

async function judge(folder, mutants) {
  let tests = startTests(folder);
  const { reached, loaded } = await tests.ask({ kind: 'learn', stall: 10 * STALL });
  const verdicts = [];
  for (const mutant of mutants) {
    const titles = reached[mutant.id] ?? [];
    // A switch comes too late for what has run before any test.
    if (titles.length === 0 && loaded.includes(mutant.id)) continue;
    let verdict = 'survived';
    if (titles.length > 0) {
      const answer = await tests.ask({ kind: 'try', id: mutant.id, titles });
      if (answer?.failed !== false) verdict = 'killed';
      if (answer === undefined) {
        tests.stop();
        tests = startTests(folder);
        await tests.ask({ kind: 'load', stall: 10 * STALL });
      }
    } else verdict = 'not reached';
    verdicts.push({ ...mutant, verdict });
    if (verdict !== 'killed') console.log(inWords(verdicts.at(-1)));
  }
  tests.stop();
  return verdicts;
}

const inWords = ({ file, location: { start }, mutatorName, replacement, verdict }) =>
  `${verdict}: ${file}:${start.line + 1}:${start.column + 1} ${mutatorName} → ${replacement.replaceAll(/\s+/g, ' ').slice(0, 90)}`;

function report(verdicts) {
  const rows = [...grouped(verdicts.map((verdict) => ({ ...verdict, group: groupOf(verdict.file) })))].sort();
  const line = (name, some) => {
    const killed = some.filter(({ verdict }) => verdict === 'killed').length;
    return `${name.padEnd(32)} ${String(killed).padStart(4)} of ${String(some.length).padStart(4)} ${String(Math.round((100 * killed) / some.length)).padStart(4)} %`;
  };
  console.log(`\n${rows.map(([name, some]) => line(name, some)).join('\n')}\n${line('all', verdicts)}`);
}

async function main() {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '120' },
      seed: { type: 'string', default: '1' },
      folder: { type: 'string', default: 'src' },
    },
  });
  const instrument = await instrumenter();
  const { mutants } = await instrument(sources(path.normalize(values.folder)).map((file) => read(file)));
  const all = mutants.map(({ fileName, mutatorName, replacement, location }) => ({
    file: fileName,
    mutatorName,
    replacement,
    location,
    group: groupOf(fileName),
  }));
  const chosen = sample(all, Number(values.count), randomly(Number(values.seed)));
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mail-config-lint-mutants-'));
  try {
    const built = await build(folder, chosen, instrument);
    console.log(`${built.length} of ${all.length} mutants, seed ${values.seed}\n`);
    report(await judge(folder, built));
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
