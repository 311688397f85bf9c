/** Where things lie in this repository. */
const path = require('node:path');

const root = path.resolve(__dirname, '..', '..');

module.exports = {
  root,
  examples: path.join(root, 'examples'),
  extensionBundle: path.join(root, 'dist', 'extension.js'),
  /** What VS Code calls `extensionTestsPath`: the module whose `run` it awaits. */
  testSuite: path.join(root, 'out', 'test', 'vscode', 'index.js'),
  /** Everything that is downloaded or unpacked, and nothing else is written outside of temporary folders. */
  cache: path.join(root, '.cache', 'vscode'),
};
