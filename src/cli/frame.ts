/** The line of a file that a finding stands on, with the place marked, for a terminal. */
import type { Place, SourceDocument } from '../analyzer/model';
import type { Showing } from '../analyzer/showing';
import { visible } from '../show/shown';
import { LineIndex } from '../workspace/lines';

/** How much of a long line is shown before and after the start of the place. */
const BEFORE = 60;
const AFTER = 100;

/** Wide enough for the line numbers of most files. */
const GUTTER = 7;

/** Empty where the line holds a secret, or a word that looks like one. */
export function frameOf({ text }: SourceDocument, { span }: Place, showing: Showing): string[] {
  const index = new LineIndex(text);
  const { line, character } = index.positionAt(span.start);
  const whole = index.lineText(line);
  if (showing.holdsSecret(whole)) return [];
  const end = Math.min(character + span.end - span.start, whole.length);
  const from = Math.max(0, character - BEFORE);
  const to = Math.min(whole.length, Math.max(end, character + AFTER), character + 2 * AFTER);
  const shown = (start: number, stop: number) => visible(whole.slice(start, Math.min(stop, to)));
  const before = (from > 0 ? '…' : '') + shown(from, character);
  const marked = shown(character, end);
  const after = shown(Math.max(end, character), to) + (to < whole.length ? '…' : '');
  const blank = before.replace(/[^\t]/g, ' ');
  const number = String(line + 1).padStart(GUTTER);
  return [
    `${number} | ${before}${marked}${after}`,
    `${' '.repeat(GUTTER)} | ${blank}${'^'.repeat(Math.max(1, marked.length))}`,
  ];
}
