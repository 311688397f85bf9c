/** One line a finding, as compilers write them: editors, grep and error matchers read that. */
import { visible } from '../../show/shown';
import { regions } from '../../workspace/report';
import type { Reporter } from './reporter';

export const concise: Reporter = (reported) => {
  const region = regions(reported);
  return reported.findings
    .map((finding) => {
      const { file, line, column } = region(finding.at);
      return `${visible(file)}:${line}:${column}: ${finding.severity}: ${finding.headline} [${finding.rule}]\n`;
    })
    .join('');
};
