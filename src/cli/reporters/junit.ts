/** JUnit's XML, as Ant writes it: a suite a file, a failed test case a finding. A run without findings is one that passed. */
import { visible } from '../../show/shown';
import { byFile, type Reporter, textOf } from './reporter';
import { attributes, xml } from './xml';

export const junit: Reporter = (reported) => {
  const suites = byFile(reported).map(([file, found]) => {
    const name = visible(file);
    const cases = found.map(({ finding, region: { line, column } }) => {
      const about = { name: `${finding.rule} ${line}:${column}`, classname: name, file: name, line };
      const failure = { type: finding.severity, message: finding.headline };
      return `    <testcase${attributes(about)}>\n      <failure${attributes(failure)}>${xml(textOf(finding))}</failure>\n    </testcase>\n`;
    });
    const counts = { name, tests: found.length, failures: found.length, errors: 0 };
    return `  <testsuite${attributes(counts)}>\n${cases.join('')}  </testsuite>\n`;
  });
  const passed = { name: 'mail-config-lint', tests: 1, failures: 0, errors: 0 };
  const nothing = `  <testsuite${attributes(passed)}>\n    <testcase name="no findings" classname="mail-config-lint"/>\n  </testsuite>\n`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('') || nothing}</testsuites>\n`;
};
