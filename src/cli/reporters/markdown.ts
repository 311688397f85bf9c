/** For the comment of a pull request or the summary of a job. */
import { cell, code, md, trusted } from '../../show/markdown';
import { pageOf } from '../../workspace/pages';
import { byFile, type Reporter } from './reporter';

export const markdown: Reporter = (reported) => {
  if (reported.findings.length === 0) return 'No problems in the mail settings.\n';
  const tables = byFile(reported).map(([file, found]) => {
    const rows = found.map(({ finding, region: { line } }) => {
      const rule = trusted(`[${finding.rule}](${pageOf(finding.rule)})`);
      return md`| ${line} | ${finding.severity} | ${rule} | ${cell(md`${finding.headline}`)} |\n`.text;
    });
    return `${md`### ${code(file)}`.text}\n\n| line | severity | rule | problem |\n| --- | --- | --- | --- |\n${rows.join('')}`;
  });
  return tables.join('\n');
};
