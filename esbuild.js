/**
 * Builds the bundles (extension, language server and command line for Node; the first two also for browsers) with the
 * notices of what they contain and, with --tests, every test file.
 *
 *   node esbuild.js [--production] [--watch] [--tests[=NAME,...] | --bench]
 *
 * With names, `--tests=fixtures,table` builds those test files alone, which is much quicker.
 */
const esbuild = require('esbuild');
const fs = require('node:fs');
const path = require('node:path');
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

const bundles = {
  ...shared,
  entryPoints: {
    extension: 'src/extension/main.ts',
    server: 'src/server/main.ts',
    cli: 'src/cli/start.ts',
    command: 'src/cli/main.ts',
  },
  outdir: 'dist',
  external: ['vscode'],
  minify: production,
  sourcemap: !production,
};

/** An import of a Node module is an error here. */
const web = {
  ...bundles,
  platform: 'browser',
  target: 'es2022',
  entryPoints: { 'extension-web': 'src/extension/browser.ts', 'server-web': 'src/server/browser.ts' },
};

/** Each test file becomes a bundle of its own; the packages it compares with stay real packages. */
function tests() {
  const found = fs
    .readdirSync('test', { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.parentPath.includes('fixtures'))
    .map((entry) => path.join(entry.parentPath, entry.name));
  return {
    ...shared,
    logLevel: 'warning',
    entryPoints: found.filter(
      (file) =>
        isWanted(file) &&
        (file.endsWith('.test.ts') ||
          ['run.ts', 'vscode/index.ts', 'probe-lab/main.ts'].some((name) => file === path.join('test', name))),
    ),
    outdir: 'out/test',
    outbase: 'test',
    packages: 'external',
    external: ['vscode'],
    sourcemap: 'inline',
    sourcesContent: false,
  };
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
    await esbuild.build(tests());
  } else if (watch) {
    for (const options of [bundles, web]) await (await esbuild.context(options)).watch();
  } else {
    fs.rmSync('dist', { recursive: true, force: true });
    const built = await Promise.all([bundles, web].map((options) => esbuild.build({ ...options, metafile: true })));
    fs.writeFileSync('dist/ThirdPartyNotices.txt', thirdPartyNotices(built.map(({ metafile }) => metafile)));
  }
}

if (require.main === module) {
  main().catch((error) => {
    console.error(error.errors ? '' : error);
    process.exit(1);
  });
}

/** What a package for users is made of. */
module.exports = { shipped: [bundles, web] };
