/** Applying edits to texts. */
import type { Edit, Finding } from './model';

const overlaps = (a: Edit, b: Edit) =>
  a.span.start < b.span.end && b.span.start < a.span.end
    ? true
    : a.span.start === b.span.start && a.span.end === b.span.end && a.text !== b.text;

const same = (a: Edit, b: Edit) =>
  a.uri === b.uri && a.span.start === b.span.start && a.span.end === b.span.end && a.text === b.text;

/** Applies edits of one document, right to left; the edits do not overlap. Inserts at one place keep their order. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const ordered = edits
    .map((edit, index) => ({ edit, index }))
    .sort((a, b) => b.edit.span.start - a.edit.span.start || b.edit.span.end - a.edit.span.end || b.index - a.index);
  let result = text;
  for (const { edit } of ordered) result = result.slice(0, edit.span.start) + edit.text + result.slice(edit.span.end);
  return result;
}

/**
 * The edits of one fix a finding, for as many findings as can be mended at once: of two fixes that touch each other
 * the first wins, and a fix is taken whole or not at all. `safeOnly` leaves suggestions out.
 */
export function combineFixes(findings: readonly Finding[], safeOnly: boolean): Edit[] {
  const chosen: Edit[] = [];
  for (const finding of findings) {
    const fix = finding.fixes.find((candidate) => candidate.safe || !safeOnly);
    if (!fix) continue;
    const fresh = fix.edits.filter((edit) => !chosen.some((other) => same(edit, other)));
    const clash = fresh.some((edit) => chosen.some((other) => other.uri === edit.uri && overlaps(edit, other)));
    if (!clash) chosen.push(...fresh);
  }
  return chosen;
}
