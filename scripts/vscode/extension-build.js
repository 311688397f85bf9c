/** Sees to it that the VS Code that is about to start gets an extension that matches its sources. */
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { extensionBundle, root } = require('./places');

function buildExtension() {
  const { status } = spawnSync(process.execPath, ['esbuild.js'], { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error('The extension could not be built, see above.');
}

function isStale() {
  if (!fs.existsSync(extensionBundle)) return true;
  const built = fs.statSync(extensionBundle).mtimeMs;
  return fs
    .readdirSync(path.join(root, 'src'), { recursive: true, withFileTypes: true })
    .some((entry) => entry.isFile() && fs.statSync(path.join(entry.parentPath, entry.name)).mtimeMs > built);
}

/** Keeps a build that is newer than the sources: `npm test` means to test what is shipped, which is minified. */
function buildExtensionIfStale() {
  if (isStale()) buildExtension();
}

module.exports = { buildExtension, buildExtensionIfStale };
