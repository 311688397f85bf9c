/** What VS Code gets to see in place of the repository's own folders. */
const fs = require('node:fs');
const path = require('node:path');
const { examples, root } = require('./places');

/**
 * Tests and pictures edit files, which must not reach the repository.
 * @param {string} folder
 * @returns {string} the copy; it bears the name that VS Code shows
 */
function copyExamples(folder) {
  const copy = path.join(folder, path.basename(examples));
  fs.cpSync(examples, copy, { recursive: true });
  return copy;
}

/**
 * A folder without anything of mail.
 * @param {string} folder
 * @returns {string}
 */
function makeIdleFolder(folder) {
  const idle = path.join(folder, 'idle');
  fs.mkdirSync(idle);
  fs.writeFileSync(path.join(idle, 'notes.txt'), 'Nothing to see here.\n');
  return idle;
}

/**
 * VS Code takes every color theme below an extension in development for one that is to be tried out. With the cache
 * inside of the repository these would be all of its own, and the user's choice would not count.
 * @param {string} folder
 * @returns {string} another way to the repository
 */
function linkExtension(folder) {
  const link = path.join(folder, 'mail-config-lint');
  fs.symlinkSync(root, link, process.platform === 'win32' ? 'junction' : 'dir');
  return link;
}

module.exports = { copyExamples, linkExtension, makeIdleFolder };
