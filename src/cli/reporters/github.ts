/**
 * Commands that GitHub Actions turns into annotations of a pull request, one a line. Source: "Workflow commands for
 * GitHub Actions"; columns count there only within one line.
 */
import type { Severity } from '../../analyzer/model';
import { joined, visible } from '../../show/shown';
import { regions } from '../../workspace/report';
import type { Reporter } from './reporter';

const COMMANDS: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'notice',
  hint: 'notice',
};

const escaped = (text: string) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string) => escaped(visible(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');

export const github: Reporter = (reported) => {
  const region = regions(reported);
  const lines = reported.findings.map((finding) => {
    const { file, line, column, endLine, endColumn } = region(finding.at);
    const columns = line === endLine ? `,col=${column},endColumn=${endColumn}` : '';
    const place = `file=${property(file)},line=${line},endLine=${endLine}${columns}`;
    return `::${COMMANDS[finding.severity]} ${place},title=${property(finding.rule)}::${escaped(joined('\n', finding.headline, finding.detail))}\n`;
  });
  return lines.join('');
};
