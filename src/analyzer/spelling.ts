/** From a change to edits that may be applied: apart from each other, and no template's loss. */
import { templateMarks } from './marks';
import type { Change, Edit, MailConfig, Project, Proposal } from './model';
import { showingFor } from './showing';

/** All of several lists of edits; undefined where one of them cannot be spelt. */
const all = (lists: readonly (readonly Edit[] | undefined)[]): Edit[] | undefined =>
  lists.every((list) => list !== undefined) ? lists.flat() : undefined;

const one = (edit: Edit | undefined): Edit[] | undefined => edit && [edit];

function editsOf(change: Change, config: MailConfig | undefined): readonly Edit[] | undefined {
  switch (change.kind) {
    case 'replace':
      return one(change.setting.editable?.replace(change.value));
    case 'remove':
      return all(change.settings.map(({ editable }) => editable?.remove?.()));
    case 'rename':
      return one(change.setting.editable?.rename?.(change.name));
    case 'edits':
      return change.edits();
    default:
      return config?.write(change);
  }
}

/** The edits for a change of a configuration; undefined where there are no words for it, or where they must not be applied. */
export function spell(
  { change }: Pick<Proposal, 'change'>,
  config: MailConfig | undefined,
  project: Project,
): Edit[] | undefined {
  const { holdsSecret } = showingFor(config ? [config] : []);
  const edits = editsOf(change, config)?.map(
    (edit): Edit => (holdsSecret(edit.text) ? { ...edit, secret: true } : edit),
  );
  return edits && asFix(edits, project);
}

/**
 * Edits as those of one fix: in the order of their places, each once, no two over the same text. Undefined where they
 * contradict each other, change nothing, or take away what a template fills in.
 */
export function asFix(edits: readonly Edit[], project: Project): Edit[] | undefined {
  const apart = asunder(edits);
  if (!apart) return undefined;
  const before = ({ uri, span }: Edit) => project.read(uri)?.text.slice(span.start, span.end) ?? '';
  const keepsAll = apart.every((edit) => keepsMarks(before(edit), edit.text));
  const changing = apart.filter((edit) => before(edit) !== edit.text);
  return keepsAll && changing.length > 0 ? changing : undefined;
}

/** What a template fills in may stay in another place of the text, but not go. */
const keepsMarks = (before: string, after: string) => templateMarks(before).every((mark) => after.includes(mark));

const byPlace = (a: Edit, b: Edit) =>
  (a.uri < b.uri ? -1 : a.uri > b.uri ? 1 : 0) || a.span.start - b.span.start || a.span.end - b.span.end;

/** Text that goes twice goes once; what is written over text that goes would be lost. */
function asunder(edits: readonly Edit[]): Edit[] | undefined {
  const result: Edit[] = [];
  for (const edit of [...edits].sort(byPlace)) {
    const last = result.at(-1);
    if (last && isSame(last, edit)) continue;
    if (last?.uri !== edit.uri || last.span.end <= edit.span.start) result.push(edit);
    else if (last.text === '' && edit.text === '')
      result.splice(-1, 1, { ...last, span: { ...last.span, end: Math.max(last.span.end, edit.span.end) } });
    else return undefined;
  }
  return result;
}

const isSame = (a: Edit, b: Edit) => byPlace(a, b) === 0 && a.text === b.text;
