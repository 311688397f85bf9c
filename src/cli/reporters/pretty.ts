/** For people at a terminal. */
import type { Severity } from '../../analyzer/model';
import { count } from '../../show/count';
import { visible } from '../../show/shown';
import { pageOf } from '../../workspace/pages';
import { regions } from '../../workspace/report';
import type { Reported, Reporter } from './reporter';

const COLOURS: Readonly<Record<Severity, number>> = { error: 31, warning: 33, information: 36, hint: 90 };

function nothingFound({ looked: { files, configurations }, errorsOnly }: Reported): string {
  if (configurations === 0) return 'no mail configuration found';
  return `no ${errorsOnly ? 'errors' : 'problems'} in ${count(files, 'file')}, ${count(configurations, 'mail configuration')}`;
}

export const pretty: Reporter = (reported) => {
  const region = regions(reported);
  const paint = (code: number, text: string) => (reported.colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  /** Terminals that know OSC 8 make it a link to the rule's page; others show nothing of it. */
  const linked = (rule: string) =>
    reported.colour ? `\u001b]8;;${pageOf(rule)}\u001b\\${paint(1, rule)}\u001b]8;;\u001b\\` : rule;
  const lines: string[] = [];
  let file = '';
  for (const finding of reported.findings) {
    const at = region(finding.at);
    if (at.file !== file) {
      lines.push(...(file ? [''] : []), paint(1, visible(at.file)));
      file = at.file;
    }
    const place = `${at.line}:${at.column}`.padStart(7);
    const severity = paint(COLOURS[finding.severity], finding.severity);
    lines.push(`${place}  ${severity} ${linked(finding.rule)}  ${finding.headline}`);
    for (const line of reported.frame?.(finding.at) ?? []) lines.push(paint(36, line));
    if (finding.detail) lines.push(`${' '.repeat(9)}${finding.detail}`);
    for (const { at: other, message } of finding.related) {
      const elsewhere = region(other);
      lines.push(`${' '.repeat(9)}${message}: ${visible(elsewhere.file)}:${elsewhere.line}:${elsewhere.column}`);
    }
    for (const fix of reported.fixes(finding))
      lines.push(`${' '.repeat(9)}${fix.safe ? 'fix' : 'suggestion'}: ${fix.title}`);
  }
  if (reported.findings.length === 0) return `${nothingFound(reported)}\n`;
  const fixable = reported.findings.filter((finding) => reported.fixes(finding).some(reported.isApplicable)).length;
  const hint = fixable > 0 ? `; ${fixable} fixable with --fix` : '';
  return `${lines.join('\n')}\n\n${count(reported.findings.length, 'finding')} in ${count(
    new Set(reported.findings.map((finding) => finding.at.uri)).size,
    'file',
  )}${hint}\n`;
};
