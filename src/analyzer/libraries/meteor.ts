/** Meteor: its `email` package reads the connection URL in MAIL_URL, which programs also assign by themselves. */
import { type JavaScriptTree, mentions } from '../formats/javascript';
import { occurrences } from '../javascript/context';
import type { Evaluator } from '../javascript/evaluator';
import { expressionOf, hasError, type Node, parentOf, sameNode } from '../javascript/syntax';
import type { MailLibrary } from './library';
import type { Site } from './site';

const VARIABLE = 'MAIL_URL';

/** `process.env.MAIL_URL = …`; undefined for any other use of the name. */
function assignmentOf(name: Node): { readonly node: Node; readonly value: Node } | undefined {
  const member = parentOf(name);
  const node = member && parentOf(member);
  const expression = node && expressionOf(node);
  if (!member || !node || expression?.kind !== 'assignment' || expression.operator !== '=') return undefined;
  return sameNode(expression.target, member) && !hasError(node) ? { node, value: expression.value } : undefined;
}

function sitesIn(tree: JavaScriptTree): Site[] {
  if (!mentions(tree, VARIABLE) || !/\bMeteor\b|['"]meteor\//.test(tree.text)) return [];
  return occurrences(tree, VARIABLE).flatMap((name): Site[] => {
    const assignment = assignmentOf(name);
    if (!assignment) return [];
    const given = (world: Evaluator) => [{ options: world.evaluate(assignment.value) }];
    return [{ label: 'Meteor mail URL', node: assignment.node, anchor: name, given }];
  });
}

export const meteor: MailLibrary = { words: [VARIABLE], sites: sitesIn };
