/** Statements as data: how a function comes to its result, and on what conditions a place is reached. */

import type { JavaScriptTree } from '../formats/javascript';
import { LIMITS } from './budget';
import { childrenOf, isNamed, type Node, parentOf, plainExpressionOf, sameNode, textOf, unwrapped } from './syntax';

export type Statement =
  | { readonly kind: 'return'; readonly value?: Node }
  | { readonly kind: 'throw' }
  | { readonly kind: 'if'; readonly test: Node; readonly yes: Node; readonly no?: Node }
  | { readonly kind: 'block'; readonly body: readonly Node[] }
  | { readonly kind: 'switch'; readonly value: Node; readonly cases: readonly Case[] }
  | { readonly kind: 'other' };

export interface Case {
  /** Absent for `default`. */
  readonly test?: Node;
  readonly body: readonly Node[];
}

/** A condition on which a place is reached. */
export type Guard =
  | { readonly kind: 'test'; readonly test: Node; readonly holds: boolean }
  /** The value of a switch equals one of the tests, or for its `default` (`holds` is false) none of them. */
  | { readonly kind: 'case'; readonly value: Node; readonly tests: readonly Node[]; readonly holds: boolean }
  /** A loop, a `catch`: perhaps reached, perhaps not. */
  | { readonly kind: 'uncertain' };

export function statementOf(node: Node): Statement {
  const inner = childrenOf(node);
  switch (node.syntax.name) {
    case 'ReturnStatement':
      return { kind: 'return', value: inner[1] && !isNamed(inner[1], ';') ? inner[1] : undefined };
    case 'ThrowStatement':
      return { kind: 'throw' };
    case 'Block':
      return { kind: 'block', body: inner.filter((child) => !isNamed(child, '{', '}')) };
    case 'IfStatement': {
      const [, test, yes, , no] = inner;
      return test && yes ? { kind: 'if', test, yes, no } : { kind: 'other' };
    }
    case 'TryStatement':
      return inner[1] ? statementOf(inner[1]) : { kind: 'other' };
    case 'SwitchStatement': {
      const [, value, body] = inner;
      return value && body ? { kind: 'switch', value, cases: casesOf(body) } : { kind: 'other' };
    }
    default:
      return endsProcess(node) ? { kind: 'throw' } : { kind: 'other' };
  }
}

const endsProcess = (node: Node) =>
  isNamed(node, 'ExpressionStatement') && /^(?:Deno|process)\s*\.\s*exit\s*\(/.test(textOf(node));

function casesOf(body: Node): Case[] {
  const cases: { test?: Node; body: Node[] }[] = [];
  for (const child of childrenOf(body)) {
    if (isNamed(child, 'CaseLabel')) cases.push({ test: childrenOf(child)[1], body: [] });
    else if (isNamed(child, 'DefaultLabel')) cases.push({ body: [] });
    else if (!isNamed(child, '{', '}')) cases.at(-1)?.body.push(child);
  }
  return cases;
}

/** True where a statement never lets the next one run. */
export function leaves(node: Node, depth = 0): boolean {
  if (depth > LIMITS.exits) return false;
  if (isNamed(node, 'BreakStatement', 'ContinueStatement')) return true;
  const statement = statementOf(node);
  switch (statement.kind) {
    case 'return':
    case 'throw':
      return true;
    case 'block':
      return statement.body.some((inner) => leaves(inner, depth + 1));
    case 'if':
      return statement.no !== undefined && leaves(statement.yes, depth + 1) && leaves(statement.no, depth + 1);
    default:
      return false;
  }
}

/** On what conditions a place is reached, outermost first, from `home` (else the document) inwards. */
export function guardsOf(node: Node, home?: Node): Guard[] {
  const inwards: Guard[][] = [];
  let child = node;
  for (let parent = parentOf(child); parent; parent = parentOf(child)) {
    if (inwards.length > LIMITS.nesting) return [{ kind: 'uncertain' }];
    inwards.push(guardsBetween(parent, child));
    if (home && sameNode(parent, home)) break;
    child = parent;
  }
  return inwards.reverse().flat();
}

function guardsBetween(parent: Node, child: Node): Guard[] {
  switch (parent.syntax.name) {
    case 'IfStatement': {
      const statement = statementOf(parent);
      if (statement.kind !== 'if' || sameNode(child, statement.test)) return [];
      return [{ kind: 'test', test: statement.test, holds: sameNode(child, statement.yes) }];
    }
    case 'ConditionalExpression': {
      const expression = plainExpressionOf(parent);
      if (expression.kind !== 'conditional' || sameNode(child, expression.test)) return [];
      return [{ kind: 'test', test: expression.test, holds: sameNode(child, expression.yes) }];
    }
    case 'BinaryExpression': {
      const expression = plainExpressionOf(parent);
      if (expression.kind !== 'binary' || !sameNode(child, expression.right)) return [];
      if (expression.operator !== '&&' && expression.operator !== '||') return [];
      return [{ kind: 'test', test: expression.left, holds: expression.operator === '&&' }];
    }
    case 'SwitchBody':
      return caseAround(parent, child);
    case 'Script':
    case 'Block':
      return earlyExits(parent, child);
    case 'ForStatement':
    case 'WhileStatement':
    case 'DoStatement':
    case 'CatchClause':
      return [{ kind: 'uncertain' }];
    default:
      return [];
  }
}

function caseAround(body: Node, child: Node): Guard[] {
  const around = parentOf(body);
  const statement = around && statementOf(around);
  if (statement?.kind !== 'switch') return [];
  const { cases, value } = statement;
  const own = cases.findIndex((candidate) => candidate.body.some((node) => sameNode(node, child)));
  // Those before it that run on into it.
  let first = own;
  while (first > 0 && !cases[first - 1]!.body.some((node) => leaves(node))) first--;
  const into = own < 0 ? [] : cases.slice(first, own + 1);
  const holds = into.every(({ test }) => test !== undefined);
  const tests = (holds ? into : cases.filter((other) => !into.includes(other))).flatMap(({ test }) => test ?? []);
  return own < 0 ? [{ kind: 'uncertain' }] : [{ kind: 'case', value, tests, holds }];
}

interface Exit {
  readonly end: number;
  readonly guard: Guard;
}

/** Early exits of the blocks that were asked for, per tree and offset. */
const exits = new WeakMap<JavaScriptTree, Map<number, readonly Exit[]>>();

function exitsOf(block: Node): readonly Exit[] {
  let known = exits.get(block.tree);
  if (!known) {
    known = new Map();
    exits.set(block.tree, known);
  }
  let found = known.get(block.syntax.from);
  if (!found) {
    found = childrenOf(block).flatMap(exitOf);
    known.set(block.syntax.from, found);
  }
  return found;
}

/** `if (x) return …;` means that x does not hold behind it. */
function exitOf(node: Node): Exit[] {
  const statement = isNamed(node, 'IfStatement') ? statementOf(node) : undefined;
  if (statement?.kind !== 'if') return [];
  const holds = leaves(statement.yes) ? false : statement.no && leaves(statement.no) ? true : undefined;
  return holds === undefined ? [] : [{ end: node.syntax.to, guard: { kind: 'test', test: statement.test, holds } }];
}

const earlyExits = (block: Node, child: Node): Guard[] =>
  exitsOf(block)
    .filter(({ end }) => end <= child.syntax.from)
    .map(({ guard }) => guard);

/** The statements of a function's body; undefined where the body is an expression. */
export function bodyOf(body: Node): readonly Node[] | undefined {
  const plain = unwrapped(body);
  if (!isNamed(plain, 'Block')) return undefined;
  const statement = statementOf(plain);
  return statement.kind === 'block' ? statement.body : undefined;
}
