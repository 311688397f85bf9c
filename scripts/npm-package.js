/**
 * Packs the command line and the server for npm: `node scripts/npm-package.js [FOLDER]` leaves the tarball in FOLDER (the
 * working directory). The package of the repository itself is the extension for VS Code, which npm never gets.
 */
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { bundles } = require('../esbuild');
const { buildSharing } = require('./shared-modules');
const { thirdPartyNotices } = require('./third-party-notices');

const root = path.join(__dirname, '..');

/** `explain` prints the pages of rules, and the one on comments. */
const FILES = [
  'docs/rules',
  'docs/silencing.md',
  'media/settings.schema.json',
  'media/test-report.schema.json',
  'LICENSE',
  'CHANGELOG.md',
];

function manifest() {
  const { name, version, description, license, repository, homepage, bugs, keywords, engines } =
    require('../package.json');
  return {
    ...{ name, version, description, license, repository, homepage, bugs, keywords },
    engines: { node: engines.node },
    bin: { [name]: 'dist/cli.js' },
    files: ['dist', 'docs', 'media'],
    publishConfig: { access: 'public', provenance: true },
  };
}

/** The page on the command line, whose links lead to the repository: most other pages are not packed. */
function readme() {
  const pages = `${require('../package.json').homepage.replace(/#.*$/, '')}/blob/main/docs/`;
  const text = fs.readFileSync(path.join(root, 'docs/ci.md'), 'utf8');
  return text
    .replace(/\]\((?!#|https?:)/g, `](${pages}`)
    .replace(/^# .*$/m, '# Mail Config Lint, on the command line and in CI');
}

const PROGRAMS = ['core', 'server', 'command', 'cli'];

/** @param {string} outdir */
async function bundle(outdir) {
  const programs = bundles
    .filter(({ name }) => PROGRAMS.includes(name))
    .map((program) => ({ ...program, uses: program.uses?.filter((name) => PROGRAMS.includes(name)) }));
  const forUsers = { absWorkingDir: root, minify: true, sourcemap: false, logLevel: 'warning' };
  const built = await buildSharing(
    programs.map((program) => ({ ...program, options: { ...program.options, ...forUsers } })),
    outdir,
  );
  fs.chmodSync(path.join(outdir, 'cli.js'), 0o755);
  fs.writeFileSync(path.join(outdir, 'ThirdPartyNotices.txt'), thirdPartyNotices(built));
}

async function main(folder = '.') {
  const staging = fs.mkdtempSync(path.join(os.tmpdir(), 'mail-config-lint-npm-'));
  const to = (name) => path.join(staging, name);
  try {
    await bundle(to('dist'));
    for (const file of FILES) fs.cpSync(path.join(root, file), to(file), { recursive: true });
    fs.writeFileSync(to('package.json'), `${JSON.stringify(manifest(), null, 2)}\n`);
    fs.writeFileSync(to('README.md'), readme());
    const arguments_ = ['pack', '--json', '--pack-destination', path.resolve(folder)];
    const packed = execFileSync('npm', arguments_, { cwd: staging, encoding: 'utf8' });
    const [{ filename, size, unpackedSize }] = JSON.parse(packed);
    console.log(`${filename}: ${size} bytes, ${unpackedSize} unpacked`);
  } finally {
    fs.rmSync(staging, { recursive: true, force: true });
  }
}

main(process.argv[2]).catch((error) => {
  console.error(error);
  process.exit(1);
});
