/**
 * Changes the sources in one place at a time and looks whether a test notices:
 *
 *   npm run mutate -- [--count 300] [--seed 1] [--folder src/analyzer/rules] [--jobs 1] [--quick]
 *                     [--tests postfix,table]
 *
 * Prints the mutants that survive and the kill rate by folder. The sample is the same for the same seed and sources.
 *
 * All mutants of the sample are built into one copy of the tree, behind switches (StrykerJS' instrumenter): into the
 * tests, and into the bundles that some tests start. A mutant that the compiler refuses is no mutant, as `npm test`
 * compiles first. Every test runs once to learn which mutants it reaches; then each mutant meets the tests that reach it,
 * the quickest first, up to the first that fails: those of the first pass, and where all of them pass those of the
 * second (`tests.js` says which). `--quick` leaves the second out; `--tests` runs no other test files, which is quicker and
 * finds fewer mutants.
 */
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { parseArgs } = require('node:util');
const { refusedByCompiler } = require('./compiler');
const { Tests } = require('./judge');
const { build, copyTree, inSources } = require('./tree');

/** What the figures do not speak of, printed with them. */
const LEFT_OUT = {
  'src/analyzer/data/': 'tables, which the tests of tables and providers judge row by row',
  'src/extension/': 'runs in VS Code only',
};

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

const sources = (folder) =>
  fs
    .readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => path.join(folder, name))
    .filter((file) => !Object.keys(LEFT_OUT).some((start) => file.startsWith(start)))
    .sort();

/** Draws files by their size, and a mutant of each draw: so only the files that are drawn have to be read. */
async function sample(files, count, random) {
  let whole = 0;
  const ends = files.map((file) => {
    whole += fs.statSync(file).size;
    return whole;
  });
  const draw = () => {
    const at = random() * whole;
    return files[ends.findIndex((end) => at < end)];
  };
  const drawn = Array.from({ length: count }, draw);
  const byFile = grouped(await inSources([...new Set(drawn)].sort()), ({ file }) => file);
  return drawn.flatMap((file) => {
    const left = byFile.get(file) ?? [];
    return left.splice(Math.floor(random() * left.length), 1);
  });
}

function grouped(mutants, groupOfOne) {
  const groups = new Map();
  for (const mutant of mutants) {
    const members = groups.get(groupOfOne(mutant));
    if (members) members.push(mutant);
    else groups.set(groupOfOne(mutant), [mutant]);
  }
  return groups;
}

/** The verdicts of one pass: `killed`, `survived`, `not reached`, or `at load`, which no switch can test. */
async function judge(tests, mutants, done) {
  const waiting = [...mutants];
  const { reached, loaded } = await tests[0].learn();
  const work = async (one) => {
    for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
      const titles = reached[mutant.id] ?? [];
      if (titles.length > 0) {
        const failed = await one.fails(mutant.id, titles);
        done({ ...mutant, titles, verdict: failed ? 'killed' : 'survived', by: failed });
      } else done({ ...mutant, titles, verdict: loaded.includes(mutant.id) ? 'at load' : 'not reached' });
    }
  };
  await Promise.all(tests.map(work));
  for (const one of tests) one.stop();
}

/** `verdicts`: by the names of the switches, filled as they are found. */
async function judgeInPasses(folder, mutants, jobs, isQuick, verdicts) {
  let left = mutants;
  for (const pass of isQuick ? ['first'] : ['first', 'second']) {
    const tests = Array.from({ length: jobs }, () => new Tests(folder, pass));
    await judge(tests, left, (found) => {
      const earlier = verdicts.get(found.id);
      const isKnown = earlier && ['not reached', 'at load'].includes(found.verdict);
      if (!isKnown) verdicts.set(found.id, { ...found, titles: [...(earlier?.titles ?? []), ...found.titles] });
    });
    left = left.filter(({ id }) => verdicts.get(id).verdict !== 'killed');
  }
}

const inWords = ({ file, location: { start }, mutatorName, replacement, verdict, titles }) =>
  [
    `${verdict}: ${file}:${start.line + 1}:${start.column + 1} ${mutatorName} → ${replacement.replaceAll(/\s+/g, ' ').slice(0, 90)}`,
    ...(titles.length > 0 ? [`    ${titles.length} tests, as ${JSON.stringify(titles[0])}`] : []),
  ].join('\n');

function report(verdicts, refused) {
  const judged = verdicts.filter(({ verdict }) => verdict !== 'at load');
  for (const verdict of judged) if (verdict.verdict !== 'killed') console.log(inWords(verdict));
  const line = (name, some) => {
    const killed = some.filter(({ verdict }) => verdict === 'killed').length;
    return `${name.padEnd(32)} ${String(killed).padStart(4)} of ${String(some.length).padStart(4)} ${String(Math.round((100 * killed) / some.length)).padStart(4)} %`;
  };
  const rows = [...grouped(judged, ({ file }) => groupOf(file))].sort();
  console.log(`\n${rows.map(([name, some]) => line(name, some)).join('\n')}\n${line('all', judged)}\n`);
  console.log(`not counted: ${refused} that the compiler refuses`);
  console.log(`not counted: ${verdicts.length - judged.length} that run only while a file is loaded, before any test`);
  for (const [start, why] of Object.entries(LEFT_OUT)) console.log(`not in the sample: ${start} (${why})`);
}

async function main() {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '300' },
      seed: { type: 'string', default: '1' },
      folder: { type: 'string', default: 'src' },
      jobs: { type: 'string', default: '1' },
      quick: { type: 'boolean', default: false },
      tests: { type: 'string' },
    },
  });
  const files = sources(path.normalize(values.folder));
  const chosen = await sample(files, Number(values.count), randomly(Number(values.seed)));
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mail-config-lint-mutants-'));
  try {
    copyTree(folder);
    const refused = refusedByCompiler(folder, chosen);
    const left = chosen.filter((mutant) => !refused.has(mutant));
    const built = await build(folder, left, values.tests, !values.quick);
    console.log(`${chosen.length} mutants, seed ${values.seed}\n`);
    const verdicts = new Map();
    // What is broken off tells what it has found; the order is random.
    process.once('SIGTERM', () => process.emit('SIGINT'));
    process.once('SIGINT', () => {
      console.log(`broken off after ${verdicts.size} of ${built.length}`);
      report([...verdicts.values()], refused.size);
      fs.rmSync(folder, { recursive: true, force: true });
      process.exit(1);
    });
    await judgeInPasses(folder, built, Number(values.jobs), values.quick, verdicts);
    report([...verdicts.values()], refused.size);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
