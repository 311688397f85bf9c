/** A report as Markdown. Whatever a server wrote stands in code spans, where nothing is a link, an image or HTML. */

import { modeInWords } from '../analyzer/words';
import { block, cell, code, joined, type Markdown, md } from '../show/markdown';
import type { DomainReport } from './domain/report';
import { provedRemedy, remedyOf } from './remedy';
import type { Fact, ProbeReport, StageReport, StageStatus, WorkingReport } from './report';

const MARKS: Readonly<Record<StageStatus, string>> = { ok: '✅', warn: '⚠️', fail: '❌', skipped: '⏭️' };

function factLines({ label, value }: Fact): Markdown[] {
  if (typeof value === 'string') return [md`  - ${label}: ${code(value)}`];
  return [md`  - ${label}:`, ...value.map((line) => md`    - ${code(line)}`)];
}

function stageLines({ title, status, ms, sentence, advice, facts }: Omit<StageReport, 'id'>): Markdown[] {
  const time = status === 'skipped' ? '' : ` (${ms} ms)`;
  return [
    md`- ${MARKS[status]} **${title}**${time}: ${sentence}`,
    ...(advice ? [md`  - **What to do:** ${advice}`] : []),
    ...facts.flatMap(factLines),
  ];
}

const EMPTY = md``;

const page = (lines: readonly Markdown[]): string => joined([...lines, EMPTY], '\n').text;

/** The report as Markdown, for the clipboard and for issue trackers. */
export function toMarkdown(report: ProbeReport): string {
  const { endpoint, suggestion, transcript } = report;
  const remedy = remedyOf(report);
  const spoken = transcript.map(
    ({ at, from, encrypted, text }) => `${String(at).padStart(6)} ${arrow(from, encrypted)} ${text}`,
  );
  const details = [md`<details><summary>Transcript</summary>`, EMPTY, block(spoken), EMPTY, md`</details>`];
  return page([
    md`## Connection test: ${code(`${endpoint.host}:${endpoint.port}`)}`,
    EMPTY,
    md`**${report.headline}**`,
    EMPTY,
    md`${modeInWords(endpoint.tls)}, ${report.startedAt}, ${report.ms} ms`,
    EMPTY,
    ...report.assumptions.map((each) => md`- Assumed: ${each}`),
    ...report.notFollowed.map((each) => md`- Not followed: ${each}`),
    ...(report.assumptions.length + report.notFollowed.length > 0 ? [EMPTY] : []),
    ...report.stages.flatMap(stageLines),
    EMPTY,
    ...(suggestion ? [md`**${suggestion.title}.** ${suggestion.because}`, EMPTY] : []),
    ...(remedy && !provedRemedy(report) ? [md`**What to do:** ${remedy}`, EMPTY] : []),
    ...(spoken.length > 0 ? details : []),
  ]);
}

/** The check of a domain as Markdown. */
export const domainToMarkdown = ({ domain, checks, headline, startedAt }: DomainReport): string =>
  page([
    md`## Mail domain: ${code(domain)}`,
    EMPTY,
    md`**${headline}**`,
    EMPTY,
    md`${startedAt}`,
    EMPTY,
    ...checks.flatMap(stageLines),
  ]);

/** Direction and protection of a line: `<~` is the server inside TLS, `->` the client in clear. */
export function arrow(from: 'client' | 'server' | 'note', encrypted: boolean): string {
  if (from === 'note') return '**';
  const line = encrypted ? '~' : '-';
  return from === 'client' ? `${line}>` : `<${line}`;
}

/** What would work, as a table. */
export function workingToMarkdown({ results, recommended }: WorkingReport): string {
  const rows = results.map((result) => {
    const mark =
      result === recommended ? '✅ recommended' : { works: '✅', fails: '❌', 'not-tried': '–' }[result.status];
    const cells = [
      cell(code(result.host)),
      md`${result.port}`,
      md`${modeInWords(result.tls)}`,
      md`${mark}`,
      md`${result.tlsVersion ?? ''}`,
      md`${(result.mechanisms ?? []).join(', ')}`,
      md`${result.sentence}`,
    ];
    return md`| ${joined(cells, ' | ')} |`;
  });
  return page([
    md`| Host | Port | TLS mode | Result | TLS | Login methods | |`,
    md`| --- | --- | --- | --- | --- | --- | --- |`,
    ...rows,
  ]);
}
