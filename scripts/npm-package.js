/**
 * Packs the command line and the server for npm, as they stand in dist: `node scripts/npm-package.js [FOLDER]` leaves the
 * tarball in FOLDER (the working directory). The package of the repository itself is the extension for VS Code, which npm
 * never gets.
 */
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const root = path.join(__dirname, '..');

const FILES = [
  'dist/cli.js',
  'dist/command.js',
  'dist/server.js',
  'dist/ThirdPartyNotices.txt',
  'docs',
  'media/settings.schema.json',
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

function main(folder = '.') {
  const staging = fs.mkdtempSync(path.join(os.tmpdir(), 'mail-config-lint-npm-'));
  const to = (name) => path.join(staging, name);
  try {
    for (const file of FILES) fs.cpSync(path.join(root, file), to(file), { recursive: true });
    fs.writeFileSync(to('package.json'), `${JSON.stringify(manifest(), null, 2)}\n`);
    fs.copyFileSync(path.join(root, 'docs/ci.md'), to('README.md'));
    fs.chmodSync(to('dist/cli.js'), 0o755);
    const arguments_ = ['pack', '--json', '--pack-destination', path.resolve(folder)];
    const packed = execFileSync('npm', arguments_, { cwd: staging, encoding: 'utf8' });
    const [{ filename, size, unpackedSize }] = JSON.parse(packed);
    console.log(`${filename}: ${size} bytes, ${unpackedSize} unpacked`);
  } finally {
    fs.rmSync(staging, { recursive: true, force: true });
  }
}

main(process.argv[2]);
