/** Starts the VS Code that came from npm on a loopback port of its own choice. */
const { spawn } = require('node:child_process');
const { randomBytes } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { endTree } = require('./process-tree');

const START_MS = 60_000;
const KEPT_OUTPUT = 20_000;

/**
 * @typedef {object} Served
 * @property {(query: { folder: string, extension?: string, tests?: string }) => string} url holds the token: whoever has it
 *   can run programs here
 * @property {() => string} output the last that the server printed
 * @property {Promise<never>} died rejects when the server ends without being asked to
 * @property {() => Promise<void>} stop ends all that the server started, too
 */

/** Without a token, any web page that the user visits could connect to the port and run programs. */
function writeToken(dataFolder) {
  const token = randomBytes(24).toString('hex');
  const file = path.join(dataFolder, 'token');
  fs.rmSync(file, { force: true });
  fs.writeFileSync(file, token, { mode: 0o600 });
  return { token, file };
}

function serverArguments(dataFolder, tokenFile, trusted) {
  return [
    path.join('out', 'server-main.js'),
    '--accept-server-license-terms',
    '--disable-telemetry',
    '--disable-update-check',
    '--disable-getting-started-override',
    ...(trusted ? ['--disable-workspace-trust'] : []),
    ...['--host', '127.0.0.1', '--port', '0'],
    ...['--connection-token-file', tokenFile],
    ...['--server-data-dir', dataFolder],
    ...['--user-data-dir', userDataFolder(dataFolder)],
    ...['--extensions-dir', path.join(dataFolder, 'extensions')],
  ];
}

const userDataFolder = (dataFolder) => path.join(dataFolder, 'data');

/** Where the served VS Code reads a user's settings from. */
const userFolder = (dataFolder) => path.join(userDataFolder(dataFolder), 'User');

/**
 * @param {string} vscode as installVSCode returned it
 * @param {object} options
 * @param {import('./run-script').Frame['atEnd']} options.atEnd
 * @param {string} options.dataFolder
 * @param {boolean} options.trusted asks nothing and trusts every folder; otherwise VS Code's own trust settings hold
 * @param {NodeJS.ProcessEnv} [options.env]
 * @returns {Promise<Served>}
 */
async function serve(vscode, { atEnd, dataFolder, trusted, env = {} }) {
  fs.mkdirSync(dataFolder, { recursive: true });
  const { token, file } = writeToken(dataFolder);
  const temporary = path.join(dataFolder, 'tmp');
  fs.mkdirSync(temporary, { recursive: true });
  const child = spawn(process.execPath, serverArguments(dataFolder, file, trusted), {
    cwd: vscode,
    env: {
      ...process.env,
      // No gallery: nothing outside of this machine is asked for extensions.
      EXTENSIONS_GALLERY: '{}',
      // VS Code leaves its sockets behind. Elsewhere than on Linux their paths may become too long.
      ...(process.platform === 'linux' ? { TMPDIR: temporary, XDG_RUNTIME_DIR: temporary } : {}),
      ...env,
    },
    // A group of its own can be ended as one, and a Ctrl-C of the terminal reaches only us, who then end it in order.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output = (output + text).slice(-KEPT_OUTPUT);
    });
  }
  let stopping = false;
  /** @type {Promise<never>} */
  const died = new Promise((_, reject) => {
    const fail = (what) => stopping || reject(new Error(`VS Code's server ended (${what}):\n${output}`));
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code, signal) => fail(signal ?? `code ${code}`));
  });
  // Heard by those who wait for it; nobody need wait.
  died.catch(() => {});
  const stop = async () => {
    stopping = true;
    if (child.pid) await endTree(child.pid);
  };
  atEnd(stop);
  const port = await Promise.race([portOf(child, () => output), died]);
  const url = (query) => pageUrl(`127.0.0.1:${port}`, token, query);
  return { url, died, stop, output: () => output };
}

/** The server takes a free port and prints it. */
function portOf(child, output) {
  return new Promise((resolve, reject) => {
    const late = () => reject(new Error(`VS Code's server named no port within ${START_MS / 1000} s:\n${output()}`));
    setTimeout(late, START_MS).unref();
    child.stdout.on('data', () => {
      const found = /listening on (\d+)/.exec(output());
      if (found) resolve(found[1]);
    });
  });
}

const uriPath = (file) => pathToFileURL(file).pathname;

/** Development mode, as on the desktop's command line, is told to the page in a payload. */
function pageUrl(authority, token, { folder, extension, tests }) {
  const remote = (file) => `vscode-remote://${authority}${uriPath(file)}`;
  const payload = extension ? [['extensionDevelopmentPath', remote(extension)]] : [];
  if (tests) payload.push(['extensionTestsPath', remote(tests)]);
  const query = new URLSearchParams({
    tkn: token,
    folder: decodeURIComponent(uriPath(folder)),
    payload: JSON.stringify(payload),
  });
  return `http://${authority}/?${query}`;
}

module.exports = { serve, userFolder };
