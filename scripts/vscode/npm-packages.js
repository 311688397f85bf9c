/** Installs packages with npm into a folder of their own, apart from the extension's dependencies. */
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

/** Install scripts never run: they compile or download, and a machine may be able to do neither. */
const QUIET = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error'];

/** The npm that runs this script where there is one, so that an unusual installation works, too. */
function npmCommand() {
  const cli = process.env.npm_execpath;
  if (cli && path.basename(cli) === 'npm-cli.js') return { command: process.execPath, leading: [cli], shell: false };
  return { command: 'npm', leading: [], shell: process.platform === 'win32' };
}

/**
 * @param {string} folder holds the package.json
 * @param {string[]} args
 * @returns {Promise<void>}
 */
function npm(folder, args) {
  const { command, leading, shell } = npmCommand();
  const all = [...leading, ...args, ...QUIET, '--prefix', shell ? `"${folder}"` : folder];
  return new Promise((resolve, reject) => {
    const child = spawn(command, all, { cwd: folder, shell, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    const end = () => child.kill();
    process.once('exit', end);
    child.once('error', reject);
    child.once('close', (code) => {
      process.off('exit', end);
      if (code === 0) resolve();
      else reject(new Error(`npm ${args.join(' ')} failed with code ${code}:\n${output.trim()}`));
    });
  });
}

/**
 * npm has compared each archive with the registry's checksum; this compares the checksum with ours. No code of the
 * packages has run before.
 * @param {string} folder
 * @param {Record<string, { version: string, integrity: string }>} pinned
 */
function verify(folder, pinned) {
  const lock = JSON.parse(fs.readFileSync(path.join(folder, 'node_modules', '.package-lock.json'), 'utf8'));
  for (const [name, expected] of Object.entries(pinned)) {
    const found = lock.packages[`node_modules/${name}`];
    if (found?.version !== expected.version || found?.integrity !== expected.integrity) {
      throw new Error(
        `npm installed ${name}@${found?.version} (${found?.integrity}) where ${expected.version} (${expected.integrity}) ` +
          'is pinned in scripts/vscode/pinned.js. Ask your registry for the original package.',
      );
    }
  }
}

/**
 * @param {string} folder
 * @param {Record<string, { version: string, integrity: string }>} pinned
 */
async function installPinned(folder, pinned) {
  const dependencies = Object.fromEntries(Object.entries(pinned).map(([name, { version }]) => [name, version]));
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }, null, 2));
  await npm(folder, ['install', '--save-exact', '--install-strategy=hoisted']);
  verify(folder, pinned);
}

module.exports = { npm, installPinned };
