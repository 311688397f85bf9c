/** Loaded first by a process that a test starts: tells at its end which mutants it has reached. */
const fs = require('node:fs');
const path = require('node:path');

process.on('exit', () => {
  const { perTest = {}, static: atLoad = {} } = globalThis.__stryker__?.mutantCoverage ?? {};
  const ids = [atLoad, ...Object.values(perTest)].flatMap((mutants) => Object.keys(mutants));
  const name = `${process.pid}-${process.hrtime.bigint()}`;
  if (ids.length > 0) fs.writeFileSync(path.join(process.env.MUTANTS_REACHED, name), ids.join(' '));
});
