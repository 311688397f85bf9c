/** The mutants of sources, and a copy of the tree that has them built in. */
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const NO_LOG = Object.fromEntries(
  ['trace', 'debug', 'info', 'warn', 'error', 'fatal'].flatMap((level) => [
    [level, () => {}],
    [`is${level[0].toUpperCase()}${level.slice(1)}Enabled`, () => false],
  ]),
);

async function instrument(files) {
  const { Instrumenter } = await import('@stryker-mutator/instrumenter');
  const options = { plugins: null, excludedMutations: [], ignorers: [], noHeader: false };
  return new Instrumenter(NO_LOG).instrument(files, options);
}

const fieldsOf = ({ id, fileName, mutatorName, replacement, location }) => ({
  id,
  file: fileName,
  mutatorName,
  replacement,
  location,
});

const read = (name, mutate) => ({ name, content: fs.readFileSync(name, 'utf8'), mutate });

/** Every mutant of the files. */
async function inSources(files) {
  const { mutants } = await instrument(files.map((file) => read(file, true)));
  return mutants.map(fieldsOf);
}

/** Copies everything but what is built, and what is not changed as links. */
function copyTree(to) {
  for (const name of fs.readdirSync('.')) {
    if (['.git', '.cache', 'out', 'node_modules', 'dist'].includes(name)) continue;
    fs.cpSync(name, path.join(to, name), { recursive: true });
  }
  fs.symlinkSync(path.resolve('node_modules'), path.join(to, 'node_modules'));
}

const keyOf = ({ file, mutatorName, replacement, location: { start, end } }) =>
  [file, mutatorName, replacement, start.line, start.column, end.line, end.column].join(' ');

/**
 * Builds tests, and bundles where they are wanted, with the mutants behind switches; the mutants, in their order, with
 * the names of their switches.
 */
async function build(to, chosen, tests, withBundles) {
  const ranges = new Map();
  for (const { file, location } of chosen) ranges.set(file, [...(ranges.get(file) ?? []), location]);
  const result = await instrument([...ranges].map(([file, locations]) => read(file, locations)));
  for (const { name, content } of result.files) fs.writeFileSync(path.join(to, name), content);
  for (const what of [...(withBundles ? [[]] : []), [tests ? `--tests=${tests}` : '--tests']])
    execFileSync(process.execPath, ['esbuild.js', ...what], { cwd: to, stdio: 'ignore' });
  const switches = new Map(result.mutants.map(fieldsOf).map((mutant) => [keyOf(mutant), mutant]));
  return chosen.flatMap((mutant) => switches.get(keyOf(mutant)) ?? []);
}

module.exports = { build, copyTree, inSources };
