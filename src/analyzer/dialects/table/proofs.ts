/** What other files of the project prove: a release, a framework. */
import type { Proof } from '../../data/dialects-shape';
import type { SourceDocument } from '../../model';
import type { Source } from './located';

const answers = new WeakMap<SourceDocument, Map<RegExp, boolean>>();

/** Asked by every configuration of a document, of what may be a long file. */
function matchesText(pattern: RegExp, document: SourceDocument): boolean {
  const known = answers.get(document) ?? new Map<RegExp, boolean>();
  answers.set(document, known);
  const answer = known.get(pattern) ?? pattern.test(document.text);
  known.set(pattern, answer);
  return answer;
}

/** True where the nearest such file of the project, beside the document or above it, holds what is asked for. */
export function provesIn(source: Source, { file, matches }: Proof): boolean {
  if (source.isForeign) return false;
  const parts = source.document.uri.split('/').slice(0, -1);
  for (; parts.length > 3; parts.pop()) {
    const found = source.project.read([...parts, file].join('/'));
    if (found) return matchesText(matches, found);
  }
  return false;
}
