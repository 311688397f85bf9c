/**
 * Opens VS Code on the examples, with the extension as it stands in this repository.
 *
 *   npm start [-- --serve] [--ask-for-trust]
 *
 *   --serve          serve VS Code to the browser even where a desktop VS Code is installed
 *   --ask-for-trust  let VS Code ask whether to trust the folder (to try the restricted mode)
 */
const { spawn, spawnSync } = require('node:child_process');
const path = require('node:path');
const { parseArgs } = require('node:util');
const { buildExtension } = require('./vscode/extension-build');
const { findOnPath } = require('./vscode/find-program');
const { installVSCode } = require('./vscode/install-vscode');
const { examples, root } = require('./vscode/places');
const { runScript } = require('./vscode/run-script');
const { serve, userFolder } = require('./vscode/serve');
const { linkExtension } = require('./vscode/staging');
const { writeUserSettings } = require('./vscode/user-settings');

function desktopVSCode() {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  const hasDisplay = process.platform !== 'linux' || Boolean(DISPLAY || WAYLAND_DISPLAY);
  return hasDisplay ? findOnPath(['code', 'code-insiders', 'codium']) : undefined;
}

function openDesktop(code, askForTrust) {
  const trust = askForTrust ? [] : ['--disable-workspace-trust'];
  const args = ['--new-window', ...trust, `--extensionDevelopmentPath=${root}`, examples];
  const shell = process.platform === 'win32';
  const quoted = shell ? [code, ...args].map((word) => `"${word}"`) : [code, ...args];
  const { status, error } = spawnSync(quoted[0], quoted.slice(1), { stdio: ['ignore', 2, 2], shell });
  if (error || status !== 0)
    throw new Error(`${code} did not open (${error?.message ?? `code ${status}`}). Try: npm start -- --serve`);
  console.log('VS Code has opened the examples with the extension.');
}

/** A convenience that may fail unheard: the address has been printed. */
function openBrowser(url) {
  const openers = { darwin: ['open', url], win32: ['rundll32', 'url.dll,FileProtocolHandler', url] };
  const [command, ...args] = openers[process.platform] ?? ['xdg-open', url];
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}

async function openServed({ atEnd, log, temporaryFolder }, askForTrust) {
  const vscode = await installVSCode(log);
  const temporary = temporaryFolder();
  const extension = linkExtension(temporary);
  const dataFolder = path.join(temporary, 'vscode');
  writeUserSettings(userFolder(dataFolder));
  const served = await serve(vscode, { atEnd, dataFolder, trusted: !askForTrust });
  const url = served.url({ folder: examples, extension });
  console.log(`\nVS Code is ready: ${url}\n`);
  console.log('Press Ctrl-C to end it.');
  openBrowser(url);
  return served.died;
}

async function main(frame) {
  const { values } = parseArgs({ options: { serve: { type: 'boolean' }, 'ask-for-trust': { type: 'boolean' } } });
  const askForTrust = values['ask-for-trust'] ?? false;
  buildExtension();
  const code = values.serve ? undefined : desktopVSCode();
  if (!code) return openServed(frame, askForTrust);
  openDesktop(code, askForTrust);
  return 0;
}

runScript(main, { signalCode: 0 });
