/** The findings of a fixture as lines of a golden file. */
import type { Finding, Place, SourceDocument } from '../../src/analyzer/model';
import { LineIndex } from '../../src/workspace/lines';
import { type Fixture, lint } from './fixture';

/** Places as `file:line:column-column`, from 1; the end with its line where that is another one. */
export function placesIn(documents: readonly SourceDocument[]): (place: Place) => string {
  const known = new Map(documents.map(({ uri, text, path }) => [uri, { lines: new LineIndex(text), path }]));
  return ({ uri, span }) => {
    const { lines, path } = known.get(uri)!;
    const [start, end] = [lines.positionAt(span.start), lines.positionAt(span.end)];
    const until = end.line === start.line ? '' : `${end.line + 1}:`;
    return `${path.slice('/project/'.length)}:${start.line + 1}:${start.character + 1}-${until}${end.character + 1}`;
  };
}

/** One line of a text, its breaks made visible. */
export const inLine = (text: string): string => text.replaceAll('\n', '⏎');

export function findingsOf({ documents }: Fixture): string[] {
  const at = placesIn(documents);
  return lint(documents).flatMap((finding: Finding) => [
    `  ${at(finding.at)} ${finding.severity} ${finding.rule}${finding.tags.map((tag) => ` [${tag}]`).join('')}`,
    `    ${finding.headline}`,
    ...(finding.detail ? [`    ${inLine(finding.detail)}`] : []),
    ...finding.related.map((other) => `    ${at(other.at)} ${other.message}`),
  ]);
}
