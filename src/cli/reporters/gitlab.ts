/** GitLab's code quality report: the subset of Code Climate's format that "Code Quality" of its documentation lists. */
import { createHash } from 'node:crypto';
import type { Severity } from '../../analyzer/model';
import { jsonText } from '../../show/shown';
import { regions } from '../../workspace/report';
import { type Reporter, textOf } from './reporter';

const LEVELS: Readonly<Record<Severity, string>> = {
  error: 'critical',
  warning: 'major',
  information: 'minor',
  hint: 'info',
};

export const gitlab: Reporter = (reported) => {
  const region = regions(reported);
  const seen = new Map<string, number>();
  const rows = reported.findings.map((finding) => {
    const { file, line, endLine } = region(finding.at);
    // Without the line, so that a finding keeps its identity when lines above it come or go.
    const what = `${finding.rule}\n${file}\n${finding.headline}`;
    const nth = (seen.get(what) ?? 0) + 1;
    seen.set(what, nth);
    return {
      description: textOf(finding),
      check_name: finding.rule,
      fingerprint: createHash('sha256').update(`${what}\n${nth}`).digest('hex'),
      severity: LEVELS[finding.severity],
      location: { path: file, lines: { begin: line, end: endLine } },
    };
  });
  return `${jsonText(rows)}\n`;
};
