const fs = require('node:fs');
const path = require('node:path');

/**
 * @param {string[]} names in order of preference
 * @returns {string | undefined} the first that is on PATH
 */
function findOnPath(names) {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  const endings = process.platform === 'win32' ? ['.cmd', '.exe'] : [''];
  for (const name of names) {
    for (const folder of folders) {
      for (const ending of endings) {
        const file = path.join(folder, name + ending);
        try {
          fs.accessSync(file, fs.constants.X_OK);
          if (fs.statSync(file).isFile()) return file;
        } catch {
          // Not in this folder, or not to be run.
        }
      }
    }
  }
  return undefined;
}

module.exports = { findOnPath };
