/** A report as Markdown. Whatever a server wrote stands in code spans, where nothing is a link, an image or HTML. */
import type { DomainReport } from './domain/report';
import { modeInWords } from './explanations';
import type { Fact, ProbeReport, StageReport, StageStatus, WorkingReport } from './report';

const MARKS: Readonly<Record<StageStatus, string>> = { ok: '✅', warn: '⚠️', fail: '❌', skipped: '⏭️' };

/** Longer than any run of backticks in the text, as CommonMark wants it. */
function fenceFor(text: string, least: number): string {
  const runs = text.match(/`+/g) ?? [];
  return '`'.repeat(Math.max(least, ...runs.map((run) => run.length + 1)));
}

/** A code span. Texts of a report hold no line breaks. */
function code(text: string): string {
  const fence = fenceFor(text, 1);
  const space = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${fence}${space}${text || ' '}${space}${fence}`;
}

/** Our own words around those of a server: everything that could act in Markdown is escaped. */
const prose = (text: string): string => text.replace(/[\\`*_{}[\]<>()#+!|~&@]/g, '\\$&').replace(/:\/\//g, ':\\//');

function factLines({ label, value }: Fact): string[] {
  const head = `  - ${prose(label)}:`;
  if (typeof value === 'string') return [`${head} ${code(value)}`];
  return [head, ...value.map((line) => `    - ${code(line)}`)];
}

function stageLines({ title, status, ms, sentence, advice, facts }: Omit<StageReport, 'id'>): string[] {
  const time = status === 'skipped' ? '' : ` (${ms} ms)`;
  return [
    `- ${MARKS[status]} **${prose(title)}**${time}: ${prose(sentence)}`,
    ...(advice ? [`  - **What to do:** ${prose(advice)}`] : []),
    ...facts.flatMap(factLines),
  ];
}

/** The report as Markdown, for the clipboard and for issue trackers. */
export function toMarkdown(report: ProbeReport): string {
  const { endpoint, suggestion, transcript } = report;
  const spoken = transcript
    .map(({ at, from, encrypted, text }) => `${String(at).padStart(6)} ${arrow(from, encrypted)} ${text}`)
    .join('\n');
  const fence = fenceFor(spoken, 3);
  return [
    `## Connection test: ${code(`${endpoint.host}:${endpoint.port}`)}`,
    '',
    `**${prose(report.headline)}**`,
    '',
    `${modeInWords(endpoint.tls)}, ${report.startedAt}, ${report.ms} ms`,
    '',
    ...report.stages.flatMap(stageLines),
    '',
    ...(suggestion ? [`**${prose(suggestion.title)}.** ${prose(suggestion.because)}`, ''] : []),
    ...(spoken ? ['<details><summary>Transcript</summary>', '', fence, spoken, fence, '', '</details>', ''] : []),
  ].join('\n');
}

/** The check of a domain as Markdown. */
export const domainToMarkdown = ({ domain, checks, headline, startedAt }: DomainReport): string =>
  [
    `## Mail domain: ${code(domain)}`,
    '',
    `**${prose(headline)}**`,
    '',
    startedAt,
    '',
    ...checks.flatMap(stageLines),
    '',
  ].join('\n');

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
      code(result.host).replaceAll('|', '\\|'),
      String(result.port),
      modeInWords(result.tls),
      mark,
      result.tlsVersion ?? '',
      (result.mechanisms ?? []).join(', '),
      prose(result.sentence),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '| Host | Port | TLS mode | Result | TLS | Login methods | |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}
