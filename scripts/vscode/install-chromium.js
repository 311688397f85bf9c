/** The browser in which VS Code's window is shown to tests and screenshots: the system's, or else one from npm. */
const fs = require('node:fs');
const path = require('node:path');
const { pipeline } = require('node:stream/promises');
const zlib = require('node:zlib');
const { findOnPath } = require('./find-program');
const { installOnce } = require('./install-once');
const { installPinned } = require('./npm-packages');
const { chromium } = require('./pinned');
const { cache } = require('./places');

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge'];
const INSTALLED_AT = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

function systemChromium() {
  const { CHROMIUM_PATH } = process.env;
  if (CHROMIUM_PATH) return CHROMIUM_PATH;
  return findOnPath(NAMES) ?? INSTALLED_AT.find((file) => fs.existsSync(file));
}

/** Own fonts for a machine without any, the machine's own rules where there are some. */
const fontRules = (folder) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${path.join(folder, 'fonts')}</dir>
  <cachedir>${path.join(folder, 'font-cache')}</cachedir>
</fontconfig>
`;

/** The package unpacks itself into the shared temporary folder under a fixed name; the cache is a safer place. */
async function unpack(folder) {
  const packed = path.join(folder, 'node_modules', '@sparticuz', 'chromium', 'bin');
  const tar = require(require.resolve('tar-fs', { paths: [packed] }));
  const read = (name) => [fs.createReadStream(path.join(packed, name)), zlib.createBrotliDecompress()];
  await pipeline(...read('chromium.br'), fs.createWriteStream(path.join(folder, 'chromium'), { mode: 0o755 }));
  // The shared libraries (NSS, NSPR, expat) of the machine for which this build was made.
  await pipeline(...read('al2023.tar.br'), tar.extract(folder));
  await pipeline(...read('swiftshader.tar.br'), tar.extract(folder));
  await pipeline(...read('fonts.tar.br'), tar.extract(folder));
}

/**
 * @param {(line: string) => void} log
 * @returns {Promise<{ executablePath: string, env: NodeJS.ProcessEnv }>}
 */
async function installChromium(log) {
  const system = systemChromium();
  if (system) return { executablePath: system, env: process.env };
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `No Chromium or Chrome was found, and npm has one for Linux on x64 only (this is ${process.platform} on ${process.arch}). ` +
        'Install Chrome, or set CHROMIUM_PATH to a browser of that family.',
    );
  }
  const folder = path.join(cache, `chromium-${chromium['@sparticuz/chromium'].version}`);
  const make = async (part) => {
    log('installing headless Chromium from npm, once (about 210 MB on disk) ...');
    await installPinned(part, chromium);
    await unpack(part);
    fs.rmSync(path.join(part, 'node_modules'), { recursive: true });
  };
  await installOnce(folder, make, log);
  const rules = path.join(folder, 'fonts.conf');
  fs.writeFileSync(rules, fontRules(folder));
  const libraries = [path.join(folder, 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
  return {
    executablePath: path.join(folder, 'chromium'),
    env: { ...process.env, LD_LIBRARY_PATH: libraries, FONTCONFIG_FILE: rules },
  };
}

module.exports = { installChromium };
