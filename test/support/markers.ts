/**
 * Expectations beside the lines they speak of. A marker line stands under the offending line:
 *
 *     SMTP_PORT=25
 *     #         ^^ port-25-submission
 *
 * It is a comment that holds carets under the flagged text (to the end of the line where the flagged text goes on), a
 * rule id and, where it matters, `(severity)` and `: part of the message`. For text that the comment leader would cover
 * there is a form with columns from 1, end inclusive: `# @1-9 rule-id`.
 *
 * Marker lines are taken out before the text is analysed.
 */
import type { Finding, SourceDocument } from '../../src/analyzer/model';

export interface Marker {
  /** Line of the clean text, from 0; columns from 0, end exclusive. */
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly rule: string;
  readonly severity?: string;
  readonly part?: string;
}

const MARKER =
  /^\s*(?:\/\/|#|\{?\/\*)\s*(?:(?<carets>\^+)|@(?<from>\d+)-(?<to>\d+))\s+(?<rule>[a-z0-9-]+)(?:\s+\((?<severity>\w+)\))?(?::\s*(?<part>.*?))?\s*(?:\*\/\}?)?\r?$/;

export function extractMarkers(text: string): { clean: string; markers: Marker[] } {
  const kept: string[] = [];
  const markers: Marker[] = [];
  for (const line of text.split('\n')) {
    const found = MARKER.exec(line)?.groups;
    if (!found?.rule) {
      kept.push(line);
      continue;
    }
    const start = found.carets ? line.indexOf('^') : Number(found.from) - 1;
    const end = found.carets ? start + found.carets.length : Number(found.to);
    markers.push({ line: kept.length - 1, start, end, rule: found.rule, severity: found.severity, part: found.part });
  }
  return { clean: kept.join('\n'), markers };
}

/** A finding's first line as a marker would show it. */
export function asMarker(finding: Finding, text: string): Marker {
  const { start, end } = finding.at.span;
  const before = text.slice(0, start);
  const line = before.split('\n').length - 1;
  const lineStart = before.lastIndexOf('\n') + 1;
  const lineEnd = text.indexOf('\n', start) < 0 ? text.length : text.indexOf('\n', start);
  const last = Math.min(end, lineEnd) - (text[Math.min(end, lineEnd) - 1] === '\r' && end >= lineEnd ? 1 : 0);
  return { line, start: start - lineStart, end: last - lineStart, rule: finding.rule, severity: finding.severity };
}

/** How a marker is written, for failure messages and for updating a fixture. */
export function renderMarker(marker: Marker, leader: string): string {
  const width = marker.end - marker.start;
  const column = `@${marker.start + 1}-${marker.end}`;
  const place =
    width > 0 && marker.start > leader.length
      ? ' '.repeat(marker.start - leader.length) + '^'.repeat(width)
      : ` ${column}`;
  return `${leader}${place} ${marker.rule}`;
}

export const commentLeader = (document: SourceDocument): string => (/\.[cm]?[jt]sx?$/.test(document.path) ? '//' : '#');
