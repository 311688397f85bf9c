/** Edits of one option where it is written. */

import { applyEdits } from '../../edits';
import { isOnlyItem, removeItem, removeStatement, renameKey } from '../../javascript/edit';
import { isNamed, type Node, parentOf } from '../../javascript/syntax';
import type { Member } from '../../javascript/values';
import type { Edit, Editable } from '../../model';

/** The statement that an assignment is the whole of. */
function statementAround(assignment: Node): Node | undefined {
  const parent = parentOf(assignment);
  return parent && isNamed(parent, 'ExpressionStatement') ? parent : undefined;
}

/** Takes an option out; with `emptied`, also the property around an object that would be left without options. */
export function removeMember(member: Member, emptied?: Member): Edit[] | undefined {
  if (member.assignment) {
    const statement = statementAround(member.assignment);
    return statement && removeStatement(statement);
  }
  if (!member.property) return removeSetting(member);
  const { node } = member.property;
  if (!emptied?.property) return removeItem(node);
  return isOnlyItem(node) ? removeItem(emptied.property.node) : [whole(emptied.property.value, removeItem(node))];
}

/** As one edit of the whole object: of two keys that go the second waits for the first, and takes the object with it. */
function whole({ tree, syntax }: Node, edits: readonly Edit[]): Edit {
  const { from: start, to: end } = syntax;
  const inside = edits.map((edit) => ({
    ...edit,
    span: { start: edit.span.start - start, end: edit.span.end - start },
  }));
  return { uri: tree.uri, span: { start, end }, text: applyEdits(tree.text.slice(start, end), inside) };
}

/** Takes an option out of the file of settings that it comes from; the environment's variables have other readers. */
function removeSetting(member: Member): Edit[] | undefined {
  const value = member.value();
  const source = value.kind === 'known' ? value.source : undefined;
  return source?.origin.kind === 'literal' ? source.editable?.remove?.() : undefined;
}

/** Replaces the value where it is written, removes or renames the option where it is used. */
export function memberEditable(member: Member | undefined, source: Editable | undefined): Editable | undefined {
  if (!member) return source;
  const { property } = member;
  return {
    replace: (value) => source?.replace(value),
    remove: () => removeMember(member),
    rename: property && ((name) => renameKey(property, name)),
  };
}
