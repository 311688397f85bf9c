/** Applying edits to texts. */
import type { Edit, Fix } from './model';

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

/** Those of some fixes that can be applied at once: of two that touch each other the first wins, and each is taken whole. */
export function compatible(fixes: readonly Fix[]): Fix[] {
  const chosen: Fix[] = [];
  for (const fix of fixes) {
    const others = chosen.flatMap(({ edits }) => edits);
    const fresh = fix.edits.filter((edit) => !others.some((other) => same(edit, other)));
    const clash = fresh.some((edit) => others.some((other) => other.uri === edit.uri && overlaps(edit, other)));
    if (!clash) chosen.push(fix);
  }
  return chosen;
}

/** The edits of fixes that are compatible, each once. */
export const editsOf = (fixes: readonly Fix[]): Edit[] =>
  fixes
    .flatMap(({ edits }) => edits)
    .filter((edit, index, all) => all.findIndex((other) => same(edit, other)) === index);
