/** Edits of one option where it is written. */
import { isOnlyItem, removeItem, removeStatement, renameKey } from '../../formats/javascript/edit';
import { isNamed, type Node, parentOf } from '../../formats/javascript/syntax';
import type { Member } from '../../formats/javascript/values';
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
  return emptied?.property && isOnlyItem(node) ? removeItem(emptied.property.node) : removeItem(node);
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
