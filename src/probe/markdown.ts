import type { ProbeReport } from './report';

/** The report as Markdown, for the clipboard and for issue trackers. */
export function toMarkdown(_report: ProbeReport): string {
  return '';
}
