/**
 * Which mutants the compiler refuses. It sees many at once, some lines apart in a file; one whose errors lie elsewhere
 * counts as accepted, so that the figures are rather too low than too high.
 */
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

/** What is unused or unreachable for the change is none of its faults. */
const LENIENT = {
  noUnusedLocals: false,
  noUnusedParameters: false,
  allowUnreachableCode: true,
  noFallthroughCasesInSwitch: false,
};

const ERROR = /^(\S+?)\((\d+),\d+\): error /gm;

/** A file with some of its mutants, each line where it was. */
function mutated(text, mutants) {
  const lines = text.split('\n');
  const offset = ({ line, column }) => lines.slice(0, line).reduce((sum, { length }) => sum + length + 1, 0) + column;
  return [...mutants]
    .sort((a, b) => offset(b.location.start) - offset(a.location.start))
    .reduce((result, { location: { start, end }, replacement }) => {
      const missing = end.line - start.line - (replacement.split('\n').length - 1);
      const rest = '\n'.repeat(Math.max(0, missing));
      return result.slice(0, offset(start)) + replacement + rest + result.slice(offset(end));
    }, text);
}

/** The places of the errors in the tree with some mutants in it. */
function errorsWith(folder, mutants) {
  const before = new Map();
  for (const name of new Set(mutants.map(({ file }) => file))) {
    const file = path.join(folder, name);
    before.set(file, fs.readFileSync(file, 'utf8'));
    const own = mutants.filter((mutant) => mutant.file === name);
    fs.writeFileSync(file, mutated(before.get(file), own));
  }
  const tsc = path.join(folder, 'node_modules/typescript/bin/tsc');
  const { stdout } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.mutants.json'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  for (const [file, text] of before) fs.writeFileSync(file, text);
  return [...stdout.matchAll(ERROR)].map(([, file, line]) => ({ file, line: Number(line) - 1 }));
}

/** Lines around a mutant in which an error is surely its own. */
const NEAR = 2;

const isAt = ({ file, location: { start, end } }, error) =>
  error.file === file && error.line >= start.line - NEAR && error.line <= end.line + NEAR;

const linesOf = ({ location: { start, end } }) => [start.line - 2 * NEAR, end.line + 2 * NEAR];

/** As many as do not lie close to each other. */
function apart(mutants) {
  const chosen = [];
  for (const mutant of mutants) {
    const [from, to] = linesOf(mutant);
    const isClose = (other) => other.file === mutant.file && linesOf(other)[0] <= to && linesOf(other)[1] >= from;
    if (!chosen.some(isClose)) chosen.push(mutant);
  }
  return chosen;
}

/** The mutants without which the tree compiles, and with which it does not. */
function refusedByCompiler(folder, mutants) {
  const settings = { extends: './tsconfig.json', include: ['src'], compilerOptions: LENIENT };
  fs.writeFileSync(path.join(folder, 'tsconfig.mutants.json'), JSON.stringify(settings));
  const refused = new Set();
  let left = mutants;
  while (left.length > 0) {
    const batch = apart(left);
    const errors = errorsWith(folder, batch);
    for (const mutant of batch) if (errors.some((error) => isAt(mutant, error))) refused.add(mutant);
    left = left.filter((mutant) => !batch.includes(mutant));
  }
  return refused;
}

module.exports = { refusedByCompiler };
