/**
 * VS Code from npm: code-server's build of it, whose server part runs on plain Node and whose window is a web page.
 * Native modules that npm cannot bring ready-made are replaced, so that no compiler is needed.
 */
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { installOnce } = require('./install-once');
const { installPinned, npm } = require('./npm-packages');
const { codeServer } = require('./pinned');
const { cache } = require('./places');

const STAND_INS = path.join(__dirname, 'stand-ins');

/** A change of what is installed, or how, must not meet an older installation. */
function recipeId() {
  const hash = createHash('sha256').update(JSON.stringify(codeServer)).update(fs.readFileSync(__filename));
  for (const name of fs.readdirSync(STAND_INS).sort()) hash.update(fs.readFileSync(path.join(STAND_INS, name)));
  return hash.digest('hex').slice(0, 8);
}

/** Links are relative, as the folder is renamed once it is complete. */
function link(from, to) {
  fs.rmSync(from, { recursive: true, force: true });
  fs.symlinkSync(path.relative(path.dirname(from), to), from, process.platform === 'win32' ? 'junction' : 'dir');
}

/** A package of one CommonJS file in place of one with a native module. */
function putStandIn(modules, name, source) {
  const folder = path.join(modules, name);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder);
  fs.copyFileSync(path.join(STAND_INS, source), path.join(folder, 'index.js'));
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name, main: 'index.js' }));
}

/**
 * @param {(line: string) => void} log
 * @returns {Promise<string>} the folder in which `out/server-main.js` lies
 */
async function installVSCode(log) {
  const target = path.join(cache, `code-server-${codeServer['code-server'].version}-${recipeId()}`);
  await installOnce(target, (folder) => build(folder, log), log);
  return path.join(target, 'node_modules', 'code-server', 'lib', 'vscode');
}

async function build(folder, log) {
  log('installing VS Code from npm, once (about 300 MB on disk) ...');
  await installPinned(folder, codeServer);
  const packages = path.join(folder, 'node_modules');
  const vscode = path.join(packages, 'code-server', 'lib', 'vscode');
  log('installing what VS Code depends on ...');
  // Not `npm ci`: the shrinkwrap that pins these lacks a peer dependency, of which newer versions of npm complain.
  await npm(vscode, ['install', '--omit=dev']);
  await npm(path.join(vscode, 'extensions'), ['install', '--omit=dev']);

  const modules = path.join(vscode, 'node_modules');
  link(path.join(modules, '@vscode', 'ripgrep'), path.join(packages, '@vscode', 'ripgrep'));
  link(path.join(modules, 'node-pty'), path.join(packages, '@lydell', 'node-pty'));
  putStandIn(modules, '@vscode/spdlog', 'spdlog.js');
  putStandIn(modules, 'native-watchdog', 'native-watchdog.js');
  // The page asks for the grammars' engine under the name of Electron's archive.
  link(path.join(vscode, 'node_modules.asar'), modules);
}

module.exports = { installVSCode };
