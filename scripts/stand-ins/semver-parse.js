/** In place of semver's `parse`: the language client reads the version of VS Code with it. */
module.exports = (version) => {
  const numbers = /^(\d+)\.(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number);
  return numbers ? { numbers } : null;
};
