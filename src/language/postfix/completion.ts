/** What can be written at a place of main.cf or master.cf. */
import type { Project, SourceDocument } from '../../analyzer/model';
import { nameCompletions, overrideCompletions, referenceCompletions } from './completion-names';
import { columnCompletions } from './completion-services';
import { valueCompletions } from './completion-values';
import type { Completion } from './results';
import { slotAt } from './slot';
import { viewOf } from './view';

/** Letters that make an editor ask anew, beside those of words. */
export const COMPLETION_TRIGGERS: readonly string[] = ['$', '=', ' ', ',', ':', '-', '{', '>', '!'];

export function completionsAt(document: SourceDocument, project: Project, offset: number): Completion[] {
  const view = viewOf(document, project);
  const slot = view && slotAt(document.text, offset, view.format);
  if (!slot) return [];
  switch (slot.kind) {
    case 'name':
      return nameCompletions(view, slot);
    case 'value':
      return referenceCompletions(view, slot) ?? valueCompletions(view, slot);
    case 'column':
      return columnCompletions(view, slot);
    case 'option':
    case 'override':
      return overrideCompletions(view, slot);
  }
}
