/** NODE_TLS_REJECT_UNAUTHORIZED: the switch for a whole process, which an explicit `rejectUnauthorized: true` overrules. */

import type { JavaScriptTree } from '../../formats/javascript';
import { occurrences, quotedOccurrences } from '../../javascript/context';
import { removeStatement } from '../../javascript/edit';
import type { Evaluator } from '../../javascript/evaluator';
import { guardsOf } from '../../javascript/statements';
import { childrenOf, expressionOf, type Node, parentOf, placeOf, textOf } from '../../javascript/syntax';
import type { Setting, Verification } from '../../model';
import { settingFor } from './options';

const NAME = 'NODE_TLS_REJECT_UNAUTHORIZED';

/** `process.env.NODE_TLS_REJECT_UNAUTHORIZED = …` in a document, also with the name in brackets. */
function assignments(tree: JavaScriptTree): { node: Node; value: Node }[] {
  return [...occurrences(tree, NAME), ...quotedOccurrences(tree, NAME)].flatMap((name) => {
    const member = parentOf(name);
    const node = member && parentOf(member);
    const expression = node && expressionOf(node);
    return node && expression?.kind === 'assignment' && /^process\.env\b/.test(textOf(expression.target))
      ? [{ node, value: expression.value }]
      : [];
  });
}

/** Only the text `0` switches checking off; numbers become text when they are assigned. */
const isZero = (value: unknown) => String(value) === '0';

export function processVerification(tree: JavaScriptTree, evaluator: Evaluator): Setting<Verification> | undefined {
  for (const { node, value } of assignments(tree)) {
    const reached = guardsOf(node).every(
      (guard) => guard.kind === 'test' && evaluator.condition(guard.test) === guard.holds,
    );
    const assigned = evaluator.evaluate(value);
    if (!reached || assigned.kind !== 'known' || !isZero(assigned.value)) continue;
    const statement = parentOf(node);
    return {
      ...settingFor({ name: NAME, value: assigned, from: 'object' }, () => 'none' as const),
      editable: {
        replace: (wanted) => assigned.source.editable?.replace(wanted),
        remove: () => (statement && childrenOf(statement)[0] ? removeStatement(statement) : undefined),
      },
    };
  }
  return undefined;
}

/** The same switch in the environment file of this world. */
export function environmentVerification(evaluator: Evaluator, read: Node): Setting<Verification> | undefined {
  const variable = evaluator.surroundings.variable(NAME, placeOf(read));
  return variable?.value === '0' ? { ...variable, value: 'none' } : undefined;
}
