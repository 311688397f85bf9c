/**
 * Builds the bundles (extension, language server and command line for Node; the first two also for browsers) with the
 * notices of what they contain and the pages of rules and, with --tests, every test file.
 *
 *   node esbuild.js [--production] [--watch] [--tests[=NAME,...] | --bench]
 *
 * With names, `--tests=fixtures,table` builds those test files alone, which is much quicker.
 */
const esbuild = require('esbuild');
const fs = require('node:fs');
const path = require('node:path');
const { packedPages } = require('./scripts/pages');
const { buildSharing } = require('./scripts/shared-modules');
const { standIns } = require('./scripts/stand-ins');
const { thirdPartyNotices } = require('./scripts/third-party-notices');

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');
const wantedTests = process.argv.map((argument) => /^--tests(?:=(.*))?$/.exec(argument)).find(Boolean);
const isWanted = (file) => {
  const names = wantedTests[1];
  return names === undefined || ['run', ...names.split(',')].includes(path.basename(file).split('.')[0]);
};

const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  logLevel: 'info',
  mainFields: ['module', 'main'],
};

const forNode = { ...shared, external: ['vscode'], plugins: [standIns], minify: production, sourcemap: !production };

/** An import of a Node module is an error here. */
const forBrowsers = { ...forNode, platform: 'browser', target: 'es2022' };

/**
 * What users get; those that others use come first. In a browser `core` is the server, a worker of `extension-web`, which
 * lends it the protocol; where Node runs, the server and the command line are small programs around it.
 */
const bundles = [
  {
    name: 'extension-web',
    options: forBrowsers,
    start: ['activate', 'deactivate']
      .map((name) => `export const ${name} = (...given) => require("./src/extension/browser.ts").${name}(...given);`)
      .join('\n'),
  },
  {
    name: 'core',
    options: {
      ...forBrowsers,
      format: 'iife',
      globalName: 'core',
      footer: { js: 'if (typeof module === "object") module.exports = core;' },
    },
    start: `if (typeof WorkerGlobalScope === "function")
      require("./src/server/worker.ts").whenToldOfExtension(() => require("./src/server/browser.ts"));`,
    uses: ['extension-web'],
    // A command line that lints loads nothing of the extension.
    borrows: (file) => file.startsWith('node_modules/'),
  },
  {
    name: 'testing',
    options: forNode,
    start: ['test-connection', 'domain-check']
      .map((part, index) => `export const part${index} = () => require("./src/extension/${part}.ts");`)
      .join('\n'),
    uses: ['extension-web', 'core'],
  },
  { name: 'extension', options: forNode, entry: 'src/extension/main.ts', uses: ['extension-web', 'testing'] },
  { name: 'server', options: forNode, entry: 'src/server/main.ts', uses: ['core', 'extension-web'] },
  { name: 'command', options: forNode, entry: 'src/cli/main.ts', uses: ['core'] },
  { name: 'cli', options: forNode, entry: 'src/cli/start.ts' },
];

/** A bundle that lends and borrows nothing, quick to build again. */
const whole = ({ name, options, entry, start }) => ({
  ...options,
  ...(entry ? { entryPoints: [entry] } : { stdin: { contents: start, resolveDir: __dirname } }),
  outfile: `dist/${name}.js`,
});

/** Programs of the tests that are no test files. */
const TEST_PROGRAMS = ['run.ts', 'vscode/index.ts', 'probe-lab/main.ts', 'fuzz/main.ts', 'soak/main.ts'];

/** Bundles for Node; the packages that the tests compare with stay real packages. */
const forTests = { ...shared, logLevel: 'warning', packages: 'external', external: ['vscode'], sourcesContent: false };

/**
 * One bundle of all that runs in Node, so that a process reads and compiles the sources once however many test files it
 * runs, and a small file beside it for each, which runs its part. What VS Code loads is bundled file by file.
 */
async function buildTests() {
  const wanted = fs
    .readdirSync('test', { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.parentPath.includes('fixtures'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter(
      (file) =>
        isWanted(file) && (file.endsWith('.test.ts') || TEST_PROGRAMS.some((name) => file === path.join('test', name))),
    );
  const isInVSCode = (file) => file.startsWith(path.join('test', 'vscode'));
  const inVSCode = wanted.filter(isInVSCode);
  const inNode = wanted.filter((file) => !isInVSCode(file)).map((file) => file.split(path.sep).join('/'));
  const part = (file) => `${JSON.stringify(file)}: () => require("./${file}")`;
  await esbuild.build({
    ...forTests,
    stdin: { contents: `module.exports = {\n${inNode.map(part).join(',\n')}\n};\n`, resolveDir: __dirname },
    outfile: 'out/test/all.js',
    sourcemap: true,
  });
  for (const file of inNode) {
    const program = path.join('out', `${file.slice(0, -'.ts'.length)}.js`);
    const all = path.posix.relative(path.posix.dirname(file), 'test/all.js');
    fs.mkdirSync(path.dirname(program), { recursive: true });
    fs.writeFileSync(
      program,
      `module.exports = require(${JSON.stringify(all.startsWith('.') ? all : `./${all}`)})[${JSON.stringify(file)}]();\n`,
    );
  }
  if (inVSCode.length > 0)
    await esbuild.build({
      ...forTests,
      entryPoints: inVSCode,
      outdir: 'out/test',
      outbase: 'test',
      sourcemap: 'inline',
    });
}

function writePages() {
  fs.mkdirSync('dist', { recursive: true });
  fs.writeFileSync('dist/pages.json', JSON.stringify(packedPages()));
}

async function main() {
  if (process.argv.includes('--bench')) {
    await esbuild.build({
      ...shared,
      logLevel: 'warning',
      entryPoints: ['bench/main.ts'],
      outdir: 'out/bench',
      packages: 'external',
    });
  } else if (wantedTests) {
    fs.rmSync('out', { recursive: true, force: true });
    await buildTests();
  } else if (watch) {
    writePages();
    for (const bundle of bundles) await (await esbuild.context(whole(bundle))).watch();
  } else {
    fs.rmSync('dist', { recursive: true, force: true });
    writePages();
    fs.writeFileSync('dist/ThirdPartyNotices.txt', thirdPartyNotices(await buildSharing(bundles)));
  }
}

if (require.main === module) {
  main().catch((error) => {
    console.error(error.errors ? '' : error);
    process.exit(1);
  });
}

/** What a package for users is made of, each bundle whole. */
module.exports = { bundles, shipped: bundles.map(whole) };
