import type { ProbeReport } from './report';

/** The report for a terminal. `colour` adds ANSI colours; texts of the server are escaped in any case. */
export function toText(_report: ProbeReport, _options: { colour?: boolean; transcript?: boolean } = {}): string {
  return '';
}
