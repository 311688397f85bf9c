/** Classes and their instances, as far as their own code tells. */
import { applied, forgotten } from './assignments';
import { invoke } from './calls';
import { type ClassMember, classAround, homeOf, membersOf, typeTextOf } from './context';
import type { Evaluator } from './evaluator';
import { byDefault } from './frames';
import { writesToField } from './references';
import { guardsOf } from './statements';
import { idOf, type Node, sameNode } from './syntax';
import type { Frame, FunctionValue, Value } from './values';

export function selfValue(evaluator: Evaluator, node: Node, frame: Frame | undefined): Value {
  const around = classAround(node);
  if (around) return instanceOf(evaluator, around);
  return frame?.self ?? evaluator.opaque(node);
}

export function classValue(evaluator: Evaluator, node: Node, frame: Frame | undefined): Value {
  return {
    kind: 'namespace',
    node,
    isClass: true,
    member: (name) => {
      const found = membersOf(node).find((member) => member.static && member.name === name);
      return found && classMember(evaluator, node, found, frame);
    },
  };
}

/** Any instance of a class: what its own code says of the fields. */
export function instanceOf(evaluator: Evaluator, node: Node): Value {
  return {
    kind: 'namespace',
    node,
    member: (name) => {
      const members = membersOf(node);
      const declared = members.find((member) => member.name === name);
      if (declared && declared.kind !== 'field') return classMember(evaluator, node, declared, undefined);
      return fieldValue(evaluator, node, name, declared);
    },
  };
}

function classMember(
  evaluator: Evaluator,
  classNode: Node,
  member: ClassMember,
  frame: Frame | undefined,
): Value | undefined {
  const { value, node } = member;
  if (member.kind === 'parameter') {
    const given = injected(evaluator, node);
    const open = evaluator.opaque(node, `${idOf(classNode)}.${member.name}`);
    return given ?? (value ? byDefault(evaluator, open, value) : open);
  }
  if (!value) return undefined;
  if (member.kind === 'field') return evaluator.evaluate(value, frame);
  const fn: FunctionValue = { kind: 'function', node: value, frame };
  return member.kind === 'getter' ? invoke(evaluator, fn, [], value) : fn;
}

/** A field that is set once, where it is declared or in the constructor; then what is written into it. */
function fieldValue(
  evaluator: Evaluator,
  classNode: Node,
  name: string,
  declared: ClassMember | undefined,
): Value | undefined {
  const given = declared && !declared.value && injected(evaluator, declared.node);
  if (given) return given;
  const writes = writesToField(classNode, name);
  const whole = writes.filter((write) => write.path.length === 0);
  const init = declared?.value ?? (whole.length === 1 ? whole[0]?.values[0] : undefined);
  if (!init || whole.length > (declared?.value ? 0 : 1)) return undefined;
  return evaluator.guarded(`${idOf(classNode)}.${name}`, init, () => {
    let value = evaluator.evaluate(init);
    for (const write of writes) {
      if (write.path.length === 0) continue;
      const sure = sameNode(homeOf(write.node), homeOf(init)) && guardsOf(write.node, homeOf(write.node)).length === 0;
      value = sure
        ? applied(evaluator, value, write, write.path, undefined)
        : forgotten(evaluator, value, write.path, write.node);
    }
    return value;
  });
}

/** What a framework gives to a parameter or field of a type. */
const injected = (evaluator: Evaluator, node: Node): Value | undefined =>
  evaluator.library.injected?.(evaluator, { type: typeTextOf(node) }, node);

/** `new X(…)`. */
export function constructed(evaluator: Evaluator, node: Node, callee: Node, frame: Frame | undefined): Value {
  const target = evaluator.evaluate(callee, frame);
  if (target.kind === 'namespace' && target.isClass) return instanceOf(evaluator, target.node);
  const type = target.kind === 'external' ? target.path.at(-1) : undefined;
  return (type && evaluator.library.injected?.(evaluator, { type }, node)) || evaluator.opaque(node);
}
