/** In place of semver's `satisfies`: of a caret range only, as the language client has it (`^1.91.0`). */
const parse = require('./semver-parse');

module.exports = ({ numbers: [major, minor, patch] }, range) => {
  const [least, leastMinor, leastPatch] = parse(range.replace(/^\^/, '')).numbers;
  return major === least && (minor > leastMinor || (minor === leastMinor && patch >= leastPatch));
};
