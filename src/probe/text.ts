/** A report for a terminal. Every line of a server stands behind a mark of ours, so that none can imitate another. */

import { modeInWords } from '../analyzer/words';
import { visible } from '../show/shown';
import type { DomainReport } from './domain/report';
import { arrow } from './markdown';
import { provedRemedy, remedyOf } from './remedy';
import type { Fact, ProbeReport, StageReport, StageStatus, WorkingReport } from './report';

export interface TextOptions {
  /** ANSI colours. */
  readonly colour?: boolean;
  readonly transcript?: boolean;
}

const MARKS: Readonly<Record<StageStatus, string>> = { ok: 'ok', warn: 'warn', fail: 'FAIL', skipped: '-' };

/** Select graphic rendition: green, yellow, red, grey. */
const COLOURS: Readonly<Record<StageStatus, number>> = { ok: 32, warn: 33, fail: 31, skipped: 90 };

const WIDTH = 14;

const paint = (text: string, status: StageStatus, { colour }: TextOptions): string =>
  colour ? `\x1b[${COLOURS[status]}m${text}\x1b[0m` : text;

function factLines({ label, value }: Fact): string[] {
  const lines = typeof value === 'string' ? [value] : value;
  return lines.map(
    (line, index) => `${' '.repeat(WIDTH)}| ${index === 0 ? `${visible(label)}: ` : '  '}${visible(line)}`,
  );
}

function stageLines(stage: Omit<StageReport, 'id'>, options: TextOptions): string[] {
  const mark = paint(MARKS[stage.status].padStart(4), stage.status, options);
  const time = stage.status === 'skipped' ? '' : ` (${stage.ms} ms)`;
  return [
    `${mark}  ${visible(stage.title)}${time}: ${visible(stage.sentence)}`,
    ...(stage.advice ? [`${' '.repeat(WIDTH)}=> ${visible(stage.advice)}`] : []),
    ...stage.facts.flatMap(factLines),
  ];
}

/** The report for a terminal; texts of the server are escaped whatever the options. */
export function toText(report: ProbeReport, options: TextOptions = {}): string {
  const { endpoint, suggestion } = report;
  const remedy = remedyOf(report);
  const outcome = report.outcome === 'cancelled' ? 'fail' : report.outcome;
  const spoken = report.transcript.map(
    ({ at, from, encrypted, text }) => `${String(at).padStart(6)} ${arrow(from, encrypted)} ${visible(text)}`,
  );
  return [
    `${visible(endpoint.host)}:${endpoint.port}, ${modeInWords(endpoint.tls)}`,
    ...report.assumptions.map((each) => `assumed: ${visible(each)}`),
    ...report.notFollowed.map((each) => `not followed: ${visible(each)}`),
    ...report.stages.flatMap((stage) => stageLines(stage, options)),
    ...(options.transcript ? ['', ...spoken] : []),
    '',
    paint(visible(report.headline), outcome, options),
    ...(suggestion && suggestion !== provedRemedy(report)
      ? [`also: ${visible(suggestion.title)}. ${visible(suggestion.because)}`]
      : []),
    ...(remedy ? [`=> ${visible(remedy)}`] : []),
    '',
  ].join('\n');
}

/** The check of a domain for a terminal. */
export function domainToText({ domain, checks, outcome, headline }: DomainReport, options: TextOptions = {}): string {
  const status = outcome === 'cancelled' ? 'fail' : outcome;
  return [
    visible(domain),
    ...checks.flatMap((check) => stageLines(check, options)),
    '',
    paint(visible(headline), status, options),
    '',
  ].join('\n');
}

/** What would work, one line each, the recommended one marked. */
export function workingToText({ results, recommended }: WorkingReport, options: TextOptions = {}): string {
  const lines = results.map((result) => {
    const status = result.status === 'works' ? 'ok' : result.status === 'fails' ? 'fail' : 'skipped';
    const mark = paint(result === recommended ? '=> ' : '   ', 'ok', options);
    const where = `${visible(result.host)}:${result.port} ${modeInWords(result.tls)}`;
    return `${mark}${paint(MARKS[status].padStart(4), status, options)}  ${where}: ${visible(result.sentence)}`;
  });
  return `${lines.join('\n')}\n`;
}
