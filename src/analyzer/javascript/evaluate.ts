/**
 * A small, exact, bounded evaluator: what a JavaScript expression is worth in one world, with the place where each value
 * is written. What it cannot know is unknown, never a guess; no input makes it throw or run away.
 */
import type { Editable } from '../model';
import { Budget, LIMITS } from './budget';
import { callBuiltin } from './builtins';
import { callValue } from './calls';
import { classValue, constructed, selfValue } from './classes';
import { declarationOf } from './declarations';
import { literalText, replaceNode } from './edit';
import { isEnvironment, variableValue } from './environments';
import type { Evaluator, Library } from './evaluator';
import type { Facts } from './facts';
import { moduleValue } from './modules';
import { declaredValue } from './names';
import { arrayValue, chosenMember, objectValue } from './objects';
import { computed, concatenated, equal, fallback, known, not, toBoolean } from './operators';
import { guardsOf } from './statements';
import type { Surroundings } from './surroundings';
import { expressionOf, idOf, innerSpan, type Node, textOf, unwrapped } from './syntax';
import {
  type ArrayValue,
  type External,
  type Frame,
  type Known,
  keyFor,
  memberOf,
  type Provenance,
  truthinessOf,
  type Unknown,
  type Value,
} from './values';

/** A condition as it is shown: in one line, and not all of a long one. */
const shortText = (node: Node) => textOf(node).slice(0, 400).replace(/\s+/g, ' ').slice(0, 80);

/** Conditions of one text are one condition; those too long to be compared are each their own. */
const textKey = (node: Node) =>
  node.syntax.to - node.syntax.from > 400 ? `at:${idOf(node)}` : `text:${textOf(node).replace(/\s+/g, ' ')}`;

export class JavaScriptEvaluator implements Evaluator {
  readonly read = new Map<string, Node>();
  private depth = 0;
  private readonly active = new Set<string>();
  /** Values that are the same wherever they are asked for. */
  private readonly settled = new Map<string, Value>();
  private readonly end: number;

  constructor(
    readonly surroundings: Surroundings,
    readonly library: Library,
    readonly facts: Facts,
    readonly budget: Budget = new Budget(),
  ) {
    this.end = budget.used + LIMITS.workPerRun;
  }

  evaluate(node: Node, frame?: Frame): Value {
    return this.within(
      () => this.expression(unwrapped(node), frame),
      () => this.opaque(node),
    );
  }

  within<T>(compute: () => T, unknown: () => T): T {
    if (this.depth >= LIMITS.depth || this.isSpent) return unknown();
    this.depth++;
    try {
      return compute();
    } finally {
      this.depth--;
    }
  }

  get isSpent(): boolean {
    return this.budget.used > this.end || this.budget.isSpent;
  }

  opaque(node: Node, name?: string): Unknown {
    const key = name !== undefined && name.length > LIMITS.text ? undefined : name;
    const truthy = key === undefined ? undefined : this.facts.holds(key);
    return { kind: 'unknown', source: { ...this.written(node), origin: { kind: 'opaque' } }, key, truthy };
  }

  written(node: Node): Provenance {
    const span = innerSpan(node);
    return {
      at: { uri: node.tree.uri, span },
      raw: node.tree.text.slice(span.start, span.end),
      origin: { kind: 'literal' },
    };
  }

  private literal(node: Node, value: string | number | boolean | null): Known | Unknown {
    if (typeof value === 'string') {
      this.budget.spend(value.length >> 4);
      if (value.length > LIMITS.text) return this.opaque(node);
    }
    const editable: Editable = { replace: (wanted) => replaceNode(node, literalText(wanted, node.tree, node)) };
    return known(value, { ...this.written(node), editable, node });
  }

  private expression(node: Node, frame: Frame | undefined): Value {
    const expression = expressionOf(node);
    switch (expression.kind) {
      case 'literal':
        return this.literal(node, expression.value);
      case 'template': {
        const { uri } = node.tree;
        const parts = expression.parts.map((part) =>
          'text' in part ? { text: part.text, at: { uri, span: part.span } } : this.evaluate(part, frame),
        );
        const plain = parts.every((part) => !('kind' in part));
        const text = concatenated(parts, plain ? this.literal(node, '').source : this.written(node));
        this.budget.spend((node.syntax.to - node.syntax.from) >> 4);
        return text.kind === 'known' ? text : { ...text, source: { ...text.source, origin: { kind: 'opaque' } } };
      }
      case 'identifier':
        return this.name(expression.name, node, frame);
      case 'this':
        return selfValue(this, node, frame);
      case 'import-meta':
        return { kind: 'external', path: ['import.meta'], node };
      case 'member':
        return this.memberExpression(node, expression.object, expression.property, frame);
      case 'call':
        return callValue(this, node, expression.callee, expression.args, frame);
      case 'new':
        return constructed(this, node, expression.callee, frame);
      case 'object':
        return objectValue(this, node, expression.properties, frame);
      case 'array':
        return arrayValue(this, node, expression.items, frame);
      case 'function':
        return { kind: 'function', node, frame, self: frame?.self };
      case 'class':
        return classValue(this, node, frame);
      case 'conditional':
        return this.conditional(node, expression, frame);
      case 'binary':
        return this.binary(node, expression, frame);
      case 'unary':
        return this.unary(node, expression.operator, expression.operand, frame);
      case 'assignment':
        return expression.operator === '=' ? this.evaluate(expression.value, frame) : this.opaque(node);
      case 'await':
        return this.evaluate(expression.operand, frame);
      case 'dynamic-import':
        return this.module(expression.source, node);
      default:
        return this.opaque(node);
    }
  }

  // ---- conditions ------------------------------------------------------------------------------------------------

  condition(wrapped: Node, frame?: Frame): boolean {
    return this.within(
      () => {
        const node = unwrapped(wrapped);
        const expression = expressionOf(node);
        if (expression.kind === 'unary' && expression.operator === '!')
          return !this.condition(expression.operand, frame);
        if (expression.kind === 'binary' && (expression.operator === '&&' || expression.operator === '||')) {
          const left = this.condition(expression.left, frame);
          return left === (expression.operator === '&&') ? this.condition(expression.right, frame) : left;
        }
        return this.decide(this.evaluate(node, frame), node);
      },
      () => true,
    );
  }

  decide(value: Value, node: Node): boolean {
    const text = shortText(node);
    if (value.kind === 'known' && value.choice)
      return this.facts.decide(value.choice.key, text) !== value.choice.negated;
    const truthy = truthinessOf(value);
    if (truthy !== undefined) return truthy;
    const negated = value.kind === 'unknown' && value.negated === true;
    return this.facts.decide(keyFor(value) ?? textKey(node), text) !== negated;
  }

  assumeReached(node: Node, frame?: Frame): boolean {
    return guardsOf(node).every((guard) => {
      if (this.isSpent) return true;
      if (guard.kind === 'test') return this.assume(guard.test, guard.holds, frame);
      if (guard.kind === 'uncertain') return true;
      const { value, tests, holds } = guard;
      // Which of several cases it was that led here says nothing.
      if (holds && tests.length > 1) return true;
      return tests.every((test) => this.assumeValue(this.caseValue(value, test, frame), holds, test));
    });
  }

  caseValue(value: Node, test: Node, frame: Frame | undefined): Value {
    const subject = this.evaluate(value, frame);
    return equal('===', subject, this.evaluate(test, frame), this.written(test), this.facts);
  }

  private assume(wrapped: Node, holds: boolean, frame: Frame | undefined): boolean {
    return this.within(
      () => {
        const node = unwrapped(wrapped);
        const expression = expressionOf(node);
        if (expression.kind === 'unary' && expression.operator === '!')
          return this.assume(expression.operand, !holds, frame);
        if (expression.kind === 'binary' && (expression.operator === '&&' || expression.operator === '||')) {
          // Only one outcome of the two says something about both sides.
          if (holds !== (expression.operator === '&&')) return true;
          return this.assume(expression.left, holds, frame) && this.assume(expression.right, holds, frame);
        }
        return this.assumeValue(this.evaluate(node, frame), holds, node);
      },
      () => true,
    );
  }

  private assumeValue(value: Value, holds: boolean, node: Node): boolean {
    if (value.kind === 'known' && value.choice) return this.decide(value, node) === holds;
    const truthy = truthinessOf(value);
    if (truthy !== undefined) return truthy === holds;
    const negated = value.kind === 'unknown' && value.negated === true;
    this.facts.assume(keyFor(value) ?? textKey(node), holds !== negated);
    return true;
  }

  private conditional(
    node: Node,
    { test, yes, no }: { test: Node; yes: Node; no: Node },
    frame: Frame | undefined,
  ): Value {
    const whenTrue = expressionOf(yes);
    const whenFalse = expressionOf(no);
    if (
      whenTrue.kind === 'literal' &&
      whenFalse.kind === 'literal' &&
      typeof whenTrue.value === 'boolean' &&
      whenFalse.value === !whenTrue.value
    ) {
      const tested = this.evaluate(test, frame);
      return whenTrue.value ? toBoolean(tested, this.written(node)) : not(tested, this.written(node));
    }
    return this.evaluate(this.condition(test, frame) ? yes : no, frame);
  }

  private binary(
    node: Node,
    { operator, left, right }: { operator: string; left: Node; right: Node },
    frame: Frame | undefined,
  ): Value {
    switch (operator) {
      case '??':
      case '||':
        return fallback(operator, this.evaluate(left, frame), () => this.evaluate(right, frame), this.facts);
      case '&&':
        return this.and(node, left, right, frame);
      case '===':
      case '==':
      case '!==':
      case '!=':
        return equal(operator, this.evaluate(left, frame), this.evaluate(right, frame), this.written(node), this.facts);
      default: {
        const value = computed(operator, this.evaluate(left, frame), this.evaluate(right, frame), this.written(node));
        return value.kind === 'unknown' ? { ...value, source: { ...value.source, origin: { kind: 'opaque' } } } : value;
      }
    }
  }

  /** `x && {…}` chooses like a condition; `x && true` is the truthiness of x. */
  private and(node: Node, left: Node, right: Node, frame: Frame | undefined): Value {
    const first = this.evaluate(left, frame);
    const truthy = truthinessOf(first);
    const second = expressionOf(right);
    if (second.kind === 'object')
      return this.condition(left, frame) ? this.evaluate(right, frame) : this.opaqueFalsy(left);
    if (second.kind === 'literal' && second.value === true) return toBoolean(first, this.written(node));
    if (truthy === undefined) return this.opaque(node);
    return truthy ? this.evaluate(right, frame) : first;
  }

  private opaqueFalsy(node: Node): Value {
    return known(undefined, { ...this.written(node), origin: { kind: 'opaque' } });
  }

  private unary(node: Node, operator: string, operand: Node, frame: Frame | undefined): Value {
    const value = this.evaluate(operand, frame);
    switch (operator) {
      case '!':
        return not(value, this.written(node));
      case '+':
        return callBuiltin(this, ['Number'], [() => value], node) ?? this.opaque(node);
      case '-':
        return value.kind === 'known' ? known(-Number(value.value), this.written(node)) : this.opaque(node);
      case 'void':
        return known(undefined, this.written(node));
      default:
        return this.opaque(node);
    }
  }

  // ---- names -----------------------------------------------------------------------------------------------------

  name(name: string, node: Node, frame: Frame | undefined): Value {
    const declaration = declarationOf(name, node);
    if (declaration) return declaredValue(this, declaration, node, frame);
    if (name === 'undefined') return known(undefined, this.written(node));
    if (name === 'NaN' || name === 'Infinity') return known(Number(name), this.written(node));
    return { kind: 'external', path: [name], node };
  }

  guarded(key: string, node: Node, compute: () => Value): Value {
    if (this.active.has(key)) return this.opaque(node);
    this.active.add(key);
    try {
      return compute();
    } finally {
      this.active.delete(key);
    }
  }

  lasting(key: string, node: Node, compute: () => Value): Value {
    const settled = this.settled.get(key);
    if (settled) return settled;
    if (this.active.has(key)) return this.opaque(node);
    const value = this.guarded(key, node, compute);
    this.settled.set(key, value);
    return value;
  }

  module(source: string, node: Node): Value {
    return moduleValue(this, source, node);
  }

  keyText(node: Node, frame: Frame | undefined): string | undefined {
    const value = this.evaluate(node, frame);
    return value.kind === 'known' ? String(value.value) : undefined;
  }

  // ---- objects ---------------------------------------------------------------------------------------------------

  private memberExpression(node: Node, object: Node, property: string | Node, frame: Frame | undefined): Value {
    const value = this.evaluate(object, frame);
    if (typeof property === 'string') return this.member(value, property, node);
    const key = this.evaluate(property, frame);
    if (value.kind === 'object') return chosenMember(this, value, key, node, property) ?? this.opaque(node);
    return key.kind === 'known' ? this.member(value, String(key.value), node) : this.opaque(node);
  }

  member(value: Value, key: string, node: Node): Value {
    switch (value.kind) {
      case 'object': {
        const member = memberOf(value, key);
        if (member === 'unknown') return this.opaque(node);
        if (!member && key === 'default' && value.isModule) return value;
        return member ? member.value() : known(undefined, this.written(node));
      }
      case 'array':
        return this.item(value, key, node);
      case 'external':
        return this.externalMember(value, key, node);
      case 'namespace':
        return value.member(key) ?? this.opaque(node, `${idOf(value.node)}.${key}`);
      case 'known':
        if (key === 'length' && typeof value.value === 'string') return known(value.value.length, this.written(node));
        return this.opaque(node);
      case 'unknown':
        return this.opaque(node, value.key === undefined ? undefined : `${value.key}.${key}`);
      default:
        return this.opaque(node);
    }
  }

  private item({ items, open }: ArrayValue, key: string, node: Node): Value {
    if (open) return this.opaque(node);
    if (key === 'length') return known(items.length, this.written(node));
    const index = Number(key);
    return Number.isInteger(index) ? (items[index]?.() ?? known(undefined, this.written(node))) : this.opaque(node);
  }

  private externalMember(value: External, key: string, node: Node): Value {
    const path = [...value.path, key];
    const inEnvironment = isEnvironment(value);
    if (inEnvironment) return this.environment(key, node);
    return { ...value, path, node };
  }

  environment(name: string, node: Node): Value {
    if (!this.read.has(name)) this.read.set(name, node);
    return variableValue(this, name, node);
  }
}
