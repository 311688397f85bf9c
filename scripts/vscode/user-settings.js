/** The user settings of a VS Code that has no user: nothing may stand between the reader and the examples. */
const fs = require('node:fs');
const path = require('node:path');

const THEMES = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  'high-contrast': 'Default High Contrast',
  'high-contrast-light': 'Default High Contrast Light',
};

const QUIET = {
  // In a browser VS Code would save what is typed at once; on the desktop it waits to be told.
  'files.autoSave': 'off',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.enableExperiments': false,
  'workbench.layoutControl.enabled': false,
  'chat.commandCenter.enabled': false,
  'extensions.ignoreRecommendations': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'remote.autoForwardPorts': false,
  'json.schemaDownload.enable': false,
  'npm.fetchOnlinePackageInfo': false,
  'typescript.disableAutomaticTypeAcquisition': true,
  'git.openRepositoryInParentFolders': 'never',
};

/**
 * @param {string} userFolder VS Code's folder for a user's files
 * @param {Record<string, unknown>} own wins over the quiet ones
 */
function writeUserSettings(userFolder, own = {}) {
  fs.mkdirSync(userFolder, { recursive: true });
  fs.writeFileSync(path.join(userFolder, 'settings.json'), JSON.stringify({ ...QUIET, ...own }, null, 2));
}

module.exports = { THEMES, writeUserSettings };
